import { requireSameLength } from '../checks.ts';
import { householderUpdate } from '../linalg/householderUpdate.ts';
import { fillRowBlock, ROWS_PER_BLOCK, scaleRows } from '../linalg/rowBlock.ts';
import { ModelInputError } from '../outcome.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import { fillRoots, type MomentRows } from './moments.ts';

/**
 * The R factor of some rows [1 columns], which merges like moments but keeps twice their digits on badly conditioned data.
 * Plain data. A regression takes its drivers, then its outcome.
 */
export interface RowTriangle {
  /** rows (Σ counts) taken in */
  readonly n: number;
  /** Σ mass; n where rows weigh 1 */
  readonly mass: number;
  /** columns, the ones not counted */
  readonly columns: number;
  /** R, (columns + 1) x (columns + 1) row-major, upper triangular, RᵀR = Σ mass x xᵀ, the ones first */
  readonly triangle: Float64Array;
}

/**
 * R factor by Householder QR over blocks of 512 rows, rows scaled by the root of their mass.
 *
 * The ones are a column like any other (no centring beforehand, which would round the data), so exact data stay exact.
 * Memory: one block. Cost 2 n width².
 *
 * @param columns each of length n, complete and finite (not checked here)
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH
 * @see Demmel, Grigori, Hoemmen & Langou (2012), SIAM J Sci Comput 34:A206-A239, doi:10.1137/080731992
 */
export function rowTriangle(
  columns: readonly NumericColumn[],
  { counts = null, mass = counts, order = null, onRows = () => {} }: Omit<MomentRows, 'shifts'> = {},
): RowTriangle {
  requireSameLength(Object.fromEntries(columns.map((column, j) => [`column ${j}`, column])));
  const rows = order?.length ?? columns[0]!.length;
  const width = columns.length + 1;
  const noShift = new Float64Array(columns.length);
  const roots = new Float64Array(ROWS_PER_BLOCK);
  const block = new Float64Array(width * ROWS_PER_BLOCK);
  const triangle = new Float64Array(width * width);
  let n = 0;
  let total = 0;
  for (let start = 0; start < rows; start += ROWS_PER_BLOCK) {
    const taken = Math.min(ROWS_PER_BLOCK, rows - start);
    block.fill(1, 0, taken).fill(0, taken, ROWS_PER_BLOCK);
    fillRowBlock(block, columns, noShift, start, taken, 1, order);
    if (mass !== null) {
      fillRoots(roots, mass, start, taken, order);
      scaleRows(block, roots, width);
    }
    householderUpdate(triangle, block, width);
    for (let i = start; i < start + taken; i++) {
      const row = order === null ? i : order[i]!;
      n += counts === null ? 1 : counts[row]!;
      total += mass === null ? 1 : mass[row]!;
    }
    onRows(taken);
  }
  return { n, mass: total, columns: columns.length, triangle };
}

/**
 * R factor of the rows of both parts together: QR of one triangle stacked on the other. Cost 2 width³.
 *
 * Associative and commutative to rounding, the signs of rows apart, which no result depends on.
 *
 * @throws ModelInputError LENGTH_MISMATCH
 */
export function mergeRowTriangles(a: RowTriangle, b: RowTriangle): RowTriangle {
  if (a.columns !== b.columns)
    throw new ModelInputError('LENGTH_MISMATCH', `b has the triangle of ${b.columns} columns, a has that of ${a.columns}`);
  const width = a.columns + 1;
  const triangle = a.triangle.slice();
  stackTriangle(triangle, width, b.triangle, width);
  return { ...a, n: a.n + b.n, mass: a.mass + b.mass, triangle };
}

/** R of the columns without the ones before them: QR of the triangle less its first column. columns x columns, row-major. */
export function withoutOnes({ columns, triangle }: RowTriangle): Float64Array {
  const reduced = new Float64Array(columns * columns);
  stackTriangle(reduced, columns, triangle, columns + 1);
  return reduced;
}

/** Reduces `upper` with the last `width` columns of another triangle stacked under it. */
function stackTriangle(upper: Float64Array, width: number, lower: Float64Array, lowerWidth: number): void {
  const block = new Float64Array(width * ROWS_PER_BLOCK);
  const dropped = lowerWidth - width;
  for (let start = 0; start < lowerWidth; start += ROWS_PER_BLOCK) {
    block.fill(0);
    for (let i = start; i < Math.min(lowerWidth, start + ROWS_PER_BLOCK); i++) {
      for (let j = Math.max(0, i - dropped); j < width; j++) block[j * ROWS_PER_BLOCK + i - start] = lower[i * lowerWidth + j + dropped]!;
    }
    householderUpdate(upper, block, width);
  }
}
