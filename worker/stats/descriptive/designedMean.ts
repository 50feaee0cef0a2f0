import { ModelInputError } from '../outcome.ts';
import { type CustomerUnits, customerUnits, unitTotals } from './customerUnits.ts';
import { designEffect, independentAnswers } from './designEffect.ts';
import type { MeanWithError, ScoreSeType } from './scoreEstimate.ts';
import { designDf, linearizedVariance, type StratumMoments, stratumMoments } from './stratumMoments.ts';
import type { SurveySample } from './surveySample.ts';

/** What the customers of a sample contribute to its mean: the mean's error, and its covariance with a mean that shares customers. */
export interface Clustering {
  readonly units: CustomerUnits;
  /** influence of each unit, summed over its rows */
  readonly totals: Float64Array;
  readonly moments: StratumMoments;
}

/** A mean in the unit of the values. */
export interface DesignedMean extends MeanWithError {
  /** distinct customers; an answer without one counts as its own */
  readonly customers: number;
  /** units less strata */
  readonly df: number;
  readonly seType: ScoreSeType;
  /** null without clusters */
  readonly clustering: Clustering | null;
}

/**
 * Mean of survey answers with the error of the design under which they were collected, by Taylor linearisation.
 *
 *   mean = Σ w u / W,   z_i = w_i (u_i - mean) / W,   Var = linearizedVariance of z summed by customer
 *
 * w are the weights (1 without), W their sum. Rows without clusters are independent units, a row with a count so many of them. Customers
 * who all answered once are independent answers: their error is the classical one, not a clustered one, unless weights or strata are given.
 *
 * @returns null when no answer carries weight; stdErr null for one unit (in any stratum)
 * @throws ModelInputError OUT_OF_RANGE when squares overflow or a cluster lies in two strata
 * Time and memory O(n).
 * @see Lumley (2010), Complex Surveys, doi:10.1002/9780470580066; Cameron & Miller (2015), J Human Resources 50:317-372, doi:10.3368/jhr.50.2.317
 */
export function designedMean(sample: SurveySample): DesignedMean | null {
  const { n, counts, clusters, strata, weights } = sample;
  const centre = weightedCentre(sample);
  if (centre === null) return null;
  const { estimate, sumWeights, sumSquaredWeights, squares } = centre;
  const units = clusters === null ? null : customerUnits(clusters, strata);
  const influence = meanInfluence(sample, estimate, sumWeights);
  const totals = units === null ? null : unitTotals(influence, counts, units);
  const moments = totals === null ? stratumMoments(influence, counts, strata) : stratumMoments(totals, null, units!.stratumOf);
  const variance = linearizedVariance(moments);
  const variancePerAnswer = n > 1 ? ((n / (n - 1)) * squares) / sumWeights : null;
  if (!Number.isFinite(variance ?? 0) || !Number.isFinite(variancePerAnswer ?? 0))
    throw new ModelInputError('OUT_OF_RANGE', 'values has values whose squares overflow, values below 1e150 are needed');
  const isClustered = units !== null && units.count < n;
  const isPlain = !isClustered && weights === null && strata === null;
  const kishEffectiveN = sumWeights ** 2 / sumSquaredWeights;
  const kishUnits = isClustered ? kishOf(sample, units, sumWeights) : kishEffectiveN;
  return {
    n,
    customers: units?.count ?? n,
    estimate,
    stdErr: variance === null ? null : Math.sqrt(variance),
    df: designDf(moments),
    ...(isPlain ? independentAnswers(n) : designEffect({ n, variance, variancePerAnswer, kishEffectiveN, kishUnits })),
    seType: isClustered ? 'CR1' : isPlain ? 'CLASSICAL' : 'LINEARIZED',
    clustering: units === null ? null : { units, totals: totals!, moments },
  };
}

interface Centre {
  readonly estimate: number;
  readonly sumWeights: number;
  readonly sumSquaredWeights: number;
  /** Σ w (u - mean)² */
  readonly squares: number;
}

function weightedCentre({ values, weights, counts }: SurveySample): Centre | null {
  const rows = values.length;
  let sumWeights = 0;
  let sumSquaredWeights = 0;
  let sum = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    if (weight === 0) continue;
    const count = counts === null ? 1 : counts[i]!;
    const value = values[i]!;
    sumWeights += count * weight;
    sumSquaredWeights += count * weight * weight;
    sum += count * weight * value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (sumWeights === 0) return null;
  if (!(sumSquaredWeights > 0 && sumSquaredWeights < Number.POSITIVE_INFINITY))
    throw new ModelInputError(
      'OUT_OF_RANGE',
      'weights has values whose squares overflow or vanish, values between 1e-150 and 1e150 are needed',
    );
  if (low === high) return { estimate: low, sumWeights, sumSquaredWeights, squares: 0 }; // itself, where W u / W would round
  const first = sum / sumWeights;
  let rest = 0;
  for (let i = 0; i < rows; i++) rest += (counts === null ? 1 : counts[i]!) * (weights === null ? 1 : weights[i]!) * (values[i]! - first);
  const estimate = first + rest / sumWeights; // a second pass takes back what rounding cost the first
  let squares = 0;
  for (let i = 0; i < rows; i++) {
    squares += (counts === null ? 1 : counts[i]!) * (weights === null ? 1 : weights[i]!) * (values[i]! - estimate) ** 2;
  }
  return { estimate, sumWeights, sumSquaredWeights, squares };
}

/** z of each answer of a row. */
function meanInfluence({ values, weights }: SurveySample, estimate: number, sumWeights: number): Float64Array {
  const influence = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) influence[i] = ((weights === null ? 1 : weights[i]!) * (values[i]! - estimate)) / sumWeights;
  return influence;
}

/** Kish's number over customers: (Σ w)² / Σ_g (Σ of w in g)². */
function kishOf({ weights, counts, values }: SurveySample, units: CustomerUnits, sumWeights: number): number {
  const ones = new Float64Array(weights === null ? values.length : 0).fill(1);
  const sums = unitTotals(weights ?? ones, counts, units);
  return sumWeights ** 2 / sums.reduce((sum, weight) => sum + weight * weight, 0);
}
