import type { Transaction } from '../../../prisma/sql.ts';
import { columnsOf } from '../columnsOf.ts';
import { momentOfDays } from '../days.ts';
import { type CustomerScores, writeCustomerScores } from '../writeCustomerScores.ts';
import { type CauseHazards, type RiskProof, type RiskResult, type RiskScores, riskTiers } from './riskResult.ts';

/**
 * Writes hazards, risk and its proof, in place of what an earlier attempt wrote: one statement a table. The caller's transaction also ends the run.
 *
 * @param onProgress called every few thousand customers with those scored
 */
export async function writeRiskResult(
  tx: Transaction,
  workspaceId: number,
  runId: bigint,
  result: RiskResult,
  onProgress: (rowsDone: number) => void = () => {},
): Promise<void> {
  await tx`delete from hazard_model where workspace_id = ${workspaceId} and run_id = ${runId}`; // and what hangs on it, here and below
  await tx`delete from risk_model where workspace_id = ${workspaceId} and run_id = ${runId}`;
  await tx`delete from risk_validation where workspace_id = ${workspaceId} and run_id = ${runId}`;
  const insert = async (table: string, rows: readonly object[]): Promise<void> => {
    if (rows.length > 0) await tx`insert into ${tx(table)} ${tx(rows.map((row) => columnsOf({ workspaceId, runId, ...row })))}`;
  };
  await insert(
    'hazard_model',
    result.hazards.map((hazards, index) => modelRow(hazards, index + 1, result)),
  );
  await insert('hazard_estimate', result.hazards.flatMap(estimateRows));
  await insert('hazard_test', result.hazards.flatMap(testRows));
  await insert('risk_model', [riskRow(result)]);
  await insert('risk_validation', [proofRow(result.proof)]);
  await insert('risk_decile', decileRows(result.proof));
  await writeCustomerScores(tx, workspaceId, runId, customerScores(result.scores), onProgress);
}

function customerScores({ customerIds, risk, ciLow, ciHigh, percentile, tier }: RiskScores): CustomerScores {
  return {
    customerIds,
    positions: Int32Array.from(customerIds.keys(), (row) => row + 1),
    columns: { churn_risk: risk, churn_risk_ci_low: ciLow, churn_risk_ci_high: ciHigh, percentile },
    tiers: { names: riskTiers, of: Uint8Array.from(tier, (name) => riskTiers.indexOf(name) + 1) },
  };
}

function modelRow({ cause, model, reason, detail }: CauseHazards, position: number, { sample }: RiskResult) {
  return {
    position,
    cause,
    customers: sample.customers,
    sampledCustomers: sample.sampledCustomers,
    n: model?.n ?? null,
    events: model?.events ?? null,
    clusters: model?.clusters ?? null,
    seType: model?.seType ?? null,
    logLikelihood: model?.logLikelihood ?? null,
    likelihoodRatio: model?.likelihoodRatio.chiSquare ?? null,
    df: model?.likelihoodRatio.df ?? null,
    pValue: model?.likelihoodRatio.pValue ?? null,
    concordance: model?.concordance ?? null,
    concordanceStdErr: model?.concordanceStdErr ?? null,
    reason,
    detail,
  };
}

function estimateRows({ estimates }: CauseHazards, modelIndex: number) {
  return estimates.map(({ name, key, df: _df, ...row }, index) => ({
    modelPosition: modelIndex + 1,
    position: index + 1,
    term: name,
    featureKey: key,
    ...row,
  }));
}

function testRows({ tests }: CauseHazards, modelIndex: number) {
  return tests.map(({ chiSquare, ...row }, index) => ({
    modelPosition: modelIndex + 1,
    position: index + 1,
    statistic: chiSquare,
    ...row,
  }));
}

function riskRow({ risk }: RiskResult) {
  return { ...risk, asOf: momentOfDays(risk.asOf) };
}

type Bounds = { readonly estimate: number; readonly ciLow: number | null; readonly ciHigh: number | null } | null | undefined;

function proofRow({ fittedThrough, judgedThrough, validation, reason, detail }: RiskProof) {
  const calibration = validation?.calibration;
  const fit = calibration?.kind === 'fitted' ? calibration.fit : null;
  const refusal = calibration?.kind === 'notEstimable' ? calibration : null;
  const bounds = (name: string, low: string, row: Bounds) => ({
    [name]: row?.estimate ?? null,
    [`${low}CiLow`]: row?.ciLow ?? null,
    [`${low}CiHigh`]: row?.ciHigh ?? null,
  });
  return {
    fittedThrough: momentOfDays(fittedThrough),
    judgedThrough: momentOfDays(judgedThrough),
    n: validation?.n ?? null,
    known: validation?.known ?? null,
    events: validation?.events ?? null,
    baseRate: validation?.brier.baseRate ?? null,
    meanRisk: validation?.meanRisk ?? null,
    ...bounds('concordance', 'concordance', validation?.concordance),
    ...bounds('brier', 'brier', validation?.brier.brier),
    ...bounds('baseBrier', 'baseBrier', validation?.brier.baseBrier),
    ...bounds('difference', 'difference', validation?.brier.difference),
    skill: validation?.brier.skill ?? null,
    ...bounds('intercept', 'intercept', fit?.intercept),
    ...bounds('slope', 'slope', fit?.slope),
    ...bounds('shuffledConcordance', 'shuffled', validation?.shuffled),
    reason: reason ?? refusal?.reason ?? null,
    detail: detail ?? refusal?.detail ?? null,
  };
}

function decileRows({ validation }: RiskProof) {
  return (validation?.deciles ?? []).map(({ group, ...row }) => ({ decile: group, ...row }));
}
