import type { Scale } from '../descriptive/scale.ts';
import { normalTwoSided } from '../distributions/normalTail.ts';
import { holm } from '../inference/holm.ts';
import type { WaldRow } from '../inference/waldRow.ts';
import { explanationWarnings } from '../linear/linearModelWarnings.ts';
import { smallSampleWarnings } from '../linear/smallSampleWarnings.ts';
import type { CovarianceEstimate, MissingTreatment } from '../missing/covarianceEstimate.ts';
import { covarianceEstimator } from '../missing/covarianceEstimator.ts';
import { type CovarianceRegression, covarianceRegression } from '../missing/covarianceRegression.ts';
import type { EmFit } from '../missing/emCovariance.ts';
import { requireIncompleteColumns } from '../missing/requireIncompleteColumns.ts';
import { type FitOutcome, notEstimable } from '../outcome.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { type RowMass, rowMass } from '../rows/rowMass.ts';
import type { DrawSpread, DriverBootstrap } from './driverBootstrap.ts';
import { forceMembers } from './driverForces.ts';
import { type DriverImportance, driverImportance, type ForceImportance, type ImportanceTable } from './driverImportance.ts';
import type { DriverLabel } from './driverLabels.ts';
import { type DriverPerformance, designedPerformance, requireScales } from './driverPerformance.ts';
import { type CutOptions, type DriverCutLines, driverPlacement } from './driverPlacement.ts';
import type { DriverRegressionInput } from './driverRegression.ts';
import { type ModelQuality, modelQuality, suppressorWarnings } from './driverWarnings.ts';
import type { SamplingOptions } from './sampledShapley.ts';

export interface IncompleteDriverOptions extends CutOptions {
  readonly treatment: Exclude<MissingTreatment, 'LISTWISE'>;
  readonly confidenceLevel?: number;
  /** of draws with the same treatment (driverDraws): the only errors there are. Null: errors are null */
  readonly bootstrap?: DriverBootstrap | null;
  readonly sampling?: SamplingOptions;
}

export interface IncompleteDriverModel {
  /** answers with at least one value */
  readonly n: number;
  /** answers with all values */
  readonly completeN: number;
  readonly rSquared: number;
  /** √(variance of the outcome x (1 - R²)); divisor n - 1 (AVAILABLE) or n (EM), as no degrees of freedom are defined */
  readonly residualStdErr: number;
  readonly quality: ModelQuality;
  readonly seType: 'BOOTSTRAP';
  readonly confidenceLevel: number;
  readonly treatment: MissingTreatment;
  /** of all observed values under EM's normal; null for AVAILABLE */
  readonly logLikelihood: number | null;
}

export interface IncompleteDriverRow extends WaldRow, DriverImportance, DriverPerformance {
  readonly pAdjusted: number | null;
  /** null: in a unit of its own beside drivers on a scale */
  readonly label: DriverLabel | null;
  /** answers to this question */
  readonly n: number;
}

export interface IncompleteDriverFit {
  readonly model: IncompleteDriverModel;
  readonly intercept: WaldRow;
  readonly drivers: readonly IncompleteDriverRow[];
  readonly forces: readonly ForceImportance[];
  readonly agreement: number | null;
  readonly cutLines: DriverCutLines;
  /** answers that each pair of columns has in common; (p + 1) x (p + 1) row-major, the outcome last */
  readonly pairCounts: Float64Array;
}

/**
 * Key-driver analysis of answers with missing values, from their covariances: available-case (each pair of questions from who answered
 * both) or EM (maximum likelihood under a multivariate normal, values missing at random).
 *
 * Coefficients, R² and importance follow from the covariances alone (covarianceRegression, driverImportance), so the usual errors have
 * no n to stand on: they come from bootstrap draws in which the treatment was done anew. Intervals are percentiles, statistic = estimate /
 * stdErr and its p by the normal. A driver's performance is the mean of its own answers; under EM the maximum-likelihood mean, which has
 * its error from the draws, too.
 *
 * @param input columns of one length, NaN = missing
 * @returns notEstimable NOT_ENOUGH_DATA, ZERO_VARIANCE, RANK_DEFICIENT, INDEFINITE (AVAILABLE: never repaired), NOT_CONVERGED (EM)
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE, NOT_FINITE
 * @see Little & Rubin (2002), Statistical Analysis with Missing Data, chapters 3 and 11
 */
export function incompleteDriverRegression(
  input: DriverRegressionInput,
  options: IncompleteDriverOptions,
): FitOutcome<IncompleteDriverFit> {
  const { outcome, drivers, roles = {} } = input;
  requireScales(drivers);
  const names = drivers.map(({ name }) => name);
  const forces = input.forces === undefined ? [] : forceMembers(input.forces, names);
  const columns: readonly NamedColumn[] = [...drivers, outcome];
  const mass = rowMass(requireIncompleteColumns(outcome, drivers), roles);
  const { whole } = covarianceEstimator(columns, options.treatment, mass);
  if ('kind' in whole) return whole;
  if (whole.n <= drivers.length + 1) return notEstimable('NOT_ENOUGH_DATA', `${whole.n} rows for ${drivers.length + 1} coefficients`);
  const regression = covarianceRegression(whole, [...names, outcome.name]);
  if ('kind' in regression) return regression;
  const importance = driverImportance(regression.driverCorrelations, regression.outcomeCorrelations, forces, options.sampling);
  if (importance.kind === 'notEstimable') return importance;
  const rows = driverRows(input, whole, regression, importance.fit, options);
  const { cutLines, labels } = driverPlacement(rows, options);
  const completeN = completeAnswers(columns, mass);
  const fit: IncompleteDriverFit = {
    model: modelOf(whole, regression, completeN, options),
    intercept: bootstrapRow('(Intercept)', regression.intercept, options.bootstrap?.intercept ?? null),
    drivers: rows.map(({ mean: _mean, scale: _scale, ...row }, j) => ({ ...row, label: labels[j]! })),
    forces: importance.fit.forces,
    agreement: importance.fit.agreement,
    cutLines,
    pairCounts: whole.pairCounts,
  };
  const warnings = [
    ...smallSampleWarnings(completeN, drivers.length, mass.clusters?.count ?? null),
    ...explanationWarnings(fit.model.rSquared, fit.drivers),
    ...suppressorWarnings(fit.drivers),
  ];
  return { kind: 'fitted', fit, warnings };
}

interface IncompleteRow extends Omit<IncompleteDriverRow, 'label'> {
  readonly mean: number;
  readonly scale: Scale | null;
}

function driverRows(
  { drivers, roles = {} }: DriverRegressionInput,
  { means, pairCounts }: CovarianceEstimate,
  { estimates }: CovarianceRegression,
  importance: ImportanceTable,
  { treatment, confidenceLevel = 0.95, bootstrap = null }: IncompleteDriverOptions,
): IncompleteRow[] {
  const size = drivers.length + 1;
  const tests = drivers.map(({ name }, j) => bootstrapRow(name, estimates[j]!, bootstrap?.estimates[j] ?? null));
  const pAdjusted = holm(tests.map(({ pValue }) => pValue));
  return drivers.map((driver, j) => {
    const own = designedPerformance(driver, roles, confidenceLevel);
    const spread = bootstrap?.means[j] ?? unknownSpread;
    const reason = spread.stdErr === null ? ('NOT_ENOUGH_DATA' as const) : null;
    const likeliest = { ...own.performance, estimate: means[j]!, ...spread, reason };
    return {
      ...tests[j]!,
      ...importance.drivers[j]!,
      ...own,
      performance: treatment === 'EM' ? likeliest : own.performance,
      pAdjusted: pAdjusted[j]!,
      n: pairCounts[j * size + j]!,
      mean: means[j]!,
      scale: driver.scale,
    };
  });
}

const unknownSpread: DrawSpread = { stdErr: null, ciLow: null, ciHigh: null };

/** Percentile interval and normal test from draws; without draws there is no error. */
function bootstrapRow(name: string, estimate: number, spread: DrawSpread | null): WaldRow {
  const { stdErr, ciLow, ciHigh } = spread ?? unknownSpread;
  const row = { name, estimate, stdErr, ciLow, ciHigh, df: null };
  if (stdErr === null) return { ...row, statistic: null, pValue: null, reason: 'NOT_ENOUGH_DATA' };
  if (stdErr === 0) return { ...row, statistic: null, pValue: null, reason: 'ZERO_VARIANCE' };
  const statistic = estimate / stdErr;
  return { ...row, statistic, pValue: normalTwoSided(statistic), reason: null };
}

function modelOf(
  whole: CovarianceEstimate | EmFit,
  { rSquared, residualVariance }: CovarianceRegression,
  completeN: number,
  { treatment, confidenceLevel = 0.95 }: IncompleteDriverOptions,
): IncompleteDriverModel {
  return {
    n: whole.n,
    completeN,
    rSquared,
    residualStdErr: Math.sqrt(residualVariance),
    quality: modelQuality(rSquared),
    seType: 'BOOTSTRAP',
    confidenceLevel,
    treatment,
    logLikelihood: 'logLikelihood' in whole ? whole.logLikelihood : null,
  };
}

function completeAnswers(columns: readonly NamedColumn[], mass: RowMass): number {
  let answers = 0;
  columns[0]!.values.forEach((_, row) => {
    const isIn = mass.mass === null || mass.mass[row]! > 0;
    if (isIn && columns.every(({ values }) => !Number.isNaN(values[row]!))) answers += mass.counts?.[row] ?? 1;
  });
  return answers;
}
