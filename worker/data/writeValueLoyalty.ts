import type { Transaction } from '../../prisma/sql.ts';
import type { ValueEstimate } from '../stats/value/segments/groupTotal.ts';
import type { ValueSegment } from '../stats/value/segments/valueSegments.ts';
import type { ValueLoyaltyCell, ValueLoyaltyResult } from './valueLoyaltyResult.ts';
import type { ValueLoyaltyRun } from './valueLoyaltyRun.ts';
import { writeValueLoyaltyCustomers } from './writeValueLoyaltyCustomers.ts';

const tables = ['value_loyalty_customer', 'value_loyalty_cell', 'value_loyalty_cost', 'value_loyalty_model'];

/** Writes what a VALUE_LOYALTY run found, in place of what an earlier attempt wrote. The caller's transaction also ends the run. */
export async function writeValueLoyalty(
  tx: Transaction,
  workspaceId: number,
  runId: bigint,
  run: ValueLoyaltyRun,
  result: ValueLoyaltyResult,
  onProgress: (rowsDone: number) => void = () => {},
): Promise<void> {
  const key = { workspace_id: workspaceId, run_id: runId };
  for (const table of tables) await tx`delete from ${tx(table)} where workspace_id = ${workspaceId} and run_id = ${runId}`;
  await tx`insert into value_loyalty_model ${tx({ ...key, ...modelRow(run, result) })}`;
  const costs = run.service.map(({ channel, spend, tickets, costPerTicket }, index) => ({
    ...key,
    position: index + 1,
    channel,
    spend,
    tickets,
    cost_per_ticket: costPerTicket,
  }));
  if (costs.length > 0) await tx`insert into value_loyalty_cost ${tx(costs)}`;
  await tx`insert into value_loyalty_cell ${tx(result.cells.map((cell) => ({ ...key, ...cellRow(cell) })))}`;
  await writeValueLoyaltyCustomers(tx, workspaceId, runId, result.customers, onProgress);
}

function modelRow({ parameters, question, period, value, churn, marginShare }: ValueLoyaltyRun, { n, service }: ValueLoyaltyResult) {
  return {
    as_of: period.until,
    period_start: period.from,
    survey_id: question.surveyId,
    question_key: question.key,
    answer_max_age_days: parameters.answerMaxAgeDays,
    value_source: value ? 'CLV' : 'REALISED',
    value_run_id: value?.runId ?? null,
    churn_run_id: churn?.runId ?? null,
    churn_horizon_days: churn?.horizonDays ?? null,
    measure: marginShare === null ? 'REVENUE' : 'MARGIN',
    margin_share: marginShare,
    tiers: parameters.tiers,
    confidence_level: parameters.confidenceLevel,
    se_type: 'LINEARIZED',
    n,
    service_spend: service.spend,
    service_allocated: service.allocated,
    service_no_tickets: service.noTickets,
    service_nobody: service.nobody,
  };
}

function cellRow({ loyalty, tier, shown, valueFrom, action }: ValueLoyaltyCell) {
  const { expectedLow = null, expectedHigh = null, atRiskLow = null, atRiskHigh = null } = shown ?? {};
  const isEmpty = shown?.n === 0;
  const share = isEmpty ? null : (shown?.share ?? null);
  return {
    loyalty,
    tier,
    is_hidden: shown === null,
    n: shown?.n ?? null,
    share: shown?.share ?? null,
    share_ci_low: share === null ? null : (shown?.shareLow ?? null),
    share_ci_high: share === null ? null : (shown?.shareHigh ?? null),
    value_from: valueFrom,
    ...estimateColumns('value', shown?.value),
    value_expected_low: expectedLow,
    value_expected_high: expectedHigh,
    ...estimateColumns('mean_value', shown?.meanValue),
    revenue: moneyOf(shown, 'revenue'),
    cost_to_serve: moneyOf(shown, 'costToServe'),
    ...estimateColumns('net_value', shown?.netValue),
    below_zero: shown?.belowZero ?? null,
    ...estimateColumns('at_risk', shown?.atRisk),
    at_risk_n: shown?.atRisk.n ?? null,
    at_risk_expected_low: atRiskLow,
    at_risk_expected_high: atRiskHigh,
    action,
  };
}

function moneyOf(shown: ValueSegment | null, name: 'revenue' | 'costToServe'): number | null {
  return shown === null || shown.n === 0 ? null : shown[name];
}

function estimateColumns(name: string, estimate: ValueEstimate | undefined) {
  return {
    [name]: estimate?.estimate ?? null,
    [`${name}_std_err`]: estimate?.stdErr ?? null,
    [`${name}_ci_low`]: estimate?.ciLow ?? null,
    [`${name}_ci_high`]: estimate?.ciHigh ?? null,
  };
}
