import { requireFinite, requireNonNegative, requireSameLength } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import type { Scale } from './scale.ts';
import { differenceOfMeans, meanScore, requireScale, type Score, type ScoreKind, unknownScoreOf } from './scoreKind.ts';

/** One question of an index. */
export interface CsiItem {
  readonly name: string;
  /** length n, complete */
  readonly values: NumericColumn;
  readonly scale: Scale;
  /** of the codebook, >= 0; the weights are divided by their sum */
  readonly weight: number;
}

/**
 * The satisfaction index of each answer, 0-100, over complete cases:
 *
 *   index_i = Σ_k ω_k 100 (x_ik - min_k) / (max_k - min_k),   Σ ω = 1
 *
 * Its mean is the weighted sum of the rescaled item means, and its spread carries their covariances.
 *
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function csiIndex(items: readonly CsiItem[]): Float64Array {
  if (items.length === 0) throw new ModelInputError('EMPTY', 'items has no columns, at least one is needed');
  const columns = Object.fromEntries(items.map(({ name, values }) => [name, values]));
  if (items.some(({ values }) => values.length > 0)) requireSameLength(columns);
  requireFinite(columns);
  requireNonNegative(Object.fromEntries(items.map(({ name, weight }) => [`weight of ${name}`, weight])));
  const sumWeights = items.reduce((sum, { weight }) => sum + weight, 0);
  if (sumWeights === 0) throw new ModelInputError('OUT_OF_RANGE', 'items has weights that are all 0, a weight above 0 is needed');
  const index = new Float64Array(items[0]!.values.length);
  for (const { name, values, scale, weight } of items) {
    requireScale(scale);
    for (let i = 0; i < index.length; i++) {
      const value = values[i]!;
      if (value < scale.min || value > scale.max)
        throw new ModelInputError('OUT_OF_RANGE', `${name} has ${value} at row ${i}, a value from ${scale.min} to ${scale.max} is needed`);
      index[i]! += (weight * (value - scale.min)) / (scale.max - scale.min);
    }
  }
  return index.map((sum) => (100 * sum) / sumWeights); // divided last: all at the top is 100 exactly
}

/**
 * Customer satisfaction index as the mean of csiIndex, in points from 0 to 100: stdErr = s / √n and the normal interval for independent
 * answers; the error of designedMean where weighted or clustered, by t with G - 1 degrees of freedom where clustered.
 */
export const csiScore: ScoreKind<Score> = {
  isMean: true,
  usesT: false,
  score: (sample, mean, confidenceLevel) =>
    mean === null ? unknownScoreOf(sample, confidenceLevel) : meanScore(mean, false, confidenceLevel),
  differenceInterval: differenceOfMeans,
};
