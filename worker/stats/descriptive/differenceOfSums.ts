import type { CellSums, SharedSums } from './cellSums.ts';
import { type CustomerUnion, differenceThrough, type ScoreDifference, unionVariance } from './scoreDifference.ts';
import { kindOfSums, type ScoredSums, type SumsKind } from './scoreOfSums.ts';
import { designDf, linearizedVariance, momentsOfSums, type StratumMoments } from './stratumMoments.ts';

/** Two groups of facts and the customers whom they share. */
export interface ComparedSums {
  readonly a: CellSums;
  readonly b: CellSums;
  readonly shared: SharedSums;
}

/**
 * scoreDifference a - b from sums alone. With m the means, X the weights of a cell and z_g = (y_g - m x_g) / X,
 *
 *   Σ z_a z_b = (Σ y_a y_b - m_b Σ y_a x_b - m_a Σ x_a y_b + m_a m_b Σ x_a x_b) / (X_a X_b)
 *
 * over the customers of both is what their covariance is made of.
 */
export function differenceOfSums(kind: SumsKind, sums: ComparedSums, a: ScoredSums, b: ScoredSums): ScoreDifference {
  return differenceThrough(kindOfSums(kind), a, b, a.mean === null || b.mean === null ? null : unionOfSums(sums, a, b));
}

function unionOfSums({ a, b, shared }: ComparedSums, scoredA: ScoredSums, scoredB: ScoredSums): CustomerUnion {
  const units = a.customers + b.customers - shared.customers;
  const [meanA, meanB] = [scoredA.score.estimate!, scoredB.score.estimate!];
  const moments = (rawSquares: number): StratumMoments =>
    momentsOfSums(Float64Array.of(units), Float64Array.of(0), Float64Array.of(rawSquares));
  const [squaresA, squaresB] = [squaresOf(scoredA), squaresOf(scoredB)];
  const product = (shared.yy - meanB * shared.yx - meanA * shared.xy + meanA * meanB * shared.xx) / (a.weight * b.weight);
  const both = moments(Math.max(0, squaresA + squaresB - 2 * product));
  return {
    shared: shared.customers,
    df: designDf(both),
    ...unionVariance(linearizedVariance(moments(squaresA)), linearizedVariance(moments(squaresB)), linearizedVariance(both)),
  };
}

/** Σ z² of a scored cell, back from its variance: what counted as 0 there counts as 0 here. */
function squaresOf({ mean }: ScoredSums): number {
  const { customers, stdErr } = mean!;
  return stdErr === null ? 0 : ((customers - 1) / customers) * stdErr ** 2;
}
