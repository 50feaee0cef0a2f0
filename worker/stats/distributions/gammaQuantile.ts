import gammaincinv from '@stdlib/math-base-special-gammaincinv';
import { normalQuantile } from './normalQuantile.ts';

/**
 * stdlib's gammaincinv 0.2.3 falls from 15 digits to 3 or 4 where the quantile passes about 1000 (shape 899 at probability 0.9995,
 * 1001 at 0.5); the approximation has 5 there.
 */
const LARGEST_SHAPE = 800;

/**
 * The g with P(G <= g) = probability for the gamma distribution of the given shape and rate 1. stdlib takes (p, a).
 * 15 digits for shapes from 0.3 to 800; from there by Wilson and Hilferty's cube root, 5 digits for probabilities from 0.005 to 0.995
 * (60-digit arithmetic). Below 1e-160 stdlib gives 0.
 *
 * @see Wilson & Hilferty (1931), PNAS 17:684-688, doi:10.1073/pnas.17.12.684
 */
export function gammaQuantile(probability: number, shape: number): number {
  if (shape <= LARGEST_SHAPE) return gammaincinv(probability, shape);
  const variance = 1 / (9 * shape);
  return shape * (1 - variance + normalQuantile(probability) * Math.sqrt(variance)) ** 3;
}
