import type { Transaction } from '../../prisma/sql.ts';
import type { DriverLabel } from '../stats/drivers/driverLabels.ts';
import type { PerformanceUnit } from '../stats/drivers/driverPerformance.ts';
import type { DriverRegressionFit, DriverRow } from '../stats/drivers/driverRegression.ts';
import type { DriverRun } from './readDriverRun.ts';

/** A fit whose drivers have a place among performances where they can have one: a joined feature cannot. */
export interface DriverResult extends Pick<DriverRegressionFit, 'model' | 'intercept'> {
  readonly drivers: readonly (Omit<DriverRow, 'label'> & { readonly label: DriverLabel | null })[];
  /** Of performance: null where no driver has one that compares. */
  readonly cutLines: { readonly importance: number; readonly performance: number | null; readonly performanceUnit: PerformanceUnit | null };
}

/** Writes what a driver run found, in place of what an earlier attempt wrote. The caller's transaction also ends the run. */
export async function writeDriverResult(
  tx: Transaction,
  workspaceId: number,
  runId: bigint,
  run: DriverRun,
  fit: DriverResult,
  rowsMissing: number,
): Promise<void> {
  await tx`delete from driver_estimate where workspace_id = ${workspaceId} and run_id = ${runId}`;
  await tx`delete from driver_model where workspace_id = ${workspaceId} and run_id = ${runId}`;
  await tx`insert into driver_model ${tx(modelRow(workspaceId, runId, run, fit, rowsMissing))}`;
  await tx`insert into driver_estimate ${tx(fit.drivers.map((_, index) => estimateRow(workspaceId, runId, run, fit, index)))}`;
}

function modelRow(workspaceId: number, runId: bigint, run: DriverRun, { model, intercept, cutLines }: DriverResult, rowsMissing: number) {
  return {
    workspace_id: workspaceId,
    run_id: runId,
    outcome_key: run.parameters.outcome,
    n: model.n,
    n_dropped: rowsMissing,
    df: model.df,
    r_squared: model.rSquared,
    adjusted_r_squared: model.adjustedRSquared,
    quality: model.quality,
    residual_std_err: model.residualStdErr,
    f_statistic: model.fStatistic,
    f_p_value: model.fPValue,
    condition_number: model.conditionNumber,
    method: model.method,
    se_type: model.seType,
    confidence_level: model.confidenceLevel,
    intercept: intercept.estimate,
    intercept_std_err: intercept.stdErr,
    intercept_ci_low: intercept.ciLow,
    intercept_ci_high: intercept.ciHigh,
    importance_cut: cutLines.importance,
    performance_cut: cutLines.performance,
    performance_unit: cutLines.performanceUnit,
  };
}

function estimateRow(workspaceId: number, runId: bigint, run: DriverRun, { drivers }: DriverResult, index: number) {
  const driver = drivers[index];
  const asked = run.drivers[index];
  if (driver === undefined || driver.name !== asked?.key) throw new Error(`driver ${index} of the fit is not that of the run`);
  return {
    workspace_id: workspaceId,
    run_id: runId,
    driver_key: driver.name,
    position: index + 1,
    question_id: asked.question?.id ?? null,
    label: asked.label,
    rank: driver.rank,
    lmg: driver.lmg,
    lmg_share: driver.lmgShare,
    estimate: driver.estimate,
    std_err: driver.stdErr,
    classical_std_err: driver.classicalStdErr,
    statistic: driver.statistic,
    p_value: driver.pValue,
    p_adjusted: driver.pAdjusted,
    ci_low: driver.ciLow,
    ci_high: driver.ciHigh,
    reason: driver.reason,
    standardized_estimate: driver.standardizedEstimate,
    correlation: driver.correlation,
    vif: driver.vif,
    mean: driver.performance.estimate,
    mean_std_err: driver.performance.stdErr,
    mean_ci_low: driver.performance.ciLow,
    mean_ci_high: driver.performance.ciHigh,
    top_two_share: driver.topTwoBox?.estimate ?? null,
    top_two_ci_low: driver.topTwoBox?.ciLow ?? null,
    top_two_ci_high: driver.topTwoBox?.ciHigh ?? null,
    n: driver.n,
    priority: driver.label,
  };
}
