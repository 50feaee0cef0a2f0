import type { Interval } from '../../inference/interval.ts';

/**
 * Quantile of a customer's purchases over several equally likely models: the smallest k with P(Y <= k) >= level, where
 * P(Y <= k) = mean of 1 - pAlive + pAlive P(Y <= k | alive).
 *
 * @param distributions P(Y <= k | alive) by k under each model; beyond its end 1
 */
export function predictedCount(pAlive: readonly number[], distributions: readonly Float64Array[], level: number): number {
  const models = pAlive.length;
  let dead = 0;
  for (let i = 0; i < models; i++) dead += 1 - pAlive[i]!;
  for (let k = 0; ; k++) {
    let below = dead;
    let hasMore = false;
    for (let i = 0; i < models; i++) {
      const distribution = distributions[i]!;
      hasMore ||= k < distribution.length;
      below += pAlive[i]! * (k < distribution.length ? distribution[k]! : 1);
    }
    if (below >= level * models || !hasMore) return k;
  }
}

/**
 * Interval of a total of many independent counts from its first three cumulants: quantiles of the gamma distribution, shifted and scaled
 * to them, by Wilson and Hilferty's cube; whole numbers from 0 up.
 *
 * The normal alone would be too low at both ends: purchases are skewed to the right, still a little so in totals of hundreds.
 *
 * @param z quantile of the standard normal, > 0
 * @see Johnson, Kotz & Balakrishnan (1994), Continuous Univariate Distributions, vol. 1, section 17.5
 */
export function predictedTotal(mean: number, variance: number, thirdCumulant: number, z: number): Interval {
  const stdDev = Math.sqrt(variance);
  if (stdDev === 0) return { ciLow: Math.round(mean), ciHigh: Math.round(mean) };
  const sixth = thirdCumulant / (variance * stdDev) / 6;
  const standard = (quantile: number): number =>
    Math.abs(sixth) < 1e-6 ? quantile : (Math.max(0, 1 + sixth * quantile - sixth * sixth) ** 3 - 1) / (3 * sixth);
  return { ciLow: Math.max(0, Math.round(mean + stdDev * standard(-z))), ciHigh: Math.round(mean + stdDev * standard(z)) };
}
