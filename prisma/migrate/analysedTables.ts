/**
 * ANALYZE for the app role: whoever loads much tells the planner at once. PostgreSQL has the right since 17, and migrations that ran on an older
 * server could not grant it; so it is granted whenever it is missing.
 */
import type { Queryable } from '../sql.ts';
import { appRole } from './roles.ts';

/** What loads and runs analyse. */
export const analysedTables: readonly string[] = [
  'customer',
  'customer_score',
  'customer_trait',
  'event',
  'identity',
  'invitation',
  'order',
  'order_rollup',
  'response',
  'response_rollup',
  'spend',
  'subscription',
  'ticket',
  'touchpoint',
  'value_loyalty_customer',
  'visit',
];

/** Null where the server is older than 17 and has no such right. */
export async function tablesWithoutAnalyze(sql: Queryable): Promise<string[] | null> {
  const [server] = await sql<{ version: number }[]>`select current_setting('server_version_num')::integer as version`;
  if (!server || server.version < 170_000) return null;
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname = any(${analysedTables as string[]}::text[])
       and not has_table_privilege(${appRole}, oid, 'MAINTAIN')
     order by 1`;
  return rows.map(({ name }) => name);
}
