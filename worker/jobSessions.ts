import type { Queryable, Sql } from '../prisma/sql.ts';
import type { JobRef, JobTable, LeasedTable } from './lease.ts';

/** Every connection of a job carries this name, so that whoever stops the job finds its statements by it. */
export function jobApplicationName({ table, id, attempt }: JobRef, holder?: string): string {
  return `${sessionsOf(table, id)}${attempt}${holder === undefined ? '' : ` ${holder.slice(0, 8)}`}`;
}

function sessionsOf(table: JobTable, id: bigint): string {
  return `earshot ${table} ${id}.`;
}

/**
 * Ends the sessions of earlier attempts: a worker that was paused or cut off holds its locks for as long as the server believes
 * in it, and with them the row that another has to take.
 */
export async function endSessions(sql: Queryable, table: LeasedTable, id: bigint): Promise<void> {
  const ending = sql`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = current_user and starts_with(application_name, ${sessionsOf(table, id)})`;
  await ending.execute(); // sent now, ahead of what the caller sends next: takeLease counts on it
}

/**
 * Ends the SQL of a thread that is gone. The thread dies a moment after the abort and may have sent one more statement,
 * hence the second look.
 */
export async function cancelStatements(sql: Sql, applicationName: string): Promise<void> {
  for (const pause of [0, 200]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    await sql`
      select pg_cancel_backend(pid) from pg_stat_activity
       where datname = current_database() and usename = current_user and application_name = ${applicationName} and state <> 'idle'`;
  }
}
