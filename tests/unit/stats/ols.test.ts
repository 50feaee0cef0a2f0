import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type NamedColumn, type OlsFit, type OlsOptions, ols } from '../../../worker/stats/index.ts';
import { solveUpper } from '../../../worker/stats/linalg/triangular.ts';
import { gramFactor } from '../../../worker/stats/linear/gramFactor.ts';
import { moments } from '../../../worker/stats/linear/moments.ts';
import { qrFactor } from '../../../worker/stats/linear/qrFactor.ts';
import { rowTriangle } from '../../../worker/stats/linear/rowTriangle.ts';
import { generatedRatings } from './generatedDrivers.ts';

const column = (name: string, ...values: number[]): NamedColumn => ({ name, values: Float64Array.from(values) });

function fitted(outcome: NamedColumn, drivers: readonly NamedColumn[], options?: OlsOptions): OlsFit {
  const result = ols(outcome, drivers, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

/** (XᵀX)⁻¹ Xᵀ diag(e² / (1 - h)²) X (XᵀX)⁻¹ written out with full matrices. */
function bruteForceHc3(outcome: NamedColumn, drivers: readonly NamedColumn[]): number[] {
  const n = outcome.values.length;
  const x = new Matrix(Array.from({ length: n }, (_, i) => [1, ...drivers.map(({ values }) => values[i]!)]));
  const y = Matrix.columnVector(Array.from(outcome.values));
  const bread = inverse(x.transpose().mmul(x));
  const residuals = Matrix.sub(y, x.mmul(bread.mmul(x.transpose().mmul(y)))).to1DArray();
  const hat = x.mmul(bread).mmul(x.transpose()).diagonal();
  const weights = Matrix.diag(residuals.map((residual, i) => (residual / (1 - hat[i]!)) ** 2));
  const variance = bread.mmul(x.transpose()).mmul(weights).mmul(x).mmul(bread);
  return variance.diagonal().map(Math.sqrt);
}

describe('HC3 standard errors', () => {
  // 600 rows span two row blocks; 1, 3 and 5 coefficients meet every padding of the tiles of 3
  it.each([1, 2, 4])('equal the sandwich written out with full matrices, %i drivers', (driverCount) => {
    const { outcome, drivers } = generatedRatings(600, driverCount);
    const { intercept, drivers: rows } = fitted(outcome, drivers);
    const expected = bruteForceHc3(outcome, drivers);
    [intercept!, ...rows].forEach(({ stdErr }, j) => {
      expect(stdErr! / expected[j]!).toBeCloseTo(1, 10);
    });
  });
  it('differ from the classical ones where the noise grows away from the centre', () => {
    const x = Float64Array.from({ length: 70 }, (_, i) => (i % 7) - 3);
    const y = x.map((value, i) => value + (i % 2 === 0 ? 1 : -1) * value * value);
    const [row] = fitted({ name: 'y', values: y }, [{ name: 'x', values: x }]).drivers;
    expect(row!.stdErr! / row!.classicalStdErr).toBeGreaterThan(1.2);
  });
  it('are null with a reason where one row decides a coefficient alone', () => {
    const lonely = column('lonely', 0, 0, 0, 0, 0, 1);
    const result = ols(column('y', 1, 2, 2, 3, 1, 5), [lonely]);
    expect(result).toMatchObject({ kind: 'fitted', warnings: [{ code: 'LEVERAGE_ONE' }] });
    const { drivers } = fitted(column('y', 1, 2, 2, 3, 1, 5), [lonely]);
    expect(drivers[0]).toMatchObject({ stdErr: null, statistic: null, pValue: null, pAdjusted: null, ciLow: null, reason: 'LEVERAGE_ONE' });
    expect(drivers[0]!.estimate).toBeCloseTo(5 - 1.8, 12); // the lonely row against the mean of the others
    expect(drivers[0]!.classicalStdErr).toBeGreaterThan(0);
  });
});

describe('the two routes', () => {
  const { outcome, drivers } = generatedRatings(5000, 6);
  const columns = [...drivers, outcome].map(({ values }) => values);

  it.each([true, false])('agree to 11 digits on well conditioned data, intercept %s', (intercept) => {
    const gram = gramFactor(moments(columns), intercept)!;
    const qr = qrFactor(rowTriangle(columns), intercept);
    const expected = solveUpper(qr.triangle, qr.size, qr.projection);
    solveUpper(gram.triangle, gram.size, gram.projection).forEach((estimate, j) => {
      expect(estimate / expected[j]!).toBeCloseTo(1, 11);
    });
    expect(gram.squaredResiduals / qr.squaredResiduals).toBeCloseTo(1, 11);
  });
  it('the Gram route steps back where it would lose its digits', () => {
    const nearly = drivers[0]!.values.map((value, i) => value + (i % 2) * 1e-3);
    expect(gramFactor(moments([nearly, ...columns]), true)).toBeNull();
  });
  it('large tables go by Gram, small ones by QR', () => {
    expect(fitted(outcome, drivers).model.method).toBe('QR');
    const large = generatedRatings(12_000, 3);
    expect(fitted(large.outcome, large.drivers).model.method).toBe('GRAM');
  });
  it('a large, badly conditioned table falls back to QR and is right', () => {
    // y = 1 + 2a + 3b + noise, b almost a: kappa 3e8. Over 70 rows the noise is orthogonal to a and b, so 2 and 3 are exact.
    const a = Float64Array.from({ length: 21_000 }, (_, i) => i % 7);
    const b = a.map((value, i) => value + (i % 2) * 2 ** -12);
    const y = a.map((value, i) => 1 + 2 * value + 3 * b[i]! + ((i % 5) - 2));
    const { model, drivers: rows } = fitted({ name: 'y', values: y }, [
      { name: 'a', values: a },
      { name: 'b', values: b },
    ]);
    expect(model.method).toBe('QR');
    expect(model.conditionNumber).toBeGreaterThan(1e8);
    expect(rows[0]!.estimate).toBeCloseTo(2, 8);
    expect(rows[1]!.estimate).toBeCloseTo(3, 8);
  });
  it('report progress that only rises and stays within 0-1', () => {
    const large = generatedRatings(12_000, 3);
    const fractions: number[] = [];
    ols(large.outcome, large.drivers, { onProgress: (fraction) => fractions.push(fraction) });
    expect(fractions.length).toBeGreaterThan(10);
    expect(fractions).toEqual(fractions.toSorted((x, y) => x - y));
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
  });
});

describe('invariance', () => {
  const { outcome, drivers } = generatedRatings(800, 4);
  const base = fitted(outcome, drivers);
  const expectSame = (got: number | null, expected: number | null) => expect(got! / expected!).toBeCloseTo(1, 10);

  it('to the order of the rows', () => {
    const reversed = drivers.map(({ name, values }) => ({ name, values: values.toReversed() }));
    fitted({ name: 'outcome', values: outcome.values.toReversed() }, reversed).drivers.forEach((row, j) => {
      expectSame(row.estimate, base.drivers[j]!.estimate);
      expectSame(row.stdErr, base.drivers[j]!.stdErr);
    });
  });
  it('to the order of the drivers', () => {
    for (const row of fitted(outcome, drivers.toReversed()).drivers) {
      const same = base.drivers.find(({ name }) => name === row.name)!;
      expectSame(row.estimate, same.estimate);
      expectSame(row.stdErr, same.stdErr);
      expectSame(row.vif, same.vif);
    }
  });
  it('a driver in other units changes its coefficient by the unit and nothing else', () => {
    const doubled = drivers.map((driver, j) => (j === 0 ? { ...driver, values: driver.values.map((value) => 4 * value + 100) } : driver));
    const scaled = fitted(outcome, doubled);
    expectSame(4 * scaled.drivers[0]!.estimate, base.drivers[0]!.estimate);
    scaled.drivers.forEach((row, j) => {
      for (const field of ['statistic', 'pValue', 'vif', 'standardizedEstimate', 'correlation'] as const)
        expectSame(row[field], base.drivers[j]![field]);
    });
  });
  it('4-byte and 8-byte columns of the same ratings give the same bits', () => {
    const doubles = drivers.map(({ name, values }) => ({ name, values: Float64Array.from(values) }));
    expect(fitted({ name: 'outcome', values: Float64Array.from(outcome.values) }, doubles).drivers).toEqual(base.drivers);
  });
});

describe('without an intercept', () => {
  // y = 2x + e by hand: b = Σxy / Σx² = 27.5 / 14, ssTotal about zero = Σy² = 54.25
  it('sums of squares are about zero and moments about the mean are null', () => {
    const { intercept, drivers, model } = fitted(column('y', 2, 4.5, 5.5), [column('x', 1, 2, 3)], { intercept: false });
    expect(intercept).toBeNull();
    expect(drivers[0]).toMatchObject({ vif: null, correlation: null, standardizedEstimate: null });
    expect(drivers[0]!.estimate).toBeCloseTo(27.5 / 14, 14);
    expect(model.ssTotal).toBeCloseTo(54.5, 12);
    expect(model.df).toBe(2);
  });
});

describe('answers that these data cannot give', () => {
  const y = column('y', 1, 3, 2, 5, 4, 4);
  it('a driver of zeros, through the origin', () =>
    expect(ols(y, [column('x', 0, 0, 0, 0, 0, 0)], { intercept: false })).toMatchObject({ reason: 'RANK_DEFICIENT', subjects: ['x'] }));
  it('no row at all', () => expect(ols(column('y'), [column('x')])).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' }));
  it('a constant outcome', () =>
    expect(ols(column('y', 4, 4, 4), [column('x', 1, 2, 3)])).toMatchObject({ reason: 'ZERO_VARIANCE', subjects: ['y'] }));
  it('an outcome that varies by rounding only', () =>
    expect(ols(column('y', 1e9, 1e9 + 2 ** -23, 1e9, 1e9), [column('x', 1, 2, 3, 5)])).toMatchObject({
      reason: 'ZERO_VARIANCE',
      subjects: ['y'],
    }));
  it('the same question twice', () =>
    expect(ols(y, [column('a', 1, 2, 3, 4, 5, 6), column('b', 1, 0, 0, 1, 1, 0), column('c', 1, 2, 3, 4, 5, 6)])).toMatchObject({
      reason: 'RANK_DEFICIENT',
      detail: 'c is an exact linear combination of a',
      subjects: ['c', 'a'],
    }));
  it('a mean of items, rounded to 4 bytes as the database stores it', () => {
    const { outcome, drivers } = generatedRatings(500, 3);
    const mean = {
      name: 'mean',
      values: drivers[0]!.values.map((value, i) => (value + drivers[1]!.values[i]! + drivers[2]!.values[i]!) / 3),
    };
    expect(ols(outcome, [...drivers, mean])).toMatchObject({ reason: 'RANK_DEFICIENT', subjects: ['mean', 'd1', 'd2', 'd3'] });
  });
  it('the same in a table that starts on the Gram route', () => {
    const { outcome, drivers } = generatedRatings(12_000, 2);
    expect(ols(outcome, [...drivers, { name: 'copy', values: drivers[1]!.values.slice() }])).toMatchObject({ subjects: ['copy', 'd2'] });
  });
});

describe('mistakes of the caller', () => {
  const x = column('x', 1, 2, 4);
  it('different lengths', () => expect(() => ols(column('y', 1, 2), [x])).toThrow('x has length 3, y has 2'));
  it('missing values', () =>
    expect(() => ols(column('y', 1, Number.NaN, 2), [x])).toThrow('y has NaN at row 1, a finite number is needed'));
  it.each([1e-300, 1e-200, 1e-160, 1e-80, 1e80, 1e160, 1e300])('values of size %s, whose squares overflow or vanish, named', (size) => {
    const needed = 'has values whose squares overflow or vanish, values between 1e-75 and 1e+75 are needed';
    expect(() => ols(column('y', size, 2 * size, 4 * size, 3 * size), [column('x', 1, 2, 4, 4)])).toThrow(`y ${needed}`);
    expect(() => ols(column('y', 1, 2, 4, 3), [column('x', 1, 2, 4, 4), column('z', size, 2 * size, 5 * size, 0)])).toThrow(`z ${needed}`);
  });
  it('weights whose sum overflows', () =>
    expect(() => ols(column('y', 1, 2, 4), [x], { roles: { weights: Float64Array.of(1e308, 1e308, 1e308) } })).toThrow(
      'weights has values',
    ));
  it('a name twice', () => expect(() => ols(column('y', 1, 2, 3), [x, x])).toThrow('x twice'));
  it('no driver', () => expect(() => ols(column('y', 1, 2, 3), [])).toThrow('drivers has no columns'));
  it('a confidence level in per cent', () =>
    expect(() => ols(column('y', 1, 2, 3), [x], { confidenceLevel: 95 })).toThrow(
      'confidenceLevel has 95, a value between 0 and 1 is needed',
    ));
});

describe('warnings', () => {
  it('LOW_R2 where the drivers explain next to nothing', () => {
    const result = ols(column('y', 1, 2, 1, 2, 1, 2, 1, 2), [column('x', 1, 1, 2, 2, 3, 3, 4, 5)]);
    expect(result).toMatchObject({ kind: 'fitted', warnings: [{ code: 'LOW_R2', subject: null }] });
  });
});
