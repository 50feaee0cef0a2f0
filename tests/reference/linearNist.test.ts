import { describe, expect, it } from 'vitest';
import { driverRegression, type OlsFit, ols } from '../../worker/stats/index.ts';
import { digits, type Named, readCase, readJson, worstDigits } from './readCase.ts';

interface ExpectedOls {
  readonly coefficients: Named;
  readonly standardErrors: Named;
  readonly seHC3: Named;
  readonly vif: Named;
  readonly pValues: Named;
  readonly pHC3_t: Named;
  readonly standardizedBetas: Named;
  readonly confInt95: Readonly<Record<string, readonly [number, number]>>;
  readonly rSquared: number;
  readonly adjRSquared: number;
  readonly residualStdError: number;
  readonly fStatistic: number;
  readonly fPValue: number;
  readonly ssModel: number;
  readonly ssResidual: number;
}

function fitCase(id: string, seType: 'HC3' | 'CLASSICAL' = 'HC3') {
  const reference = readCase<ExpectedOls>(id);
  const outcome = ols(reference.column(reference.model.response), reference.model.terms.map(reference.column), { seType });
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return { ...reference, ...outcome };
}

function pick(result: OlsFit, field: 'estimate' | 'stdErr' | 'classicalStdErr' | 'pValue'): Map<string, number | null> {
  return new Map([result.intercept!, ...result.drivers].map((row) => [row.name, row[field]]));
}

const noisy = ['norris', 'longley', 'wampler3', 'wampler4', 'wampler5', 'filip'];

describe.each(noisy.map((name) => `ols-nist-${name}`))('%s', (id) => {
  const { fit: result, expected, certified, tolerance } = fitCase(id);
  const classical = fitCase(id, 'CLASSICAL').fit;

  it('coefficients agree with the certified values', () => {
    expect(worstDigits(pick(result, 'estimate'), certified.coefficients)).toBeGreaterThan(tolerance.minDigits);
    expect(worstDigits(pick(result, 'estimate'), expected.coefficients)).toBeGreaterThan(tolerance.minDigits);
  });
  it('classical standard errors and their p-values agree', () => {
    expect(worstDigits(pick(result, 'classicalStdErr'), certified.standardErrors)).toBeGreaterThan(tolerance.minDigits);
    expect(worstDigits(pick(classical, 'pValue'), expected.pValues)).toBeGreaterThan(tolerance.minDigits);
  });
  it('HC3 standard errors and their p-values agree', () => {
    expect(worstDigits(pick(result, 'stdErr'), expected.seHC3)).toBeGreaterThan(tolerance.minDigits);
    expect(worstDigits(pick(result, 'pValue'), expected.pHC3_t)).toBeGreaterThan(tolerance.minDigits);
  });
  it('sums of squares, R squared and F agree', () => {
    expect(digits(result.model.ssModel, expected.ssModel)).toBeGreaterThan(tolerance.minDigits);
    expect(digits(result.model.ssResidual, expected.ssResidual)).toBeGreaterThan(tolerance.minDigits);
    expect(digits(result.model.rSquared, expected.rSquared)).toBeGreaterThan(tolerance.minDigits);
    expect(digits(result.model.adjustedRSquared, expected.adjRSquared)).toBeGreaterThan(tolerance.minDigits);
    expect(digits(result.model.residualStdErr, expected.residualStdError)).toBeGreaterThan(tolerance.minDigits);
    expect(digits(result.model.fStatistic, expected.fStatistic)).toBeGreaterThan(tolerance.minDigits);
    expect(digits(result.model.fPValue, expected.fPValue)).toBeGreaterThan(Math.min(8, tolerance.minDigits - 1)); // a tail multiplies the error of F by df / 2
  });
  it('the 95 % interval is the certified one', () => {
    for (const row of [classical.intercept!, ...classical.drivers]) {
      expect(digits(row.ciLow, expected.confInt95[row.name]![0])).toBeGreaterThan(tolerance.minDigits - 1);
      expect(digits(row.ciHigh, expected.confInt95[row.name]![1])).toBeGreaterThan(tolerance.minDigits - 1);
    }
  });
});

describe.each(['ols-nist-wampler1', 'ols-nist-wampler2'])('%s, which the polynomial fits exactly', (id) => {
  const { fit: result, expected, certified, tolerance, warnings } = fitCase(id);

  it('coefficients agree with the certified values', () =>
    expect(worstDigits(pick(result, 'estimate'), certified.coefficients)).toBeGreaterThan(tolerance.minDigits));
  it('R squared is 1 and the model sum of squares agrees', () => {
    expect(result.model.rSquared).toBe(1);
    expect(digits(result.model.ssModel, expected.ssModel)).toBeGreaterThan(tolerance.minDigits);
  });
  it('errors are 0 and tests are null with a reason, not NaN', () => {
    for (const row of [result.intercept!, ...result.drivers]) {
      expect(row).toMatchObject({ stdErr: 0, classicalStdErr: 0, statistic: null, pValue: null, reason: 'ZERO_VARIANCE' });
    }
    expect(result.model).toMatchObject({ residualStdErr: 0, fStatistic: null, fPValue: null });
    expect(warnings.map(({ code }) => code)).toContain('ZERO_VARIANCE');
    expect(JSON.parse(JSON.stringify(result.model))).toEqual(result.model); // nothing turns into null on the way
  });
});

describe('ols-nist-longley', () => {
  const { fit: result, expected, warnings } = fitCase('ols-nist-longley');
  const vifs = new Map(result.drivers.map(({ name, vif }) => [name, vif]));

  it('variance inflation and standardised coefficients agree', () => {
    expect(worstDigits(vifs, expected.vif)).toBeGreaterThan(9);
    const standardized = new Map(result.drivers.map(({ name, standardizedEstimate }) => [name, standardizedEstimate]));
    expect(worstDigits(standardized, expected.standardizedBetas)).toBeGreaterThan(9);
  });
  it('warns of the five collinear drivers and not of x4, whose VIF is 3.6', () =>
    expect(warnings.filter(({ code }) => code === 'COLLINEAR').map(({ subject }) => subject)).toEqual(['x1', 'x2', 'x3', 'x5', 'x6']));
});

// NumAcc: a tiny spread on a large offset. The performance of a driver is its mean and t interval.
describe.each([
  ['univariate-nist-numacc1', 14, 9],
  ['univariate-nist-numacc3', 14, 8],
])('%s', (id, meanDigits, sdDigits) => {
  it('mean and standard deviation keep their digits', () => {
    const { expected } = readJson<{ expected: { n: number; mean: number; sd: number } }>(`./${id}/expected.json`);
    const y = readCase(id).column('y');
    const trend = { name: 'trend', values: Float64Array.from(y.values, (_, i) => (i * 7) % 11) };
    const outcome = driverRegression({ outcome: trend, drivers: [{ ...y, scale: null }] });
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const { performance } = outcome.fit.drivers[0]!;
    expect(digits(performance.estimate, expected.mean)).toBeGreaterThan(meanDigits);
    expect(digits(performance.stdErr! * Math.sqrt(expected.n), expected.sd)).toBeGreaterThan(sdDigits);
  });
});
