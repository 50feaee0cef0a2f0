import { requireSameLength } from '../checks.ts';
import { addGram } from '../linalg/addGram.ts';
import { fillRowBlock, paddedColumns, ROWS_PER_BLOCK, scaleRows } from '../linalg/rowBlock.ts';
import { ModelInputError } from '../outcome.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';

/**
 * Sums of some rows that merge: what threads or hosts compute of their own rows and send on. Plain data.
 * The columns are whatever the caller passes in one fixed order; a regression takes its drivers, then its outcome.
 */
export interface Moments {
  /** rows (Σ counts) taken in */
  readonly n: number;
  /** Σ mass; n where rows weigh 1 */
  readonly mass: number;
  /** length columns, weighted by mass */
  readonly means: Float64Array;
  /** Σ mass (x - mean)(x - mean)ᵀ, columns x columns, row-major, both triangles */
  readonly products: Float64Array;
}

/** Which rows are summed, and how much each adds. */
export interface MomentRows {
  /** what a row adds to n; absent = 1 */
  readonly counts?: Float64Array | null | undefined;
  /** what a row adds to sums: weights x counts; absent = counts */
  readonly mass?: Float64Array | null | undefined;
  /** row numbers to walk instead of all; absent = all, as they lie */
  readonly order?: Int32Array | null | undefined;
  /** a first guess at the means, to centre by: the closer, the fewer digits are lost; absent = the values of the first row */
  readonly shifts?: Float64Array | undefined;
  readonly onRows?: ((rows: number) => void) | undefined;
}

/**
 * Means and centred cross products of columns, in one walk by blocks of 512 rows.
 *
 *   d = x - shift,   means = shift + Σ m d / M,   products = Σ m d dᵀ - (Σ m d)(Σ m d)ᵀ / M
 *
 * To add a block of rows to what is known, merge: `mergeMoments(known, moments(block))`. The same split gives the same bits;
 * another split agrees to rounding. Memory: one block. Cost n k²/2 multiply-adds for k columns.
 *
 * @param columns each of length n, complete and finite (not checked here)
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE when every row has mass 0
 * @see Chan, Golub & LeVeque (1983), Am Statist 37:242-247, doi:10.1080/00031305.1983.10483115
 */
export function moments(columns: readonly NumericColumn[], rows: MomentRows = {}): Moments {
  requireSameLength(Object.fromEntries(columns.map((column, j) => [`column ${j}`, column])));
  const { order = null, onRows = () => {}, counts } = rows;
  const mass = rows.mass ?? counts ?? null;
  const total = order?.length ?? columns[0]!.length;
  const shifts = rows.shifts ?? Float64Array.from(columns, (column) => column[order?.[0] ?? 0]!);
  const width = paddedColumns(columns.length + 1);
  const gram = new Float64Array(width * width);
  const block = new Float64Array(width * ROWS_PER_BLOCK);
  const roots = new Float64Array(ROWS_PER_BLOCK);
  for (let start = 0; start < total; start += ROWS_PER_BLOCK) {
    const taken = Math.min(ROWS_PER_BLOCK, total - start);
    block.fill(1, 0, taken).fill(0, taken, ROWS_PER_BLOCK); // a column of ones: its products are Σ m and Σ m d
    fillRowBlock(block, columns, shifts, start, taken, 1, order);
    if (mass !== null) {
      fillRoots(roots, mass, start, taken, order);
      scaleRows(block, roots, columns.length + 1);
    }
    addGram(gram, block, width);
    onRows(taken);
  }
  return centred(gram, width, shifts, sumOf(counts ?? null, order, total));
}

/**
 * Moments of the rows of both parts together.
 *
 *   δ = means_b - means_a,   means = means_a + δ M_b / M,   products = products_a + products_b + δδᵀ M_a M_b / M
 *
 * Associative and commutative to rounding. Cost k².
 *
 * @throws ModelInputError LENGTH_MISMATCH
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const size = a.means.length;
  if (b.means.length !== size)
    throw new ModelInputError('LENGTH_MISMATCH', `b has moments of ${b.means.length} columns, a has them of ${size}`);
  const mass = a.mass + b.mass;
  const gaps = b.means.map((mean, j) => mean - a.means[j]!);
  const between = a.mass * (b.mass / mass);
  const products = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const entry = i * size + j;
      products[entry] = a.products[entry]! + b.products[entry]! + gaps[i]! * gaps[j]! * between;
      products[j * size + i] = products[entry]!;
    }
  }
  return { n: a.n + b.n, mass, means: a.means.map((mean, j) => mean + gaps[j]! * (b.mass / mass)), products };
}

/** √mass of the rows of a block; 0 past the end, where the block is 0 anyway. */
export function fillRoots(roots: Float64Array, mass: Float64Array, start: number, rows: number, order: Int32Array | null): void {
  for (let i = 0; i < rows; i++) roots[i] = Math.sqrt(mass[order === null ? start + i : order[start + i]!]!);
  roots.fill(0, rows);
}

function sumOf(counts: Float64Array | null, order: Int32Array | null, rows: number): number {
  if (counts === null) return rows;
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += counts[order === null ? i : order[i]!]!;
  return sum;
}

function centred(gram: Float64Array, width: number, shifts: Float64Array, n: number): Moments {
  const size = shifts.length;
  const mass = gram[0]!;
  if (!(mass > 0)) throw new ModelInputError('OUT_OF_RANGE', 'mass has no row above 0, at least one is needed');
  const sums = Float64Array.from(shifts, (_, j) => gram[j + 1]!);
  const products = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      products[i * size + j] = gram[(i + 1) * width + j + 1]! - sums[i]! * (sums[j]! / mass);
      products[j * size + i] = products[i * size + j]!;
    }
  }
  return { n, mass, means: shifts.map((shift, j) => shift + sums[j]! / mass), products };
}
