import { rowsByCode } from '../rows/clusterOrder.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';

/** Rows that have values in the same columns. */
export interface MissingPattern {
  /** indices of the columns with a value, ascending; at least one */
  readonly observed: readonly number[];
  /** row numbers, ascending */
  readonly rows: Int32Array;
}

/**
 * Sorts rows by which of their values are missing (NaN). Survey data have few patterns, so what is summed by pattern stays small.
 * Rows without any value are in none. Cost O(n columns).
 *
 * @param columns each of length n, NaN = missing
 * @param rows    row numbers to sort; null = all
 */
export function missingPatterns(columns: readonly NumericColumn[], rows: Int32Array | null = null): MissingPattern[] {
  const chosen = rows ?? Int32Array.from(columns[0]!.keys());
  const codes = new Int32Array(chosen.length);
  let missingOf: number[][] = [[]]; // by code, the columns without a value
  columns.forEach((column, j) => {
    missingOf = splitByMissing(codes, missingOf, column, j, chosen);
  });
  const order = rowsByCode(codes, missingOf.length);
  let start = 0;
  return missingOf.flatMap((missing) => {
    let end = start;
    while (end < order.length && codes[order[end]!] === codes[order[start]!]) end++;
    const patternRows = order.subarray(start, end).map((place) => chosen[place]!);
    start = end;
    const observed = Array.from(columns.keys()).filter((j) => !missing.includes(j));
    return observed.length === 0 || patternRows.length === 0 ? [] : [{ observed, rows: patternRows }];
  });
}

/** Each code becomes up to two, numbered in the order of the rows. */
function splitByMissing(codes: Int32Array, missingOf: number[][], column: NumericColumn, j: number, rows: Int32Array): number[][] {
  const renamed = new Int32Array(2 * missingOf.length).fill(-1);
  const next: number[][] = [];
  for (let i = 0; i < codes.length; i++) {
    const isMissing = Number.isNaN(column[rows[i]!]!);
    const split = 2 * codes[i]! + Number(isMissing);
    if (renamed[split] === -1) {
      renamed[split] = next.length;
      next.push(isMissing ? [...missingOf[codes[i]!]!, j] : missingOf[codes[i]!]!);
    }
    codes[i] = renamed[split]!;
  }
  return next;
}
