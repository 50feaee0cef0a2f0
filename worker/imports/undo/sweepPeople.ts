import type { Transaction } from '../../../prisma/sql.ts';
import type { Owner } from '../upsert.ts';

export interface PeopleSwept {
  readonly namesDeleted: number;
  readonly customersDeleted: number;
  readonly customersKept: number;
}

const factsWithCustomer = ['response', 'order', 'subscription', 'ticket', 'visit', 'event', 'invitation'] as const;

/**
 * Names and customers that an import made, once its own data are gone: whoever nothing else names is deleted. What other data hang on stays and belongs to them, so that
 * undoing those takes it along; such a customer keeps a name, and nothing else that the import said of it. A customer who was erased stays in any case.
 */
export async function sweepPeople(tx: Transaction, owner: Owner): Promise<PeopleSwept> {
  await findHeld(tx, owner);
  const namesDeleted = await deleteNames(tx, owner);
  const customersDeleted = await deleteCustomers(tx, owner);
  return { namesDeleted, customersDeleted, customersKept: await keepCustomers(tx, owner) };
}

/**
 * Names that facts hang on (`held_name`), each with an import of these; customers the import made of whom anything else is known (`held_customer`), likewise. Also
 * facts and traits that another import overwrote: undone in turn, it brings them back.
 */
async function findHeld(tx: Transaction, { workspaceId, importId }: Owner): Promise<void> {
  const own = tx`select id from identity where workspace_id = ${workspaceId} and import_id = ${importId}`;
  const hanging = factsWithCustomer
    .map((table) => tx`select identity_id, import_id from ${tx(table)} where workspace_id = ${workspaceId} and identity_id in (${own})`)
    .reduce((all, next) => tx`${all} union all ${next}`);
  await tx`
    create temp table old_reference on commit drop as
    select (old_row ->> 'identity_id')::bigint as identity_id, (old_row ->> 'customer_id')::bigint as customer_id, (old_row ->> 'import_id')::bigint as import_id
      from import_undo
     where workspace_id = ${workspaceId} and import_id <> ${importId} and (old_row ->> 'identity_id' is not null or old_row ->> 'customer_id' is not null)`;
  await tx`
    create temp table held_name on commit drop as
    select identity_id as id, min(import_id) as import_id
      from (${hanging} union all select identity_id, import_id from old_reference where identity_id in (${own})) f group by 1`;
  await tx`
    create temp table held_customer on commit drop as
    select c.id, c.external_id is not null as has_id, min(k.import_id) as import_id
      from customer c
      join (select t.customer_id, t.import_id from customer_trait t where t.workspace_id = ${workspaceId}
             union all
            select m.customer_id, m.import_id from shared_visitor m where m.workspace_id = ${workspaceId}
             union all
            select i.customer_id, i.import_id from identity i where i.workspace_id = ${workspaceId} and i.import_id is distinct from ${importId}::bigint
             union all
            select customer_id, import_id from old_reference where customer_id is not null) k on k.customer_id = c.id
     where c.workspace_id = ${workspaceId} and c.import_id = ${importId} and c.erased_at is null
     group by c.workspace_id, c.id`;
  await tx`analyze held_name`;
  await tx`analyze held_customer`;
}

/** A number goes with its name: also of a customer whom another import made. */
async function deleteNames(tx: Transaction, { workspaceId, importId }: Owner): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    with gone as (
      delete from identity i
       where i.workspace_id = ${workspaceId} and i.import_id = ${importId}
         and not exists (select from held_name h where h.id = i.id)
         and not exists (select from held_customer h where h.id = i.customer_id and i.kind = case when h.has_id then 'CRM_ID' else 'EMAIL' end)
         and not exists (select from customer c where c.workspace_id = ${workspaceId} and c.id = i.customer_id and c.erased_at is not null)
         and not exists (select from customer c -- whom others have, and who has no other name
                          where c.workspace_id = ${workspaceId} and c.id = i.customer_id and c.import_id is distinct from ${importId}::bigint
                            and i.kind = case when c.external_id is not null then 'CRM_ID' else 'EMAIL' end
                            and not exists (select from identity o where o.workspace_id = ${workspaceId} and o.customer_id = c.id
                                               and o.import_id is distinct from ${importId}::bigint and o.kind <> 'VISITOR_ID'))
      returning i.customer_id, i.kind, i.value
    ), numberless as (
      update customer c set external_id = null from gone
       where c.workspace_id = ${workspaceId} and c.id = gone.customer_id and gone.kind = 'CRM_ID' and c.external_id = gone.value
    )
    select count(*)::integer from gone`;
  return row?.count ?? 0;
}

async function deleteCustomers(tx: Transaction, { workspaceId, importId }: Owner): Promise<number> {
  const { count } = await tx`
    delete from customer c
     where c.workspace_id = ${workspaceId} and c.import_id = ${importId} and c.erased_at is null
       and not exists (select from held_customer h where h.id = c.id)
       and not exists (select from identity i where i.workspace_id = ${workspaceId} and i.customer_id = c.id)`;
  return count;
}

async function keepCustomers(tx: Transaction, { workspaceId, importId }: Owner): Promise<number> {
  // A customer has one external id, and an identity of it as long as anything names the customer by it.
  const { count } = await tx`
    update customer c
       set acquired_at = null, acquisition_channel = null,
           external_id = (select i.value from identity i where i.workspace_id = ${workspaceId} and i.customer_id = c.id and i.kind = 'CRM_ID'),
           import_id = least((select h.import_id from held_customer h where h.id = c.id),
                             (select min(h.import_id) from held_name h join identity i on i.workspace_id = ${workspaceId} and i.id = h.id where i.customer_id = c.id))
     where c.workspace_id = ${workspaceId} and c.import_id = ${importId} and c.erased_at is null`;
  await tx`
    update customer c set external_id = i.value
      from identity i
     where i.workspace_id = ${workspaceId} and i.import_id = ${importId} and i.kind = 'CRM_ID'
       and c.workspace_id = ${workspaceId} and c.id = i.customer_id and c.external_id is null and c.erased_at is null`;
  // The name by which somebody is kept goes with whose the customer is: else what is left of others would be without one.
  await tx`
    update identity i set import_id = c.import_id from customer c
     where i.workspace_id = ${workspaceId} and i.import_id = ${importId} and i.kind = case when c.external_id is not null then 'CRM_ID' else 'EMAIL' end
       and c.workspace_id = ${workspaceId} and c.id = i.customer_id and c.import_id <> ${importId} and c.erased_at is null`;
  await tx`
    update identity i set import_id = h.import_id from held_name h
     where i.workspace_id = ${workspaceId} and i.id = h.id and i.import_id = ${importId} and h.import_id <> ${importId}`;
  return count;
}
