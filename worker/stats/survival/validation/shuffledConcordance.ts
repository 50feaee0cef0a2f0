import { requireConfidenceLevel, requireCounts } from '../../checks.ts';
import { type WaldRow, waldRow } from '../../inference/waldRow.ts';
import { ModelInputError } from '../../outcome.ts';
import { randomStream } from '../../random.ts';
import { shuffle } from '../../rows/shuffle.ts';
import { concordance } from '../cox/concordance.ts';
import type { SurvivalColumns } from '../survivalData.ts';

/**
 * The concordance of scores dealt out to customers at random: 0.5, or the judging itself is at fault (a score that knows the outcome, a
 * comparison that favours one order).
 *
 * Mean over `shuffles` orders drawn by seed, each with the same customers and outcomes, with the error of that mean, by t. Time O(shuffles n log n).
 *
 * @param scores length n
 * @returns null where no pair can be compared; statistic and p test against 0.5
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (fewer than 2 shuffles)
 */
export function shuffledConcordance(
  columns: SurvivalColumns,
  scores: Float64Array,
  { seed, shuffles = 20, confidenceLevel = 0.95 }: { readonly seed: number; readonly shuffles?: number; readonly confidenceLevel?: number },
): WaldRow | null {
  requireConfidenceLevel(confidenceLevel);
  requireCounts({ shuffles });
  if (shuffles < 2) throw new ModelInputError('OUT_OF_RANGE', `shuffles has ${shuffles}, at least 2 are needed`);
  const draws: number[] = [];
  for (let draw = 0; draw < shuffles; draw++) {
    const places = Int32Array.from(scores.keys());
    shuffle(places, randomStream(seed, draw));
    const drawn = concordance(
      columns,
      Float64Array.from(places, (place) => scores[place]!),
    );
    if (drawn.concordance === null) return null;
    draws.push(drawn.concordance);
  }
  const mean = draws.reduce((sum, value) => sum + value, 0) / shuffles;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (shuffles - 1);
  const fromChance = waldRow('shuffled', mean - 0.5, Math.sqrt(variance / shuffles), shuffles - 1, confidenceLevel);
  return { ...fromChance, estimate: mean, ciLow: fromChance.ciLow! + 0.5, ciHigh: fromChance.ciHigh! + 0.5 };
}
