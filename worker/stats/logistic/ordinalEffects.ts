import { type WaldRow, waldRow } from '../inference/waldRow.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { rowMass } from '../rows/rowMass.ts';
import type { RowRoles } from '../rows/rowRoles.ts';
import type { OrdinalFit } from './ordinalLogit.ts';
import { slopePredictor } from './slopePredictor.ts';

/**
 * What a driver does to the probability of a high answer, under a fitted proportional-odds model: average marginal effects.
 *
 *   P(Y >= level) = F(η - threshold),   η = Σ b_k x_k,   threshold = that between the level and the one below it
 *   effect_j      = b_j · mean f(η - threshold),   f = F (1 - F): the change of the probability per unit of driver j, the others
 *                   held fixed, averaged over the rows by their mass
 *
 * Of the probability of a lower answer, P(Y < level), it is the same with the other sign. Errors by the delta method, g'V g with V the
 * covariance of the fit and
 *
 *   ∂effect_j/∂threshold = -b_j mean f',   ∂effect_j/∂b_k = [j = k] mean f + b_j mean f' x_k,   f' = f (1 - 2F)
 *
 * A row counts as often as it did in the fit: its weight times its count, so that the mean is of the population that was sampled. Per unit, as the coefficient is: of a feature in days or in money it is the effect of one day, of one unit of money.
 * Time O(rows × drivers).
 *
 * @param drivers the columns of the fit, in any order
 * @param from    answers from here on are the high ones; it need not be a level itself
 * @param roles   weights and counts of the fit
 * @returns a row a driver, in the order of the fit; null where every answer is on one side, so that there is nothing to explain
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE naming a driver that is missing
 * @see Greene (2018), Econometric Analysis, 8th ed., section 18.3; Cameron & Trivedi (2005), Microeconometrics, section 14.3.3
 */
export function ordinalEffects(
  { model, thresholds, drivers: slopes, covariance }: Pick<OrdinalFit, 'model' | 'thresholds' | 'drivers' | 'covariance'>,
  drivers: readonly NamedColumn[],
  from: number,
  roles: RowRoles = {},
): WaldRow[] | null {
  const below = model.levels.filter(({ value }) => value < from).length;
  const threshold = thresholds[below - 1];
  if (threshold === undefined) return null;
  const columns = new Map(drivers.map(({ name, values }) => [name, values]));
  const predictor = slopePredictor(slopes, drivers);
  const rows = predictor.length;
  const { n, mass } = rowMass(rows, roles); // masses sum to n
  const density = new Float64Array(rows); // f' times the share of the row in the end
  let [meanDensity, meanChange] = [0, 0];
  for (let i = 0; i < rows; i++) {
    const probability = 1 / (1 + Math.exp(threshold.estimate - predictor[i]!));
    const own = (probability * (1 - probability) * (mass === null ? 1 : mass[i]!)) / n;
    density[i] = own * (1 - 2 * probability);
    meanDensity += own;
    meanChange += density[i]!;
  }
  const meanProducts = slopes.map(({ name }) => {
    const values = columns.get(name)!; // slopePredictor has asked for each
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += density[i]! * values[i]!;
    return sum;
  });
  return slopes.map(({ name, estimate, df, stdErr: slopeStdErr }, j) => {
    const gradient = new Float64Array(thresholds.length + slopes.length);
    gradient[below - 1] = -estimate * meanChange;
    for (let k = 0; k < slopes.length; k++) gradient[thresholds.length + k] = estimate * meanProducts[k]! + (j === k ? meanDensity : 0);
    const stdErr = covariance === null || slopeStdErr === null ? null : Math.sqrt(quadraticForm(gradient, covariance));
    return waldRow(name, estimate * meanDensity, stdErr, df, model.confidenceLevel);
  });
}

/** g'V g; rounding of a variance of 0 is no negative variance. */
function quadraticForm(gradient: Float64Array, matrix: Float64Array): number {
  const size = gradient.length;
  let sum = 0;
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum += gradient[i]! * matrix[i * size + j]! * gradient[j]!;
  return Math.max(0, sum);
}
