import gammainc from '@stdlib/math-base-special-gammainc';

/**
 * Upper tail P(X >= statistic) of the chi-square distribution with df degrees of freedom: the regularised upper incomplete
 * gamma function Q(df / 2, statistic / 2), never through 1 - cdf. stdlib takes (x, s, regularized, upper).
 */
export function chiSquareUpperTail(statistic: number, df: number): number {
  if (statistic <= 0) return 1;
  return gammainc(statistic / 2, df / 2, true, true);
}
