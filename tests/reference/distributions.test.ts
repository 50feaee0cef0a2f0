import { describe, expect, it } from 'vitest';
import { chiSquareUpperTail } from '../../worker/stats/distributions/chiSquareUpperTail.ts';
import { fUpperTail } from '../../worker/stats/distributions/fUpperTail.ts';
import { twoSidedZ } from '../../worker/stats/distributions/normalQuantile.ts';
import { normalCdf, normalTwoSided } from '../../worker/stats/distributions/normalTail.ts';
import { studentTCdf, studentTQuantile, studentTTwoSided } from '../../worker/stats/distributions/studentT.ts';
import { digits, readJson } from './readCase.ts';

interface Tails {
  readonly studentTTwoSided: readonly (readonly [statistic: number, df: number, pValue: number])[];
  readonly fUpperTail: readonly (readonly [statistic: number, dfNumerator: number, dfDenominator: number, pValue: number])[];
  readonly chiSquareUpperTail: readonly (readonly [statistic: number, df: number, pValue: number])[];
  readonly normalTwoSided: readonly (readonly [statistic: number, pValue: number])[];
  readonly normalLowerTail: readonly (readonly [z: number, probability: number])[];
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
  it.each(reference.chiSquareUpperTail)('P(X >= %d) of chi-square with %d degrees of freedom is %d', (statistic, df, pValue) => {
    expect(digits(chiSquareUpperTail(statistic, df), pValue)).toBeGreaterThan(12);
  });
  it.each(reference.normalTwoSided)('P(|Z| >= |%d|) is %d', (statistic, pValue) => {
    expect(digits(normalTwoSided(statistic), pValue)).toBeGreaterThan(12);
  });
  it.each(reference.normalLowerTail)('P(Z <= %d) is %d', (z, probability) => {
    expect(digits(normalCdf(z), probability)).toBeGreaterThan(12);
  });
  it('a chi-square of 0 is no evidence', () => expect(chiSquareUpperTail(0, 3)).toBe(1));
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
