import { paddedColumns, ROWS_PER_BLOCK } from '../linalg/rowBlock.ts';
import { linearPredictor } from './linearPredictor.ts';
import { type OrdinalRows, paddedThresholds } from './ordinalRows.ts';
import type { VisitRows } from './whitenedRows.ts';

/**
 * Gradient of each row's log-likelihood in the proportional-odds model, times multipliers[row], by thresholds and then slopes:
 * the middle of a sandwich. A middle level's term log(1 - exp(-gap)) belongs to each of its rows.
 *
 *   d/d threshold_k = F(-a) + 1 / expm1(gap),   d/d threshold_(k-1) = -F(b) - 1 / expm1(gap),   d/d slopes = (F(b) - F(-a)) z
 */
export function walkOrdinalScores(
  { rows, levels, levelCount }: OrdinalRows,
  parameters: Float64Array,
  multipliers: Float64Array | null,
  visit: VisitRows,
  order: Int32Array | null,
): void {
  const thresholdCount = levelCount - 1;
  const thresholds = paddedThresholds(parameters, levelCount);
  const apart = thresholds.map((threshold, k) => 1 / Math.expm1((thresholds[k + 1] ?? Number.POSITIVE_INFINITY) - threshold)); // 0 at both ends
  const slopes = parameters.subarray(thresholdCount);
  const scores = new Float64Array(paddedColumns(parameters.length) * ROWS_PER_BLOCK);
  const predictor = new Float64Array(ROWS_PER_BLOCK);
  const factors = new Float64Array(ROWS_PER_BLOCK);
  rows.walk((block, start, count) => {
    linearPredictor(block, slopes, 1, predictor);
    scores.fill(0);
    for (let i = 0; i < count; i++) {
      const row = order === null ? start + i : order[start + i]!;
      const multiplier = multipliers === null ? 1 : multipliers[row]!;
      const level = levels[row]!;
      const missAbove = multiplier / (1 + Math.exp(thresholds[level + 1]! - predictor[i]!));
      const missBelow = multiplier / (1 + Math.exp(predictor[i]! - thresholds[level]!));
      if (level < thresholdCount) scores[level * ROWS_PER_BLOCK + i] = missAbove + multiplier * apart[level]!;
      if (level > 0) scores[(level - 1) * ROWS_PER_BLOCK + i] = -missBelow - multiplier * apart[level]!;
      factors[i] = missBelow - missAbove;
    }
    for (let j = 0; j < slopes.length; j++) {
      const from = (j + 1) * ROWS_PER_BLOCK;
      const to = (thresholdCount + j) * ROWS_PER_BLOCK;
      for (let i = 0; i < count; i++) scores[to + i] = factors[i]! * block[from + i]!;
    }
    visit(scores, start, count);
  }, order);
}
