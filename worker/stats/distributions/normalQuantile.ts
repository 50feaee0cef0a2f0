import stdlibNormalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** The z with P(Z <= z) = probability for the standard normal. stdlib takes (p, mu, sigma). */
export function normalQuantile(probability: number): number {
  return stdlibNormalQuantile(probability, 0, 1);
}

/** The z of a two-sided interval: 1.959964 at confidence level 0.95. */
export function twoSidedZ(confidenceLevel: number): number {
  return -normalQuantile((1 - confidenceLevel) / 2);
}
