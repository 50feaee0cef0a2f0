import type postgres from 'postgres';
import type { Transaction } from '../../prisma/sql.ts';

export type FactTable = 'order' | 'subscription' | 'ticket' | 'spend' | 'visit' | 'event' | 'invitation' | 'touchpoint';

export type LoadedTable = 'customer' | 'customer_trait' | 'identity' | 'response' | FactTable;

export interface UpsertTarget {
  readonly table: LoadedTable;
  /** Unique together with workspace_id, and what rows are matched by. */
  readonly key: readonly string[];
  /** Compared, and written where they differ: the columns that the file has. */
  readonly columns: readonly string[];
  /** What import_undo calls a row by. */
  readonly undoKey: readonly string[];
}

export interface Owner {
  readonly workspaceId: number;
  readonly importId: bigint;
}

/** A SELECT that yields `key` and `columns`, each key once. */
export type RowSource = postgres.PendingQuery<postgres.Row[]>;

/**
 * Brings a table to what the source says, in three set-based steps in key order: what will be overwritten goes to
 * import_undo, rows that differ are updated (those that this import made or changed before need no second undo row), rows that are missing are inserted. Rows that agree are not touched: not
 * even locked, as ON CONFLICT DO UPDATE would. Inserted rows need no undo row: their import_id tells.
 */
export async function upsert(
  tx: Transaction,
  owner: Owner,
  target: UpsertTarget,
  source: RowSource,
): Promise<{ inserted: number; updated: number }> {
  const { workspaceId, importId } = owner;
  const { table, key, columns } = target;
  const of = (alias: 's' | 't', names: readonly string[]) => tx([...names.map((name) => `${alias}.${name}`)]);
  const names = (columns: readonly string[]) => tx([...columns]);
  const matches = tx`t.workspace_id = ${workspaceId} and ( ${of('t', key)} ) = ( ${of('s', key)} )`;
  let updated = 0;
  if (columns.length > 0) {
    const differs = tx`( ${of('t', columns)} ) is distinct from ( ${of('s', columns)} )`;
    await tx`
      insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
      select ${workspaceId}::integer, ${importId}::bigint, ${table}, concat_ws('/', ${of('t', target.undoKey)}), to_jsonb(t)
        from ( ${source} ) s join ${tx(table)} t on ${matches}
       where ${differs} and t.import_id is distinct from ${importId}::bigint
       order by ${of('t', key)}
         for update of t
      on conflict do nothing`;
    const written = await tx`
      update ${tx(table)} t set ( ${names([...columns, 'import_id'])} ) = row ( ${of('s', columns)}, ${importId}::bigint )
        from ( ${source} ) s
       where ${matches} and ${differs}`;
    updated = written.count;
  }
  const inserted = await tx`
    insert into ${tx(table)} ( ${names(['workspace_id', 'import_id', ...key, ...columns])} )
    select ${workspaceId}::integer, ${importId}::bigint, ${of('s', [...key, ...columns])}
      from ( ${source} ) s
     where not exists (select from ${tx(table)} t where ${matches})
     order by ${of('s', key)}`;
  return { inserted: inserted.count, updated };
}
