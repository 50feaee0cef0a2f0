import type { Interval } from '../../inference/interval.ts';
import type { CountDistribution } from './countDistribution.ts';

/**
 * Quantile of a customer's purchases over several equally likely models: the smallest k with P(Y <= k) >= level, where
 * P(Y <= k) = mean of 1 - pAlive + pAlive P(Y <= k | alive).
 *
 * @param distributions P(Y <= k | alive) under each model
 * @param near          where to begin: the quantile of somebody alike is found again in two steps
 */
export function predictedCount(
  pAlive: readonly number[],
  distributions: readonly CountDistribution[],
  level: number,
  near: number,
): number {
  const models = pAlive.length;
  let dead = 0;
  for (let i = 0; i < models; i++) dead += 1 - pAlive[i]!;
  const isBelow = (count: number): boolean => {
    if (count < 0) return true;
    let reached = dead;
    let hasMore = false;
    for (let i = 0; i < models; i++) {
      const share = distributions[i]!(count);
      hasMore ||= share < 1;
      reached += pAlive[i]! * share;
    }
    return hasMore && reached < level * models;
  };
  let [under, over] = [near - 1, near];
  for (let step = 1; isBelow(over); step *= 2) [under, over] = [over, over + step];
  for (let step = 1; !isBelow(under); step *= 2) [under, over] = [under - step, under];
  while (over - under > 1) {
    const middle = Math.floor((under + over) / 2);
    if (isBelow(middle)) under = middle;
    else over = middle;
  }
  return over;
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
