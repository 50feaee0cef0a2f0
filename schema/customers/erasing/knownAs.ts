/** By what a customer is known, now and before: whatever says one of these is about them. */
import type { Prisma } from '../../../prisma/generated/client/client.ts';

export interface KnownAs {
  readonly identities: readonly bigint[];
  /** Identities that were theirs, among what imports overwrote. */
  readonly formerIdentities: readonly bigint[];
  /** Customers known by an address alone who turned out to be this one, and are gone. */
  readonly formerCustomers: readonly bigint[];
  readonly externalIds: readonly string[];
  readonly emails: readonly string[];
  /** Nobody else's. */
  readonly visitors: readonly string[];
  readonly sharedVisitors: readonly string[];
}

export async function readKnownAs(
  tx: Prisma.TransactionClient,
  workspaceId: number,
  customer: { readonly id: bigint; readonly externalId: string | null },
): Promise<KnownAs> {
  const identities = await tx.$queryRaw<{ id: bigint; kind: string; value: string }[]>`
    select id, kind, value from identity where workspace_id = ${workspaceId}::integer and customer_id = ${customer.id}::bigint order by (kind = 'CRM_ID') desc, id`;
  const valuesOf = (kind: string) => identities.filter((identity) => identity.kind === kind).map(({ value }) => value);
  const shared = await tx.$queryRaw<{ visitorId: string; isOthers: boolean }[]>`
    select m.visitor_id as "visitorId",
           exists (select from shared_visitor o join customer c on c.workspace_id = o.workspace_id and c.id = o.customer_id
                    where o.workspace_id = m.workspace_id and o.visitor_id = m.visitor_id and o.customer_id <> m.customer_id and c.erased_at is null) as "isOthers"
      from shared_visitor m where m.workspace_id = ${workspaceId}::integer and m.customer_id = ${customer.id}::bigint`;
  const visitorsOf = (isOthers: boolean) => shared.filter((visitor) => visitor.isOthers === isOthers).map(({ visitorId }) => visitorId);
  const externalIds = new Set([...valuesOf('CRM_ID'), ...(customer.externalId === null ? [] : [customer.externalId])]);
  return {
    ...(await readFormer(
      tx,
      workspaceId,
      customer.id,
      identities.map(({ id }) => id),
    )),
    identities: identities.map(({ id }) => id),
    externalIds: [...externalIds],
    emails: valuesOf('EMAIL'),
    visitors: [...new Set([...valuesOf('VISITOR_ID'), ...visitorsOf(false)])],
    sharedVisitors: visitorsOf(true),
  };
}

/** Each merge took the identities of one stub along, which may have taken those of another before. */
async function readFormer(
  tx: Prisma.TransactionClient,
  workspaceId: number,
  customerId: bigint,
  own: readonly bigint[],
): Promise<Pick<KnownAs, 'formerIdentities' | 'formerCustomers'>> {
  const identities = new Set(own);
  const customers = new Set([customerId]);
  for (let known = -1; known !== identities.size + customers.size; ) {
    known = identities.size + customers.size;
    const rows = await tx.$queryRaw<{ identity: bigint; customer: bigint }[]>`
      select u.row_key::bigint as identity, (u.old_row ->> 'customer_id')::bigint as customer
        from import_undo u
       where u.workspace_id = ${workspaceId}::integer and u.table_name = 'identity' and u.old_row is not null
         and (u.row_key = any(${[...identities].map(String)}::text[]) or u.old_row ->> 'customer_id' = any(${[...customers].map(String)}::text[]))
         and not exists (select from customer c
                          where c.workspace_id = ${workspaceId}::integer and c.id = (u.old_row ->> 'customer_id')::bigint and c.id <> ${customerId}::bigint)`;
    for (const { identity, customer } of rows) {
      identities.add(identity);
      customers.add(customer);
    }
  }
  customers.delete(customerId);
  for (const id of own) identities.delete(id);
  return { formerIdentities: [...identities], formerCustomers: [...customers] };
}
