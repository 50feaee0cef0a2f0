import type { Transaction } from '../../../prisma/sql.ts';
import type { LoadedTable, Owner } from '../upsert.ts';

/**
 * What of the rows of a table that an import overwrote can be written again: columns that were there then and are now, without those that the database computes
 * and the workspace, which never changes. Empty: it overwrote none.
 */
export async function oldColumns(tx: Transaction, { workspaceId, importId }: Owner, table: LoadedTable): Promise<string[]> {
  const columns = await tx<{ name: string }[]>`
    select a.attname as name
      from pg_attribute a
     where a.attrelid = ${`public."${table}"`}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> 'workspace_id'
       and a.attname in (select jsonb_object_keys(old_row)
                           from (select old_row from import_undo
                                  where workspace_id = ${workspaceId} and import_id = ${importId} and table_name = ${table} and old_row is not null limit 1) first)
     order by a.attnum`;
  return columns.map(({ name }) => name);
}

/** A list of columns, of `row` where one is named. On its own: beside other words postgres.js may take it for something else. */
export const listed = (tx: Transaction, columns: readonly string[], row?: string) =>
  tx`${tx(columns.map((column) => (row === undefined ? column : `${row}.${column}`)))}`;
