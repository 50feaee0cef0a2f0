import type { NamedColumn } from '../rows/numericColumn.ts';
import type { OrdinalFit } from './ordinalLogit.ts';
import { slopePredictor } from './slopePredictor.ts';

/**
 * Probability of each level for each row, under a fitted proportional-odds model.
 *
 *   P(Y = k) = F(threshold_k - η) - F(threshold_(k-1) - η) = F(a) F(-b) (1 - exp(b - a)),   η = Σ b_j x_j
 *
 * The product form keeps its relative digits in both tails, where the difference would be 0. Sum the arrays of the levels 9 and 10
 * for the probability of a promoter, of 0 to 6 for that of a detractor.
 *
 * @param drivers the columns of the fit, in any order
 * @returns an array of length n a level, in the order of fit.model.levels; they sum to 1 in every row
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE naming a driver that is missing
 */
export function ordinalProbabilities(
  { thresholds, drivers: slopes }: Pick<OrdinalFit, 'thresholds' | 'drivers'>,
  drivers: readonly NamedColumn[],
): Float64Array[] {
  const predictor = slopePredictor(slopes, drivers);
  const bounds = [Number.NEGATIVE_INFINITY, ...thresholds.map(({ estimate }) => estimate), Number.POSITIVE_INFINITY];
  return bounds.slice(1).map((upper, k) => {
    const lower = bounds[k]!;
    const apart = -Math.expm1(lower - upper);
    return predictor.map((value) => apart / (1 + Math.exp(value - upper)) / (1 + Math.exp(lower - value)));
  });
}
