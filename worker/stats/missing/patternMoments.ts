import { type Moments, moments } from '../linear/moments.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import type { MissingPattern } from './missingPatterns.ts';

/** Below this many rows a block of 512 is mostly padding. */
const FEW_ROWS = 128;

/** Means and cross products of the rows of one missing pattern, over its observed columns. */
export interface PatternMoments extends Moments {
  readonly observed: readonly number[];
}

/**
 * Moments by missing pattern: all that available-case and EM estimates need of the rows. Patterns without mass are left out.
 *
 * @param mass   what each row adds to sums; null = 1
 * @param counts what each row adds to n; null = 1
 * @param shifts near the mean of each column
 */
export function patternMoments(
  columns: readonly NumericColumn[],
  patterns: readonly MissingPattern[],
  { mass, counts, shifts }: { readonly mass: Float64Array | null; readonly counts: Float64Array | null; readonly shifts: Float64Array },
): PatternMoments[] {
  return patterns.flatMap(({ observed, rows }) => {
    const order = mass === null ? rows : rows.filter((row) => mass[row]! > 0);
    if (order.length === 0) return [];
    const own = Float64Array.from(observed, (j) => shifts[j]!);
    const values = observed.map((j) => columns[j]!);
    const of = { mass, counts, order, shifts: own };
    return [{ observed, ...(order.length < FEW_ROWS ? fewRowMoments(values, of) : moments(values, of)) }];
  });
}

/** The same as moments, row by row. */
function fewRowMoments(
  columns: readonly NumericColumn[],
  { mass, counts, order, shifts }: { mass: Float64Array | null; counts: Float64Array | null; order: Int32Array; shifts: Float64Array },
): Moments {
  const size = columns.length;
  const sums = new Float64Array(size);
  const products = new Float64Array(size * size);
  const gaps = new Float64Array(size);
  let total = 0;
  let n = 0;
  for (const row of order) {
    const own = mass === null ? 1 : mass[row]!;
    total += own;
    n += counts === null ? 1 : counts[row]!;
    for (let j = 0; j < size; j++) gaps[j] = columns[j]![row]! - shifts[j]!;
    for (let j = 0; j < size; j++) {
      sums[j]! += own * gaps[j]!;
      for (let k = j; k < size; k++) products[j * size + k]! += own * gaps[j]! * gaps[k]!;
    }
  }
  for (let j = 0; j < size; j++) {
    for (let k = j; k < size; k++) {
      products[j * size + k]! -= sums[j]! * (sums[k]! / total);
      products[k * size + j] = products[j * size + k]!;
    }
  }
  return { n, mass: total, means: shifts.map((shift, j) => shift + sums[j]! / total), products };
}
