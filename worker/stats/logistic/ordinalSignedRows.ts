import { ROWS_PER_BLOCK } from '../linalg/rowBlock.ts';
import type { SignedRows } from '../optimize/separatingDirection.ts';
import { addColumnProducts, linearPredictor } from './linearPredictor.ts';
import type { OrdinalRows } from './ordinalRows.ts';
import { rowLength } from './whitenedRows.ts';

/**
 * The rows of the two binary regressions in an ordinal likelihood: (unit of the threshold above, -z) for every answer below the
 * highest level, (-unit of the threshold below, z) for every one above the lowest. A direction with a product >= 0 with all of
 * them also keeps the thresholds in order, so the likelihood has no maximum exactly where these rows are separated.
 */
export function ordinalSignedRows({ rows, levels, levelCount, mass }: OrdinalRows): SignedRows {
  const thresholdCount = levelCount - 1;
  const size = thresholdCount + rows.size - 1;
  const isUsed = (row: number): boolean => mass === null || mass[row]! > 0;
  return {
    size,
    total: () => {
      const total = new Float64Array(size);
      const slopes = total.subarray(thresholdCount);
      const signs = new Float64Array(ROWS_PER_BLOCK);
      rows.walk((block, start, count) => {
        for (let i = 0; i < count; i++) {
          const level = levels[start + i]!;
          const isBelow = level < thresholdCount && isUsed(start + i);
          const isAbove = level > 0 && isUsed(start + i);
          if (isBelow) total[level]!++;
          if (isAbove) total[level - 1]!--;
          signs[i] = Number(isAbove) - Number(isBelow);
        }
        addColumnProducts(slopes, block, signs, 1);
      });
      return total;
    },
    worst: (direction) => {
      const products = new Float64Array(ROWS_PER_BLOCK);
      const worst = { margin: Number.POSITIVE_INFINITY, row: new Float64Array(size) };
      rows.walk((block, start, count) => {
        linearPredictor(block, direction.subarray(thresholdCount), 1, products);
        for (let i = 0; i < count; i++) {
          if (!isUsed(start + i)) continue;
          const level = levels[start + i]!;
          const above = level < thresholdCount ? direction[level]! - products[i]! : 0;
          const below = level > 0 ? products[i]! - direction[level - 1]! : 0;
          const product = Math.min(above, below);
          if (product >= 0) continue;
          const length = rowLength(block, i, rows.size); // the intercept of a whitened row is 1 or -1, as long as the unit of a threshold
          if (product / length >= worst.margin) continue;
          worst.margin = product / length;
          const sign = above < below ? -1 : 1;
          worst.row.fill(0);
          worst.row[sign < 0 ? level : level - 1] = -sign / length;
          for (let j = 1; j < rows.size; j++) worst.row[thresholdCount + j - 1] = (sign * block[j * ROWS_PER_BLOCK + i]!) / length;
        }
      });
      return worst;
    },
  };
}
