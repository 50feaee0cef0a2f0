import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type NamedColumn, type OlsFit, type OlsOptions, ols } from '../../../worker/stats/index.ts';
import { generatedRatings } from './generatedDrivers.ts';

const column = (name: string, values: ArrayLike<number>): NamedColumn => ({ name, values: Float64Array.from(values) });

function fitted(outcome: NamedColumn, drivers: readonly NamedColumn[], options?: OlsOptions): OlsFit {
  const result = ols(outcome, drivers, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

const rowsOf = ({ intercept, drivers }: OlsFit) => [...(intercept === null ? [] : [intercept]), ...drivers];

/** Relative agreement of what a fit says about its coefficients and its model. */
function expectSameFit(got: OlsFit, expected: OlsFit, digits = 9): void {
  rowsOf(got).forEach((row, j) => {
    const other = rowsOf(expected)[j]!;
    for (const key of ['estimate', 'stdErr', 'classicalStdErr', 'statistic', 'ciLow', 'ciHigh'] as const)
      expect(row[key]! / other[key]!).toBeCloseTo(1, digits);
  });
  for (const key of ['n', 'df', 'rSquared', 'adjustedRSquared', 'residualStdErr', 'fStatistic', 'logLikelihood', 'waldStatistic'] as const)
    expect(got.model[key]! / expected.model[key]!).toBeCloseTo(1, digits);
}

const repeat = ({ name, values }: NamedColumn, counts: Float64Array): NamedColumn =>
  column(
    name,
    Array.from(values).flatMap((value, row) => new Array<number>(counts[row]!).fill(value)),
  );

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const table = (seed: number) => generatedRatings(60 + (seed % 50), 1 + (seed % 4), seed);

describe('counts', () => {
  it.each(['CLASSICAL', 'HC3'] as const)('equal so many rows, %s errors', (seType) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { outcome, drivers } = table(seed);
        const counts = Float64Array.from(outcome.values, (_, row) => (row * 7 + seed) % 4); // with zeros
        const repeated = fitted(
          repeat(outcome, counts),
          drivers.map((driver) => repeat(driver, counts)),
          { seType },
        );
        expectSameFit(fitted(outcome, drivers, { seType, roles: { counts } }), repeated);
      }),
      { numRuns: 20 },
    );
  });
  it('equal so many rows of their cluster', () => {
    const { outcome, drivers } = table(7);
    const counts = Float64Array.from(outcome.values, (_, row) => row % 3);
    const clusters = Int32Array.from(outcome.values, (_, row) => row % 12);
    const repeated = repeat(column('cluster', clusters), counts).values;
    expectSameFit(
      fitted(outcome, drivers, { roles: { counts, clusters } }),
      fitted(
        repeat(outcome, counts),
        drivers.map((driver) => repeat(driver, counts)),
        { roles: { clusters: Int32Array.from(repeated) } },
      ),
    );
  });
  it('go by the Gram route in a large table as they do by QR in a small one', () => {
    const { outcome, drivers } = generatedRatings(12_000, 3);
    const counts = Float64Array.from(outcome.values, (_, row) => row % 3);
    const large = fitted(outcome, drivers, { roles: { counts } });
    const repeated = fitted(
      repeat(outcome, counts),
      drivers.map((driver) => repeat(driver, counts)),
    );
    expect(large.model.method).toBe('GRAM');
    expectSameFit(large, repeated);
  });
});

describe('sampling weights', () => {
  const { outcome, drivers } = table(3);
  const weights = Float64Array.from(outcome.values, (_, row) => 0.5 + (row % 5));

  it.each([1000, 1e-250, 1e250])('in another unit change nothing: x %s', (unit) => {
    const inUnits = weights.map((weight) => weight * unit);
    const once = fitted(outcome, drivers, { roles: { weights } });
    const again = fitted(outcome, drivers, { roles: { weights: inUnits } });
    expectSameFit(again, once);
    expect(again.model.weighting!.kishEffectiveN).toBeCloseTo(once.model.weighting!.kishEffectiveN, 9);
    expect(again.model.weighting!.kishDesignEffect).toBeCloseTo(once.model.weighting!.kishDesignEffect, 12);
  });
  it('of one value give the unweighted estimates and classical errors', () => {
    const equal = fitted(outcome, drivers, { seType: 'CLASSICAL', roles: { weights: weights.map(() => 7) } });
    expectSameFit(equal, fitted(outcome, drivers, { seType: 'CLASSICAL' }));
    expect(equal.model.weighting!.kishDesignEffect).toBeCloseTo(1, 12);
  });
  it('of zero leave their rows out of everything', () => {
    const some = weights.map((weight, row) => (row % 4 === 0 ? 0 : weight));
    const kept = ({ name, values }: NamedColumn) =>
      column(
        name,
        Array.from(values).filter((_, row) => some[row]! > 0),
      );
    const without = fitted(kept(outcome), drivers.map(kept), { roles: { weights: some.filter((weight) => weight > 0) } });
    expectSameFit(fitted(outcome, drivers, { roles: { weights: some } }), without);
  });
  it('with a cluster for every row are those of the rows', () => {
    const clusters = Int32Array.from(weights.keys());
    expectSameFit(fitted(outcome, drivers, { roles: { weights, clusters } }), fitted(outcome, drivers, { roles: { weights } }));
  });
});

describe('clusters', () => {
  const { outcome, drivers } = generatedRatings(1500, 3); // three row blocks
  const clusters = Int32Array.from(outcome.values, (_, row) => (row * 11) % 700);

  it('may lie in any order and be numbered in any way', () => {
    const base = fitted(outcome, drivers, { roles: { clusters } });
    const order = Array.from(clusters.keys()).sort((a, b) => clusters[a]! - clusters[b]!);
    const sorted = (values: ArrayLike<number>) => order.map((row) => values[row]!);
    const inOrder = fitted(
      column('outcome', sorted(outcome.values)),
      drivers.map(({ name, values }) => column(name, sorted(values))),
      { roles: { clusters: Int32Array.from(sorted(clusters)) } },
    );
    expectSameFit(inOrder, base);
    expectSameFit(fitted(outcome, drivers, { roles: { clusters: clusters.map((code) => 5000 - 3 * code) } }), base);
  });
  it('equal the sandwich of cluster sums written out with full matrices', () => {
    const n = outcome.values.length;
    const x = new Matrix(Array.from({ length: n }, (_, i) => [1, ...drivers.map(({ values }) => values[i]!)]));
    const fit = fitted(outcome, drivers, { roles: { clusters } });
    const size = x.columns;
    const sums = Matrix.zeros(700, size);
    for (let i = 0; i < n; i++) {
      const predicted = rowsOf(fit).reduce((sum, { estimate }, j) => sum + estimate * x.get(i, j), 0);
      for (let j = 0; j < size; j++) sums.set(clusters[i]!, j, sums.get(clusters[i]!, j) + x.get(i, j) * (outcome.values[i]! - predicted));
    }
    const information = x.transpose().mmul(x);
    const meat = sums.transpose().mmul(sums);
    // V = A M A with A = (XᵀX)⁻¹ solves (XᵀX) V (XᵀX) = M, which needs no inverse
    const rebuilt = information.mmul(Matrix.from1DArray(size, size, Array.from(fit.covariance!))).mmul(information);
    const factor = (700 / 699) * ((n - 1) / (n - size));
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) expect(rebuilt.get(i, j) / (factor * meat.get(i, j))).toBeCloseTo(1, 7);
  });
  it('fewer than two: the errors are null with a reason, the estimates stand', () => {
    const result = ols(outcome, drivers, { roles: { clusters: new Int32Array(1500) } });
    expect(result).toMatchObject({ kind: 'fitted', warnings: [{ code: 'NOT_ENOUGH_DATA' }] });
    const { drivers: rows, model, covariance } = fitted(outcome, drivers, { roles: { clusters: new Int32Array(1500) } });
    expect(rows[0]).toMatchObject({ stdErr: null, pValue: null, ciLow: null, pAdjusted: null, reason: 'NOT_ENOUGH_DATA' });
    expect(rows[0]!.classicalStdErr).toBeGreaterThan(0);
    expect(model).toMatchObject({ waldStatistic: null, waldPValue: null });
    expect(covariance).toBeNull();
  });
  it('fewer than drivers: every coefficient has its error, the joint test is undefined', () => {
    const { drivers: rows, model } = fitted(outcome, drivers, { roles: { clusters: clusters.map((code) => code % 3) } });
    expect(rows[0]!.stdErr).toBeGreaterThan(0);
    expect(model.waldStatistic).toBeNull();
  });
  it('a driver that tells two clusters apart and nothing else has no error: neither rounding, nor 0', () => {
    const x = [0, 0, 0, 0, 1, 1, 1, 1];
    const result = ols(column('y', [1, 2, 4, 3, 8, 7, 9, 7]), [column('x', x)], { roles: { clusters: Int32Array.from(x) } });
    expect(result).toMatchObject({
      fit: { drivers: [{ stdErr: null, statistic: null, pValue: null, ciLow: null, ciHigh: null, reason: 'NOT_ENOUGH_DATA' }] },
      warnings: [{ code: 'NOT_ENOUGH_DATA', subject: 'x', detail: expect.stringContaining('too few clusters tell its values apart') }],
    });
  });
});

describe('the classical covariance', () => {
  it('times the information is the identity', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { outcome, drivers } = table(seed);
        const fit = fitted(outcome, drivers, { seType: 'CLASSICAL' });
        const x = new Matrix(Array.from(outcome.values, (_, i) => [1, ...drivers.map(({ values }) => values[i]!)]));
        const size = x.columns;
        const information = x
          .transpose()
          .mmul(x)
          .div(fit.model.residualStdErr ** 2);
        const product = information.mmul(Matrix.from1DArray(size, size, Array.from(fit.covariance!)));
        for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) expect(product.get(i, j)).toBeCloseTo(i === j ? 1 : 0, 9);
      }),
      { numRuns: 30 },
    );
  });
  it('joint test under classical errors is the F of the model', () => {
    const { outcome, drivers } = table(5);
    const { model } = fitted(outcome, drivers, { seType: 'CLASSICAL' });
    expect(model).toMatchObject({ waldStatistic: model.fStatistic, waldPValue: model.fPValue });
  });
});

describe('a shift or another unit of the outcome', () => {
  it('changes the intercept or the unit, and nothing else', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 100 }), (seed, shift, unit) => {
        const { outcome, drivers } = table(seed);
        const base = fitted(outcome, drivers);
        const moved = fitted(
          column(
            'outcome',
            Float64Array.from(outcome.values, (value) => unit * value + shift),
          ),
          drivers,
        );
        moved.drivers.forEach((row, j) => {
          expect(row.estimate / (unit * base.drivers[j]!.estimate)).toBeCloseTo(1, 8);
          expect(row.statistic! / base.drivers[j]!.statistic!).toBeCloseTo(1, 8);
        });
        expect(moved.intercept!.estimate).toBeCloseTo(unit * base.intercept!.estimate + shift, 7);
        expect(moved.model.rSquared).toBeCloseTo(base.model.rSquared, 11);
      }),
      { numRuns: 30 },
    );
  });
});

describe('mistakes of the caller', () => {
  const { outcome, drivers } = table(1);
  const filled = (value: number) => new Float64Array(outcome.values.length).fill(value);
  const withRoles = (roles: OlsOptions['roles'], seType?: OlsOptions['seType']) => () =>
    ols(outcome, drivers, { ...(roles === undefined ? {} : { roles }), ...(seType === undefined ? {} : { seType }) });

  it('a negative weight', () =>
    expect(withRoles({ weights: filled(1).with(4, -2) })).toThrow('weights has -2 at row 4, a finite number from 0 up is needed'));
  it('a weight that is not a number', () =>
    expect(withRoles({ weights: filled(1).with(4, Number.NaN) })).toThrow('weights has NaN at row 4, a finite number from 0 up is needed'));
  it('half a count', () =>
    expect(withRoles({ counts: filled(1).with(2, 0.5) })).toThrow('counts has 0.5 at row 2, a whole number from 0 up is needed'));
  it('a negative cluster', () =>
    expect(withRoles({ clusters: Int32Array.from(filled(1)).with(3, -1) })).toThrow(
      'clusters has -1 at row 3, a code from 0 up is needed',
    ));
  it('weights of another length', () =>
    expect(withRoles({ weights: Float64Array.of(1, 2) })).toThrow(`weights has length 2, the columns have ${outcome.values.length}`));
  it('CR1 without clusters', () => expect(withRoles(undefined, 'CR1')).toThrow('seType has CR1, which needs clusters'));
  it('BOOTSTRAP, which is another function', () => expect(withRoles(undefined, 'BOOTSTRAP')).toThrow('olsBootstrap'));
  it('no row with a weight is an answer', () =>
    expect(withRoles({ weights: filled(0) })()).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' }));
});
