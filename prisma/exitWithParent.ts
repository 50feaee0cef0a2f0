/**
 * How a part (`api/main.ts`, `worker/main.ts`) learns that it has to stop, alone or as a child of `earshot start`.
 *
 * As a child it has an IPC channel. The order to stop is the message {type: 'stop'}; the channel closes when the parent
 * vanishes, even by kill -9. A child is out of the terminal's reach and ignores SIGINT in any case: only the parent knows
 * the order (API drains first, then the worker hands back, then PostgreSQL).
 * Alone (`earshot api`), SIGINT and SIGTERM are the order, and a second one means: at once.
 */

/** What a part tells its parent. `failed` is what the parent prints when the part cannot start. */
export type PartMessage = { type: 'ready'; url?: string } | { type: 'failed'; message: string; remedy?: string };

/** What a parent tells a part. */
export type ParentMessage = { type: 'stop' };

export type StopReason = 'ordered' | 'parentGone';

export interface ExitWithParentOptions {
  /** Called once; the process exits when it settles. */
  readonly onStop: (reason: StopReason) => Promise<void> | void;
  /** Nothing waits longer than this, whatever `onStop` does. */
  readonly withinSeconds?: number;
}

/** An orphan leaves fast: the next start wants its port. */
const orphanSeconds = 2;
/** npm passes Ctrl-C on to a child that has already had it from the terminal: two signals of one key press. */
export const samePressMilliseconds = 500;

export function exitWithParent({ onStop, withinSeconds = 15 }: ExitWithParentOptions): void {
  let stoppingSince: number | null = null;
  const stop = (reason: StopReason) => {
    const seconds = reason === 'parentGone' ? orphanSeconds : withinSeconds;
    setTimeout(() => process.exit(1), seconds * 1000).unref();
    if (stoppingSince !== null) return;
    stoppingSince = Date.now();
    Promise.resolve()
      .then(() => onStop(reason))
      .then(
        () => process.exit(0),
        (error) => {
          process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
          process.exit(1);
        },
      );
  };
  const signalled = () => {
    if (stoppingSince !== null && Date.now() - stoppingSince > samePressMilliseconds) process.exit(130);
    stop('ordered');
  };
  process.on('SIGTERM', signalled);
  if (process.send === undefined) {
    for (const name of ['SIGINT', 'SIGHUP'] as const) process.on(name, signalled);
    return;
  }
  for (const name of ['SIGINT', 'SIGHUP'] as const) process.on(name, () => {}); // SIGHUP: the terminal was closed
  process.on('disconnect', () => stop('parentGone'));
  process.on('message', (message) => {
    if ((message as Partial<ParentMessage> | null)?.type === 'stop') stop('ordered');
  });
  if (!process.connected) stop('parentGone'); // it vanished while this process was loading
}

/** Does nothing when the part runs alone or the parent is gone. */
export function tellParent(message: PartMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
