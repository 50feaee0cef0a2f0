import { max, mean, median, min, sampleStandardDeviation } from 'simple-statistics';
import { requireFinite } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import type { NamedColumn, NumericColumn } from '../rows/numericColumn.ts';
import type { StatusCode } from '../statusCodes.ts';

/** What a column looks like, in the unit of its values. Null where undefined, with the reason. */
export interface ColumnSummary {
  readonly name: string;
  readonly n: number;
  readonly mean: number | null;
  /** divisor n - 1; null for fewer than two values */
  readonly stdDev: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly median: number | null;
  readonly reason: StatusCode | null;
}

/**
 * n, mean, sample standard deviation, extremes and median of each column, by simple-statistics.
 *
 * Sums are compensated (Kahan and Babuska); the deviation is taken from the values less their mean, a difference that is exact for numbers
 * of like size (NIST NumAcc3: 1,000,000.2 ± 0.1). An even number of values has the mean of the middle two as its median.
 *
 * @param columns complete and finite; a column without values is an answer
 * @returns nulls with reason NOT_ENOUGH_DATA for a column without values, stdDev null with that reason for one value
 * @throws ModelInputError NOT_FINITE; OUT_OF_RANGE when sums or squares overflow
 * Time O(n); memory two copies of one column.
 */
export function describe(columns: readonly NamedColumn[]): ColumnSummary[] {
  return columns.map(({ name, values }) => {
    requireFinite({ [name]: values });
    const n = values.length;
    if (n === 0) return { name, n, mean: null, stdDev: null, min: null, max: null, median: null, reason: 'NOT_ENOUGH_DATA' };
    const raw = arrayLike(values);
    const centre = mean(raw);
    const stdDev = n === 1 ? null : sampleStandardDeviation(arrayLike(new Float64Array(values).map((value) => value - centre)));
    if (!Number.isFinite(centre) || !Number.isFinite(stdDev ?? 0))
      throw new ModelInputError('OUT_OF_RANGE', `${name} has values whose squares overflow, values below 1e150 are needed`);
    const reason = stdDev === null ? 'NOT_ENOUGH_DATA' : null;
    return { name, n, mean: centre, stdDev, min: min(raw), max: max(raw), median: median(raw), reason };
  });
}

/** simple-statistics reads by index and copies by slice: a typed array serves, without a boxed copy of a million values. */
function arrayLike(values: NumericColumn): number[] {
  return values as unknown as number[];
}
