import { listenerOfApi, release, sessionsOfWorker } from './release.ts';
import type { Queryable } from './sql.ts';

/**
 * Whether the server can give this process all the connections that its pools may open, beside those that others hold
 * now. Asked at the start of each process, so the hosts that came before are counted.
 *
 * @param needed connections of all pools of this process together
 * @returns a warning with its remedy, or null
 */
export async function connectionShortage(sql: Queryable, needed: number): Promise<string | null> {
  const [limits] = await sql<{ free: number; all: number }[]>`
    select current_setting('max_connections')::integer as all,
           current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
             - (select count(*)::integer from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()) as free`;
  if (!limits || limits.free >= needed) return null;
  return `this process may open ${needed} connections and the database has ${limits.free} of ${limits.all} free: raise max_connections, or run fewer processes`;
}

export interface EarshotSessions {
  /** Processes of this release that are connected now, on whatever host. */
  readonly apis: number;
  readonly workers: number;
  /** Other releases that are connected, too. */
  readonly others: readonly string[];
}

/** Each process has one session that listens: by it they are counted. */
export async function readSessions(sql: Queryable): Promise<EarshotSessions> {
  const sessions = await sql<{ name: string; listens: boolean }[]>`
    select application_name as name, query ilike 'listen %' as listens from pg_stat_activity
     where datname = current_database() and application_name ~ '^earshot (api listen|worker) [0-9]'`;
  const ofWorkers = sessions.filter(({ name }) => name === sessionsOfWorker);
  const others = sessions.map(({ name }) => name.slice(name.lastIndexOf(' ') + 1)).filter((other) => other !== release);
  return {
    apis: sessions.filter(({ name }) => name === listenerOfApi).length,
    workers: Math.max(ofWorkers.filter(({ listens }) => listens).length, ofWorkers.length > 0 ? 1 : 0), // of another login no statement is seen
    others: [...new Set(others)].sort(),
  };
}

export interface ServerConnections {
  /** For logins that are no superusers. */
  readonly usable: number;
  /** What says so: a setting of the server, or a limit of the login or the database. */
  readonly limitedBy: string;
  /** Held now by other programs than Earshot. */
  readonly ofOthers: number;
}

export async function readConnections(sql: Queryable): Promise<ServerConnections> {
  const [row] = await sql<{ server: number; login: number; database: number; others: number }[]>`
    select current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
             - coalesce(current_setting('reserved_connections', true), '0')::integer as server,
           (select rolconnlimit from pg_roles where rolname = current_user) as login,
           (select datconnlimit from pg_database where datname = current_database()) as database,
           (select count(*)::integer from pg_stat_activity
             where backend_type = 'client backend' and not (datname = current_database() and starts_with(application_name, 'earshot'))) as others`;
  if (!row) throw new Error('the server does not tell its settings');
  const limits = [
    { usable: row.server, limitedBy: 'max_connections' },
    { usable: row.login, limitedBy: "the login's connection limit" },
    { usable: row.database, limitedBy: "the database's connection limit" },
  ].filter(({ usable }) => usable >= 0); // -1: none
  const least = limits.reduce((a, b) => (b.usable < a.usable ? b : a));
  return { ...least, ofOthers: least.limitedBy === 'max_connections' ? row.others : 0 };
}
