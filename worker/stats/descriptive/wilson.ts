import { twoSidedZ } from '../distributions/normalQuantile.ts';

export interface Interval {
  readonly ciLow: number;
  readonly ciHigh: number;
}

/**
 * Wilson score interval of a share.
 *
 *   (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n)
 *
 * Never a point and never outside 0-1, unlike the Wald interval at shares near 0 or 1.
 *
 * @param share p, 0-1
 * @param n     answers, or the effective number of answers where weighted; > 0, need not be whole
 * @see Wilson (1927), JASA 22:209-212, doi:10.1080/01621459.1927.10502953
 */
export function wilson(share: number, n: number, confidenceLevel = 0.95): Interval {
  const z = twoSidedZ(confidenceLevel);
  const z2n = (z * z) / n;
  const centre = (share + z2n / 2) / (1 + z2n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + z2n / (4 * n))) / (1 + z2n);
  // at 0 and 1 the exact bound is 0 and 1; rounding would leave 1e-18
  return { ciLow: share === 0 ? 0 : Math.max(0, centre - half), ciHigh: share === 1 ? 1 : Math.min(1, centre + half) };
}
