import { describe, expect, it } from 'vitest';
import { describe as describeColumns } from '../../worker/stats/index.ts';
import { digits, readCase } from './readCase.ts';

describe('NIST univariate', () => {
  // what the data sets allow in double precision: the deviations of NumAcc3 are known to 1e-10 of their 0.1
  it.each([
    ['univariate-nist-numacc1', 15, 15],
    ['univariate-nist-numacc3', 15, 9],
  ])('%s: mean and standard deviation', (id, meanDigits, deviationDigits) => {
    const { expected: numbers, column } = readCase<{ n: number; mean: number; sd: number }>(id);
    const [summary] = describeColumns([column('y')]);
    expect(summary!.n).toBe(numbers.n);
    expect(digits(summary!.mean, numbers.mean)).toBeGreaterThanOrEqual(meanDigits);
    expect(digits(summary!.stdDev, numbers.sd)).toBeGreaterThanOrEqual(deviationDigits);
  });
});
