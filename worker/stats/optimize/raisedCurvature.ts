import { cholesky } from '../linalg/cholesky.ts';

/**
 * The information if it is positive definite; otherwise with the same number added along its diagonal, just large enough.
 * Newton's step with it climbs from where the log-likelihood is not concave, and is Newton's own near the maximum.
 *
 * @param information size x size, row-major, finite; only its upper triangle is read
 */
export function raisedCurvature(information: Float64Array, size: number): Float64Array {
  if (cholesky(information, size) !== null) return information;
  const largest = information.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  for (let lift = 1e-3 * largest; ; lift *= 4) {
    const raised = information.slice();
    for (let i = 0; i < size; i++) raised[i * size + i]! += lift;
    if (cholesky(raised, size) !== null) return raised;
  }
}
