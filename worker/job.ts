import { getEnvironmentData } from 'node:worker_threads';
import { connect, type Sql } from '../prisma/sql.ts';
import type { Lease } from './lease.ts';
import { lowerBackendPriority } from './lowerPriority.ts';
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
    try {
      await lowerBackends(sql, connections);
      await body(sql, lease, (stage, now) => writeProgress(progress, stage, now));
    } finally {
      await sql.end({ timeout: 1 });
    }
  };
}

/** Opens all connections at once, each held until all are open: otherwise one would be asked twice. */
async function lowerBackends(sql: Sql, connections: number): Promise<void> {
  const reserved = await Promise.all(Array.from({ length: connections }, () => sql.reserve()));
  try {
    await Promise.all(reserved.map(lowerBackendPriority));
  } finally {
    for (const connection of reserved) connection.release();
  }
}
