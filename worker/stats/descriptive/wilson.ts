import { twoSidedQuantile } from '../distributions/twoSidedQuantile.ts';
import type { Interval } from '../inference/interval.ts';

/**
 * Wilson score interval of a share.
 *
 *   (p + q²/2n ± q √(p(1 - p)/n + q²/4n²)) / (1 + q²/n)
 *
 * Never a point and never outside 0-1, unlike the Wald interval at shares near 0 or 1.
 *
 * @param share p, 0-1
 * @param n     answers, or the effective number of answers where weighted or clustered; > 0, need not be whole
 * @param df    of the quantile q: Student's t for clustered answers, null = normal
 * @see Wilson (1927), JASA 22:209-212, doi:10.1080/01621459.1927.10502953
 */
export function wilson(share: number, n: number, confidenceLevel = 0.95, df: number | null = null): Interval {
  const q = twoSidedQuantile(confidenceLevel, df);
  const q2n = (q * q) / n;
  const centre = (share + q2n / 2) / (1 + q2n);
  const half = (q * Math.sqrt((share * (1 - share)) / n + q2n / (4 * n))) / (1 + q2n);
  // at 0 and 1 the exact bound is 0 and 1; rounding would leave 1e-18
  return { ciLow: share === 0 ? 0 : Math.max(0, centre - half), ciHigh: share === 1 ? 1 : Math.min(1, centre + half) };
}
