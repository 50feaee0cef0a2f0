import { describe, expect, it } from 'vitest';
import { fUpperTail } from '../../worker/stats/distributions/fUpperTail.ts';
import { twoSidedZ } from '../../worker/stats/distributions/normalQuantile.ts';
import { studentTCdf, studentTQuantile, studentTTwoSided } from '../../worker/stats/distributions/studentT.ts';
import { digits, readJson } from './readCase.ts';

interface Tails {
  readonly studentTTwoSided: readonly (readonly [statistic: number, df: number, pValue: number])[];
  readonly fUpperTail: readonly (readonly [statistic: number, dfNumerator: number, dfDenominator: number, pValue: number])[];
  readonly studentTUpperQuantile: readonly (readonly [upperTail: number, df: number, quantile: number])[];
  readonly twoSidedZ: readonly (readonly [confidenceLevel: number, z: number])[];
}

const reference = readJson<Tails>('./distributions/expected.json'); // 60-digit arithmetic

describe('tails keep their digits far out, where 1 - cdf is 0', () => {
  it.each(reference.studentTTwoSided)('P(|T| >= |%d|) with %d degrees of freedom is %d', (statistic, df, pValue) => {
    expect(digits(studentTTwoSided(statistic, df), pValue)).toBeGreaterThan(12);
    expect(digits(2 * studentTCdf(-Math.abs(statistic), df), pValue)).toBeGreaterThan(12);
  });
  it.each(reference.fUpperTail)('P(F >= %d) with %d and %d degrees of freedom is %d', (statistic, dfNumerator, dfDenominator, pValue) => {
    expect(digits(fUpperTail(statistic, dfNumerator, dfDenominator), pValue)).toBeGreaterThan(9);
  });
  it('an F of 0 is no evidence', () => expect(fUpperTail(0, 3, 30)).toBe(1));
});

describe('quantiles', () => {
  it.each(reference.studentTUpperQuantile)('upper tail %d of t with %d degrees of freedom starts at %d', (upperTail, df, quantile) => {
    expect(digits(studentTQuantile(1 - upperTail, df), quantile)).toBeGreaterThan(12);
  });
  it.each(reference.twoSidedZ)('a %d interval reaches %d standard errors', (confidenceLevel, z) => {
    expect(digits(twoSidedZ(confidenceLevel), z)).toBeGreaterThan(14);
  });
});
