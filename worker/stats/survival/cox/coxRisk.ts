import { requireConfidenceLevel, requireFinite } from '../../checks.ts';
import { twoSidedZ } from '../../distributions/normalQuantile.ts';
import { ModelInputError } from '../../outcome.ts';
import type { NamedColumn } from '../../rows/numericColumn.ts';
import { requireLength } from '../survivalData.ts';
import type { CoxFit } from './cox.ts';
import type { CoxBaseline } from './coxBaseline.ts';
import { coxLinearPredictor } from './coxPrediction.ts';
import { lastStepUpTo } from './coxRiskSteps.ts';
import type { CoxShrinkage } from './coxShrinkage.ts';

/** Risks with their intervals, one a row. */
export interface Risks {
  readonly risk: Float64Array;
  readonly ciLow: Float64Array;
  readonly ciHigh: Float64Array;
  /** rows beyond what was ever observed: their hazard is that of the oldest who were */
  readonly extrapolated: number;
}

export interface CoxRiskOptions {
  /** > 0, in the unit of time */
  readonly horizon: number;
  /** default: none */
  readonly shrinkage?: CoxShrinkage;
  readonly confidenceLevel?: number;
  /** the baseline hazard is averaged over at least so many events. Default 50 */
  readonly windowEvents?: number;
}

/** A hazard from 50 events is known to 14 %. */
const WINDOW_EVENTS = 50;

/**
 * Probability of the event within a horizon, for customers who are there now, from a Cox model with their features as they are now.
 *
 *   risk = 1 - exp(-L),   L = k r D,   r = exp(s (x - means) b),   D = (H0(high) - H0(low)) horizon / (high - low)
 *
 * u is the time since the customer's origin, rounded down to a 64th of the horizon. [low, high] is (u, u + horizon], widened to both sides until it holds `windowEvents` events: a
 * baseline that jumps at single events would hand their chance to every prediction (lumen, 10,000 customers: slope of calibration 0.5 instead
 * of 0.8). Where u + horizon lies beyond the last time observed, the window ends there and the row counts as extrapolated.
 * s and k: coxShrinkage, here known constants.
 *
 *   Var ln L = g' C g + V/D0²,   g = s (x - means) - M/D0;   D0, V, M the rises of H0, its variance and its means over [low, high]
 *   interval 1 - exp(-L exp(± z sd))
 *
 * The interval is that of the risk, not of what one customer will do. Time O(p²) a row; events are counted by their distinct times.
 *
 * @param fit  without strata
 * @param age  length n, >= 0: time since the origin
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Tsiatis (1981), Ann Statist 9:93-108, doi:10.1214/aos/1176345335; Müller & Wang (1994), Biometrics 50:61-76, doi:10.2307/2533197 (local windows)
 */
export function coxRisk(fit: CoxFit, covariates: readonly NamedColumn[], age: Float64Array, options: CoxRiskOptions): Risks {
  const { horizon, shrinkage = { factor: 1, baseline: 1 }, confidenceLevel = 0.95, windowEvents = WINDOW_EVENTS } = options;
  requireConfidenceLevel(confidenceLevel);
  if (!(horizon > 0)) throw new ModelInputError('OUT_OF_RANGE', `horizon has ${horizon}, a value above 0 is needed`);
  if (fit.baselines.length > 1) throw new ModelInputError('OUT_OF_RANGE', 'fit has strata, a fit with one baseline is needed');
  requireFinite({ age });
  const predictor = coxLinearPredictor(fit, covariates);
  requireLength('age', age.length, predictor.length);
  const columns = fit.coefficients.map(({ name }) => covariates.find((covariate) => covariate.name === name)!.values);
  const baseline = fit.baselines[0]!;
  const z = twoSidedZ(confidenceLevel);
  const p = columns.length;
  const [risk, ciLow, ciHigh] = [0, 1, 2].map(() => new Float64Array(age.length)) as [Float64Array, Float64Array, Float64Array];
  const riseAt = hazardRises(baseline, horizon, windowEvents, p);
  const gradient = new Float64Array(p);
  let extrapolated = 0;
  for (let i = 0; i < age.length; i++) {
    if (age[i]! + horizon > baseline.lastTime) extrapolated++;
    const rise = riseAt(age[i]!);
    const hazard = shrinkage.baseline * Math.exp(shrinkage.factor * predictor[i]!) * rise.hazard * (horizon / rise.width);
    for (let j = 0; j < p; j++) gradient[j] = shrinkage.factor * (columns[j]![i]! - fit.means[j]!) - rise.means[j]! / rise.hazard;
    const sd = Math.sqrt(quadratic(gradient, fit.covariance) + rise.variance / rise.hazard ** 2);
    risk[i] = -Math.expm1(-hazard);
    ciLow[i] = -Math.expm1(-hazard * Math.exp(-z * sd));
    ciHigh[i] = -Math.expm1(-hazard * Math.exp(z * sd));
  }
  return { risk, ciLow, ciHigh, extrapolated };
}

/** Rise of the baseline over a window around (age, age + horizon]. */
interface HazardRise {
  readonly hazard: number;
  readonly width: number;
  readonly variance: number;
  readonly means: Float64Array;
}

/** Rises by age, rounded down to a 64th of the horizon, each computed once. */
function hazardRises(baseline: CoxBaseline, horizon: number, windowEvents: number, p: number): (age: number) => HazardRise {
  const known = new Map<number, HazardRise>();
  const grid = horizon / 64;
  return (age) => {
    const place = Math.floor(age / grid);
    let rise = known.get(place);
    if (rise === undefined) {
      rise = hazardRise(baseline, place * grid, horizon, windowEvents, p);
      known.set(place, rise);
    }
    return rise;
  };
}

function hazardRise(baseline: CoxBaseline, age: number, horizon: number, windowEvents: number, p: number): HazardRise {
  const { times, cumulativeHazard, cumulativeVariance, cumulativeMeans, lastTime } = baseline;
  const meanGap = (times.at(-1)! - times[0]!) / times.length;
  const earliest = Math.max(0, Math.min(age, times[0]! - meanGap)); // before the first event nobody may have been at risk
  const latestLow = Math.max(earliest, Math.min(age, lastTime - horizon));
  const latestHigh = Math.min(lastTime, age + horizon);
  const window = (wider: number): [low: number, high: number] => [
    Math.max(earliest, latestLow - wider),
    Math.min(lastTime, latestHigh + wider),
  ];
  const count = ([low, high]: [number, number]): number => stepAt(times, high) - stepAt(times, low);
  const needed = Math.max(1, Math.min(windowEvents, count(window(lastTime))));
  let [enough, short] = [0, 0];
  if (count(window(0)) < needed) {
    enough = lastTime;
    while (enough - short > horizon / 1024) {
      const middle = (enough + short) / 2;
      if (count(window(middle)) < needed) short = middle;
      else enough = middle;
    }
  }
  const [low, high] = window(enough);
  const [from, to] = [stepAt(times, low), stepAt(times, high)];
  const rise = (column: Float64Array, stride = 1, j = 0): number => column[to * stride + j]! - (from < 0 ? 0 : column[from * stride + j]!);
  return {
    hazard: rise(cumulativeHazard),
    width: high - low,
    variance: rise(cumulativeVariance),
    means: Float64Array.from({ length: p }, (_, j) => rise(cumulativeMeans, p, j)),
  };
}

/** Index of the last event time <= at; -1 before the first. */
function stepAt(times: Float64Array, at: number): number {
  return lastStepUpTo(times, -1, times.length, at);
}

function quadratic(vector: Float64Array, matrix: Float64Array): number {
  const p = vector.length;
  let sum = 0;
  for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) sum += vector[j]! * matrix[j * p + k]! * vector[k]!;
  return sum;
}
