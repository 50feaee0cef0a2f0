import { type NotEstimable, notEstimable } from '../outcome.ts';
import type { CovarianceEstimate } from './covarianceEstimate.ts';
import type { PatternMoments } from './patternMoments.ts';

/**
 * Available-case means and covariances: each entry from all rows that have both values (R's cov, use = "pairwise.complete.obs").
 *
 *   cov_jk = Σ m (x_j - mean_j|k)(x_k - mean_k|j) / (M_jk - m̄),   means and M over the rows with both values
 *
 * m̄ is the mean mass of a response, so that nothing depends on the unit of the weights.
 * The means returned are those of each column's own values. With complete data this is the usual covariance. The matrix may be
 * that of no data (indefinite): lmg refuses it then, and nobody repairs it. Cost patterns x columns².
 *
 * @param parts moments by missing pattern
 * @param names of the columns, for the message
 * @param responseMass m̄, 1 without weights
 * @returns notEstimable NOT_ENOUGH_DATA naming two columns that fewer than two rows have both of
 */
export function pairwiseCovariance(
  parts: readonly PatternMoments[],
  names: readonly string[],
  responseMass = 1,
): CovarianceEstimate | NotEstimable {
  const size = names.length;
  const places = parts.map(({ observed }) => placesOf(observed, size));
  const means = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  const pairCounts = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let k = j; k < size; k++) {
      const pair = pairSums(parts, places, j, k);
      if (!(pair.n >= 2 && pair.mass > responseMass)) {
        const who = j === k ? `${names[j]!} has` : `${names[j]!} and ${names[k]!} together have`;
        return notEstimable('NOT_ENOUGH_DATA', `${who} ${pair.n} rows with values, at least 2 are needed`, [
          ...new Set([names[j]!, names[k]!]),
        ]);
      }
      if (j === k) means[j] = pair.meanJ;
      covariance[j * size + k] = covariance[k * size + j] = pair.product / (pair.mass - responseMass);
      pairCounts[j * size + k] = pairCounts[k * size + j] = pair.n;
    }
  }
  return { means, covariance, pairCounts, n: parts.reduce((sum, { n }) => sum + n, 0) };
}

/** Where each column stands among the observed ones; -1 = missing. */
function placesOf(observed: readonly number[], size: number): Int32Array {
  const places = new Int32Array(size).fill(-1);
  observed.forEach((column, place) => {
    places[column] = place;
  });
  return places;
}

interface PairSums {
  readonly n: number;
  readonly mass: number;
  readonly meanJ: number;
  readonly product: number;
}

function pairSums(parts: readonly PatternMoments[], places: readonly Int32Array[], j: number, k: number): PairSums {
  let n = 0;
  let mass = 0;
  let meanJ = 0;
  let meanK = 0;
  let product = 0;
  parts.forEach((part, g) => {
    const a = places[g]![j]!;
    const b = places[g]![k]!;
    if (a < 0 || b < 0) return;
    const gapJ = part.means[a]! - meanJ;
    const gapK = part.means[b]! - meanK;
    const merged = mass + part.mass;
    product += part.products[a * part.observed.length + b]! + gapJ * gapK * mass * (part.mass / merged);
    meanJ += gapJ * (part.mass / merged);
    meanK += gapK * (part.mass / merged);
    mass = merged;
    n += part.n;
  });
  return { n, mass, meanJ, product };
}
