import type { CustomerScore } from '../../../prisma/generated/client/client.ts';
import type { Queryable } from '../../../prisma/sql.ts';

export type StandingScoreRow = Omit<CustomerScore, 'workspaceId'>;

/** What a run says of customers, in no order. */
export function selectScoresOfRun(
  sql: Queryable,
  workspaceId: number,
  runId: bigint,
  customerIds: readonly bigint[],
): PromiseLike<StandingScoreRow[]> {
  return sql<StandingScoreRow[]>`
    select run_id as "runId", customer_id as "customerId", position, churn_risk as "churnRisk", churn_risk_ci_low as "churnRiskCiLow",
           churn_risk_ci_high as "churnRiskCiHigh", p_alive as "pAlive", expected_purchases as "expectedPurchases",
           expected_purchases_low as "expectedPurchasesLow", expected_purchases_high as "expectedPurchasesHigh", value,
           value_expected_low as "valueExpectedLow", value_expected_high as "valueExpectedHigh", value_predicted_low as "valuePredictedLow",
           value_predicted_high as "valuePredictedHigh", percentile, tier
      from customer_score
     where workspace_id = ${workspaceId} and run_id = ${String(runId)}::bigint and customer_id = any(${customerIds.map(String)}::text[]::bigint[])`;
}

/** The run that was asked for last, whatever became of it, of the analysis that is meant by a kind, and whether there is one of the kind at all. */
export async function selectLatestOfKind(
  sql: Queryable,
  workspaceId: number,
  kind: string,
): Promise<{ readonly runId: bigint | null; readonly hasAnalysis: boolean }> {
  const [row] = await sql<{ runId: bigint | null; hasAnalysis: boolean }[]>`
    select exists (select from analysis where workspace_id = ${workspaceId} and kind = ${kind}) as "hasAnalysis",
           (select r.id from standing_analysis s join run r on r.workspace_id = s.workspace_id and r.analysis_id = s.analysis_id
             where s.workspace_id = ${workspaceId} and s.kind = ${kind} order by r.queued_at desc, r.id desc limit 1) as "runId"`;
  return row ?? { runId: null, hasAnalysis: false };
}
