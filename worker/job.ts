import { getEnvironmentData } from 'node:worker_threads';
import { connect, type Sql } from '../prisma/sql.ts';
import type { Lease } from './lease.ts';
import { findBackend, lowerBackendPriority } from './lowerPriority.ts';
import { type Progress, type Stage, writeProgress } from './progress.ts';

/** Where the host leaves the database's URL for its threads. */
export const databaseUrlKey = 'earshot.databaseUrl';

/** What a thread is handed: all plain data. */
export interface ThreadTask {
  readonly lease: Lease;
  readonly progress: SharedArrayBuffer;
}

export type Report = (stage: Stage, now?: Partial<Omit<Progress, 'stage'>>) => void;

/** Every connection of a job carries this name, so that cancelling finds its statements by it. */
export function jobApplicationName({ table, id, attempt }: Lease): string {
  return `earshot ${table} ${id}.${attempt}`;
}

/**
 * A job's body in its thread. It gets `connections` of its own, closed when it ends: no session outlives its job.
 * client_connection_check_interval lets the server notice within half a second that a killed thread is gone; without
 * it a COPY or a long query ran on for more than 10 s.
 */
export function defineJob(
  connections: 1 | 2,
  body: (sql: Sql, lease: Lease, report: Report) => Promise<void>,
): (task: ThreadTask) => Promise<void> {
  return async ({ lease, progress }) => {
    const sql = connect(String(getEnvironmentData(databaseUrlKey)), {
      applicationName: jobApplicationName(lease),
      max: connections,
      settings: { client_connection_check_interval: '500ms', idle_in_transaction_session_timeout: '60s' },
    });
    const lowered = lowerBackends(sql, connections);
    try {
      await body(sql, lease, (stage, now) => writeProgress(progress, stage, now));
    } finally {
      await lowered;
      await sql.end({ timeout: 1 });
    }
  };
}

/**
 * Takes each of the job's connections once, ahead of the job, which waits for the answer to one small query. It fails
 * only as the job's own statements do, which tell it.
 */
async function lowerBackends(sql: Sql, connections: number): Promise<void> {
  const reserved = await Promise.allSettled(Array.from({ length: connections }, () => sql.reserve()));
  const lowering = reserved.map(async (taken) => {
    if (taken.status === 'rejected') return;
    const connection = taken.value;
    const backend = await findBackend(connection).catch(() => null);
    connection.release();
    if (backend) await lowerBackendPriority(backend);
  });
  await Promise.all(lowering);
}
