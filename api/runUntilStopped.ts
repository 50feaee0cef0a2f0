/** The life of a foreground command that serves (`earshot start`, `earshot demo`): signals, a lost parent, a part that dies. */
import { killSpawnedPostmasters } from '../prisma/embedded.ts';
import { samePressMilliseconds } from '../prisma/exitWithParent.ts';
import { explain } from '../prisma/startError.ts';
import type { Started } from './compose.ts';

export interface ServeOptions {
  /** For messages: `earshot start`. */
  readonly command: string;
  readonly starting: Promise<Started>;
  readonly log: (line: string) => void;
  /** Runs once everything is ready; when it resolves to 'stop', the command ends (`earshot demo --once`). */
  readonly onReady?: (started: Started) => Promise<'serve' | 'stop'> | 'serve' | 'stop';
}

/** Never returns: the process exits 0 after an orderly stop, 1 after a failure, 130 after a second signal. */
export async function runUntilStopped({ command, starting, log, onReady }: ServeOptions): Promise<void> {
  let started: Started | undefined;
  let stoppingSince: number | null = null;
  const stop = async (exitCode: number) => {
    stoppingSince ??= Date.now();
    const running = await starting.catch(() => undefined); // a failed start has cleaned up after itself
    await running?.stop();
    process.exit(exitCode);
  };
  const signalled = () => {
    if (stoppingSince === null) {
      log('stopping: open requests are answered first (once more to stop at once)');
      void stop(0);
    } else if (Date.now() - stoppingSince > samePressMilliseconds) {
      started?.stopNow();
      killSpawnedPostmasters(); // also one that is still coming up
      process.exit(130);
    } // else npm has passed on the Ctrl-C that this process already had from the terminal
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, signalled);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // a closed terminal must not stop the stop
  process.on('disconnect', () => void stop(1)); // whoever started us with an IPC channel has vanished
  try {
    started = await starting;
    if (stoppingSince !== null) return;
    if ((await Promise.race([onReady?.(started) ?? 'serve', started.failed])) === 'stop') return await stop(0);
    await started.failed;
  } catch (error) {
    if (stoppingSince !== null) return; // what breaks while everything stops is no news
    process.stderr.write(`${command}: ${explain(error)}\n`);
    await stop(1);
  }
}
