import { describe, expect, it } from 'vitest';
import { olsBootstrap } from '../../worker/stats/index.ts';
import { codes, expectIntervals, field, fitCase, type Interval, rowsOf } from './olsCase.ts';
import { digits, type Named, readCase, worstDigits } from './readCase.ts';

interface ExpectedClustered {
  readonly n: number;
  readonly clusters: number;
  readonly coefficients: Named;
  readonly standardErrors: Named;
  readonly residualStdError: number;
  readonly rSquared: number;
  readonly seHC1: Named;
  readonly seHC3: Named;
  readonly cluster: {
    readonly seCR1: Named;
    readonly vcovCR1: readonly (readonly number[])[];
    readonly df: number;
    readonly t: Named;
    readonly p: Named;
    readonly confInt95: Interval;
    readonly waldF: number;
    readonly waldFdf: readonly [number, number];
    readonly waldFp: number;
  };
}

// 40-digit arithmetic against R 4.2.2 sandwich 3.0-2 (vcovCL, vcovHC) and statsmodels 0.13.5; relative 1e-9, p 1e-7.
describe('ols-clustered: 2,287 pupils in 133 classes', () => {
  const { expected, cells } = readCase<ExpectedClustered>('ols-clustered');
  const clusters = codes(cells('class'));
  const clustered = fitCase('ols-clustered', { roles: { clusters } });

  it('clusters call for CR1 errors with t of G - 1 degrees of freedom', () => {
    expect(clustered.model).toMatchObject({ seType: 'CR1', n: expected.n, clusters: expected.clusters });
    const { seCR1, t, p, confInt95, df } = expected.cluster;
    expect(
      worstDigits(
        field(clustered, (row) => row.estimate),
        expected.coefficients,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(clustered, (row) => row.stdErr),
        seCR1,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(clustered, (row) => row.statistic),
        t,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(clustered, (row) => row.pValue),
        p,
      ),
    ).toBeGreaterThan(7);
    expectIntervals(clustered, confInt95);
    expect(rowsOf(clustered).map((row) => row.df)).toEqual(rowsOf(clustered).map(() => df));
  });
  it('the covariance of all coefficients, and the joint test of the slopes', () => {
    const flat = expected.cluster.vcovCR1.flat();
    clustered.covariance!.forEach((value, entry) => expect(digits(value, flat[entry]!)).toBeGreaterThan(9));
    expect(digits(clustered.model.waldStatistic, expected.cluster.waldF)).toBeGreaterThan(9);
    expect([clustered.model.dfModel, clustered.model.waldDf]).toEqual(expected.cluster.waldFdf);
    expect(digits(clustered.model.waldPValue, expected.cluster.waldFp)).toBeGreaterThan(7);
  });
  it('the classical errors beside, and the fit', () => {
    expect(
      worstDigits(
        field(clustered, (row) => row.classicalStdErr),
        expected.standardErrors,
      ),
    ).toBeGreaterThan(9);
    expect(digits(clustered.model.rSquared, expected.rSquared)).toBeGreaterThan(9);
    expect(digits(clustered.model.residualStdErr, expected.residualStdError)).toBeGreaterThan(9);
  });
  it('HC3 on demand, without the clusters', () => {
    const hc3 = fitCase('ols-clustered', { roles: { clusters }, seType: 'HC3' });
    expect(
      worstDigits(
        field(hc3, (row) => row.stdErr),
        expected.seHC3,
      ),
    ).toBeGreaterThan(9);
  });
  it('every pupil a cluster: HC1', () => {
    const singletons = fitCase('ols-clustered', { roles: { clusters: Int32Array.from(clusters.keys()) } });
    expect(
      worstDigits(
        field(singletons, (row) => row.stdErr),
        expected.seHC1,
      ),
    ).toBeGreaterThan(9);
  });
});

interface Spread {
  readonly sd: number;
  readonly percentile95: readonly [number, number];
  readonly mcSdOfLimitsAtB2000: readonly [number, number];
  readonly mcSdOfSdAtB2000: number;
}

// Limits of a very long bootstrap; with B draws each must lie within 4 Monte-Carlo standard deviations of them.
describe('bootstrap-swiss: errors and percentile intervals of coefficients', () => {
  const { expected, model, column } = readCase<{ coefficients: Readonly<Record<string, Spread>> }>('bootstrap-swiss');
  const draws = 4000;
  const outcome = olsBootstrap(column(model.response), model.drivers.map(column), { draws, seed: 1 });
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const monteCarlo = 4 * Math.sqrt(2000 / draws);

  it.each(rowsOf(outcome.fit).map((row) => [row.name, row] as const))('%s', (name, row) => {
    const { sd, percentile95, mcSdOfLimitsAtB2000, mcSdOfSdAtB2000 } = expected.coefficients[name]!;
    expect(Math.abs(row.stdErr! - sd)).toBeLessThan(monteCarlo * mcSdOfSdAtB2000);
    expect(Math.abs(row.ciLow! - percentile95[0])).toBeLessThan(monteCarlo * mcSdOfLimitsAtB2000[0]);
    expect(Math.abs(row.ciHigh! - percentile95[1])).toBeLessThan(monteCarlo * mcSdOfLimitsAtB2000[1]);
  });
  it('says how its errors were made', () => expect(outcome.fit.model).toMatchObject({ seType: 'BOOTSTRAP', waldStatistic: null }));
});

interface ExpectedOls {
  readonly ols: {
    readonly tValues: Named;
    readonly pValues: Named;
    readonly confInt95: Interval;
    readonly seHC1: Named;
    readonly ssModel: number;
    readonly ssResidual: number;
    readonly ssTotal: number;
    readonly logLik: number;
    readonly aicR: number;
    readonly bicR: number;
  };
}

// R 4.2.2 lm and 40-digit arithmetic; what keyDrivers.test.ts does not meet. Relative 1e-9, p 1e-8.
describe.each(['reg-swiss', 'reg-sfo2017'])('%s: classical inference', (id) => {
  const { expected } = readCase<ExpectedOls>(id);
  const classical = fitCase(id, { seType: 'CLASSICAL' });

  it('t, p and intervals', () => {
    expect(
      worstDigits(
        field(classical, (row) => row.statistic),
        expected.ols.tValues,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(classical, (row) => row.pValue),
        expected.ols.pValues,
      ),
    ).toBeGreaterThan(8);
    expectIntervals(classical, expected.ols.confInt95);
  });
  it('sums of squares, log-likelihood, AIC and BIC', () => {
    const { ssModel, ssResidual, ssTotal, logLik, aicR, bicR } = expected.ols;
    expect(digits(classical.model.ssModel, ssModel)).toBeGreaterThan(9);
    expect(digits(classical.model.ssResidual, ssResidual)).toBeGreaterThan(9);
    expect(digits(classical.model.ssTotal, ssTotal)).toBeGreaterThan(9);
    expect(digits(classical.model.logLikelihood, logLik)).toBeGreaterThan(9);
    expect(digits(classical.model.aic, aicR)).toBeGreaterThan(9);
    expect(digits(classical.model.bic, bicR)).toBeGreaterThan(9);
  });
  it('every row a cluster: HC1', () => {
    const { model } = classical;
    const hc1 = fitCase(id, { roles: { clusters: Int32Array.from({ length: model.n }, (_, row) => row) } });
    expect(
      worstDigits(
        field(hc1, (row) => row.stdErr),
        expected.ols.seHC1,
      ),
    ).toBeGreaterThan(9);
  });
});
