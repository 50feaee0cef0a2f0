import type { Queryable } from '../../prisma/sql.ts';
import type { Page } from '../connection.ts';
import type { Fragment } from '../facts/factTable.ts';

export interface CustomerRow {
  readonly id: bigint;
  readonly externalId: string | null;
  readonly acquiredAt: Date | null;
  readonly acquisitionChannel: string | null;
  readonly erasedAt: Date | null;
}

/** Of the table `c`. */
export const customerColumns = (sql: Queryable) => sql`c.id, c.external_id as "externalId", c.acquired_at as "acquiredAt",
  c.acquisition_channel as "acquisitionChannel", c.erased_at as "erasedAt"`;

export function selectCustomerPage(sql: Queryable, workspaceId: number, page: Page): PromiseLike<CustomerRow[]> {
  return sql<
    CustomerRow[]
  >`select * from (${pageByExternalId(sql, page, sql`c.workspace_id = ${workspaceId}`)}) page order by "externalId" nulls last, id`;
}

/**
 * A page of customers `c` by external id, those without one last, by id. Each half reads its own range of an index;
 * the second half's limit is what the first left over, so it is not even started while the first fills the page.
 */
export function pageByExternalId(sql: Queryable, { first, after }: Page, which: Fragment): Fragment {
  const limit = first + 1;
  const named = after === null ? sql`true` : sql`c.external_id > ${after.sortValue}`;
  if (after !== null && after.sortValue === null) {
    return sql`
      select ${customerColumns(sql)} from customer c
       where ${which} and c.external_id is null and c.id > ${String(after.id)}::bigint order by c.id limit ${limit}`;
  }
  return sql`
    with named as materialized (
      select ${customerColumns(sql)} from customer c
       where ${which} and c.external_id is not null and ${named} order by c.external_id limit ${limit}
    ), unnamed as (
      select ${customerColumns(sql)} from customer c
       where ${which} and c.external_id is null order by c.id limit ${limit} - (select count(*) from named)
    )
    select * from named union all select * from unnamed`;
}

export function selectCustomersById(sql: Queryable, workspaceId: number, ids: readonly bigint[]): PromiseLike<CustomerRow[]> {
  return sql<
    CustomerRow[]
  >`select ${customerColumns(sql)} from customer c where c.workspace_id = ${workspaceId} and c.id = any(${ids.map(String)}::bigint[])`;
}

export function selectCustomerByExternalId(sql: Queryable, workspaceId: number, externalId: string): PromiseLike<CustomerRow[]> {
  return sql<
    CustomerRow[]
  >`select ${customerColumns(sql)} from customer c where c.workspace_id = ${workspaceId} and c.external_id = ${externalId}`;
}

export interface TraitRow {
  readonly customerId: bigint;
  readonly key: string;
  readonly value: string | null;
  readonly isPersonal: boolean;
}

/** Personal values do not leave the database unless they may be shown. */
export function selectTraits(
  sql: Queryable,
  workspaceId: number,
  customerIds: readonly bigint[],
  showPersonal: boolean,
): PromiseLike<TraitRow[]> {
  return sql<TraitRow[]>`
    select customer_id as "customerId", key, is_personal as "isPersonal",
           case when not is_personal or ${showPersonal}::boolean then value_text end as value
      from customer_trait
     where workspace_id = ${workspaceId} and customer_id = any(${customerIds.map(String)}::bigint[])
     order by customer_id, key`;
}

export interface IdentityRow {
  readonly customerId: bigint;
  readonly kind: string;
  readonly value: string | null;
  readonly isPersonal: boolean;
}

/** A customer number of the own CRM is a pseudonym; every other identity says who somebody is. */
export function selectIdentities(
  sql: Queryable,
  workspaceId: number,
  customerIds: readonly bigint[],
  showPersonal: boolean,
): PromiseLike<IdentityRow[]> {
  return sql<IdentityRow[]>`
    select customer_id as "customerId", kind, kind <> 'CRM_ID' as "isPersonal",
           case when kind = 'CRM_ID' or ${showPersonal}::boolean then value end as value
      from identity
     where workspace_id = ${workspaceId} and customer_id = any(${customerIds.map(String)}::bigint[])
     order by customer_id, kind, id`;
}
