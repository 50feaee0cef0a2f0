import type { CellSums } from './cellSums.ts';
import { designEffect, independentAnswers } from './designEffect.ts';
import type { DesignedMean } from './designedMean.ts';
import { linearizedVariance, momentsOfSums } from './stratumMoments.ts';

/** Squares about a mean below this part of the squares themselves are what rounding leaves of equal values. */
const CANCELLED = 1e-12;

/**
 * designedMean from sums alone: the mean of facts with the error of customers as units, for one stratum.
 *
 *   mean = Σ y_g / Σ x_g = m,   z_g = (y_g - m x_g) / Σ x,   Var = G/(G - 1) Σ z_g²,   Σ (y - m x)² = Σ yy - 2 m Σ xy + m² Σ xx
 *
 * Equal to designedMean over the rows but for rounding: squares are taken about the mean after they were summed, so what is left of them
 * below a part of 1e-12 counts as 0.
 *
 * @param isWeighted whether the weights are sampling weights
 * @returns null when no fact carries weight
 */
export function meanOfSums(sums: CellSums, isWeighted: boolean): DesignedMean | null {
  const { n, customers, weight, total, valueSquares, weightSquares, xx, xy, yy } = sums;
  if (n === 0 || weight === 0) return null;
  const estimate = total / weight;
  const squares = leftOf(valueSquares - estimate * total, valueSquares);
  // a ratio: one value for all has no spread, whatever the weights
  const rawSquares = squares === 0 ? 0 : leftOf(yy - 2 * estimate * xy + estimate * estimate * xx, yy);
  const variance = linearizedVariance(
    momentsOfSums(Float64Array.of(customers), Float64Array.of(0), Float64Array.of(rawSquares / (weight * weight))),
  );
  const variancePerAnswer = n > 1 ? ((n / (n - 1)) * squares) / weight : null;
  const isClustered = customers < n;
  const kishEffectiveN = (weight * weight) / weightSquares;
  const kishUnits = isClustered ? (weight * weight) / xx : kishEffectiveN;
  const isPlain = !isClustered && !isWeighted;
  return {
    n,
    customers,
    estimate,
    stdErr: variance === null ? null : Math.sqrt(variance),
    df: customers - 1,
    ...(isPlain ? independentAnswers(n) : designEffect({ n, variance, variancePerAnswer, kishEffectiveN, kishUnits })),
    seType: isClustered ? 'CR1' : isPlain ? 'CLASSICAL' : 'LINEARIZED',
    clustering: null,
  };
}

function leftOf(squares: number, of: number): number {
  return squares <= CANCELLED * Math.abs(of) ? 0 : squares;
}
