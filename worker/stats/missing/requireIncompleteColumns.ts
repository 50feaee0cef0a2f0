import { requireSameLength } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import type { NamedColumn, NumericColumn } from '../rows/numericColumn.ts';
import { requireMagnitude } from '../rows/requireMagnitude.ts';

/**
 * Checks columns in which NaN stands for a missing value.
 *
 * @returns the common length
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE (a name twice, squares that overflow or vanish), NOT_FINITE (an infinite value)
 */
export function requireIncompleteColumns(outcome: NamedColumn, drivers: readonly NamedColumn[]): number {
  if (drivers.length === 0) throw new ModelInputError('EMPTY', 'drivers has no columns, at least one is needed');
  const columns = [outcome, ...drivers];
  columns.forEach(({ name, values }, i) => {
    if (columns.findIndex((other) => other.name === name) !== i)
      throw new ModelInputError('OUT_OF_RANGE', `drivers has ${name} twice, distinct names are needed`);
    const row = values.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
    if (row >= 0) throw new ModelInputError('NOT_FINITE', `${name} has ${values[row]} at row ${row}, a finite number or NaN is needed`);
    const meanSquare = meanSquareOf(values);
    if (meanSquare !== null) requireMagnitude(name, meanSquare);
  });
  return requireSameLength(Object.fromEntries(columns.map(({ name, values }) => [name, values])));
}

/** Of the values there are; null where none differs from 0. */
function meanSquareOf(values: NumericColumn): number | null {
  let squares = 0;
  let n = 0;
  let isZero = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    squares += value * value;
    n++;
    if (value !== 0) isZero = false;
  }
  return isZero ? null : squares / n;
}
