/** Lists of customers by a filter, and how many there are. One statement for any number of lists. */
import type { Queryable } from '../../prisma/sql.ts';
import type { StandingRun } from '../analyses/standingRun.sql.ts';
import type { Page } from '../connection.ts';
import { earned } from '../crm/order.sql.ts';
import type { Fragment } from '../facts/factTable.ts';
import { plannedAnew } from '../plannedAnew.ts';
import { type CustomerRow, customerColumns, pageByExternalId } from './customer.sql.ts';
import { customerFilter, knownThen } from './customerFilter.sql.ts';
import type { FilterScope } from './filter/condition.sql.ts';
import type { CustomerFilter } from './filter/customerFilter.ts';

export const customerOrders = ['EXTERNAL_ID', 'ID', 'CHURN_RISK', 'VALUE', 'REVENUE'] as const;
export type CustomerOrder = (typeof customerOrders)[number];

/** Revenue has no index: all who are found are summed up and sorted for each page, and of more than these none is. */
export const mostSorted = 10_000;

export interface ListedCustomers extends FilterScope {
  readonly filter: CustomerFilter;
}

export interface CustomerListPage extends ListedCustomers {
  readonly order: CustomerOrder;
  /** The run that ranks; null where the order is by none. */
  readonly ranking: StandingRun | null;
  readonly page: Page;
}

/**
 * A customer and which of the lists asked for it is of, from 1. Of a list by revenue that is empty, or has too many to sort,
 * there is one row without an id, which says how many were found.
 */
export type ListedCustomer = CustomerRow & { readonly asked: number; readonly sortValue: string | null; readonly found: number };

export const selectCustomerLists = (sql: Queryable, lists: readonly CustomerListPage[]): Promise<ListedCustomer[]> =>
  plannedAnew(sql, customerListStatement(sql, lists));

export const selectCustomerCounts = (sql: Queryable, lists: readonly ListedCustomers[]): Promise<{ asked: number; count: number }[]> =>
  plannedAnew(sql, customerCountStatement(sql, lists));

export function customerListStatement(sql: Queryable, lists: readonly CustomerListPage[]) {
  const each = lists.map((list, index) => {
    const isLast = index === lists.length - 1;
    return sql`(select ${index + 1}::integer as asked, page.* from (${pageOf(sql, list)}) page) ${isLast ? sql`` : sql`union all`}`;
  });
  // The order of a page is kept by its place: text sorts otherwise than what it was made of.
  return sql<ListedCustomer[]>`select * from (${each}) lists order by asked, place`;
}

export function customerCountStatement(sql: Queryable, lists: readonly ListedCustomers[]) {
  const each = lists.map((list, index) => {
    const isLast = index === lists.length - 1;
    return sql`(select ${index + 1}::integer as asked, count(*)::integer as count from customer c where ${found(sql, list)}) ${isLast ? sql`` : sql`union all`}`;
  });
  return sql<{ asked: number; count: number }[]>`${each} order by asked`;
}

/** Which customers `c` a list holds. */
const found = (sql: Queryable, list: ListedCustomers): Fragment =>
  sql`c.workspace_id = ${list.workspaceId} and ${knownThen(sql, list.asOf)} and ${customerFilter(sql, list, list.filter)}`;

const pages: { readonly [Order in CustomerOrder]: (sql: Queryable, list: CustomerListPage) => Fragment } = {
  EXTERNAL_ID: (sql, list) => sql`
    select row_number() over (order by rows."externalId" nulls last, rows.id) as place, rows.*, rows."externalId" as "sortValue", 0 as found
      from (${pageByExternalId(sql, list.page, found(sql, list))}) rows`,
  ID: (sql, list) => sql`
    select row_number() over (order by rows.id) as place, rows.*, null::text as "sortValue", 0 as found
      from (select ${customerColumns(sql)} from customer c
             where ${found(sql, list)} and c.id > ${String(list.page.after?.id ?? 0n)}::bigint order by c.id limit ${list.page.first + 1}) rows`,
  CHURN_RISK: (sql, list) => pageByRank(sql, list),
  VALUE: (sql, list) => pageByRank(sql, list),
  REVENUE: (sql, list) => pageByRevenue(sql, list),
};
const pageOf = (sql: Queryable, list: CustomerListPage): Fragment => pages[list.order](sql, list);

/** By the place that the run gave them, from the index of places: those that it did not score are not in the list. */
function pageByRank(sql: Queryable, list: CustomerListPage): Fragment {
  const { workspaceId, ranking, page } = list;
  return sql`
    select row_number() over (order by rows.position, rows.id) as place, rows.id, rows."externalId", rows."acquiredAt", rows."acquisitionChannel",
           rows."erasedAt", rows.position::text as "sortValue", 0 as found
      from (select ${customerColumns(sql)}, ranked.position
              from customer_score ranked
              join customer c on c.workspace_id = ranked.workspace_id and c.id = ranked.customer_id
             where ranked.workspace_id = ${workspaceId} and ranked.run_id = ${String(ranking?.resultId ?? 0n)}::bigint and ${found(sql, list)}
               and (ranked.position, ranked.customer_id) > (${Number(page.after?.sortValue ?? 0)}::integer, ${String(page.after?.id ?? 0n)}::bigint)
             order by ranked.position, ranked.customer_id limit ${page.first + 1}) rows`;
}

/** Most first, unknown last. As many as may be sorted and one more are looked for; whoever asked is told where that one is found. */
function pageByRevenue(sql: Queryable, list: CustomerListPage): Fragment {
  const { workspaceId, asOf, page } = list;
  const { after } = page;
  const until = asOf === null ? sql`` : sql`and f.occurred_at <= ${asOf.toISOString()}::timestamptz`;
  const isBehind =
    after === null
      ? sql`true`
      : after.sortValue === null
        ? sql`rows.revenue is null and rows.id > ${String(after.id)}::bigint`
        : sql`(rows.revenue < ${after.sortValue}::numeric or rows.revenue is null or (rows.revenue = ${after.sortValue}::numeric and rows.id > ${String(after.id)}::bigint))`;
  return sql`
    with matched as materialized (select ${customerColumns(sql)} from customer c where ${found(sql, list)} limit ${mostSorted + 1})
    select row_number() over (order by rows.revenue desc nulls last, rows.id) as place, rows.id, rows."externalId", rows."acquiredAt",
           rows."acquisitionChannel", rows."erasedAt", rows.revenue::text as "sortValue", total.found
      from (select count(*)::integer as found from matched) total
      left join lateral (
        select * from (
          select matched.*, earnings.revenue
            from matched
           cross join lateral (
             select case when count(*) = 0 then 0 else sum(${earned(sql)}) end as revenue
               from identity i join "order" f on f.workspace_id = ${workspaceId} and f.identity_id = i.id ${until}
              where i.workspace_id = ${workspaceId} and i.customer_id = matched.id
           ) earnings
           where total.found <= ${mostSorted}
        ) rows
        where ${isBehind} order by rows.revenue desc nulls last, rows.id limit ${page.first + 1}
      ) rows on true`;
}
