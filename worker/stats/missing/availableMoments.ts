import { type NotEstimable, notEstimable } from '../outcome.ts';
import type { PatternMoments } from './patternMoments.ts';

/** Each column over its own values. */
export interface AvailableMoments {
  /** responses with a value */
  readonly n: Float64Array;
  readonly means: Float64Array;
  /** divisor: the mass */
  readonly variances: Float64Array;
}

/** A standard deviation below this part of the mean is what rounding leaves of a constant. */
const ROUNDING = 1e-13;

/**
 * Means and variances of each column from its own values.
 *
 * @param parts  moments by missing pattern
 * @param floors variances up to these are rounding; absent = by the size of the mean
 * @returns notEstimable NOT_ENOUGH_DATA naming a column with fewer than two values, ZERO_VARIANCE naming the constant ones
 */
export function availableMoments(
  parts: readonly PatternMoments[],
  names: readonly string[],
  floors?: Float64Array,
): AvailableMoments | NotEstimable {
  const size = names.length;
  const n = new Float64Array(size);
  const masses = new Float64Array(size);
  const means = new Float64Array(size);
  const squares = new Float64Array(size);
  for (const part of parts) {
    part.observed.forEach((j, place) => {
      const gap = part.means[place]! - means[j]!;
      const merged = masses[j]! + part.mass;
      squares[j]! += part.products[place * part.observed.length + place]! + gap * gap * masses[j]! * (part.mass / merged);
      means[j]! += gap * (part.mass / merged);
      masses[j] = merged;
      n[j]! += part.n;
    });
  }
  const scarce = names.findIndex((_, j) => n[j]! < 2);
  if (scarce >= 0)
    return notEstimable('NOT_ENOUGH_DATA', `${names[scarce]!} has ${n[scarce]!} values, at least 2 are needed`, [names[scarce]!]);
  const variances = squares.map((sum, j) => sum / masses[j]!);
  const constants = names.filter((_, j) => !(variances[j]! > (floors?.[j] ?? (ROUNDING * means[j]!) ** 2)));
  if (constants.length === 0) return { n, means, variances };
  return notEstimable('ZERO_VARIANCE', constants.map((name) => `${name} has the same value in every row`).join('; '), constants);
}
