import type { Queryable } from '../../prisma/sql.ts';
import type { Page } from '../connection.ts';

export interface CustomerRow {
  readonly id: bigint;
  readonly externalId: string | null;
  readonly acquiredAt: Date | null;
  readonly acquisitionChannel: string | null;
  readonly erasedAt: Date | null;
}

const columns = (sql: Queryable) => sql`id, external_id as "externalId", acquired_at as "acquiredAt",
  acquisition_channel as "acquisitionChannel", erased_at as "erasedAt"`;

/**
 * A page of customers by external id, those without one last, by id. Each half reads its own range of an index;
 * the second half's limit is what the first left over, so it is not even started while the first fills the page.
 */
export function selectCustomerPage(sql: Queryable, workspaceId: number, { first, after }: Page): PromiseLike<CustomerRow[]> {
  const limit = first + 1;
  const named = after === null ? sql`true` : sql`external_id > ${after.sortValue}`;
  if (after !== null && after.sortValue === null) {
    return sql<CustomerRow[]>`
      select ${columns(sql)} from customer
       where workspace_id = ${workspaceId} and external_id is null and id > ${after.id} order by id limit ${limit}`;
  }
  return sql<CustomerRow[]>`
    with named as materialized (
      select ${columns(sql)} from customer
       where workspace_id = ${workspaceId} and external_id is not null and ${named} order by external_id limit ${limit}
    ), unnamed as (
      select ${columns(sql)} from customer
       where workspace_id = ${workspaceId} and external_id is null order by id limit ${limit} - (select count(*) from named)
    )
    select * from (select * from named union all select * from unnamed) page order by "externalId" nulls last, id`;
}

export function selectCustomersById(sql: Queryable, workspaceId: number, ids: readonly bigint[]): PromiseLike<CustomerRow[]> {
  return sql<
    CustomerRow[]
  >`select ${columns(sql)} from customer where workspace_id = ${workspaceId} and id = any(${ids.map(String)}::bigint[])`;
}

export function selectCustomerByExternalId(sql: Queryable, workspaceId: number, externalId: string): PromiseLike<CustomerRow[]> {
  return sql<CustomerRow[]>`select ${columns(sql)} from customer where workspace_id = ${workspaceId} and external_id = ${externalId}`;
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
