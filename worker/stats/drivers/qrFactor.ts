import { householderUpdate } from '../linalg/householderUpdate.ts';
import { fillRowBlock, ROWS_PER_BLOCK } from '../linalg/rowBlock.ts';
import { type Design, type DesignFactor, designSize } from './designFactor.ts';

/**
 * Factor of the design by Householder QR over blocks of rows, for few rows or badly conditioned drivers.
 *
 *   [1 X y] = Q [T projection; 0 rho]
 *
 * The ones are a column like any other (no centring beforehand, which would round the data), so exact data stay exact.
 * Loses log10(sqrt(kappa)) digits where the Gram route loses log10(kappa). Memory: one block. Cost 2 n (p + 2)².
 */
export function qrFactor(design: Design, onRows: (rows: number) => void = () => {}): DesignFactor {
  const { drivers, outcome, intercept } = design;
  const n = outcome.length;
  const size = designSize(design);
  const width = size + 1;
  const columns = [...drivers, outcome];
  const shifts = new Float64Array(columns.length);
  const block = new Float64Array(width * ROWS_PER_BLOCK);
  const stacked = new Float64Array(width * width);
  for (let start = 0; start < n; start += ROWS_PER_BLOCK) {
    const rows = Math.min(ROWS_PER_BLOCK, n - start);
    if (intercept) block.fill(1, 0, rows).fill(0, rows, ROWS_PER_BLOCK);
    fillRowBlock(block, columns, shifts, start, rows, intercept ? 1 : 0);
    householderUpdate(stacked, block, width);
    onRows(rows);
  }
  const triangle = new Float64Array(size * size);
  const projection = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) triangle[i * size + j] = stacked[i * width + j]!;
    projection[i] = stacked[i * width + size]!;
  }
  return { triangle, projection, size, intercept, method: 'QR' };
}
