import { requireConfidenceLevel, requireFinite, requireSameLength } from '../../checks.ts';
import { twoSidedZ } from '../../distributions/normalQuantile.ts';
import { ModelInputError } from '../../outcome.ts';
import type { NamedColumn } from '../../rows/numericColumn.ts';
import type { StatusCode } from '../../statusCodes.ts';
import type { CoxFit } from './cox.ts';
import type { CoxBaseline } from './coxBaseline.ts';
import { lastStepUpTo } from './coxRiskSteps.ts';

export interface CoxSurvivalPoint {
  readonly time: number;
  /** null with reason EXTRAPOLATED after the last time under observation, or where the hazard of such covariates is beyond a double */
  readonly survival: number | null;
  readonly cumulativeHazard: number | null;
  /** of the survival */
  readonly stdErr: number | null;
  /** log-log interval, within 0 and 1; null before the first event */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly reason: StatusCode | null;
}

export interface CoxPredictionOptions {
  /** label of each row's stratum, in a model with strata */
  readonly strata?: readonly string[] | undefined;
  readonly confidenceLevel?: number;
}

/**
 * (x - means) b of every row: the log of its hazard relative to a customer with average covariates. exp of it is the relative risk.
 *
 * @param covariates those of the fit, by name, in any order; each length n, finite
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (a covariate of the fit is missing)
 */
export function coxLinearPredictor(
  { coefficients, means }: Pick<CoxFit, 'coefficients' | 'means'>,
  covariates: readonly NamedColumn[],
): Float64Array {
  const columns = coefficients.map(({ name }) => columnOf(covariates, name));
  const predictor = new Float64Array(requireSameLength(Object.fromEntries(coefficients.map(({ name }, j) => [name, columns[j]!]))));
  columns.forEach((column, j) => {
    const { name, estimate } = coefficients[j]!;
    requireFinite({ [name]: column });
    for (let i = 0; i < predictor.length; i++) predictor[i]! += (column[i]! - means[j]!) * estimate;
  });
  return predictor;
}

/**
 * Predicted survival of customers with given covariates, at given times since the origin.
 *
 *   S(t | x) = exp(-H(t | x)),   H = H0(t) r,   r = exp((x - means) b)
 *   Var H = r² (Σ_m 1/S0_m² + q' C q),   q = (x - means) H0(t) - Σ_m (mean_m - means)/S0_m,   sums over event times <= t
 *   interval exp(-H exp(± z sd(H)/H)), on the log-log scale: within 0 and 1
 *
 * C is the covariance of the coefficients in use. Cost p² a row and time.
 *
 * @param times finite, in any order
 * @returns by row, then by time
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (an unknown stratum, a covariate of the fit is missing)
 * @see Tsiatis (1981), Ann Statist 9:93-108, doi:10.1214/aos/1176345335
 */
export function coxPrediction(
  fit: CoxFit,
  covariates: readonly NamedColumn[],
  times: Float64Array,
  { strata, confidenceLevel = 0.95 }: CoxPredictionOptions = {},
): CoxSurvivalPoint[][] {
  requireConfidenceLevel(confidenceLevel);
  requireFinite({ times });
  const predictor = coxLinearPredictor(fit, covariates);
  const columns = fit.coefficients.map(({ name }) => columnOf(covariates, name));
  const baselines = baselineOfRows(fit.baselines, predictor.length, strata);
  const z = twoSidedZ(confidenceLevel);
  return Array.from(predictor, (value, i) => {
    const deviations = Float64Array.from(columns, (column, j) => column[i]! - fit.means[j]!);
    const row: PredictedRow = { baseline: baselines[i]!, deviations, relativeRisk: Math.exp(value), covariance: fit.covariance };
    return Array.from(times, (time) => pointAt(row, time, z));
  });
}

interface PredictedRow {
  readonly baseline: CoxBaseline;
  readonly deviations: Float64Array;
  readonly relativeRisk: number;
  readonly covariance: Float64Array;
}

function pointAt({ baseline, deviations, relativeRisk, covariance }: PredictedRow, time: number, z: number): CoxSurvivalPoint {
  const unknown: CoxSurvivalPoint = {
    time,
    survival: null,
    cumulativeHazard: null,
    stdErr: null,
    ciLow: null,
    ciHigh: null,
    reason: 'EXTRAPOLATED',
  };
  if (time > baseline.lastTime) return unknown;
  const { times, cumulativeHazard: hazards, cumulativeVariance, cumulativeMeans } = baseline;
  const step = lastStepUpTo(times, -1, times.length, time);
  if (step < 0) return { time, survival: 1, cumulativeHazard: 0, stdErr: 0, ciLow: null, ciHigh: null, reason: null };
  const p = deviations.length;
  const q = deviations.map((deviation, j) => deviation * hazards[step]! - cumulativeMeans[step * p + j]!);
  let variance = cumulativeVariance[step]!;
  for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) variance += q[j]! * covariance[j * p + k]! * q[k]!;
  const cumulativeHazard = hazards[step]! * relativeRisk;
  const error = Math.sqrt(variance) * relativeRisk;
  if (!(cumulativeHazard > 0 && Number.isFinite(cumulativeHazard) && Number.isFinite(error))) return unknown;
  const survival = Math.exp(-cumulativeHazard);
  const factor = Math.exp((z * error) / cumulativeHazard);
  return {
    time,
    survival,
    cumulativeHazard,
    stdErr: survival * error,
    ciLow: Math.exp(-cumulativeHazard * factor),
    ciHigh: Math.exp(-cumulativeHazard / factor),
    reason: null,
  };
}

function columnOf(covariates: readonly NamedColumn[], name: string): NamedColumn['values'] {
  const found = covariates.find((covariate) => covariate.name === name);
  if (found === undefined)
    throw new ModelInputError('OUT_OF_RANGE', `covariates has no column ${name}, every covariate of the fit is needed`);
  return found.values;
}

function baselineOfRows(baselines: readonly CoxBaseline[], n: number, strata: readonly string[] | undefined): CoxBaseline[] {
  if (strata === undefined) {
    if (baselines.length > 1) throw new ModelInputError('OUT_OF_RANGE', 'strata is missing, the model has one baseline a stratum');
    return new Array<CoxBaseline>(n).fill(baselines[0]!);
  }
  if (strata.length !== n) throw new ModelInputError('LENGTH_MISMATCH', `strata has length ${strata.length}, the covariates have ${n}`);
  const byLabel = new Map(baselines.map((baseline) => [baseline.stratum, baseline]));
  return strata.map((label, i) => {
    const found = byLabel.get(label);
    if (found === undefined) throw new ModelInputError('OUT_OF_RANGE', `strata has ${label} at row ${i}, a stratum of the fit is needed`);
    return found;
  });
}
