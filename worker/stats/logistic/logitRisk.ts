import { requireConfidenceLevel, requireFinite, requireSameLength } from '../checks.ts';
import { twoSidedZ } from '../distributions/normalQuantile.ts';
import { ModelInputError } from '../outcome.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import type { LogitFit } from './logit.ts';

/** Probabilities with their intervals, one a row. */
export interface LogitRisks {
  readonly risk: Float64Array;
  readonly ciLow: Float64Array;
  readonly ciHigh: Float64Array;
}

/**
 * Predicted probabilities of a logistic model for other rows, with the interval that the doubt of the coefficients leaves them.
 *
 *   eta = b0 + x b,   Var eta = (1, x) V (1, x)',   interval 1 / (1 + exp(-(eta ± z sd)))
 *
 * V follows the seType of the fit. Where it is undefined the bounds are NaN. Time O(p²) a row.
 *
 * @param drivers those of the fit, by name, in any order; each length n, finite
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (a driver of the fit is missing)
 * @see McCullagh & Nelder (1989), Generalized Linear Models, 4.4
 */
export function logitRisk(fit: LogitFit, drivers: readonly NamedColumn[], confidenceLevel = 0.95): LogitRisks {
  requireConfidenceLevel(confidenceLevel);
  const columns = fit.drivers.map(({ name }) => {
    const found = drivers.find((driver) => driver.name === name);
    if (found === undefined) throw new ModelInputError('OUT_OF_RANGE', `drivers has no column ${name}, every driver of the fit is needed`);
    return found.values;
  });
  const named = Object.fromEntries(fit.drivers.map(({ name }, j) => [name, columns[j]!]));
  const n = requireSameLength(named);
  requireFinite(named);
  const z = twoSidedZ(confidenceLevel);
  const size = columns.length + (fit.intercept === null ? 0 : 1);
  const shift = size - columns.length;
  const risk = new Float64Array(n);
  const ciLow = new Float64Array(n).fill(Number.NaN);
  const ciHigh = new Float64Array(n).fill(Number.NaN);
  const x = new Float64Array(size).fill(1);
  for (let i = 0; i < n; i++) {
    let eta = fit.intercept?.estimate ?? 0;
    for (const [j, column] of columns.entries()) {
      x[j + shift] = column[i]!;
      eta += column[i]! * fit.drivers[j]!.estimate;
    }
    risk[i] = logistic(eta);
    if (fit.covariance === null) continue;
    let variance = 0;
    for (let j = 0; j < size; j++) for (let k = 0; k < size; k++) variance += x[j]! * fit.covariance[j * size + k]! * x[k]!;
    const half = z * Math.sqrt(variance);
    ciLow[i] = logistic(eta - half);
    ciHigh[i] = logistic(eta + half);
  }
  return { risk, ciLow, ciHigh };
}

const logistic = (eta: number): number => 1 / (1 + Math.exp(-eta));
