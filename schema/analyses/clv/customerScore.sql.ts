import type { CustomerScore } from '../../../prisma/generated/client/client.ts';
import type { Queryable } from '../../../prisma/sql.ts';
import type { Page } from '../../connection.ts';

export type ScoreRow = Pick<
  CustomerScore,
  | 'runId'
  | 'customerId'
  | 'position'
  | 'pAlive'
  | 'expectedPurchases'
  | 'expectedPurchasesLow'
  | 'expectedPurchasesHigh'
  | 'value'
  | 'valueExpectedLow'
  | 'valueExpectedHigh'
  | 'valuePredictedLow'
  | 'valuePredictedHigh'
  | 'percentile'
  | 'tier'
>;

const columns = (sql: Queryable) => sql`
  s.run_id as "runId", s.customer_id as "customerId", s.position, s.p_alive as "pAlive", s.expected_purchases as "expectedPurchases",
  s.expected_purchases_low as "expectedPurchasesLow", s.expected_purchases_high as "expectedPurchasesHigh", s.value,
  s.value_expected_low as "valueExpectedLow", s.value_expected_high as "valueExpectedHigh", s.value_predicted_low as "valuePredictedLow",
  s.value_predicted_high as "valuePredictedHigh", s.percentile, s.tier`;

/** A page of the customers that a run scored. */
export interface ScorePageKey {
  readonly runId: bigint;
  readonly page: Page;
  /** Null: of all tiers. */
  readonly tier: string | null;
}

/**
 * Pages of customers by position, of any number of runs in one statement; `ordinal` is that of the page. All customers and those of one
 * tier walk an index each: the half that was not asked for is not started.
 */
export function selectScorePages(
  sql: Queryable,
  workspaceId: number,
  keys: readonly ScorePageKey[],
): PromiseLike<(ScoreRow & { readonly ordinal: number })[]> {
  const texts = (of: (key: ScorePageKey) => string | null) => keys.map(of);
  const behind = sql`s.workspace_id = ${workspaceId} and s.run_id = asked.run_id and (s.position, s.customer_id) > (asked.position, asked.customer_id)`;
  return sql<(ScoreRow & { readonly ordinal: number })[]>`
    select asked.ordinal::integer as ordinal, ${columns(sql)}
      from unnest(${texts(({ runId }) => `${runId}`)}::text[]::bigint[], ${texts(({ tier }) => tier)}::text[],
                  ${texts(({ page }) => page.after?.sortValue ?? '0')}::text[]::integer[],
                  ${texts(({ page }) => `${page.after?.id ?? 0n}`)}::text[]::bigint[],
                  ${texts(({ page }) => `${page.first + 1}`)}::text[]::integer[])
           with ordinality as asked (run_id, tier, position, customer_id, rows, ordinal)
     cross join lateral (
       (select s.* from customer_score s where asked.tier is null and ${behind} order by s.position, s.customer_id limit asked.rows)
       union all
       (select s.* from customer_score s where s.tier = asked.tier and ${behind} order by s.position, s.customer_id limit asked.rows)
     ) s
     order by asked.ordinal, s.position, s.customer_id`;
}
