import { ROWS_PER_BLOCK } from '../linalg/rowBlock.ts';
import type { SignedRows } from '../optimize/separatingDirection.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import { addColumnProducts, linearPredictor } from './linearPredictor.ts';
import { rowLength, type WhitenedRows } from './whitenedRows.ts';

/**
 * The rows s z of a binary regression, s = 1 where y = 1 and -1 where y = 0: along a direction whose product is >= 0 with all of
 * them and > 0 with some, the likelihood rises for ever. Rows with mass 0 are left out.
 */
export function logitSignedRows(rows: WhitenedRows, isEvent: NumericColumn, mass: Float64Array | null): SignedRows {
  const { size } = rows;
  const isUsed = (row: number): boolean => mass === null || mass[row]! > 0;
  return {
    size,
    total: () => {
      const total = new Float64Array(size);
      const signs = new Float64Array(ROWS_PER_BLOCK);
      rows.walk((block, start, count) => {
        for (let i = 0; i < count; i++) signs[i] = isUsed(start + i) ? 2 * isEvent[start + i]! - 1 : 0;
        addColumnProducts(total, block, signs, 0);
      });
      return total;
    },
    worst: (direction) => {
      const products = new Float64Array(ROWS_PER_BLOCK);
      const worst = { margin: Number.POSITIVE_INFINITY, row: new Float64Array(size) };
      rows.walk((block, start, count) => {
        linearPredictor(block, direction, 0, products);
        for (let i = 0; i < count; i++) {
          const sign = 2 * isEvent[start + i]! - 1;
          const product = sign * products[i]!;
          if (product >= 0 || !isUsed(start + i)) continue;
          const length = rowLength(block, i, size);
          if (product / length >= worst.margin) continue;
          worst.margin = product / length;
          for (let j = 0; j < size; j++) worst.row[j] = (sign * block[j * ROWS_PER_BLOCK + i]!) / length;
        }
      });
      return worst;
    },
  };
}
