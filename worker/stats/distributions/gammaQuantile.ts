import gammaincinv from '@stdlib/math-base-special-gammaincinv';
import { normalQuantile } from './normalQuantile.ts';

/** Above it stdlib falls to 3 digits at probabilities from 0.5 up (R 4.2.2 qgamma), where the approximation has 5 and more. */
const LARGEST_SHAPE = 500;

/**
 * The g with P(G <= g) = probability for the gamma distribution of the given shape and rate 1. stdlib takes (p, a).
 * 14 digits up to shape 500; from there by Wilson and Hilferty's cube root, 5 digits and more.
 *
 * @see Wilson & Hilferty (1931), PNAS 17:684-688, doi:10.1073/pnas.17.12.684
 */
export function gammaQuantile(probability: number, shape: number): number {
  if (shape <= LARGEST_SHAPE) return gammaincinv(probability, shape);
  const variance = 1 / (9 * shape);
  return shape * (1 - variance + normalQuantile(probability) * Math.sqrt(variance)) ** 3;
}
