import { describe, expect, it } from 'vitest';
import { type OrdinalFit, type OrdinalOptions, ordinalLogit, ordinalProbabilities } from '../../worker/stats/index.ts';
import { digits, type Named, readCase, worstDigits } from './readCase.ts';

interface ExpectedOrdinal {
  readonly n: number;
  readonly levelCounts: Named;
  readonly coefficients: Named;
  readonly thresholds: Named;
  readonly standardErrors: Named;
  readonly z: Named;
  readonly p: Named;
  readonly oddsRatio: Named;
  readonly oddsRatioWaldCI95: Readonly<Record<string, readonly [number, number]>>;
  readonly vcovNames: readonly string[];
  readonly vcov: readonly (readonly number[])[];
  readonly logLik: number;
  readonly logLikNull: number;
  readonly lrChisq: number;
  readonly df: number;
  readonly lrP: number;
  readonly aic: number;
  readonly mcFadden: number;
  readonly predicted: readonly { readonly x: Named; readonly probabilities: readonly number[] }[];
}

const { expected, model, column } = readCase<ExpectedOrdinal>('ordinal-housing');
const weighted = readCase<ExpectedOrdinal>('ordinal-housing', 'data-weighted.csv');

function fitted(source: typeof weighted, options: OrdinalOptions): OrdinalFit {
  const result = ordinalLogit(source.column(model.response), model.predictors.map(source.column), options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

const rowsOf = ({ thresholds, drivers }: OrdinalFit) => [...thresholds, ...drivers];
const field = (fit: OrdinalFit, pick: (row: OrdinalFit['thresholds'][number]) => number | null) =>
  new Map(rowsOf(fit).map((row) => [row.name, pick(row)]));

// 40-digit Newton; R 4.2.2 ordinal 2022.11-16 clm(), MASS 7.3-58.2 polr, statsmodels 0.13.5 OrderedModel. Tolerances of the case: relative 1e-6,
// logLik 1e-10, predicted absolute 1e-8. Reached: coefficients and errors 13, covariance 12, log-likelihood 14 digits, predicted 1e-14.
describe.each([
  ['one row a respondent', fitted({ ...weighted, column }, {})],
  ['72 rows with their counts', fitted(weighted, { roles: { counts: Float64Array.from(weighted.column('freq').values) } })],
])('ordinal-housing: %s', (_, fit) => {
  it('coefficients and thresholds', () => {
    const estimates = field(fit, (row) => row.estimate);
    expect(worstDigits(estimates, { ...expected.coefficients, ...expected.thresholds })).toBeGreaterThan(13);
    expect(fit.thresholds.map(({ name }) => name)).toEqual(['1|2', '2|3']);
  });
  it('standard errors from the observed information, z and p', () => {
    expect(
      worstDigits(
        field(fit, (row) => row.stdErr),
        expected.standardErrors,
      ),
    ).toBeGreaterThan(13);
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
  });
  it('the whole covariance', () => {
    expect(rowsOf(fit).map(({ name }) => name)).toEqual(expected.vcovNames);
    expected.vcov.flat().forEach((value, entry) => {
      expect(digits(fit.covariance![entry]!, value)).toBeGreaterThan(11);
    });
  });
  it('odds ratios with their intervals', () => {
    for (const { name, oddsRatio, oddsRatioLow, oddsRatioHigh } of fit.drivers) {
      expect(digits(oddsRatio, expected.oddsRatio[name]!)).toBeGreaterThan(13);
      expect(digits(oddsRatioLow, expected.oddsRatioWaldCI95[name]![0])).toBeGreaterThan(13);
      expect(digits(oddsRatioHigh, expected.oddsRatioWaldCI95[name]![1])).toBeGreaterThan(13);
    }
  });
  it('log-likelihoods, AIC, likelihood-ratio test, McFadden R squared', () => {
    expect(fit.model).toMatchObject({ n: expected.n, dfModel: expected.df });
    expect(fit.model.levels).toEqual(Object.entries(expected.levelCounts).map(([value, n]) => ({ value: Number(value), n })));
    expect(digits(fit.model.logLikelihood, expected.logLik)).toBeGreaterThan(13.5);
    expect(digits(fit.model.logLikelihoodNull, expected.logLikNull)).toBeGreaterThan(14);
    expect(digits(fit.model.aic, expected.aic)).toBeGreaterThan(13.5);
    expect(digits(fit.model.lrStatistic, expected.lrChisq)).toBeGreaterThan(12);
    expect(digits(fit.model.lrPValue, expected.lrP)).toBeGreaterThan(10);
    expect(digits(fit.model.mcFadden, expected.mcFadden)).toBeGreaterThan(12);
  });
  it('predicted probabilities of each level', () => {
    const drivers = model.predictors.map((name) => ({ name, values: Float64Array.from(expected.predicted, ({ x }) => x[name]!) }));
    const probabilities = ordinalProbabilities(fit, drivers);
    expected.predicted.forEach((row, i) => {
      row.probabilities.forEach((value, level) => {
        expect(Math.abs(probabilities[level]![i]! - value)).toBeLessThan(1e-14);
      });
    });
  });
});

describe('errors by cluster', () => {
  // R 4.2.2, i = 0 … 1680: m <- MASS::polr(factor(satisfaction) ~ ., Hess = TRUE, control = list(reltol = 1e-16)); sandwich 3.0-2
  // sqrt(diag(vcovCL(m, cluster = i %% 83, type = "HC1", cadjust = TRUE))). polr's Hessian is numerical: 5 digits and more.
  const vcovCl = {
    infl_medium: 0.059567837301459765,
    infl_high: 0.092105355241313247,
    type_apartment: 0.079983256467593536,
    type_atrium: 0.130107454313611259,
    type_terrace: 0.150501069432925155,
    cont_high: 0.077192098683967134,
    '1|2': 0.127774857006595161,
    '2|3': 0.101890444889219972,
  };
  it('agree with vcovCL of polr', () => {
    const clusters = Int32Array.from({ length: expected.n }, (_, i) => i % 83);
    const fit = fitted({ ...weighted, column }, { roles: { clusters } });
    expect(fit.model).toMatchObject({ seType: 'CR1', clusters: 83 });
    expect(
      worstDigits(
        field(fit, (row) => row.stdErr),
        vcovCl,
      ),
    ).toBeGreaterThan(5);
    expect(rowsOf(fit).every(({ df }) => df === 82)).toBe(true);
  });
});
