import type { Transaction } from '../../prisma/sql.ts';
import type { ClvHoldoutRow, ClvModelRow, ClvResult, IntervalRow } from './clvResult.ts';
import { isoDay } from './isoDay.ts';
import { writeCustomerScores } from './writeCustomerScores.ts';

/** Writes what a CLV run found, in place of what an earlier attempt wrote. The caller's transaction also ends the run. */
export async function writeClvResult(
  tx: Transaction,
  workspaceId: number,
  runId: bigint,
  result: ClvResult,
  onProgress: (rowsDone: number) => void,
): Promise<void> {
  const key = { workspace_id: workspaceId, run_id: runId };
  const put = async (table: string, rows: readonly Record<string, unknown>[]) => {
    await tx`delete from ${tx(table)} where workspace_id = ${workspaceId} and run_id = ${runId}`;
    if (rows.length > 0) await tx`insert into ${tx(table)} ${tx(rows.map((row) => ({ ...key, ...row })))}`;
  };
  await put('clv_model', [{ ...modelRow(result.model), limits: tx.array([...result.model.limits], textArray) }]);
  await put(
    'model_parameter',
    result.parameters.map(({ fittedOn, stdErr, ciLow, ciHigh, ...row }, position) => ({
      ...row,
      ...{ position: position + 1, fitted_on: fittedOn, std_err: stdErr, ci_low: ciLow, ci_high: ciHigh },
    })),
  );
  await put(
    'clv_total',
    result.totals.map(({ quantity, estimate, expected, predicted, n, unknown, reason }) => ({
      ...{ quantity, estimate, n, unknown, reason },
      ...intervalColumns('expected', expected),
      ...intervalColumns('predicted', predicted),
    })),
  );
  await put(
    'clv_tier',
    result.tiers.map(({ tier, n, expectedPurchases, value }, position) => ({
      ...{ position: position + 1, tier, n, expected_purchases: expectedPurchases, value },
    })),
  );
  await put('clv_holdout_bin', []);
  await put('clv_holdout', result.holdouts.map(holdoutRow));
  await put(
    'clv_holdout_bin',
    result.holdouts.flatMap(({ model, bins }) =>
      bins.map(({ frequency, isOpen, customers, actualMean, expectedMean }) => ({
        ...{ model, frequency, is_open: isOpen, n: customers, actual_mean: actualMean, expected_mean: expectedMean },
      })),
    ),
  );
  await put(
    'clv_tracking',
    result.holdouts.flatMap(({ tracking }) =>
      tracking.map(({ time, actual, expected }, position) => ({ position: position + 1, time, actual, expected })),
    ),
  );
  await put(
    'clv_renewal',
    result.renewals.map(({ period, atRisk, renewed, survival, retention, ...bounds }) => ({
      ...{ period, at_risk: atRisk, renewed, survival, retention },
      ...{ retention_low: bounds.retentionLow, retention_high: bounds.retentionHigh },
      ...{ survival_low: bounds.survivalLow, survival_high: bounds.survivalHigh },
    })),
  );
  await writeCustomerScores(tx, workspaceId, runId, result.scores, onProgress);
}

function modelRow(model: ClvModelRow) {
  return {
    ...{ setting: model.setting, setting_reason: model.settingReason, model: model.model, model_reason: model.modelReason },
    ...{ measure: model.measure, margin_share: model.marginShare, margin_source: model.marginSource, margin_orders: model.marginOrders },
    ...{ time_unit: model.timeUnit, observed_from: isoDay(model.observedFromDay), observed_until: isoDay(model.observedUntilDay) },
    ...{ horizon_months: model.horizonMonths, horizon_length: model.horizonLength, discount_rate: model.discountRate },
    ...{ confidence_level: model.confidenceLevel, n: model.n, repeat_buyers: model.repeatBuyers, repeat_purchases: model.repeatPurchases },
    ...{ log_likelihood: model.logLikelihood, spend_model: model.spendModel, spend_n: model.spendN },
    ...{ spend_by_frequency: model.spendByFrequency, spend_correlation: model.spendCorrelation, spend_mean: model.spendMean },
    ranked_by: model.rankedBy,
  };
}

function holdoutRow(row: ClvHoldoutRow) {
  return {
    ...{ model: row.model, is_chosen: row.isChosen, length: row.length, n: row.n, actual: row.actual, is_inside: row.isInside },
    ...{ calibration_until: isoDay(row.calibrationUntilDay), holdout_until: isoDay(row.holdoutUntilDay) },
    ...{
      expected_purchases: row.expectedPurchases,
      ...intervalColumns('expected', row.expected),
      ...intervalColumns('predicted', row.predicted),
    },
    ...{ mean_absolute_error: row.meanAbsoluteError, log_predictive: row.logPredictive },
  };
}

function intervalColumns(name: 'expected' | 'predicted', interval: IntervalRow | null) {
  return { [`${name}_ci_low`]: interval?.ciLow ?? null, [`${name}_ci_high`]: interval?.ciHigh ?? null };
}

/** PostgreSQL's number of text[]: of an empty array the client could not tell. */
const textArray = 1009;
