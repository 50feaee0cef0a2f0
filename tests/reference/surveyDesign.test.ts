import { describe, expect, it } from 'vitest';
import {
  cesScore,
  csiScore,
  npsPoints,
  npsScore,
  type SurveyDesign,
  scoresByGroup,
  surveyScore,
  type WeightSums,
  weightedNps,
} from '../../worker/stats/index.ts';
import { digits, readCase } from './readCase.ts';

interface DesignNumbers {
  readonly mean: number;
  readonly se: number;
  readonly designEffect: number;
  readonly effectiveN: number;
  readonly designDf: number;
  readonly ciNormal95: readonly [number, number];
  readonly ciT95: readonly [number, number];
}
interface ExpectedDesign {
  readonly kishDesignEffect: number;
  readonly kishEffectiveN: number;
  readonly weightsOnly: { readonly means: { readonly nps: DesignNumbers; readonly api00: DesignNumbers } };
  readonly weightsAndStrata: { readonly means: { readonly nps: DesignNumbers; readonly api00: DesignNumbers } };
  readonly unweighted: { readonly npsMean: number };
}

describe('ols-weighted: the means of survey::apistrat (R survey 4.1-1: svymean, deff = "replace")', () => {
  const { expected: design, column, cells: text } = readCase<ExpectedDesign>('ols-weighted');
  const weights = column('weight').values as Float64Array;
  const labels = ['E', 'H', 'M'];
  const strata = Int32Array.from(text('stype'), (label) => labels.indexOf(label));
  const points = npsPoints(column('score').values);
  const DIGITS = 12; // the case asks for 9

  const forms: [string, SurveyDesign, ExpectedDesign['weightsOnly']['means']][] = [
    ['weights', { weights }, design.weightsOnly.means],
    ['weights and strata', { weights, strata }, design.weightsAndStrata.means],
  ];
  it.each(forms)('%s: NPS with its linearised error, design effect and normal interval', (_name, roles, { nps: numbers }) => {
    const score = surveyScore(npsScore, points, roles);
    expect(score.seType).toBe('LINEARIZED');
    expect(digits(score.estimate, numbers.mean)).toBeGreaterThan(DIGITS);
    expect(digits(score.stdErr, numbers.se)).toBeGreaterThan(DIGITS);
    expect(digits(score.designEffect, numbers.designEffect)).toBeGreaterThan(DIGITS);
    expect(digits(score.effectiveN, numbers.effectiveN)).toBeGreaterThan(DIGITS);
    expect(digits(score.kishEffectiveN, design.kishEffectiveN)).toBeGreaterThan(DIGITS);
    expect(digits(score.n / score.kishEffectiveN, design.kishDesignEffect)).toBeGreaterThan(DIGITS);
    const mean = surveyScore(csiScore, points, roles); // the mean of the points with the plain normal interval
    expect(digits(mean.ciLow, numbers.ciNormal95[0])).toBeGreaterThan(DIGITS);
    expect(digits(mean.ciHigh, numbers.ciNormal95[1])).toBeGreaterThan(DIGITS);
  });
  it.each(forms)('%s: means with t of units less strata', (_name, roles, means) => {
    for (const [values, numbers] of [
      [points, means.nps],
      [column('api00').values, means.api00],
    ] as const) {
      const score = surveyScore(cesScore({ min: -100, max: 1000 }), values, roles);
      expect(score.df).toBe(numbers.designDf);
      expect(digits(score.estimate, numbers.mean)).toBeGreaterThan(DIGITS);
      expect(digits(score.stdErr, numbers.se)).toBeGreaterThan(DIGITS);
      expect(digits(score.designEffect, numbers.designEffect)).toBeGreaterThan(DIGITS);
      expect(digits(score.ciLow, numbers.ciT95[0])).toBeGreaterThan(DIGITS);
      expect(digits(score.ciHigh, numbers.ciT95[1])).toBeGreaterThan(DIGITS);
    }
  });
  it('weights, from sums per class', () => {
    const sums = [100, 0, -100].map((value) => {
      const chosen = weights.filter((_, row) => points[row] === value);
      return { n: chosen.length, sumWeights: sum(chosen), sumSquaredWeights: sum(chosen.map((weight) => weight ** 2)) };
    });
    const [promoters, passives, detractors] = sums as [WeightSums, WeightSums, WeightSums];
    const { nps: numbers } = design.weightsOnly.means;
    const score = weightedNps({ promoters, passives, detractors });
    expect(digits(score.stdErr, numbers.se)).toBeGreaterThan(DIGITS);
    expect(digits(score.effectiveN, numbers.effectiveN)).toBeGreaterThan(DIGITS);
  });
  it('without weights', () => expect(surveyScore(npsScore, points).estimate).toBeCloseTo(design.unweighted.npsMean, 12));
});

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

// R 4.2.2, sandwich 3.0.2 on MASS::nlschools (case ols-clustered), w = class_size:
//   vc <- function(m) vcovCL(m, cluster = d$class, type = "HC0", cadjust = TRUE)       G/(G - 1), the CR1 of a mean
//   m <- lm(lang ~ 1, d); coef(m); sqrt(vc(m))                                         the same with weights = w
//   u <- ifelse(lang >= 50, 100, ifelse(lang >= 40, 0, -100)); var(u) / vc(lm(u ~ 1))  the effective n
//   m <- lm(lang ~ 0 + (ses >= 27), d): contrast of the two means, their correlation, t and 2 * pt(-t, 132); t.test(): Welch
describe('clustered means and differences against sandwich', () => {
  const { column, cells: text } = readCase('ols-clustered');
  const lang = column('lang').values;
  const names = [...new Set(text('class'))];
  const clusters = Int32Array.from(text('class'), (name) => names.indexOf(name));
  const weights = Float64Array.from(text('class_size'), Number);
  const kind = cesScore({ min: 0, max: 100 });
  const bySes = { labels: ['low', 'high'], codes: Int32Array.from(text('ses'), (ses) => Number(Number(ses) >= 27)) };
  const DIGITS = 12;

  it('mean of 133 classes', () => {
    const score = surveyScore(kind, lang, { clusters });
    expect(score).toMatchObject({ seType: 'CR1', customers: 133, df: 132, n: 2287 });
    expect(digits(score.estimate, 40.934849147354647)).toBeGreaterThan(DIGITS);
    expect(digits(score.stdErr, 0.39087191333843108)).toBeGreaterThan(DIGITS);
    expect(digits(score.ciHigh, 40.934849147354647 + 1.9780988419241194 * 0.39087191333843108)).toBeGreaterThan(DIGITS);
  });
  it('weighted mean of classes', () => {
    const score = surveyScore(kind, lang, { clusters, weights });
    expect(digits(score.estimate, 40.975328594752362)).toBeGreaterThan(DIGITS);
    expect(digits(score.stdErr, 0.41251987325247491)).toBeGreaterThan(DIGITS);
  });
  it('NPS of classes: its error and effective n', () => {
    const points = Float64Array.from(lang, (value) => (value >= 50 ? 100 : value >= 40 ? 0 : -100));
    const score = surveyScore(npsScore, points, { clusters });
    expect(digits(score.estimate, -19.85133362483618)).toBeGreaterThan(DIGITS);
    expect(digits(score.stdErr, 3.1463618438759928)).toBeGreaterThan(DIGITS);
    expect(digits(score.effectiveN, 556.71622661054187)).toBeGreaterThan(DIGITS);
  });
  it('difference of two groups that share 121 classes', () => {
    const outcome = scoresByGroup(kind, lang, bySes, { clusters });
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const [difference] = outcome.fit.differences;
    expect(difference).toMatchObject({ group: 'high', against: 'low', df: 132, sharedCustomers: 124 + 130 - 133, seType: 'CR1' });
    expect(digits(difference!.estimate, 5.18676544365551)).toBeGreaterThan(DIGITS);
    expect(digits(difference!.stdErr, 0.54091317691419205)).toBeGreaterThan(DIGITS);
    expect(digits(difference!.correlation, 0.3292944829683726)).toBeGreaterThan(DIGITS);
    expect(digits(difference!.statistic, 9.5889056969272435)).toBeGreaterThan(DIGITS);
    expect(digits(difference!.pValue, 7.5487781120486974e-17)).toBeGreaterThan(11);
  });
  it('weighted difference of the same groups', () => {
    const outcome = scoresByGroup(kind, lang, bySes, { clusters, weights });
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const [difference] = outcome.fit.differences;
    expect(digits(difference!.estimate, 5.1684100327567535)).toBeGreaterThan(DIGITS);
    expect(digits(difference!.stdErr, 0.56732460022555375)).toBeGreaterThan(DIGITS);
    expect(digits(difference!.correlation, 0.32850942655891924)).toBeGreaterThan(DIGITS);
  });
  it('difference of independent means: Welch', () => {
    const outcome = scoresByGroup(kind, lang, bySes);
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const [difference] = outcome.fit.differences;
    expect(digits(difference!.stdErr, 0.36068082017822983)).toBeGreaterThan(DIGITS);
    expect(digits(difference!.df, 2239.899545321744)).toBeGreaterThan(DIGITS);
    expect(digits(difference!.pValue, 6.4434479780209261e-45)).toBeGreaterThan(10);
    expect(digits(difference!.ciLow, 4.4794618271715985)).toBeGreaterThan(11);
    expect(digits(difference!.ciHigh, 5.8940690601388095)).toBeGreaterThan(11);
  });
});
