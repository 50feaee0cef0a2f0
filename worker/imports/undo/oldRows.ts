import type { Transaction } from '../../../prisma/sql.ts';
import type { Fragment } from '../../rollups/rollupSource.ts';
import type { LoadedTable, Owner } from '../upsert.ts';

/** The rows of a table that an import overwrote, as they were. */
export interface OldRows {
  /** As `r`, for FROM. */
  readonly rows: Fragment;
  /**
   * What of them can be written again: columns that were there then and are now, without those that the database computes and the workspace, which never
   * changes. Empty: it overwrote none.
   */
  readonly columns: readonly string[];
}

/** In a temporary table, whose size the planner knows: joined with the JSON that they are made of, each row of one met each of the other. */
export async function readOldRows(
  tx: Transaction,
  { workspaceId, importId }: Owner,
  table: LoadedTable | 'shared_visitor',
): Promise<OldRows> {
  const name = `old_${table}`;
  await tx`
    create temp table ${tx(name)} on commit drop as
    select r.* from import_undo u cross join lateral jsonb_populate_record(null::${tx(table)}, u.old_row) r
     where u.workspace_id = ${workspaceId} and u.import_id = ${importId} and u.table_name = ${table} and u.old_row is not null`;
  await tx`analyze ${tx(name)}`;
  const columns = await tx<{ name: string }[]>`
    select a.attname as name
      from pg_attribute a
     where a.attrelid = ${`public."${table}"`}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> 'workspace_id'
       and a.attname in (select jsonb_object_keys(old_row)
                           from (select old_row from import_undo
                                  where workspace_id = ${workspaceId} and import_id = ${importId} and table_name = ${table} and old_row is not null limit 1) first)
     order by a.attnum`;
  return { rows: tx`${tx(name)} r`, columns: columns.map((column) => column.name) };
}

/** A list of columns, of `row` where one is named. On its own: beside other words postgres.js may take it for something else. */
export const listed = (tx: Transaction, columns: readonly string[], row?: string) =>
  tx`${tx(columns.map((column) => (row === undefined ? column : `${row}.${column}`)))}`;
