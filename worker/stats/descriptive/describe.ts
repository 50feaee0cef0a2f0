import { max, mean, median, min, sampleStandardDeviation } from 'simple-statistics';
import { requireFinite } from '../checks.ts';
import type { NamedColumn } from '../numericColumn.ts';

/** What a column looks like, in the unit of its values. */
export interface ColumnSummary {
  readonly name: string;
  readonly n: number;
  readonly mean: number | null;
  /** divisor n - 1; null for fewer than two values */
  readonly stdDev: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly median: number | null;
}

/**
 * n, mean, sample standard deviation, extremes and median of each column, by simple-statistics (compensated sums).
 *
 * Values are taken about the first one, which is exact for numbers of like size and keeps the digits of a small spread far from zero
 * (NIST NumAcc3: 10,000,000.2 ± 0.1). An even number of values has the mean of the middle two as its median.
 *
 * @returns nulls for a column without values
 * @throws ModelInputError NOT_FINITE
 */
export function describe(columns: readonly NamedColumn[]): ColumnSummary[] {
  return columns.map(({ name, values }) => {
    requireFinite({ [name]: values });
    const n = values.length;
    if (n === 0) return { name, n, mean: null, stdDev: null, min: null, max: null, median: null };
    const origin = values[0]!;
    const raw = Array.from(values);
    const shifted = raw.map((value) => value - origin);
    return {
      name,
      n,
      mean: origin + mean(shifted),
      stdDev: n < 2 ? null : sampleStandardDeviation(shifted),
      min: min(raw),
      max: max(raw),
      median: median(raw),
    };
  });
}
