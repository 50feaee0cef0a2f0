import gammaln from '@stdlib/math-base-special-gammaln';

/** lnΓ(x), x > 0. For lnΓ(a) + lnΓ(b) - lnΓ(a + b) take logBeta, which does not cancel. */
export function logGamma(x: number): number {
  return gammaln(x);
}
