import type { Sql } from '../prisma/sql.ts';
import type { RunEvents, RunSight } from '../schema/context.ts';
import { progressChannel, runChannel } from '../worker/queue.ts';

/** Also without any news a run is looked at again after this: nothing is missed for long, and its watchers can check their credentials. */
const heartbeatMilliseconds = 3000;

/** Reads what is to be seen of a run, under this workspace. */
export type LookAtRun = (workspaceId: number, runUuid: string) => Promise<RunSight | null>;

/**
 * One listening connection for all subscriptions of this process. postgres.js opens it anew when it is lost and calls
 * back each time it listens again: what happened in between was not heard, so then every run is looked at again.
 */
export async function openRunEvents(sql: Sql, look: LookAtRun): Promise<RunEvents & { close(): Promise<void> }> {
  const watched = new Map<string, Map<number, WatchedRun>>();
  const wakeRun = (uuid: string) => {
    for (const run of watched.get(uuid)?.values() ?? []) run.wake();
  };
  const wakeAll = () => {
    for (const uuid of watched.keys()) wakeRun(uuid);
  };
  const listening = await Promise.all([runChannel, progressChannel].map((channel) => sql.listen(channel, wakeRun, wakeAll)));

  function join(workspaceId: number, uuid: string, waker: () => void): WatchedRun {
    const ofUuid = watched.get(uuid) ?? new Map<number, WatchedRun>();
    watched.set(uuid, ofUuid);
    const run = ofUuid.get(workspaceId) ?? new WatchedRun(() => look(workspaceId, uuid));
    ofUuid.set(workspaceId, run);
    run.join(waker);
    return run;
  }

  function leave(workspaceId: number, uuid: string, waker: () => void): void {
    const ofUuid = watched.get(uuid);
    if (ofUuid?.get(workspaceId)?.leave(waker)) ofUuid.delete(workspaceId);
    if (ofUuid?.size === 0) watched.delete(uuid);
  }

  async function* sights(workspaceId: number, uuid: string, signal: AbortSignal): AsyncGenerator<RunSight | null> {
    let isDue = false;
    let wake = () => {};
    const waker = () => {
      isDue = true;
      wake();
    };
    const run = join(workspaceId, uuid, waker);
    signal.addEventListener('abort', waker);
    try {
      while (!signal.aborted) {
        isDue = false; // before the run is looked at: what comes meanwhile is the next wake-up
        yield await run.look();
        if (isDue) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', waker);
      leave(workspaceId, uuid, waker);
    }
  }

  return { sights, close: () => Promise.all(listening.map(({ unlisten }) => unlisten())).then(() => {}) };
}

/** A run of one workspace, for all who watch it: of any number of them it is looked at once a wake-up. */
class WatchedRun {
  readonly #read: () => Promise<RunSight | null>;
  readonly #wakers = new Set<() => void>();
  readonly #heartbeat: NodeJS.Timeout;
  /** What was seen after the last wake-up, or is being looked for; null where nobody has looked since. */
  #sight: Promise<RunSight | null> | null = null;

  constructor(read: () => Promise<RunSight | null>) {
    this.#read = read;
    this.#heartbeat = setInterval(() => this.wake(), heartbeatMilliseconds);
  }

  /** Whoever comes looks for themselves: what was seen before may be older than what they did last. */
  join(waker: () => void): void {
    this.#wakers.add(waker);
    this.#sight = null;
  }

  /** True when nobody is left. */
  leave(waker: () => void): boolean {
    this.#wakers.delete(waker);
    if (this.#wakers.size > 0) return false;
    clearInterval(this.#heartbeat);
    return true;
  }

  wake(): void {
    this.#sight = null; // what is being looked for may have been read before the news
    for (const waker of this.#wakers) waker();
  }

  look(): Promise<RunSight | null> {
    this.#sight ??= this.#read();
    return this.#sight;
  }
}
