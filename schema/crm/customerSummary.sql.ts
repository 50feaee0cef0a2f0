import type { Queryable } from '../../prisma/sql.ts';
import { earned } from './order.sql.ts';

export interface OrderSummary {
  /** Null where the workspace has no orders at all: then nothing is known, which is not the same as none. */
  readonly orderCount: number | null;
  readonly revenue: string | null;
  readonly firstOrderAt: Date | null;
  readonly lastOrderAt: Date | null;
}

/** What each of many customers ordered, in their order; it reads their orders and nobody else's. */
export function selectOrderSummaries(sql: Queryable, workspaceId: number, customerIds: readonly bigint[]): PromiseLike<OrderSummary[]> {
  return sql<OrderSummary[]>`
    select case when loaded.orders then of.count end as "orderCount", case when loaded.orders then of.revenue end as revenue,
           of.first_at as "firstOrderAt", of.last_at as "lastOrderAt"
      from unnest(${customerIds.map(String)}::text[]::bigint[]) with ordinality as asked (customer_id, ordinal)
     cross join (select exists (select from "order" where workspace_id = ${workspaceId}) as orders) loaded
     cross join lateral (
       select count(*)::integer as count, case when count(*) = 0 then 0 else sum(${earned(sql)}) end as revenue,
              min(f.occurred_at) as first_at, max(f.occurred_at) filter (where f.occurred_at <= now()) as last_at
         from identity i
         join "order" f on f.workspace_id = i.workspace_id and f.identity_id = i.id
        where i.workspace_id = ${workspaceId} and i.customer_id = asked.customer_id
     ) of
     order by asked.ordinal`;
}

/** How many tickets of each of many customers are open, in their order; null where the workspace has no tickets at all. */
export function selectOpenTickets(
  sql: Queryable,
  workspaceId: number,
  customerIds: readonly bigint[],
): PromiseLike<{ count: number | null }[]> {
  return sql<{ count: number | null }[]>`
    select case when loaded.tickets then of.count end as count
      from unnest(${customerIds.map(String)}::text[]::bigint[]) with ordinality as asked (customer_id, ordinal)
     cross join (select exists (select from ticket where workspace_id = ${workspaceId}) as tickets) loaded
     cross join lateral (
       select count(*)::integer as count
         from identity i
         join ticket f on f.workspace_id = i.workspace_id and f.identity_id = i.id
        where i.workspace_id = ${workspaceId} and i.customer_id = asked.customer_id and f.is_open
     ) of
     order by asked.ordinal`;
}
