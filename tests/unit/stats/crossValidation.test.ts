import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type CrossValidationOptions, crossValidation, type NamedColumn, ols } from '../../../worker/stats/index.ts';
import { foldRows } from '../../../worker/stats/linear/foldRows.ts';
import { rowMass } from '../../../worker/stats/rows/rowMass.ts';
import { generatedRatings } from './generatedDrivers.ts';

const validated = (outcome: NamedColumn, drivers: readonly NamedColumn[], options?: CrossValidationOptions) => {
  const result = crossValidation(outcome, drivers, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
};
const pick = ({ name, values }: NamedColumn, rows: ArrayLike<number>): NamedColumn => ({
  name,
  values: Float64Array.from(rows, (row) => values[row]!),
});

describe('cross-validated R squared', () => {
  const { outcome, drivers } = generatedRatings(90, 3);

  it('leaving out one row at a time is PRESS: residuals over 1 - leverage', () => {
    const n = outcome.values.length;
    const x = new Matrix(Array.from({ length: n }, (_, i) => [1, ...drivers.map(({ values }) => values[i]!)]));
    const y = Array.from(outcome.values);
    const hat = x.mmul(inverse(x.transpose().mmul(x))).mmul(x.transpose());
    const fittedValues = hat.mmul(Matrix.columnVector(y)).to1DArray();
    const press = y.reduce((sum, value, i) => sum + ((value - fittedValues[i]!) / (1 - hat.get(i, i))) ** 2, 0);
    const mean = y.reduce((sum, value) => sum + value, 0) / n;
    const aboutOthers = y.reduce((sum, value) => sum + (((value - mean) * n) / (n - 1)) ** 2, 0);
    const { rSquared, folds } = validated(outcome, drivers, { folds: 1000 });
    expect(folds).toBe(n);
    expect(rSquared).toBeCloseTo(1 - press / aboutOthers, 12);
  });
  it.each([true, false])('is that of models fitted without each fold, intercept %s', (intercept) => {
    const weights = Float64Array.from(outcome.values, (_, row) => 1 + (row % 3));
    const folds = foldRows(90, rowMass(90, { weights }), { folds: 5, seed: 4 });
    const [errors, deviances] = [0, 1].map(() => new Array<number>(5).fill(0)) as [number[], number[]];
    folds.forEach((held, f) => {
      const kept = [...weights.keys()].filter((row) => !held.includes(row));
      const model = ols(
        pick(outcome, kept),
        drivers.map((driver) => pick(driver, kept)),
        { intercept, roles: { weights: Float64Array.from(kept, (row) => weights[row]!) } },
      );
      if (model.kind !== 'fitted') throw new Error(model.detail);
      const total = kept.reduce((sum, row) => sum + weights[row]!, 0);
      const mean = intercept ? kept.reduce((sum, row) => sum + weights[row]! * outcome.values[row]!, 0) / total : 0;
      for (const row of held) {
        const base = model.fit.intercept?.estimate ?? 0;
        const predicted = model.fit.drivers.reduce((sum, { estimate }, j) => sum + estimate * drivers[j]!.values[row]!, base);
        errors[f]! += weights[row]! * (outcome.values[row]! - predicted) ** 2;
        deviances[f]! += weights[row]! * (outcome.values[row]! - mean) ** 2;
      }
    });
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const ratio = sum(errors) / sum(deviances);
    const fit = validated(outcome, drivers, { folds: 5, seed: 4, intercept, roles: { weights } });
    expect(fit.rSquared).toBeCloseTo(1 - ratio, 11);
    const squares = sum(errors.map((value, f) => (value - ratio * deviances[f]!) ** 2));
    expect(fit.stdErr).toBeCloseTo(Math.sqrt((5 / 4) * squares) / sum(deviances), 11);
  });
  it('is below the R squared of the fit, and the same for the same seed', () => {
    const fit = ols(outcome, drivers);
    if (fit.kind !== 'fitted') throw new Error(fit.detail);
    const first = validated(outcome, drivers, { seed: 9 });
    expect(first.rSquared).toBeLessThan(fit.fit.model.rSquared);
    expect(validated(outcome, drivers, { seed: 9 })).toEqual(first);
    expect(validated(outcome, drivers, { seed: 10 })).not.toEqual(first);
  });
  it.each([1e-70, 1e70])('does not depend on the unit of the outcome: x %s', (unit) => {
    const other = validated({ ...outcome, values: Float64Array.from(outcome.values, (value) => value * unit) }, drivers);
    const { rSquared, stdErr } = validated(outcome, drivers);
    expect(other.rSquared).toBeCloseTo(rSquared, 10);
    expect(other.stdErr).toBeCloseTo(stdErr, 10);
  });
  it.each([1e-160, 1e160])('refuses values of size %s, whose squares overflow or vanish, by name', (size) =>
    expect(() => crossValidation(outcome, [{ name: 'x', values: Float64Array.from(outcome.values, (_, row) => size * row) }])).toThrow(
      'x has values whose squares',
    ),
  );
  it('is about 0 or below where the drivers say nothing', () => {
    const noise = { name: 'noise', values: Float64Array.from({ length: 90 }, (_, i) => ((i * 37) % 90) + ((i * 11) % 7)) };
    expect(validated(noise, drivers).rSquared).toBeLessThan(0.05);
  });
});

describe('folds', () => {
  it('hold every row once, in parts of like size', () => {
    const folds = foldRows(103, rowMass(103), { folds: 10 });
    expect(folds.flatMap((rows) => [...rows]).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 103 }, (_, row) => row));
    for (const { length } of folds) expect([10, 11]).toContain(length);
  });
  it('never part a customer', () => {
    const clusters = Int32Array.from({ length: 200 }, (_, row) => (row * 7) % 40);
    const folds = foldRows(200, rowMass(200, { clusters }), { folds: 6 });
    const owners = folds.map((rows) => new Set(Array.from(rows, (row) => clusters[row]!)));
    for (let code = 0; code < 40; code++) expect(owners.filter((owner) => owner.has(code))).toHaveLength(1);
  });
  it('leave rows outside of the sample out', () => {
    const weights = Float64Array.from({ length: 50 }, (_, row) => row % 2);
    expect(foldRows(50, rowMass(50, { weights }), { folds: 5 }).flatMap((rows) => [...rows])).toHaveLength(25);
  });
  it('are two at least', () =>
    expect(() => foldRows(10, rowMass(10), { folds: 1 })).toThrow('folds has 1, a whole number from 2 up is needed'));
});

describe('answers that these data cannot give', () => {
  const { outcome, drivers } = generatedRatings(40, 2);
  it('a level that one fold holds alone', () => {
    const rare = { name: 'rare', values: Float64Array.from({ length: 40 }, (_, row) => Number(row === 3)) };
    expect(crossValidation(outcome, [...drivers, rare])).toMatchObject({
      kind: 'notEstimable',
      reason: 'RANK_DEFICIENT',
      detail: expect.stringMatching(/^without fold \d+: rare is constant/),
    });
  });
  it('too few rows in what is left', () => {
    const few = [0, 1, 2, 3];
    expect(
      crossValidation(
        pick(outcome, few),
        drivers.map((driver) => pick(driver, few)),
      ),
    ).toMatchObject({ reason: 'NOT_ENOUGH_DATA' });
  });
  it('a single cluster', () =>
    expect(crossValidation(outcome, drivers, { roles: { clusters: new Int32Array(40) } })).toMatchObject({ reason: 'NOT_ENOUGH_DATA' }));
});
