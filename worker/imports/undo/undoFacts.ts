import type { Transaction } from '../../../prisma/sql.ts';
import { identitiesOfErased } from '../erasedNames.ts';
import type { FactTable, Owner } from '../upsert.ts';
import { listed, readOldRows } from './oldRows.ts';

export interface FactsUndone {
  readonly deleted: number;
  readonly restored: number;
  /** Of customers who were erased since: whether the import made them is no longer known, and they stay. */
  readonly ofErased: number;
}

/**
 * Rows of one table: those that the import changed are as they were, those that it made are gone. Whatever it wrote last still bears its id.
 *
 * @param hasMade whether it is the table of its rows; in others it has found or lost their customers
 */
export async function undoFacts(
  tx: Transaction,
  owner: Owner,
  table: FactTable | 'response',
  { hasMade }: { readonly hasMade: boolean },
): Promise<FactsUndone> {
  const { workspaceId, importId } = owner;
  const hasCustomer = table !== 'spend' && table !== 'touchpoint';
  const ofErased = hasCustomer ? tx`t.identity_id in (${identitiesOfErased(tx, workspaceId)})` : tx`false`;
  const restored = await restore(tx, owner, table);
  if (!hasMade) return { deleted: 0, restored, ofErased: 0 };
  const { count: deleted } = await tx`
    delete from ${tx(table)} t where t.workspace_id = ${workspaceId} and t.import_id = ${importId} and (${ofErased}) is not true`;
  const [left] = await tx<{ count: number }[]>`
    select count(*)::integer from ${tx(table)} t where t.workspace_id = ${workspaceId} and t.import_id = ${importId}`;
  return { deleted, restored, ofErased: left?.count ?? 0 };
}

async function restore(tx: Transaction, owner: Owner, table: FactTable | 'response'): Promise<number> {
  const { workspaceId, importId } = owner;
  const old = await readOldRows(tx, owner, table);
  const columns = old.columns.filter((column) => column !== 'id');
  if (columns.length === 0) return 0;
  const { count } = await tx`
    update ${tx(table)} t set ( ${listed(tx, columns)} ) = row ( ${listed(tx, columns, 'r')} ) from ${old.rows}
     where t.workspace_id = ${workspaceId} and t.id = r.id and t.import_id = ${importId}`;
  return count;
}
