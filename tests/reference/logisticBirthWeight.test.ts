/** Logistic regression on the birth weights of Hosmer and Lemeshow: importance, errors of designs, and a model without an intercept. */
import { describe, expect, it } from 'vitest';
import { type LogitFit, logitImportance, type NamedColumn } from '../../worker/stats/index.ts';
import { field, fitted, rowsOf } from './logitRows.ts';
import { digits, type Named, readCase, worstDigits } from './readCase.ts';

interface ExpectedShapley {
  readonly n: number;
  readonly events: number;
  readonly coefficients: Named;
  readonly logLik: number;
  readonly logLikNull: number;
  readonly mcFadden: number;
  readonly shapley: Named;
  readonly shapleyShare: Named;
  readonly first: Named;
  readonly last: Named;
  readonly subsets: readonly { readonly predictors: readonly string[]; readonly logLik: number; readonly mcFadden: number }[];
}

const birthWeight = readCase<ExpectedShapley>('shapley-logistic');
const low = birthWeight.column(birthWeight.model.response);
const predictors = birthWeight.model.predictors.map(birthWeight.column);

// 80-bit Newton for the 64 models, 40-digit weights; R 4.2.2 glm(binomial, epsilon = 1e-15). Absolute 1e-10, logLik relative 1e-11. Reached: 1e-14.
describe('shapley-logistic', () => {
  const { expected, model } = birthWeight;
  const result = logitImportance(low, predictors);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  const { fit } = result;

  it('Shapley values of McFadden R squared and their shares', () => {
    model.predictors.forEach((name, j) => {
      expect(Math.abs(fit.shapley[j]! - expected.shapley[name]!)).toBeLessThan(1e-14);
      expect(Math.abs(fit.shapleyShare![j]! - expected.shapleyShare[name]!)).toBeLessThan(1e-13);
    });
    expect(fit.samplingStdErr).toBeNull();
  });
  it('what a predictor explains alone, and what the model with all loses without it', () => {
    model.predictors.forEach((name, j) => {
      expect(Math.abs(fit.first[j]! - expected.first[name]!)).toBeLessThan(1e-14);
      expect(Math.abs(fit.last[j]! - expected.last[name]!)).toBeLessThan(1e-14);
    });
  });
  it('the coefficients and the fit that is split', () => {
    const full = fitted(low, predictors);
    expect(full.model).toMatchObject({ n: expected.n, events: expected.events });
    expect(
      worstDigits(
        field(full, (row) => row.estimate),
        expected.coefficients,
      ),
    ).toBeGreaterThan(13);
    expect(digits(fit.mcFadden, expected.mcFadden)).toBeGreaterThan(13);
    expect(digits(full.model.logLikelihood, expected.logLik)).toBeGreaterThan(14);
    expect(digits(full.model.logLikelihoodNull, expected.logLikNull)).toBeGreaterThan(14);
  });
  it('the log-likelihood of every one of the 64 models', () => {
    for (const { predictors: names, logLik, mcFadden } of expected.subsets.filter((subset) => subset.predictors.length > 0)) {
      const subset = fitted(low, names.map(birthWeight.column)).model;
      expect(digits(subset.logLikelihood, logLik)).toBeGreaterThan(14);
      expect(Math.abs(subset.mcFadden - mcFadden)).toBeLessThan(1e-14);
    }
  });
});

/**
 * R 4.2.2, d = the birth weights, i = 0 … 188: f <- glm(low ~ age + lwt + smoke + ptl + ht + ui, binomial, d).
 * CR1: sandwich 3.0-2 vcovCL(f, cluster = i %/% 5, type = "HC1", cadjust = TRUE), which is G/(G - 1) (n - 1)/(n - p) times the plain
 * sandwich; and written out in R from the scores at the maximum, which keeps the digits that glm's errors lose.
 * Weighted: w = 1 + (i %% 7) / 2; coefficients and A = solve(X'W X) by Newton in R, S = w (y - p) X,
 * LINEARIZED A (n/(n - 1) S'S) A, by cluster A (G/(G - 1) rowsum(S, cluster)'rowsum(S, cluster)) A: what survey::svyglm reports.
 */
const robust = {
  cr1: {
    '(Intercept)': 1.2113746618778349,
    age: 0.034614753472005343,
    lwt: 0.0081789138016722281,
    smoke: 0.33301985066475215,
    ptl: 0.4514870612666515,
    ht: 0.80605441572606307,
    ui: 0.6427605317901255,
  },
  vcovCl: {
    '(Intercept)': 1.2113746618764105,
    age: 0.034614753471988634,
    lwt: 0.0081789138016650133,
    smoke: 0.33301985066492939,
    ptl: 0.45148706126705962,
    ht: 0.80605441572576642,
    ui: 0.64276053179049897,
  },
  weightedEstimate: {
    '(Intercept)': 1.62958196952671508,
    age: -0.052430356274508795,
    lwt: -0.015200435174699951,
    smoke: 0.721728240249278841,
    ptl: 0.497429864902119712,
    ht: 2.389362905950546345,
    ui: 1.033580426046782241,
  },
  linearized: {
    '(Intercept)': 1.28604879280001172,
    age: 0.0331358313861497764,
    lwt: 0.0088072941936042821,
    smoke: 0.3746947446923123981,
    ptl: 0.4708230748817147648,
    ht: 0.8275801251814997039,
    ui: 0.5757541418371017183,
  },
  linearizedByCluster: {
    '(Intercept)': 1.49765871607591361,
    age: 0.038026192210726673,
    lwt: 0.010442059365503799,
    smoke: 0.339331534288601078,
    ptl: 0.506965944860357065,
    ht: 0.903011297203400454,
    ui: 0.682530277868663604,
  },
  // diag(V) * diag(solve(V)) of V <- vcov(f)[-1, -1], the definition of car::vif for a glm
  vif: {
    age: 1.0393198616241592,
    lwt: 1.1697494666400905,
    smoke: 1.0228186521686748,
    ptl: 1.0781811267865296,
    ht: 1.14795514879742,
    ui: 1.0517525985436382,
  },
};

describe('errors by cluster and under sampling weights, on the birth weights', () => {
  const clusters = Int32Array.from(low.values, (_, i) => Math.floor(i / 5));
  const weights = Float64Array.from(low.values, (_, i) => 1 + (i % 7) / 2);
  const stdErr = (fit: LogitFit) => field(fit, (row) => row.stdErr);

  it('CR1 with t on G - 1 degrees of freedom', () => {
    const fit = fitted(low, predictors, { roles: { clusters } });
    expect(worstDigits(stdErr(fit), robust.cr1)).toBeGreaterThan(12);
    expect(worstDigits(stdErr(fit), robust.vcovCl)).toBeGreaterThan(11); // glm's weights are a step old
    expect(fit.model).toMatchObject({ seType: 'CR1', clusters: 38 });
    expect(rowsOf(fit).every(({ df }) => df === 37)).toBe(true);
  });
  it('clusters whose rows lie apart give the same', () => {
    const order = Array.from(low.values.keys()).sort((a, b) => (a % 5) - (b % 5) || a - b);
    const pick = ({ name, values }: NamedColumn) => ({ name, values: Float64Array.from(order, (row) => values[row]!) });
    const fit = fitted(pick(low), predictors.map(pick), { roles: { clusters: Int32Array.from(order, (row) => clusters[row]!) } });
    expect(worstDigits(stdErr(fit), robust.cr1)).toBeGreaterThan(12);
  });
  it('linearised errors with t on n - p', () => {
    const fit = fitted(low, predictors, { roles: { weights } });
    expect(
      worstDigits(
        field(fit, (row) => row.estimate),
        robust.weightedEstimate,
      ),
    ).toBeGreaterThan(12);
    expect(worstDigits(stdErr(fit), robust.linearized)).toBeGreaterThan(12);
    expect(fit.model.seType).toBe('LINEARIZED');
    expect(rowsOf(fit).every(({ df }) => df === 189 - 7)).toBe(true);
    expect(fit.model).toMatchObject({ lrStatistic: null, lrPValue: null, aic: null, bic: null }); // a pseudo-likelihood has none
  });
  it('linearised by cluster', () => {
    const fit = fitted(low, predictors, { roles: { weights, clusters } });
    expect(worstDigits(stdErr(fit), robust.linearizedByCluster)).toBeGreaterThan(12);
  });
  /**
   * numpy 2.4.6 in 80-bit numbers, scipy 1.17.1: the maximum by Newton, V as written out above, W = b' V^-1 b / 6 over the six slopes,
   * p from stats.f.sf(W, 6, df), without clusters and weights from stats.chi2.sf(6 W, 6).
   */
  it.each([
    ['the information', {}, 3.5539476619752274, null, 0.0016043772686041451],
    ['clusters', { clusters }, 3.7658521960974264, 37, 0.005024419187533878],
    ['weights', { weights }, 4.1938436287364635, 189 - 7, 0.0005626068304882466],
    ['weights and clusters', { weights, clusters }, 4.754019540755288, 38 - 7, 0.0015337974754667302],
  ])('the test that no predictor matters, by the errors of %s', (_by, roles, waldStatistic, waldDf, waldPValue) => {
    const { model } = fitted(low, predictors, { roles });
    expect(digits(model.waldStatistic, waldStatistic)).toBeGreaterThan(11);
    expect(model.waldDf).toBe(waldDf);
    expect(digits(model.waldPValue, waldPValue)).toBeGreaterThan(9);
  });
  it('is not told by no more clusters than predictors', () =>
    expect(fitted(low, predictors, { roles: { clusters: clusters.map((code) => code % 6) } }).model).toMatchObject({ waldStatistic: null, waldPValue: null }));
  it('variance inflation', () => {
    const vifs = new Map(fitted(low, predictors).drivers.map(({ name, vif }) => [name, vif]));
    expect(worstDigits(vifs, robust.vif)).toBeGreaterThan(8); // from glm's own covariance
  });
});

describe('without an intercept', () => {
  // R 4.2.2: f <- glm(low ~ 0 + age + lwt + smoke, binomial, d, epsilon = 1e-15); coef(f), logLik(f), f$null.deviance
  it('the null model has even odds', () => {
    const fit = fitted(low, predictors.slice(0, 3), { intercept: false });
    const expected = { age: -0.0110892019284464811, lwt: -0.0069152050178501508, smoke: 0.7504716589374529345 };
    expect(
      worstDigits(
        field(fit, (row) => row.estimate),
        expected,
      ),
    ).toBeGreaterThan(12);
    expect(fit.intercept).toBeNull();
    expect(digits(fit.model.logLikelihood, -112.38385808786755)).toBeGreaterThan(13);
    expect(digits(fit.model.nullDeviance, 262.00963425165929)).toBeGreaterThan(14);
    expect(fit.drivers.every(({ vif }) => vif === null)).toBe(true);
  });
});
