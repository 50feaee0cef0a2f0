import { describe, expect, it } from 'vitest';
import { type EmFit, emCovariance, incompleteDriverRegression, missingPatterns, patternMoments } from '../../worker/stats/index.ts';
import { digits, type Named, readCase } from './readCase.ts';

interface ExpectedEm {
  readonly n: number;
  readonly completeRows: number;
  readonly missing: Named;
  readonly patterns: readonly { readonly observed: readonly string[]; readonly rows: number }[];
  readonly variables: readonly string[];
  readonly mean: Named;
  readonly covariance: readonly (readonly number[])[];
  readonly correlation: readonly (readonly number[])[];
  readonly logLik: number;
  readonly regression: { readonly coefficients: Named; readonly residualVariance: number; readonly rSquared: number };
}

describe('em-missing: air quality of 153 days', () => {
  const { expected, model, cells } = readCase<ExpectedEm>('em-missing');
  const column = (name: string) => ({ name, values: Float64Array.from(cells(name), (cell) => (cell === '' ? Number.NaN : Number(cell))) });
  const columns = expected.variables.map(column);
  const values = columns.map((variable) => variable.values);
  const patterns = missingPatterns(values);

  it('missing patterns and their rows', () => {
    const named = patterns.map(({ observed, rows }) => ({ observed: observed.map((j) => expected.variables[j]!), rows: rows.length }));
    expect(named).toHaveLength(expected.patterns.length);
    expect(named).toEqual(expect.arrayContaining([...expected.patterns]));
  });

  // 40-digit EM; tolerance of the case: means relative 1e-7, covariances and coefficients 1e-6, log-likelihood 1e-10. Reached: 10 digits.
  describe('maximum likelihood by EM', () => {
    const parts = patternMoments(values, patterns, { mass: null, counts: null, shifts: Float64Array.of(40, 180, 10, 78) });
    const fit = emCovariance(parts, expected.variables) as EmFit;

    it('means', () => {
      expected.variables.forEach((name, j) => {
        expect(digits(fit.means[j]!, expected.mean[name]!)).toBeGreaterThan(10);
      });
    });
    it('covariances and correlations', () => {
      const size = expected.variables.length;
      expected.covariance.forEach((row, j) => {
        row.forEach((value, k) => {
          expect(digits(fit.covariance[j * size + k]!, value)).toBeGreaterThan(9);
          const spreads = fit.covariance[j * size + j]! * fit.covariance[k * size + k]!;
          expect(digits(fit.covariance[j * size + k]! / Math.sqrt(spreads), expected.correlation[j]![k]!)).toBeGreaterThan(9);
        });
      });
    });
    it('log-likelihood of the observed cells', () => expect(digits(fit.logLikelihood, expected.logLik)).toBeGreaterThan(13));
    it('how many days have each value, and each pair', () => {
      expect(fit.n).toBe(expected.n);
      expected.variables.forEach((name, j) => {
        expect(fit.pairCounts[j * 4 + j]).toBe(expected.n - expected.missing[name]!);
      });
      expect(Math.min(...fit.pairCounts)).toBe(expected.completeRows);
    });
  });

  describe('the regression that the EM covariances imply', () => {
    const outcome = incompleteDriverRegression(
      { outcome: column(model.response), drivers: model.drivers.map((name) => ({ ...column(name), scale: null })) },
      { treatment: 'EM' },
    );
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const { fit } = outcome;

    it('coefficients', () => {
      expect(digits(fit.intercept.estimate, expected.regression.coefficients['(Intercept)']!)).toBeGreaterThan(9);
      for (const { name, estimate } of fit.drivers) expect(digits(estimate, expected.regression.coefficients[name]!)).toBeGreaterThan(9);
    });
    it('R squared and residual variance', () => {
      expect(digits(fit.model.rSquared, expected.regression.rSquared)).toBeGreaterThan(10);
      expect(digits(fit.model.residualStdErr ** 2, expected.regression.residualVariance)).toBeGreaterThan(10);
      expect(digits(fit.model.logLikelihood, expected.logLik)).toBeGreaterThan(13);
    });
    it('importance splits this R squared, and means are those of EM', () => {
      expect(fit.drivers.reduce((sum, { lmg }) => sum + lmg, 0)).toBeCloseTo(expected.regression.rSquared, 10);
      for (const { name, performance } of fit.drivers) expect(digits(performance.estimate, expected.mean[name]!)).toBeGreaterThan(10);
    });
    it('has no errors without draws', () =>
      expect(fit.drivers[0]).toMatchObject({ stdErr: null, pValue: null, ciLow: null, reason: 'NOT_ENOUGH_DATA' }));
    it('n per treatment', () => expect(fit.model).toMatchObject({ n: 153, completeN: 111, treatment: 'EM' }));
  });

  // R 4.2.2: C <- cov(a, use = "pairwise.complete.obs"); b <- solve(C[1:3, 1:3], C[1:3, 4]); sum(b * C[1:3, 4]) / C[4, 4]
  it('available cases, as the pairwise covariances of R', () => {
    const outcome = incompleteDriverRegression(
      { outcome: column('ozone'), drivers: ['solar', 'wind', 'temp'].map((name) => ({ ...column(name), scale: null })) },
      { treatment: 'AVAILABLE' },
    );
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const { intercept, drivers, model: fitted, pairCounts } = outcome.fit;
    const slopes = [0.0762379205198316, -3.5988724590550123, 1.6306050902410929];
    drivers.forEach(({ estimate }, j) => {
      expect(digits(estimate, slopes[j]!)).toBeGreaterThan(12);
    });
    expect(digits(intercept.estimate, -63.2052509261729)).toBeGreaterThan(12);
    expect(digits(fitted.rSquared, 0.636070502523638)).toBeGreaterThan(12);
    expect(drivers.map(({ performance }) => performance.estimate)).toEqual([
      expect.closeTo(185.93150684931507, 11),
      expect.closeTo(9.95751633986928, 12),
      expect.closeTo(77.88235294117646, 12),
    ]);
    expect(Array.from(pairCounts.slice(0, 4))).toEqual([146, 146, 146, 111]);
  });
});
