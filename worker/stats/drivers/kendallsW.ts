import { requireSameLength } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';

/**
 * Kendall's coefficient of concordance: how far several judges rank the same items alike. 1 = all the same order, 0 = no agreement.
 *
 *   W = 12 Σ_i (R_i - R̄)² / (m² (n³ - n) - m Σ_judges Σ_ties (t³ - t))
 *
 * R_i is the sum of the ranks of item i over the m judges, ties share the mean of their ranks, t is the size of a tie.
 * No library at hand has it.
 *
 * @param scores by judge, each of length n: higher ranks first. Only the order within a judge matters
 * @returns 0-1; null where the order says nothing: fewer than 2 items, or every judge ties them all
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH
 * @see Kendall & Babington Smith (1939), Ann Math Stat 10:275-287, doi:10.1214/aoms/1177732186
 */
export function kendallsW(scores: Readonly<Record<string, ArrayLike<number>>>): number | null {
  const judges = Object.values(scores);
  if (judges.length === 0) throw new ModelInputError('EMPTY', 'scores has no judge, at least one is needed');
  const n = requireSameLength(scores);
  const sums = new Float64Array(n);
  let ties = 0;
  for (const judge of judges) {
    const { ranks, tieSum } = meanRanks(judge);
    for (let i = 0; i < n; i++) sums[i]! += ranks[i]!;
    ties += tieSum;
  }
  const m = judges.length;
  const mean = (m * (n + 1)) / 2;
  const spread = sums.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const largest = m * m * (n ** 3 - n) - m * ties;
  return largest > 0 ? (12 * spread) / largest : null;
}

/** Ranks from 1 = highest, ties at their mean; and Σ (t³ - t) over the ties. */
function meanRanks(scores: ArrayLike<number>): { ranks: Float64Array; tieSum: number } {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const ranks = new Float64Array(scores.length);
  let tieSum = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    const tied = end - start;
    tieSum += tied ** 3 - tied;
    for (let k = start; k < end; k++) ranks[order[k]!] = (start + 1 + end) / 2;
  }
  return { ranks, tieSum };
}
