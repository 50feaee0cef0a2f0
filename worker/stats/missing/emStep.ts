import { sweptInverse } from '../linalg/sweptInverse.ts';
import type { PatternMoments } from './patternMoments.ts';

export interface NormalParameters {
  readonly means: Float64Array;
  /** columns x columns, row-major, both triangles; divisor: the mass */
  readonly covariance: Float64Array;
}

/** Sums over rows of what the missing values are expected to make them, about the means of the step. */
interface CompletedSums {
  readonly deviations: Float64Array;
  readonly products: Float64Array;
}

/**
 * One step of the EM algorithm for a multivariate normal, and the observed-data log-likelihood where it started.
 *
 *   B = Sigma_MO Sigma_OO⁻¹,   x̂_M - mu_M = B (x_O - mu_O),   C = Sigma_MM - B Sigma_OM          by missing pattern
 *
 * From the covariance of the observed columns of each pattern, not from one inverse of the whole: where few rows are complete the
 * whole may be nearly singular while each part is well conditioned.
 *
 * @returns null when the covariance of a pattern's columns is not positive definite
 */
export function emStep(
  parts: readonly PatternMoments[],
  at: NormalParameters,
): { readonly next: NormalParameters; readonly logLikelihood: number } | null {
  const size = at.means.length;
  const sums: CompletedSums = { deviations: new Float64Array(size), products: new Float64Array(size * size) };
  let logLikelihood = 0;
  let mass = 0;
  for (const part of parts) {
    const own = addPart(sums, part, at);
    if (own === null) return null;
    logLikelihood += own;
    mass += part.mass;
  }
  const moves = sums.deviations.map((sum) => sum / mass);
  return {
    next: {
      means: at.means.map((mean, j) => mean + moves[j]!),
      covariance: sums.products.map((sum, entry) => sum / mass - moves[Math.floor(entry / size)]! * moves[entry % size]!),
    },
    logLikelihood,
  };
}

/** Adds the rows of one pattern, completed, and returns their log-likelihood. */
function addPart(sums: CompletedSums, part: PatternMoments, { means, covariance }: NormalParameters): number | null {
  const { observed, mass } = part;
  const size = means.length;
  const known = observed.length;
  const precision = new Float64Array(known * known);
  for (let a = 0; a < known; a++) {
    for (let b = 0; b < known; b++) precision[a * known + b] = covariance[observed[a]! * size + observed[b]!]!;
  }
  const logDeterminant = sweptInverse(precision, known);
  if (logDeterminant === null) return null;
  const gaps = part.means.map((mean, a) => mean - means[observed[a]!]!);
  const about = new Float64Array(known * known); // products about the means of the step
  let distance = 0;
  for (let a = 0; a < known; a++) {
    sums.deviations[observed[a]!]! += mass * gaps[a]!;
    for (let b = 0; b < known; b++) {
      const entry = part.products[a * known + b]! + mass * gaps[a]! * gaps[b]!;
      about[a * known + b] = entry;
      sums.products[observed[a]! * size + observed[b]!]! += entry;
      distance += precision[a * known + b]! * entry;
    }
  }
  if (known < size) addExpected(sums, part, covariance, precision, gaps, about);
  return -0.5 * (mass * (known * Math.log(2 * Math.PI) + logDeterminant) + distance);
}

/** Adds what the missing columns of a pattern are expected to contribute. */
function addExpected(
  { deviations, products }: CompletedSums,
  { observed, mass }: PatternMoments,
  covariance: Float64Array,
  precision: Float64Array,
  gaps: Float64Array,
  about: Float64Array,
): void {
  const size = deviations.length;
  const known = observed.length;
  const missing = Array.from(deviations.keys()).filter((j) => !observed.includes(j));
  const slopes = missing.map((j) => {
    const row = Float64Array.from(observed, (column) => covariance[j * size + column]!);
    return timesSymmetric(row, precision, known); // row j of B
  });
  missing.forEach((j, i) => {
    const slope = slopes[i]!;
    const withObserved = timesSymmetric(slope, about, known);
    for (let a = 0; a < known; a++) {
      products[j * size + observed[a]!]! += withObserved[a]!;
      products[observed[a]! * size + j]! += withObserved[a]!;
      deviations[j]! += mass * slope[a]! * gaps[a]!;
    }
    missing.forEach((k, other) => {
      let expected = mass * covariance[j * size + k]!;
      for (let a = 0; a < known; a++) {
        expected += slopes[other]![a]! * withObserved[a]! - mass * slope[a]! * covariance[observed[a]! * size + k]!;
      }
      products[j * size + k]! += expected;
    });
  });
}

/** row x matrix, the matrix symmetric. */
function timesSymmetric(row: Float64Array, matrix: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    let sum = 0;
    for (let b = 0; b < size; b++) sum += row[b]! * matrix[a * size + b]!;
    product[a] = sum;
  }
  return product;
}
