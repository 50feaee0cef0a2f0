import { CliError } from '../cliError.ts';
import { durationInWords, type Progress } from '../print/progress.ts';

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Exit code of a command that waited as long as it was told to, and no longer. */
export const timeIsUp = 3;

export interface Waiting {
  /** What is true of the work when nobody waits for it any more: that it goes on, and how to ask for it and to end it. */
  readonly goesOn: string;
  readonly progress: Progress;
  /** Null: for ever. */
  readonly timeoutSeconds?: number | null;
  /** Whether an error is the end of the work, not of the waiting alone. */
  readonly isItsEnd?: (error: unknown) => boolean;
}

/**
 * Waits for what the server does. Ctrl-C, a server that stays away and a time that is up end the waiting and not the work: it is told
 * what goes on, and how to end that.
 *
 * @throws CliError with exit code 3 when the time is up
 */
export async function whileWaiting<Result>(
  { goesOn, progress, timeoutSeconds = null, isItsEnd = () => false }: Waiting,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const tell = (signal: NodeJS.Signals) => {
    progress.clear();
    console.error(`earshot: interrupted; ${goesOn}`);
    process.exit(codes[signal as keyof typeof codes]);
  };
  const late = new AbortController();
  const limit = Promise.withResolvers<never>();
  const timer =
    timeoutSeconds === null
      ? undefined
      : setTimeout(() => {
          limit.reject(new CliError(`it has not ended within ${durationInWords(timeoutSeconds)}`, goesOn, timeIsUp));
          late.abort();
        }, timeoutSeconds * 1000);
  for (const name of Object.keys(codes)) process.once(name, tell);
  try {
    return await Promise.race([work(late.signal), limit.promise]);
  } catch (error) {
    progress.clear();
    const isTold = error instanceof CliError && error.exitCode === timeIsUp;
    if (!isTold && !isItsEnd(error)) console.error(`earshot: ${goesOn}`);
    throw error;
  } finally {
    progress.clear();
    clearTimeout(timer);
    for (const name of Object.keys(codes)) process.off(name, tell);
  }
}
