import type { Transaction } from '../../prisma/sql.ts';
import type { ValueEstimate } from '../stats/value/segments/groupTotal.ts';
import type { ValueSegment } from '../stats/value/segments/valueSegments.ts';
import { columnsOf } from './columnsOf.ts';
import { numbered } from './numbered.ts';
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
  for (const table of tables) await tx`delete from ${tx(table)} where workspace_id = ${workspaceId} and run_id = ${runId}`;
  const insert = async (table: string, rows: readonly object[]): Promise<void> => {
    if (rows.length > 0) await tx`insert into ${tx(table)} ${tx(rows.map((row) => columnsOf({ workspaceId, runId, ...row })))}`;
  };
  await insert('value_loyalty_model', [modelRow(run, result)]);
  await insert('value_loyalty_cost', numbered(run.service));
  await insert('value_loyalty_cell', result.cells.map(cellRow));
  await writeValueLoyaltyCustomers(tx, workspaceId, runId, result.customers, onProgress);
}

function modelRow({ parameters, question, period, value, churn, marginShare }: ValueLoyaltyRun, { n, service }: ValueLoyaltyResult) {
  return {
    asOf: period.until,
    periodStart: period.from,
    surveyId: question.surveyId,
    questionKey: question.key,
    answerMaxAgeDays: parameters.answerMaxAgeDays,
    valueSource: value ? 'CLV' : 'REALISED',
    valueRunId: value?.runId ?? null,
    churnRunId: churn?.runId ?? null,
    churnHorizonDays: churn?.horizonDays ?? null,
    churnMethod: churn?.method ?? null,
    measure: marginShare === null ? 'REVENUE' : 'MARGIN',
    marginShare,
    tiers: parameters.tiers,
    confidenceLevel: parameters.confidenceLevel,
    seType: 'LINEARIZED',
    n,
    serviceSpend: service.spend,
    serviceAllocated: service.allocated,
    serviceNoTickets: service.noTickets,
    serviceNobody: service.nobody,
  };
}

function cellRow({ loyalty, tier, shown, valueFrom, action }: ValueLoyaltyCell) {
  const { expectedLow = null, expectedHigh = null, atRiskLow = null, atRiskHigh = null } = shown ?? {};
  const isEmpty = shown?.n === 0;
  const share = isEmpty ? null : (shown?.share ?? null);
  return {
    loyalty,
    tier,
    isHidden: shown === null,
    n: shown?.n ?? null,
    share: shown?.share ?? null,
    shareCiLow: share === null ? null : (shown?.shareLow ?? null),
    shareCiHigh: share === null ? null : (shown?.shareHigh ?? null),
    valueFrom,
    ...estimateColumns('value', shown?.value),
    valueExpectedLow: expectedLow,
    valueExpectedHigh: expectedHigh,
    ...estimateColumns('meanValue', shown?.meanValue),
    revenue: moneyOf(shown, 'revenue'),
    costToServe: moneyOf(shown, 'costToServe'),
    ...estimateColumns('netValue', shown?.netValue),
    belowZero: shown?.belowZero ?? null,
    ...estimateColumns('atRisk', shown?.atRisk),
    atRiskN: shown?.atRisk.n ?? null,
    atRiskExpectedLow: atRiskLow,
    atRiskExpectedHigh: atRiskHigh,
    action,
  };
}

function moneyOf(shown: ValueSegment | null, name: 'revenue' | 'costToServe'): number | null {
  return shown === null || shown.n === 0 ? null : shown[name];
}

function estimateColumns(name: string, estimate: ValueEstimate | undefined) {
  return {
    [name]: estimate?.estimate ?? null,
    [`${name}StdErr`]: estimate?.stdErr ?? null,
    [`${name}CiLow`]: estimate?.ciLow ?? null,
    [`${name}CiHigh`]: estimate?.ciHigh ?? null,
  };
}
