import type { SpendHistories } from './gammaGamma.ts';

/** The customers that a spend model reads (x > 0 and m > 0), prepared once for many evaluations of the likelihood. */
export interface SpendSample {
  /** customers, the sum of the counts */
  readonly n: number;
  /** mean of m over customers, the unit of money inside: the search does not depend on the currency */
  readonly unit: number;
  /** x */
  readonly frequency: Float64Array;
  /** m / unit */
  readonly means: Float64Array;
  /** s = x m / unit, and its logarithm */
  readonly totals: Float64Array;
  readonly logTotals: Float64Array;
  readonly counts: Float64Array;
  /** the distinct x, ascending, and how many customers have each: gamma functions are evaluated once for each */
  readonly distinctFrequencies: Float64Array;
  readonly customersAt: Float64Array;
  /** Σ x, Σ s and Σ ln(m / unit) over customers */
  readonly sumFrequency: number;
  readonly sumTotals: number;
  readonly sumLogMeans: number;
}

export function spendSample({ frequency, monetary, counts }: SpendHistories): SpendSample {
  const rows = new Int32Array(frequency.length);
  let used = 0;
  let [n, sum] = [0, 0];
  for (let row = 0; row < frequency.length; row++) {
    const count = counts === null ? 1 : counts[row]!;
    if (!(frequency[row]! > 0 && monetary[row]! > 0 && count > 0)) continue;
    rows[used++] = row;
    n += count;
    sum += count * monetary[row]!;
  }
  return prepared(rows.subarray(0, used), { frequency, monetary, counts }, sum / n);
}

/** The customers with from <= x < before, in the same unit of money. */
export function samplePart({ frequency, means, counts, unit }: SpendSample, from: number, before: number): SpendSample {
  const rows = Int32Array.from(frequency.keys()).filter((row) => frequency[row]! >= from && frequency[row]! < before);
  return { ...prepared(rows, { frequency, monetary: means, counts }, 1), unit };
}

function prepared(rows: Int32Array, { frequency, monetary, counts }: SpendHistories, unit: number): SpendSample {
  const columns = {
    frequency: new Float64Array(rows.length),
    means: new Float64Array(rows.length),
    totals: new Float64Array(rows.length),
    logTotals: new Float64Array(rows.length),
    counts: new Float64Array(rows.length),
  };
  const customersAt = new Map<number, number>();
  let [n, sumFrequency, sumTotals, sumLogMeans] = [0, 0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const x = frequency[row]!;
    const count = counts === null ? 1 : counts[row]!;
    const mean = monetary[row]! / unit;
    const logMean = Math.log(mean);
    columns.frequency[i] = x;
    columns.means[i] = mean;
    columns.totals[i] = x * mean;
    columns.logTotals[i] = logMean + Math.log(x);
    columns.counts[i] = count;
    customersAt.set(x, (customersAt.get(x) ?? 0) + count);
    n += count;
    sumFrequency += count * x;
    sumTotals += count * x * mean;
    sumLogMeans += count * logMean;
  }
  const distinctFrequencies = Float64Array.from(customersAt.keys()).sort();
  return {
    ...columns,
    ...{ n, unit, distinctFrequencies, sumFrequency, sumTotals, sumLogMeans },
    customersAt: distinctFrequencies.map((x) => customersAt.get(x)!),
  };
}
