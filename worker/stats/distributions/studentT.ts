import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/**
 * Lower tail P(T <= statistic) of Student's t with df degrees of freedom.
 * stdlib takes (x, v); its lower half keeps full relative precision, its upper half is 1 - p.
 *
 * @throws nothing: NaN in, NaN out; callers check df > 0 first
 */
export function studentTCdf(statistic: number, df: number): number {
  return tCdf(statistic, df);
}

/**
 * Two-sided p-value P(|T| >= |statistic|) = 2 P(T <= -|statistic|).
 * By symmetry, never through 1 - cdf, so that tails below 1e-16 keep their digits
 * (checked against 60-digit arithmetic down to 2e-299).
 */
export function studentTTwoSided(statistic: number, df: number): number {
  return Math.min(1, 2 * tCdf(-Math.abs(statistic), df));
}

/** The t with P(T <= t) = probability. */
export function studentTQuantile(probability: number, df: number): number {
  return tQuantile(probability, df);
}
