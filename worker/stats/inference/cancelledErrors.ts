import type { Warning } from '../outcome.ts';

/** A variance by scores below this share of the classical one is what rounding leaves of scores that cancel within every cluster. */
const ROUNDING_SHARE = 1e-18;

/**
 * A covariance by scores, with zeros in the rows and columns of the estimates whose scores cancel: those that too few clusters tell apart. Where a
 * driver is 1 in one cluster and 0 in one other, residuals sum to 0 in both, and nothing is left to judge by how far its estimate is from the
 * truth. Its error is then undefined (definiteStdErr), and not 1e-15.
 *
 * @param classical of the same estimates; size x size row-major, as covariance
 */
export function withoutCancelled(covariance: Float64Array, classical: Float64Array, size: number): Float64Array {
  const isLeft = Array.from({ length: size }, (_, j) => covariance[j * size + j]! > ROUNDING_SHARE * classical[j * size + j]!);
  return covariance.map((value, entry) => (isLeft[Math.floor(entry / size)] && isLeft[entry % size] ? value : 0));
}

/** Root of the variance of estimate j; null where its scores cancelled. An exact fit has a classical variance of 0, too, and an error of 0. */
export function definiteStdErr(covariance: Float64Array, classical: Float64Array, size: number, j: number): number | null {
  const variance = covariance[j * size + j]!;
  return variance > 0 || classical[j * size + j] === 0 ? Math.sqrt(variance) : null;
}

/** Names the drivers without an error in a model that has errors. */
export function cancelledErrorWarnings(
  drivers: readonly { readonly name: string; readonly stdErr: number | null }[],
  covariance: Float64Array | null,
): Warning[] {
  if (covariance === null) return [];
  const detail = 'too few clusters tell its values apart: its error by cluster is undefined';
  return drivers.flatMap(({ name, stdErr }): Warning[] => (stdErr === null ? [{ code: 'NOT_ENOUGH_DATA', subject: name, detail }] : []));
}
