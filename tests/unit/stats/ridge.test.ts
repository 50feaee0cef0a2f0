import { describe, expect, it } from 'vitest';
import { crossValidation, ols, type RidgeFit, type RidgeOptions, ridge } from '../../../worker/stats/index.ts';
import { generatedRatings } from './generatedDrivers.ts';

const { outcome, drivers } = generatedRatings(120, 4);

function fitted(columns = drivers, options?: RidgeOptions): RidgeFit {
  const result = ridge(outcome, columns, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

describe('ridge', () => {
  it('without a penalty is least squares, in coefficients and in cross-validation', () => {
    const least = ols(outcome, drivers);
    const validated = crossValidation(outcome, drivers);
    if (least.kind !== 'fitted' || validated.kind !== 'fitted') throw new Error('not fitted');
    const fit = fitted(drivers, { penalties: [0] });
    fit.coefficients.forEach(({ estimate, standardizedEstimate }, j) => {
      expect(estimate / least.fit.drivers[j]!.estimate).toBeCloseTo(1, 10);
      expect(standardizedEstimate / least.fit.drivers[j]!.standardizedEstimate!).toBeCloseTo(1, 10);
    });
    expect(fit.intercept / least.fit.intercept!.estimate).toBeCloseTo(1, 10);
    expect(fit.effectiveDf).toBeCloseTo(4, 12);
    expect(fit.crossValidated.rSquared).toBeCloseTo(validated.fit.rSquared, 10);
    expect(fit.crossValidated.stdErr).toBeCloseTo(validated.fit.stdErr, 10);
  });
  it('takes the penalty that predicts best, and shows every one that it tried', () => {
    const { path, penalty, crossValidated } = fitted();
    expect(path).toHaveLength(81);
    expect(crossValidated.rSquared).toBe(Math.max(...path.map(({ rSquared }) => rSquared)));
    expect(path.find((step) => step.penalty === penalty)).toMatchObject(crossValidated);
  });
  it('shrinks with the penalty: fewer effective slopes, a shorter vector, a lower R squared', () => {
    const fits = [0.001, 0.1, 10].map((penalty) => fitted(drivers, { penalties: [penalty] }));
    const lengths = fits.map(({ coefficients }) => Math.hypot(...coefficients.map(({ standardizedEstimate }) => standardizedEstimate)));
    for (const falling of [lengths, fits.map(({ effectiveDf }) => effectiveDf), fits.map(({ rSquared }) => rSquared)])
      expect(falling).toEqual(falling.toSorted((a, b) => b - a));
  });
  it('shares an effect among copies of a driver, which least squares refuses', () => {
    const copy = { name: 'copy', values: drivers[0]!.values.slice() };
    const { coefficients } = fitted([...drivers, copy], { penalties: [0.1] });
    expect(coefficients[0]!.estimate).toBeCloseTo(coefficients[4]!.estimate, 10);
  });
  it('does not depend on the unit or the origin of a driver', () => {
    const other = drivers.map(({ name, values }) => ({ name, values: Float64Array.from(values, (value) => 100 * value - 7) }));
    const base = fitted();
    const moved = fitted(other);
    expect(moved.penalty).toBe(base.penalty);
    for (const [j, { estimate }] of moved.coefficients.entries())
      expect((100 * estimate) / base.coefficients[j]!.estimate).toBeCloseTo(1, 9);
  });
  it('gives the same bits for the same seed', () => expect(fitted(drivers, { seed: 5 })).toEqual(fitted(drivers, { seed: 5 })));
  it('says when the best penalty is the end of the path', () => {
    const noise = { name: 'noise', values: Float64Array.from({ length: 120 }, (_, i) => (i * 53) % 120) };
    expect(ridge(noise, drivers)).toMatchObject({ kind: 'fitted', warnings: [{ code: 'BOUNDARY' }] });
  });
  it('refuses a constant driver by name', () =>
    expect(ridge(outcome, [...drivers, { name: 'k', values: new Float64Array(120).fill(3) }])).toMatchObject({
      reason: 'ZERO_VARIANCE',
      subjects: ['k'],
    }));
  it.each([1e-160, 1e160])('refuses a driver of size %s, whose squares overflow or vanish, by name', (size) =>
    expect(() => fitted([{ name: 'x', values: Float64Array.from(outcome.values, (_, row) => size * row) }])).toThrow(
      'x has values whose squares',
    ),
  );
  it('wants its penalties from 0 up, ascending', () => {
    expect(() => fitted(drivers, { penalties: [] })).toThrow('penalties has no values');
    expect(() => fitted(drivers, { penalties: [-1] })).toThrow('penalties has -1 at place 0');
    expect(() => fitted(drivers, { penalties: [1, 0.5] })).toThrow('penalties has 0.5 at place 1');
  });
});
