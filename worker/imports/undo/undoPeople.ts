import type { Transaction } from '../../../prisma/sql.ts';
import type { Owner } from '../upsert.ts';
import { listed, type OldRows, readOldRows } from './oldRows.ts';
import { sweepPeople } from './sweepPeople.ts';

export interface PeopleUndone {
  readonly customersDeleted: number;
  /** Who are known as they were before. */
  readonly customersRestored: number;
  /** Whom the import made and other data name as well. */
  readonly customersKept: number;
  /** Rows of any kind that were written. */
  readonly changed: number;
}

/**
 * Customers, names and traits as they were before an import, whatever its kind: those who were merged are themselves again, with what was theirs, and visitors are
 * known or shared as before. To be called when the facts have been seen to: a name stays as long as a fact hangs on it.
 */
export async function undoPeople(tx: Transaction, owner: Owner): Promise<PeopleUndone> {
  const customers = await readOldRows(tx, owner, 'customer');
  const merged = await bringBackMerged(tx, owner, customers);
  const names = await restoreIdentities(tx, owner);
  const restored = await restoreCustomers(tx, owner, customers);
  const traits = await restoreTraits(tx, owner);
  const shared = await restoreShared(tx, owner);
  const { namesDeleted, customersDeleted, customersKept } = await sweepPeople(tx, owner);
  return {
    customersDeleted,
    customersRestored: merged + restored,
    customersKept,
    changed: merged + names + restored + traits + shared + namesDeleted + customersDeleted + customersKept,
  };
}

async function bringBackMerged(tx: Transaction, owner: Owner, { rows, columns }: OldRows): Promise<number> {
  if (columns.length === 0) return 0;
  const { count } = await tx`
    insert into customer (workspace_id, ${listed(tx, columns)})
    select ${owner.workspaceId}::integer, ${listed(tx, columns, 'r')} from ${rows}
     where not exists (select from customer c where c.workspace_id = ${owner.workspaceId} and c.id = r.id)
     order by r.id`;
  return count;
}

/** Those that were moved go back; those that were deleted are there again, visitors who turned out to be shared. */
async function restoreIdentities(tx: Transaction, owner: Owner): Promise<number> {
  const { workspaceId, importId } = owner;
  const { rows, columns } = await readOldRows(tx, owner, 'identity');
  if (columns.length === 0) return 0;
  const moved = await tx`
    update identity t set customer_id = r.customer_id, import_id = r.import_id from ${rows}
     where t.workspace_id = ${workspaceId} and t.id = r.id and t.import_id = ${importId}`;
  const deleted = await tx`
    insert into identity (workspace_id, ${listed(tx, columns)})
    select ${workspaceId}::integer, ${listed(tx, columns, 'r')} from ${rows}
     where exists (select from customer c where c.workspace_id = ${workspaceId} and c.id = r.customer_id)
     order by r.id
    on conflict do nothing`;
  return moved.count + deleted.count;
}

async function restoreCustomers(tx: Transaction, { workspaceId, importId }: Owner, old: OldRows): Promise<number> {
  const { rows } = old;
  const columns = old.columns.filter((column) => column !== 'id');
  if (columns.length === 0) return 0;
  const { count } = await tx`
    update customer t set ( ${listed(tx, columns)} ) = row ( ${listed(tx, columns, 'r')} ) from ${rows}
     where t.workspace_id = ${workspaceId} and t.id = r.id and t.import_id = ${importId} and t.erased_at is null`;
  return count;
}

/** Which are personal is told by the rule of today. */
async function restoreTraits(tx: Transaction, owner: Owner): Promise<number> {
  const { workspaceId, importId } = owner;
  const { rows } = await readOldRows(tx, owner, 'customer_trait');
  const changed = await tx`
    update customer_trait t set value_text = r.value_text, is_personal = is_personal_trait(r.key, r.value_text), import_id = r.import_id
      from ${rows}
     where t.workspace_id = ${workspaceId} and t.customer_id = r.customer_id and t.key = r.key and t.import_id = ${importId}`;
  const made = await tx`
    delete from customer_trait t where t.workspace_id = ${workspaceId} and t.import_id = ${importId}`;
  const emptied = await tx`
    insert into customer_trait (workspace_id, customer_id, key, value_text, is_personal, import_id)
    select ${workspaceId}::integer, r.customer_id, r.key, r.value_text, is_personal_trait(r.key, r.value_text), r.import_id
      from ${rows}
     where exists (select from customer c where c.workspace_id = ${workspaceId} and c.id = r.customer_id and c.erased_at is null)
     order by r.customer_id, r.key
    on conflict do nothing`;
  return changed.count + made.count + emptied.count;
}

async function restoreShared(tx: Transaction, owner: Owner): Promise<number> {
  const { workspaceId, importId } = owner;
  const { rows } = await readOldRows(tx, owner, 'shared_visitor');
  const made = await tx`
    delete from shared_visitor m
     where m.workspace_id = ${workspaceId}
       and (m.import_id = ${importId}
         or m.visitor_id in (select r.visitor_id from ${rows}))`;
  const merged = await tx`
    insert into shared_visitor (workspace_id, visitor_id, customer_id, import_id)
    select ${workspaceId}::integer, r.visitor_id, r.customer_id, r.import_id from ${rows}
     where exists (select from customer c where c.workspace_id = ${workspaceId} and c.id = r.customer_id)
     order by r.visitor_id, r.customer_id
    on conflict do nothing`;
  return made.count + merged.count;
}
