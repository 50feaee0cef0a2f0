import { describe, expect, it } from 'vitest';
import { dummyColumns, ols } from '../../worker/stats/index.ts';
import { expectIntervals, field, fitCase, type Interval, type Row } from './olsCase.ts';
import { digits, type Named, readCase, worstDigits } from './readCase.ts';

interface ExpectedWeighted {
  readonly n: number;
  readonly sumWeights: number;
  readonly kishDesignEffect: number;
  readonly kishEffectiveN: number;
  readonly coefficients: Named;
  readonly weightsOnly: {
    readonly standardErrors: Named;
    readonly vcov: readonly (readonly number[])[];
    readonly dfResidual: number;
    readonly t: Named;
    readonly p: Named;
    readonly confInt95: Interval;
  };
  readonly analyticWeights: { readonly standardErrors: Named; readonly dfResidual: number };
  readonly frequencyWeights: {
    readonly n: number;
    readonly coefficients: Named;
    readonly standardErrors: Named;
    readonly dfResidual: number;
  };
}

// 40-digit arithmetic against R 4.2.2 survey 4.1-1 (svyglm), lm(weights = ) and lm on the expanded rows; relative 1e-9, p 1e-7.
describe('ols-weighted: 200 schools under sampling weights', () => {
  const { expected, column } = readCase<ExpectedWeighted>('ols-weighted');
  const weights = Float64Array.from(column('weight').values);
  const weighted = fitCase('ols-weighted', { roles: { weights } });

  it('weights call for linearised errors', () => {
    expect(weighted.model).toMatchObject({ seType: 'LINEARIZED', n: expected.n, df: expected.weightsOnly.dfResidual });
    const { t, p, standardErrors } = expected.weightsOnly;
    expect(
      worstDigits(
        field(weighted, (row) => row.estimate),
        expected.coefficients,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(weighted, (row) => row.stdErr),
        standardErrors,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(weighted, (row) => row.statistic),
        t,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(weighted, (row) => row.pValue),
        p,
      ),
    ).toBeGreaterThan(7);
    expectIntervals(weighted, expected.weightsOnly.confInt95);
  });
  it('the covariance of all coefficients', () => {
    const flat = expected.weightsOnly.vcov.flat();
    weighted.covariance!.forEach((value, entry) => expect(digits(value, flat[entry]!)).toBeGreaterThan(9));
  });
  it('design effect and effective n of the weights', () => {
    expect(digits(weighted.model.weighting!.sumWeights, expected.sumWeights)).toBeGreaterThan(12);
    expect(digits(weighted.model.weighting!.kishDesignEffect, expected.kishDesignEffect)).toBeGreaterThan(12);
    expect(digits(weighted.model.weighting!.kishEffectiveN, expected.kishEffectiveN)).toBeGreaterThan(12);
  });
  it('the classical error beside them is that of analytic weights', () => {
    const classical = fitCase('ols-weighted', { roles: { weights }, seType: 'CLASSICAL' });
    const { standardErrors, dfResidual } = expected.analyticWeights;
    expect(
      worstDigits(
        field(weighted, (row) => row.classicalStdErr),
        standardErrors,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(classical, (row) => row.stdErr),
        standardErrors,
      ),
    ).toBeGreaterThan(9);
    expect(classical.model.df).toBe(dfResidual);
  });
  it('counts stand for so many equal rows', () => {
    const counted = fitCase('ols-weighted', { roles: { counts: Float64Array.from(column('freq').values) }, seType: 'CLASSICAL' });
    const { n, coefficients, standardErrors, dfResidual } = expected.frequencyWeights;
    expect(counted.model).toMatchObject({ n, df: dfResidual });
    expect(
      worstDigits(
        field(counted, (row) => row.estimate),
        coefficients,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(counted, (row) => row.stdErr),
        standardErrors,
      ),
    ).toBeGreaterThan(9);
  });
  it('weighted HC3 is that of the weighted least squares problem', () => {
    // R 4.2.2, sandwich 3.0-2: sqrt(diag(vcovHC(lm(api00 ~ ell + meals + mobility, weights = weight), "HC3")))
    const sandwich = {
      '(Intercept)': 11.411773692884349,
      ell: 0.41362967795790295,
      meals: 0.30330137054715134,
      mobility: 0.46274345132216743,
    };
    const hc3 = fitCase('ols-weighted', { roles: { weights }, seType: 'HC3' });
    expect(
      worstDigits(
        field(hc3, (row) => row.stdErr),
        sandwich,
      ),
    ).toBeGreaterThan(9);
  });
  it('weights and clusters together: linearised by cluster, t with G - p degrees of freedom as svyglm', () => {
    // R 4.2.2, sandwich 3.0-2, m the model above: se <- sqrt(diag(vcovCL(m, (0:199) %/% 4, type = "HC0", cadjust = TRUE))), which is
    // A (G/(G - 1) sum of cluster totals squared) A; 2 * pt(-abs(coef(m) / se), 46)
    const byCluster = fitCase('ols-weighted', { roles: { weights, clusters: Int32Array.from(weights, (_, row) => Math.floor(row / 4)) } });
    expect(byCluster.model).toMatchObject({ seType: 'LINEARIZED', clusters: 50, waldDf: 46 });
    const stdErrs = { '(Intercept)': 9.42640765003153, ell: 0.39749840776696155, meals: 0.2613786418540599, mobility: 0.407265090790638 };
    const pValues = {
      '(Intercept)': 1.0360153577201897e-52,
      ell: 0.23282998696562993,
      meals: 8.578357549330211e-16,
      mobility: 0.58211490957162004,
    };
    expect(
      worstDigits(
        field(byCluster, (row) => row.stdErr),
        stdErrs,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(byCluster, (row) => row.pValue),
        pValues,
      ),
    ).toBeGreaterThan(7);
  });
  it('CR1 on demand under weights', () => {
    // R 4.2.2, sandwich 3.0-2: sqrt(diag(vcovCL(m, (0:199) %/% 4, type = "HC1")))
    const clusters = Int32Array.from(weights, (_, row) => Math.floor(row / 4));
    const cr1 = fitCase('ols-weighted', { roles: { weights, clusters }, seType: 'CR1' });
    const stdErrs = {
      '(Intercept)': 9.49827456826411,
      ell: 0.40052893505043557,
      meals: 0.26337139223991912,
      mobility: 0.41037007925129926,
    };
    expect(
      worstDigits(
        field(cr1, (row) => row.stdErr),
        stdErrs,
      ),
    ).toBeGreaterThan(9);
  });
  it('R squared and log-likelihood do not depend on the unit of the weights', () => {
    // R 4.2.2: m <- lm(api00 ~ ell + meals + mobility, weights = weight); summary(m)$r.squared; logLik(m)
    expect(digits(weighted.model.rSquared, 0.6595282158828099)).toBeGreaterThan(9);
    expect(digits(weighted.model.logLikelihood, -1149.034943409752)).toBeGreaterThan(9);
  });
});

describe('through the origin: the same schools without an intercept or weights', () => {
  // R 4.2.2: n <- lm(api00 ~ 0 + ell + meals + mobility); summary(n); logLik(n); sandwich 3.0-2 vcovHC(n, "HC3")
  const { model, column } = readCase('ols-weighted');
  const outcome = ols(column(model.response), model.drivers.map(column), { intercept: false });
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { fit } = outcome;
  const slopes = (pick: (row: Row) => number | null) => new Map(fit.drivers.map((row) => [row.name, pick(row)]));

  it('coefficients and errors', () => {
    const estimates = { ell: -0.59858737970675424, meals: 5.1856115024597784, mobility: 15.601398923941931 };
    const classical = { ell: 2.0800120917640563, meals: 1.3267808906067746, mobility: 2.0346995140745094 };
    const hc3 = { ell: 1.6569341867734442, meals: 1.6320777977709382, mobility: 4.8481882359135646 };
    expect(
      worstDigits(
        slopes((row) => row.estimate),
        estimates,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        slopes((row) => row.classicalStdErr),
        classical,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        slopes((row) => row.stdErr),
        hc3,
      ),
    ).toBeGreaterThan(9);
  });
  it('R squared about zero, F, log-likelihood', () => {
    expect(digits(fit.model.rSquared, 0.66864788777829232)).toBeGreaterThan(9);
    expect(digits(fit.model.adjustedRSquared, 0.66360191652618505)).toBeGreaterThan(9);
    expect(digits(fit.model.residualStdErr, 385.04852367991356)).toBeGreaterThan(9);
    expect(digits(fit.model.fStatistic, 132.51123606759782)).toBeGreaterThan(9);
    expect(digits(fit.model.logLikelihood, -1472.9502152355731)).toBeGreaterThan(9);
    expect(fit.model).toMatchObject({ dfModel: 3, df: 197 });
  });
});

describe('a categorical regressor as dummies', () => {
  // R 4.2.2: summary(lm(api00 ~ ell + stype))
  it('agrees with treatment coding', () => {
    const { column, cells } = readCase('ols-weighted');
    const labels = [...new Set(cells('stype'))].toSorted();
    const stype = { codes: Int32Array.from(cells('stype'), (label) => labels.indexOf(label)), labels };
    const outcome = ols(column('api00'), [column('ell'), ...dummyColumns('stype', stype)], { seType: 'CLASSICAL' });
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const estimates = {
      '(Intercept)': 781.34624363169894,
      ell: -4.2528338755647628,
      'stype=H': -96.837136148904577,
      'stype=M': -60.965416283072436,
    };
    const stdErrs = {
      '(Intercept)': 11.887072054916882,
      ell: 0.32161480599409931,
      'stype=H': 15.527007924694738,
      'stype=M': 15.19366960155902,
    };
    expect(
      worstDigits(
        field(outcome.fit, (row) => row.estimate),
        estimates,
      ),
    ).toBeGreaterThan(9);
    expect(
      worstDigits(
        field(outcome.fit, (row) => row.stdErr),
        stdErrs,
      ),
    ).toBeGreaterThan(9);
  });
});
