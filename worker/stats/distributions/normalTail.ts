import erfc from '@stdlib/math-base-special-erfc';

/** Two-sided p-value P(|Z| >= |statistic|) of the standard normal, erfc(|z| / √2): keeps its digits where 1 - cdf is 0. */
export function normalTwoSided(statistic: number): number {
  return erfc(Math.abs(statistic) * Math.SQRT1_2);
}

/** Lower tail P(Z <= z) of the standard normal. */
export function normalCdf(z: number): number {
  return erfc(-z * Math.SQRT1_2) / 2;
}
