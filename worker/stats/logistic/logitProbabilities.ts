import type { NamedColumn } from '../rows/numericColumn.ts';
import type { LogitFit } from './logit.ts';
import { slopePredictor } from './slopePredictor.ts';

/**
 * Probability of the event for each row, under a fitted logistic regression.
 *
 * @param drivers the columns of the fit, in any order
 * @returns length n
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE naming a driver that is missing
 */
export function logitProbabilities(
  { intercept, drivers: slopes }: Pick<LogitFit, 'intercept' | 'drivers'>,
  drivers: readonly NamedColumn[],
): Float64Array {
  const constant = intercept?.estimate ?? 0;
  return slopePredictor(slopes, drivers).map((value) => 1 / (1 + Math.exp(-constant - value)));
}
