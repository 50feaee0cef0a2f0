import { describe, expect, it } from 'vitest';
import { logit } from '../../worker/stats/index.ts';
import { field, fitted, rowsOf } from './logitRows.ts';
import { digits, type Named, readCase, worstDigits } from './readCase.ts';

type Interval = Readonly<Record<string, readonly [number, number]>>;

interface ExpectedLogit {
  readonly n: number;
  readonly events: number;
  readonly coefficients: Named;
  readonly standardErrors: Named;
  readonly z: Named;
  readonly p: Named;
  readonly oddsRatio: Named;
  readonly oddsRatioWaldCI95: Interval;
  readonly logLik: number;
  readonly logLikNull: number;
  readonly deviance: number;
  readonly nullDeviance: number;
  readonly aic: number;
  readonly lrChisq: number;
  readonly lrDf: number;
  readonly lrP: number;
  readonly mcFaddenR2: number;
  readonly auc: number;
  readonly robustSeHC0: Named;
}

// 34-digit Newton; R 4.2.2 glm(epsilon = 1e-15) and statsmodels 0.13.5 Logit. Tolerances of the cases: relative 1e-7,
// logLik 1e-11, auc absolute 1e-9, HC0 relative 1e-6. Reached: coefficients and errors 14, the log-likelihood 15 digits.
describe.each(['logistic-mtcars-small', 'logistic-sfo2017-promoter'])('%s', (id) => {
  const { expected, model, column } = readCase<ExpectedLogit>(id);
  const outcome = column(model.response);
  const drivers = model.predictors.map(column);
  const fit = fitted(outcome, drivers);

  it('coefficients and standard errors, from the information at the maximum itself', () => {
    expect(
      worstDigits(
        field(fit, (row) => row.estimate),
        expected.coefficients,
      ),
    ).toBeGreaterThan(13);
    expect(
      worstDigits(
        field(fit, (row) => row.stdErr),
        expected.standardErrors,
      ),
    ).toBeGreaterThan(13);
    expect(fit.model.seType).toBe('CLASSICAL');
  });
  it('z and its two-sided p by the normal', () => {
    expect(
      worstDigits(
        field(fit, (row) => row.statistic),
        expected.z,
      ),
    ).toBeGreaterThan(13);
    expect(
      worstDigits(
        field(fit, (row) => row.pValue),
        expected.p,
      ),
    ).toBeGreaterThan(11);
    expect(rowsOf(fit).every(({ df }) => df === null)).toBe(true);
  });
  it('odds ratios with their intervals', () => {
    expect(
      worstDigits(
        field(fit, (row) => row.oddsRatio),
        expected.oddsRatio,
      ),
    ).toBeGreaterThan(12);
    for (const { name, oddsRatioLow, oddsRatioHigh } of rowsOf(fit)) {
      expect(digits(oddsRatioLow, expected.oddsRatioWaldCI95[name]![0])).toBeGreaterThan(12);
      expect(digits(oddsRatioHigh, expected.oddsRatioWaldCI95[name]![1])).toBeGreaterThan(12);
    }
  });
  it('log-likelihoods, deviances, AIC, likelihood-ratio test', () => {
    expect(fit.model).toMatchObject({ n: expected.n, events: expected.events, dfModel: expected.lrDf });
    expect(digits(fit.model.logLikelihood, expected.logLik)).toBeGreaterThan(14);
    expect(digits(fit.model.logLikelihoodNull, expected.logLikNull)).toBeGreaterThan(14);
    expect(digits(fit.model.deviance, expected.deviance)).toBeGreaterThan(14);
    expect(digits(fit.model.nullDeviance, expected.nullDeviance)).toBeGreaterThan(14);
    expect(digits(fit.model.aic, expected.aic)).toBeGreaterThan(14);
    expect(digits(fit.model.lrStatistic, expected.lrChisq)).toBeGreaterThan(13);
    expect(digits(fit.model.lrPValue, expected.lrP)).toBeGreaterThan(10);
  });
  it('McFadden R squared and area under the ROC curve', () => {
    expect(digits(fit.model.mcFadden, expected.mcFaddenR2)).toBeGreaterThan(13);
    expect(Math.abs(fit.model.auc - expected.auc)).toBeLessThan(1e-14);
  });
  it('robust errors: every row its own cluster is HC0 times √(n / (n - p))', () => {
    const clusters = Int32Array.from(outcome.values.keys());
    const robust = fitted(outcome, drivers, { roles: { clusters } });
    const p = drivers.length + 1;
    expect(robust.model).toMatchObject({ seType: 'CR1', clusters: expected.n });
    expect(
      worstDigits(
        field(robust, (row) => row.stdErr! / Math.sqrt(expected.n / (expected.n - p))),
        expected.robustSeHC0,
      ),
    ).toBeGreaterThan(6);
    expect(
      worstDigits(
        field(robust, (row) => row.classicalStdErr),
        expected.standardErrors,
      ),
    ).toBeGreaterThan(13);
  });
});

it('logistic-mtcars-small is nearly separated, which is not separated: its steep coefficients are the answer', () => {
  const { expected, model, column } = readCase<ExpectedLogit>('logistic-mtcars-small');
  const result = logit(column(model.response), model.predictors.map(column));
  expect(result).toMatchObject({ kind: 'fitted', warnings: [{ code: 'TOO_FEW_EVENTS', subject: null }] });
  expect(expected.oddsRatio['(Intercept)']).toBeGreaterThan(1e8);
});

describe('edge-logistic-separation', () => {
  const { model, column } = readCase('edge-logistic-separation');
  const result = logit(column(model.response), model.predictors.map(column));

  it('is refused, naming the driver that separates and not the one beside it', () =>
    expect(result).toEqual({
      kind: 'notEstimable',
      reason: 'SEPARATION',
      detail: 'x separates the values of y completely: the likelihood rises for ever and has no maximum',
      subjects: ['x'],
    }));
  it('the other driver alone is estimated', () => expect(logit(column(model.response), [column('g')]).kind).toBe('fitted'));
});
