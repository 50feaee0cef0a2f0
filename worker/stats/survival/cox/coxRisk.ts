import { requireConfidenceLevel, requireFinite } from '../../checks.ts';
import { twoSidedZ } from '../../distributions/normalQuantile.ts';
import { ModelInputError } from '../../outcome.ts';
import type { NamedColumn } from '../../rows/numericColumn.ts';
import { requireLength } from '../survivalData.ts';
import type { CoxFit } from './cox.ts';
import { coxLinearPredictor } from './coxPrediction.ts';
import { hazardWindow, type SmoothedHazard } from './smoothedHazard.ts';

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
  readonly confidenceLevel?: number;
}

/**
 * Probability of the event within a horizon, for customers who are there now, from a Cox model with their features as they are now.
 *
 *   risk = 1 - exp(-L),   L = h r horizon,   r = exp(s (x - means) b);   s and the hazard h around u: smoothedHazard, s and its windows known constants
 *   Var ln L = g' C g + 1/events,   g = s (x - means) - s Σ r (x - means) time at risk / Σ r time at risk, of the window
 *   interval 1 - exp(-L exp(± z sd))
 *
 * u is the time since the customer's origin, in whole cells. The window begins with (u, u + horizon]; where that lies beyond the last time
 * observed, it ends there, and the row counts as extrapolated. The interval is that of the risk, not of what one customer will do. Time O(p²) a row.
 *
 * @param fit    without strata
 * @param hazard of the fit, with this horizon
 * @param age    length n, >= 0: time since the origin
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Müller & Wang (1994), Biometrics 50:61-76, doi:10.2307/2533197 (local windows)
 */
export function coxRisk(
  fit: Pick<CoxFit, 'coefficients' | 'means' | 'covariance'>,
  hazard: SmoothedHazard,
  covariates: readonly NamedColumn[],
  age: Float64Array,
  { horizon, confidenceLevel = 0.95 }: CoxRiskOptions,
): Risks {
  requireConfidenceLevel(confidenceLevel);
  if (!(horizon > 0)) throw new ModelInputError('OUT_OF_RANGE', `horizon has ${horizon}, a value above 0 is needed`);
  requireFinite({ age });
  const predictor = coxLinearPredictor(fit, covariates);
  requireLength('age', age.length, predictor.length);
  const columns = fit.coefficients.map(({ name }) => covariates.find((covariate) => covariate.name === name)!.values);
  const { factor, lastTime } = hazard;
  const z = twoSidedZ(confidenceLevel);
  const [risk, ciLow, ciHigh] = [0, 1, 2].map(() => new Float64Array(age.length)) as [Float64Array, Float64Array, Float64Array];
  const levelAt = hazardLevels(hazard);
  const gradient = new Float64Array(columns.length);
  let extrapolated = 0;
  for (let i = 0; i < age.length; i++) {
    if (age[i]! + horizon > lastTime) extrapolated++;
    const level = levelAt(age[i]!);
    const expected = level.hazard * horizon * Math.exp(factor * predictor[i]!);
    for (let j = 0; j < columns.length; j++) gradient[j] = factor * (columns[j]![i]! - fit.means[j]! - level.means[j]!);
    const sd = Math.sqrt(quadratic(gradient, fit.covariance) + 1 / level.events);
    risk[i] = -Math.expm1(-expected);
    ciLow[i] = -Math.expm1(-expected * Math.exp(-z * sd));
    ciHigh[i] = -Math.expm1(-expected * Math.exp(z * sd));
  }
  return { risk, ciLow, ciHigh, extrapolated };
}

/** The hazard of a window. */
interface HazardLevel {
  readonly hazard: number;
  readonly events: number;
  /** by covariate, of those at risk in the window by their hazard, less the means of the fit */
  readonly means: Float64Array;
}

/** Levels by age, each computed once a cell. */
function hazardLevels(hazard: SmoothedHazard): (age: number) => HazardLevel {
  const { cell, span, events, exposure, exposureOf, windowEvents } = hazard;
  const known = new Map<number, HazardLevel>();
  const latest = Math.max(0, events.length - 1 - span);
  return (age) => {
    const first = Math.min(Math.floor(age / cell), latest);
    let level = known.get(first);
    if (level === undefined) {
      const [from, to] = hazardWindow(hazard, first, windowEvents);
      const of = (sums: Float64Array): number => sums[to]! - sums[from]!;
      const atRisk = of(exposure);
      level = { hazard: of(events) / atRisk, events: of(events), means: Float64Array.from(exposureOf, (sums) => of(sums) / atRisk) };
      known.set(first, level);
    }
    return level;
  };
}

function quadratic(vector: Float64Array, matrix: Float64Array): number {
  const p = vector.length;
  let sum = 0;
  for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) sum += vector[j]! * matrix[j * p + k]! * vector[k]!;
  return sum;
}
