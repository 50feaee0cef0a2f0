import { requireSameLength } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';

/**
 * Σ estimate · x over the drivers of a fit, for each row.
 *
 * @param drivers the columns of the fit, in any order; others are passed over
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE naming a driver that is missing
 */
export function slopePredictor(
  slopes: readonly { readonly name: string; readonly estimate: number }[],
  drivers: readonly NamedColumn[],
): Float64Array {
  const byName = new Map(drivers.map(({ name, values }) => [name, values]));
  const columns = slopes.map(({ name }) => {
    const values = byName.get(name);
    if (values === undefined) throw new ModelInputError('OUT_OF_RANGE', `drivers has no ${name}, the columns of the fit are needed`);
    return { name, values };
  });
  const n = requireSameLength(Object.fromEntries(columns.map(({ name, values }) => [name, values])));
  const predictor = new Float64Array(n);
  columns.forEach(({ values }, j) => {
    const slope = slopes[j]!.estimate;
    for (let i = 0; i < n; i++) predictor[i]! += slope * values[i]!;
  });
  return predictor;
}
