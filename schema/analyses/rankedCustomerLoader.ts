import DataLoader from 'dataloader';
import type { CustomerScore } from '../../prisma/generated/client/client.ts';
import { type Connection, type Cursor, type Page, pageKey, toConnection } from '../connection.ts';
import { badUserInput } from '../errors.ts';
import { groupsInOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';

export interface ScorePage {
  readonly runId: bigint;
  readonly tier: string | null;
  readonly page: Page;
}

export interface RankedCustomerLoaders {
  readonly rankedCustomers: DataLoader<ScorePage, Connection<CustomerScore>, string>;
}

/** One page of the ranking of each of many runs, in one statement whatever their number. */
export function createRankedCustomerLoaders({ workspaceId, snapshot }: LoaderSource): RankedCustomerLoaders {
  return {
    rankedCustomers: new DataLoader(
      async (pages) => {
        const rows = await snapshot.read(
          (sql) => sql<(CustomerScore & { readonly asked: number })[]>`
          select asked.ordinal::integer as asked, page.*
            from unnest(${pages.map(({ runId }) => String(runId))}::text[]::bigint[], ${pages.map(({ tier }) => tier)}::text[],
                        ${pages.map(({ page }) => page.first + 1)}::integer[], ${pages.map(({ page }) => placeOf(page.after))}::integer[],
                        ${pages.map(({ page }) => String(page.after?.id ?? 0))}::text[]::bigint[])
                 with ordinality as asked (run_id, tier, row_limit, after_position, after_id, ordinal)
           cross join lateral (
             -- Two ways, each with an index of its own, of which one is empty: a plan for both would walk all who rank before a tier.
             select workspace_id as "workspaceId", run_id as "runId", customer_id as "customerId", position, churn_risk as "churnRisk",
                    churn_risk_ci_low as "churnRiskCiLow", churn_risk_ci_high as "churnRiskCiHigh", p_alive as "pAlive",
                    expected_purchases as "expectedPurchases", expected_purchases_low as "expectedPurchasesLow",
                    expected_purchases_high as "expectedPurchasesHigh", value, value_expected_low as "valueExpectedLow",
                    value_expected_high as "valueExpectedHigh", value_predicted_low as "valuePredictedLow",
                    value_predicted_high as "valuePredictedHigh", percentile, tier
               from (
                 (select * from customer_score s where asked.tier is null and s.workspace_id = ${workspaceId} and s.run_id = asked.run_id and (s.position, s.customer_id) > (asked.after_position, asked.after_id)
                   order by s.position, s.customer_id limit asked.row_limit)
                 union all
                 (select * from customer_score s where s.tier = asked.tier and s.workspace_id = ${workspaceId} and s.run_id = asked.run_id and (s.position, s.customer_id) > (asked.after_position, asked.after_id)
                   order by s.position, s.customer_id limit asked.row_limit)
               ) s
           ) page
           order by asked.ordinal, page.position, page."customerId"`,
        );
        const ordinals = pages.map((_page, index) => index + 1);
        const groups = groupsInOrder(ordinals, rows, (row) => row.asked);
        return pages.map(({ page }, index) =>
          toConnection(groups[index] ?? [], page, ({ position, customerId }) => ({ sortValue: String(position), id: customerId })),
        );
      },
      { cacheKeyFn: ({ runId, tier, page }) => pageKey(JSON.stringify([String(runId), tier]), page) },
    ),
  };
}

/** The position that a cursor names; 0 = before the first. */
function placeOf(after: Cursor | null): number {
  if (after === null) return 0;
  if (after.sortValue === null || !/^\d{1,9}$/.test(after.sortValue)) throw badUserInput('after', 'this is not a cursor of this list');
  return Number(after.sortValue);
}
