import type { Transaction } from '../../../prisma/sql.ts';
import { momentOfDays } from '../churn/episodeSource.ts';
import { type CustomerScores, writeCustomerScores } from '../writeCustomerScores.ts';
import { type CauseHazards, type RiskProof, type RiskResult, type RiskScores, riskTiers } from './riskResult.ts';

/** Writes hazards, risk and its proof, in place of what an earlier attempt wrote: one statement a table. The caller's transaction also ends the run. */
export async function writeRiskResult(tx: Transaction, workspaceId: number, runId: bigint, result: RiskResult): Promise<void> {
  const ofRun = { workspace_id: workspaceId, run_id: runId };
  await tx`delete from hazard_model where workspace_id = ${workspaceId} and run_id = ${runId}`; // and what hangs on it, here and below
  await tx`delete from risk_model where workspace_id = ${workspaceId} and run_id = ${runId}`;
  await tx`delete from risk_validation where workspace_id = ${workspaceId} and run_id = ${runId}`;
  const insert = async (table: string, rows: readonly object[]): Promise<void> => {
    if (rows.length > 0) await tx`insert into ${tx(table)} ${tx(rows.map((row) => ({ ...ofRun, ...row })))}`;
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
  await writeCustomerScores(tx, workspaceId, runId, customerScores(result.scores));
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
    sampled_customers: sample.sampledCustomers,
    n: model?.n ?? null,
    events: model?.events ?? null,
    clusters: model?.clusters ?? null,
    se_type: model?.seType ?? null,
    log_likelihood: model?.logLikelihood ?? null,
    likelihood_ratio: model?.likelihoodRatio.chiSquare ?? null,
    df: model?.likelihoodRatio.df ?? null,
    p_value: model?.likelihoodRatio.pValue ?? null,
    concordance: model?.concordance ?? null,
    concordance_std_err: model?.concordanceStdErr ?? null,
    reason,
    detail,
  };
}

function estimateRows({ estimates }: CauseHazards, modelIndex: number) {
  return estimates.map((row, index) => ({
    model_position: modelIndex + 1,
    position: index + 1,
    term: row.name,
    feature_key: row.key,
    level: row.level,
    reference: row.reference,
    estimate: row.estimate,
    std_err: row.stdErr,
    classical_std_err: row.classicalStdErr,
    statistic: row.statistic,
    p_value: row.pValue,
    p_adjusted: row.pAdjusted,
    ci_low: row.ciLow,
    ci_high: row.ciHigh,
    hazard_ratio: row.hazardRatio,
    hazard_ratio_low: row.hazardRatioLow,
    hazard_ratio_high: row.hazardRatioHigh,
    reason: row.reason,
  }));
}

function testRows({ tests }: CauseHazards, modelIndex: number) {
  return tests.map(({ term, chiSquare, df, pValue, rho, reason }, index) => ({
    model_position: modelIndex + 1,
    position: index + 1,
    term,
    statistic: chiSquare,
    df,
    p_value: pValue,
    rho,
    reason,
  }));
}

function riskRow({ risk }: RiskResult) {
  return {
    method: risk.method,
    horizon_days: risk.horizonDays,
    as_of: momentOfDays(risk.asOf),
    n: risk.n,
    expected_losses: risk.expectedLosses,
    mean_risk: risk.meanRisk,
    shrinkage: risk.shrinkage,
    extrapolated: risk.extrapolated,
    confidence_level: risk.confidenceLevel,
    features: [...risk.features],
    reason: risk.reason,
    detail: risk.detail,
  };
}

type Bounds = { readonly estimate: number; readonly ciLow: number | null; readonly ciHigh: number | null } | null | undefined;

function proofRow({ fittedThrough, judgedThrough, validation, reason, detail }: RiskProof) {
  const calibration = validation?.calibration;
  const fit = calibration?.kind === 'fitted' ? calibration.fit : null;
  const refusal = calibration?.kind === 'notEstimable' ? calibration : null;
  const bounds = (name: string, low: string, row: Bounds) => ({
    [name]: row?.estimate ?? null,
    [`${low}_ci_low`]: row?.ciLow ?? null,
    [`${low}_ci_high`]: row?.ciHigh ?? null,
  });
  return {
    fitted_through: momentOfDays(fittedThrough),
    judged_through: momentOfDays(judgedThrough),
    n: validation?.n ?? null,
    known: validation?.known ?? null,
    events: validation?.events ?? null,
    base_rate: validation?.brier.baseRate ?? null,
    mean_risk: validation?.meanRisk ?? null,
    ...bounds('concordance', 'concordance', validation?.concordance),
    ...bounds('brier', 'brier', validation?.brier.brier),
    ...bounds('base_brier', 'base_brier', validation?.brier.baseBrier),
    ...bounds('difference', 'difference', validation?.brier.difference),
    skill: validation?.brier.skill ?? null,
    ...bounds('intercept', 'intercept', fit?.intercept),
    ...bounds('slope', 'slope', fit?.slope),
    ...bounds('shuffled_concordance', 'shuffled', validation?.shuffled),
    reason: reason ?? refusal?.reason ?? null,
    detail: detail ?? refusal?.detail ?? null,
  };
}

function decileRows({ validation }: RiskProof) {
  return (validation?.deciles ?? []).map((row) => ({
    decile: row.group,
    n: row.n,
    events: row.events,
    mean_risk: row.meanRisk,
    min_risk: row.minRisk,
    max_risk: row.maxRisk,
    observed_rate: row.observedRate,
    ci_low: row.ciLow,
    ci_high: row.ciHigh,
  }));
}
