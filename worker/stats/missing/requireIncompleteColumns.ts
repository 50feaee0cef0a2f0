import { requireSameLength } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';

/**
 * Checks columns in which NaN stands for a missing value.
 *
 * @returns the common length
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE (a name twice), NOT_FINITE (an infinite value)
 */
export function requireIncompleteColumns(outcome: NamedColumn, drivers: readonly NamedColumn[]): number {
  if (drivers.length === 0) throw new ModelInputError('EMPTY', 'drivers has no columns, at least one is needed');
  const columns = [outcome, ...drivers];
  columns.forEach(({ name, values }, i) => {
    if (columns.findIndex((other) => other.name === name) !== i)
      throw new ModelInputError('OUT_OF_RANGE', `drivers has ${name} twice, distinct names are needed`);
    const row = values.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
    if (row >= 0) throw new ModelInputError('NOT_FINITE', `${name} has ${values[row]} at row ${row}, a finite number or NaN is needed`);
  });
  return requireSameLength(Object.fromEntries(columns.map(({ name, values }) => [name, values])));
}
