import stdlibDigamma from '@stdlib/math-base-special-digamma';
import stdlibTrigamma from '@stdlib/math-base-special-trigamma';

/** ψ(x), the derivative of lnΓ(x), x > 0. */
export function digamma(x: number): number {
  return stdlibDigamma(x);
}

/** ψ'(x), the second derivative of lnΓ(x), x > 0. */
export function trigamma(x: number): number {
  return stdlibTrigamma(x);
}
