import { describe, expect, it } from 'vitest';
import { type DriverRow, driverRegression } from '../../worker/stats/index.ts';
import { digits, type Named, readCase, worstDigits } from './readCase.ts';

interface ExpectedDrivers {
  readonly ols: {
    readonly n: number;
    readonly dfResidual: number;
    readonly coefficients: Named;
    readonly standardErrors: Named;
    readonly seHC3: Named;
    readonly tHC3: Named;
    readonly pHC3_t: Named;
    readonly standardizedBetas: Named;
    readonly vif: Named;
    readonly correlationWithResponse: Named;
    readonly conditionNumberOfCorrelationMatrix: number;
    readonly rSquared: number;
    readonly adjRSquared: number;
    readonly residualStdError: number;
    readonly fStatistic: number;
    readonly fPValue: number;
  };
  readonly relativeImportance: { readonly lmg: Named; readonly lmgNormalized: Named };
}

// R 4.2.2 lm, sandwich::vcovHC, car::vif, relaimpo::calc.relimp and 40-digit arithmetic; tolerances of the cases:
// relative 1e-9 (p-values 1e-8), LMG absolute 1e-10.
describe.each(['reg-swiss', 'reg-sfo2017'])('%s', (id) => {
  const { expected, model, column } = readCase<ExpectedDrivers>(id);
  const outcome = driverRegression({
    outcome: column(model.response),
    drivers: model.drivers.map((name) => ({ ...column(name), scale: null })),
  });
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { fit } = outcome;
  const field = (pick: (row: DriverRow) => number | null): Map<string, number | null> =>
    new Map(fit.drivers.map((row) => [row.name, pick(row)]));
  const slopes = ({ '(Intercept)': _intercept, ...rest }: Named): Named => rest;

  it('coefficients, with the intercept', () => {
    expect(
      worstDigits(
        field((row) => row.estimate),
        slopes(expected.ols.coefficients),
      ),
    ).toBeGreaterThan(9);
    expect(digits(fit.intercept.estimate, expected.ols.coefficients['(Intercept)']!)).toBeGreaterThan(9);
    expect(digits(fit.intercept.stdErr, expected.ols.seHC3['(Intercept)']!)).toBeGreaterThan(9);
  });
  it('HC3 and classical standard errors', () => {
    expect(
      worstDigits(
        field((row) => row.stdErr),
        slopes(expected.ols.seHC3),
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field((row) => row.classicalStdErr),
        slopes(expected.ols.standardErrors),
      ),
    ).toBeGreaterThan(9);
  });
  it('t and its two-sided p', () => {
    expect(
      worstDigits(
        field((row) => row.statistic),
        slopes(expected.ols.tHC3),
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field((row) => row.pValue),
        slopes(expected.ols.pHC3_t),
      ),
    ).toBeGreaterThan(8);
  });
  it('R squared, F and its p', () => {
    expect(fit.model).toMatchObject({ n: expected.ols.n, df: expected.ols.dfResidual });
    expect(digits(fit.model.rSquared, expected.ols.rSquared)).toBeGreaterThan(9);
    expect(digits(fit.model.adjustedRSquared, expected.ols.adjRSquared)).toBeGreaterThan(9);
    expect(digits(fit.model.residualStdErr, expected.ols.residualStdError)).toBeGreaterThan(9);
    expect(digits(fit.model.fStatistic, expected.ols.fStatistic)).toBeGreaterThan(9);
    expect(digits(fit.model.fPValue, expected.ols.fPValue)).toBeGreaterThan(8);
  });
  it('variance inflation, standardised coefficients, zero-order correlations, condition number', () => {
    expect(
      worstDigits(
        field((row) => row.vif),
        expected.ols.vif,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field((row) => row.standardizedEstimate),
        expected.ols.standardizedBetas,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field((row) => row.correlation),
        expected.ols.correlationWithResponse,
      ),
    ).toBeGreaterThan(9);
    expect(digits(fit.model.conditionNumber, expected.ols.conditionNumberOfCorrelationMatrix)).toBeGreaterThan(9);
  });
  it('LMG importance in units of R squared and as shares', () => {
    for (const row of fit.drivers) {
      expect(Math.abs(row.lmg - expected.relativeImportance.lmg[row.name]!)).toBeLessThan(1e-10);
      expect(Math.abs(row.lmgShare! - expected.relativeImportance.lmgNormalized[row.name]!)).toBeLessThan(1e-10);
    }
  });
  it('ranks by LMG', () => {
    const byImportance = Object.entries(expected.relativeImportance.lmg).sort((a, b) => b[1] - a[1]);
    byImportance.forEach(([name], i) => expect(fit.drivers.find((row) => row.name === name)!.rank).toBe(i + 1));
  });
});

describe('the airport survey as the database delivers it, in 4-byte columns', () => {
  it('gives the same numbers: small whole numbers are exact in both', () => {
    const { expected, model, column } = readCase<ExpectedDrivers>('reg-sfo2017');
    const single = (name: string) => ({ name, values: Float32Array.from(column(name).values), scale: { min: 1, max: 5 } });
    const outcome = driverRegression({ outcome: single(model.response), drivers: model.drivers.map(single) });
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const errors = new Map(outcome.fit.drivers.map(({ name, stdErr }) => [name, stdErr]));
    const { '(Intercept)': _intercept, ...seHC3 } = expected.ols.seHC3;
    expect(worstDigits(errors, seHC3)).toBeGreaterThan(9);
  });
});
