/**
 * The session of a thread's last job, for its next one. A new session is a new process of the server: it takes a tenth of a second until
 * that one has its catalogue and has touched each page of the shared memory that a scan goes through, which is longer than many a run.
 *
 * Only of jobs that ended well, and whose every setting ended with its transaction.
 */
import type { Sql } from '../prisma/sql.ts';

/** As long as postgres.js keeps an unused one: afterwards a router on the way may have forgotten it. */
const longestIdleMilliseconds = 60_000;

interface KeptSession {
  readonly url: string;
  readonly sql: Sql;
  readonly keptAt: number;
}

/** A thread does one thing at a time and has one of its own. */
let kept: KeptSession | null = null;

/** The session that was kept of this database, now with that application name; null if there is none, or none that still answers. */
export async function takeKeptSession(url: string, applicationName: string): Promise<Sql | null> {
  if (kept === null) return null;
  const { sql, keptAt, url: ofUrl } = kept;
  kept = null;
  const isRecent = performance.now() - keptAt < longestIdleMilliseconds;
  if (ofUrl === url && isRecent && (await rename(sql, applicationName))) return sql;
  await sql.end({ timeout: 0 });
  return null;
}

/** Leaves the session to the thread's next job; until then its name says that nobody works with it. */
export async function keepSession(url: string, sql: Sql): Promise<void> {
  if (await rename(sql, 'earshot worker, idle')) kept = { url, sql, keptAt: performance.now() };
  else await sql.end({ timeout: 0 });
}

/** @returns whether it answered */
async function rename(sql: Sql, applicationName: string): Promise<boolean> {
  (sql.options.connection as { application_name: string }).application_name = applicationName; // of those that replace it
  return sql`select set_config('application_name', ${applicationName}, false)`.then(
    () => true,
    () => false,
  );
}
