import type { Logger } from 'pino';
import type { Sql } from '../prisma/sql.ts';
import type { ThreadPool } from './pool.ts';
import { readThread } from './progress.ts';
import type { JobConsumer, PerformPayload, TakenJob } from './queue.ts';
import type { Limits } from './runLimits.ts';
import type { Room } from './runParts.ts';
import { type ThreadWatch, type Watched, watchThread } from './watchThread.ts';

/** What a worker has for all of its jobs. */
export interface Host {
  readonly sql: Sql;
  readonly pool: ThreadPool;
  readonly consumer: JobConsumer;
  readonly log: Logger;
  /** Nothing gets more; what has limits of its own may get less. */
  readonly limits: Limits;
  /** Where it helps with runs. */
  readonly room: Room;
  /** Aborts when this worker shuts down. */
  readonly shutdown: AbortSignal;
  /** Look at the lease now: something was announced. */
  readonly wake: EventTarget;
}

export interface WatchedJob extends Pick<Watched, 'limits' | 'keep' | 'onError'> {
  readonly job: TakenJob<PerformPayload>;
  /** The memory that is shared with the job's thread. */
  readonly progress: SharedArrayBuffer;
}

/** Watches over the thread of a job of this worker. */
export function watchJob(host: Host, { job, progress, limits, keep, onError }: WatchedJob): ThreadWatch {
  const { shutdown, wake } = host;
  return watchThread({ limits, keep, usedMegabytes: () => usedMegabytes(host, progress), taken: job.signal, shutdown, wake, onError });
}

async function usedMegabytes({ pool }: Host, progress: SharedArrayBuffer): Promise<number | null> {
  const threadId = readThread(progress);
  return threadId === null ? null : pool.usedMegabytes(threadId);
}
