import { ModelInputError } from '../outcome.ts';

/** Within these the variance of a coefficient, a quotient of squares, neither overflows nor loses digits on its way to 0. */
const SMALLEST = 1e-75;
const LARGEST = 1e75;

/**
 * Refuses a column of which squares cannot be told from 0, or from infinity, where they are divided by each other.
 *
 * @param meanSquare of its values
 * @throws ModelInputError OUT_OF_RANGE
 */
export function requireMagnitude(name: string, meanSquare: number): void {
  if (meanSquare >= SMALLEST ** 2 && meanSquare <= LARGEST ** 2) return;
  throw new ModelInputError(
    'OUT_OF_RANGE',
    `${name} has values whose squares overflow or vanish, values between ${SMALLEST} and ${LARGEST} are needed`,
  );
}
