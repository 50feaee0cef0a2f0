/** What a SQL login may read, by the catalogue: a new table or column is among it the day it appears. */
import type pg from 'pg';
import type { Sql } from '../../prisma/sql.ts';

/** Everything, table by table, each as one text. */
export async function readableBy(admin: Sql, role: string, client: pg.Client): Promise<Map<string, string>> {
  const columns = await admin<{ relation: string; columns: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as relation, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and has_schema_privilege(${role}, n.oid, 'USAGE')
       and has_column_privilege(${role}, c.oid, a.attnum, 'SELECT') and c.relkind in ('r', 'v', 'm', 'p', 'f')
     group by 1 order by 1`;
  const found = new Map<string, string>();
  for (const { relation, columns: names } of columns)
    found.set(relation, JSON.stringify(await attempt(client, `select ${names} from ${relation}`)));
  return found;
}

/** The rows, or the words of the refusal. */
export async function attempt(client: pg.Client, text: string): Promise<Record<string, unknown>[] | string> {
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(text);
    return (Array.isArray(result) ? result.at(-1)! : result).rows;
  } catch (error) {
    return (error as Error).message;
  }
}
