/** Sums over j < k of one quantity, for k = 0 … size - 1; entry k has k terms. */
export type RisingTable = Float64Array;

/**
 * ln of the rising factorial (z)_k = z (z + 1) … (z + k - 1) = Γ(z + k) / Γ(z), and its derivative by z, for k = 0 … largest.
 *
 * Sums of logarithms instead of differences of lgamma: lgamma(z + k) - lgamma(z) loses as many digits as z has more than k,
 * and with z in the millions nothing is left of it. One logarithm an entry, and a fit needs every entry.
 */
export function logRising(z: number, largest: number): { log: RisingTable; slope: RisingTable } {
  const log = new Float64Array(largest + 1);
  const slope = new Float64Array(largest + 1);
  for (let j = 0; j < largest; j++) {
    log[j + 1] = log[j]! + Math.log(z + j);
    slope[j + 1] = slope[j]! + 1 / (z + j);
  }
  return { log, slope };
}

/**
 * ln of the chance to survive k dropouts, E[(1 - p)^k] = (b)_k / (a + b)_k = B(a, b + k) / B(a, b) with p ~ Beta(a, b), and its
 * derivatives by a and b, for k = 0 … largest. By log1p(a / (b + j)): each of the two factorials would swamp their ratio as b grows.
 */
export function logSurvivedDropouts(a: number, b: number, largest: number): { log: RisingTable; slopeA: RisingTable; slopeB: RisingTable } {
  const log = new Float64Array(largest + 1);
  const slopeA = new Float64Array(largest + 1);
  const slopeB = new Float64Array(largest + 1);
  for (let j = 0; j < largest; j++) {
    log[j + 1] = log[j]! - Math.log1p(a / (b + j));
    slopeA[j + 1] = slopeA[j]! - 1 / (a + b + j);
    slopeB[j + 1] = slopeB[j]! + a / ((b + j) * (a + b + j));
  }
  return { log, slopeA, slopeB };
}
