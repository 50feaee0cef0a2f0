import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../prisma/sql.ts';
import type { RunEvents } from '../schema/context.ts';
import { progressChannel, runChannel } from '../worker/queue.ts';

/** Also without any news a subscriber looks again after this: it checks its credential then, and misses nothing for long. */
const heartbeatMilliseconds = 3000;

/**
 * One listening connection for all subscriptions of this process. postgres.js opens it anew when it is lost and calls
 * back each time it listens again: what happened in between was not heard, so then every subscriber looks again.
 */
export async function openRunEvents(sql: Sql): Promise<RunEvents & { close(): Promise<void> }> {
  const wakers = new Map<string, Set<() => void>>();
  const wakeAll = () => {
    for (const group of wakers.values()) for (const wake of group) wake();
  };
  const wakeRun = (uuid: string) => {
    for (const wake of wakers.get(uuid) ?? []) wake();
  };
  const listening = await Promise.all([runChannel, progressChannel].map((channel) => sql.listen(channel, wakeRun, wakeAll)));

  async function* wakeUps(uuid: string, signal: AbortSignal): AsyncGenerator<void> {
    let isDue = false;
    let wake = () => {};
    const waker = () => {
      isDue = true;
      wake();
    };
    const group = wakers.get(uuid) ?? new Set();
    wakers.set(uuid, group.add(waker));
    try {
      while (!signal.aborted) {
        isDue = false; // before the subscriber looks: what comes while it does is the next wake-up
        yield;
        if (isDue) continue;
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const done = new AbortController();
        const heartbeat = sleep(heartbeatMilliseconds, undefined, { signal: AbortSignal.any([signal, done.signal]) }).catch(() => {});
        await Promise.race([woken, heartbeat]);
        done.abort();
      }
    } finally {
      group.delete(waker);
      if (group.size === 0) wakers.delete(uuid);
    }
  }

  return { wakeUps, close: () => Promise.all(listening.map(({ unlisten }) => unlisten())).then(() => {}) };
}
