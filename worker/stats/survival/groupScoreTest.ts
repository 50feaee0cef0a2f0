import { type ChiSquareTest, chiSquareTest } from '../inference/chiSquareTest.ts';
import { inverseQuadraticForm } from '../linalg/positiveDefinite.ts';
import { type FitOutcome, ModelInputError, notEstimable } from '../outcome.ts';

/** A comparison of more groups than this is a column of customers taken for one of groups; time and memory go with the square and more. */
export const MAX_COMPARED_GROUPS = 100;

/** @throws ModelInputError OUT_OF_RANGE for more than MAX_COMPARED_GROUPS */
export function requireFewGroups(labels: readonly string[]): void {
  if (labels.length > MAX_COMPARED_GROUPS)
    throw new ModelInputError('OUT_OF_RANGE', `grouping has ${labels.length} groups, at most ${MAX_COMPARED_GROUPS} can be compared`);
}

/**
 * Chi-square test that the scores x of k groups, which sum to 0, are all 0:  xᵀ V⁻ x  with V their covariance.
 * Groups without variance are left out, and the last of the others, which the rest determines; df is what remains.
 *
 * @param covariance k x k, row-major, each row sums to 0
 * @returns notEstimable TOO_FEW_EVENTS (fewer than two groups with variance), RANK_DEFICIENT (groups that never meet, so that V falls apart)
 */
export function groupScoreTest(score: Float64Array, covariance: Float64Array, labels: readonly string[]): FitOutcome<ChiSquareTest> {
  const k = score.length;
  const compared = Array.from(score.keys()).filter((g) => covariance[g * k + g]! > 0);
  if (compared.length < 2) return notEstimable('TOO_FEW_EVENTS', 'there is no event while two groups were at risk');
  const strangers = notConnected(compared, covariance, k).map((g) => labels[g]!);
  const detail = `${strangers.join(', ')} and ${labels[compared[0]!]} are never at risk together`;
  if (strangers.length > 0) return notEstimable('RANK_DEFICIENT', detail, strangers);
  const kept = compared.slice(0, -1);
  const matrix = Float64Array.from(kept.flatMap((g) => kept.map((h) => covariance[g * k + h]!)));
  const vector = Float64Array.from(kept, (g) => score[g]!);
  const chiSquare = inverseQuadraticForm(matrix, kept.length, vector);
  if (chiSquare === null) return notEstimable('RANK_DEFICIENT', 'the covariance of the groups is singular', labels);
  return { kind: 'fitted', fit: chiSquareTest(chiSquare, kept.length), warnings: [] };
}

/** Groups that no chain of shared risk sets links to the first: their covariances with it are exactly 0. */
function notConnected(groups: readonly number[], covariance: Float64Array, k: number): number[] {
  const reached = new Set(groups.slice(0, 1));
  for (const g of reached) for (const h of groups) if (covariance[g * k + h] !== 0) reached.add(h); // a Set visits what is added on the way
  return groups.filter((g) => !reached.has(g));
}
