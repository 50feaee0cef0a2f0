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
