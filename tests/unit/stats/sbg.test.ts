import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  discountedLifetime,
  discountedResidualLifetime,
  expectedTenure,
  type RenewalModel,
  randomStream,
  renewalRate,
  type SbgFit,
  sbg,
  sbgAt,
  survivalForecast,
} from '../../../worker/stats/index.ts';
import { renewalCounts, sbgLikelihood } from '../../../worker/stats/value/renewal/sbgLikelihood.ts';
import { digits } from '../../reference/readCase.ts';

// Fader & Hardie (2007), Table 1: High End, in customers of 1,000
const highEnd = Float64Array.of(1000, 869, 743, 653, 593, 551, 517, 491);

const cohort = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 }).map((rates) => {
  let left = 500;
  return Float64Array.of(left, ...rates.map((rate) => (left = Math.round(left * rate))));
});
const parameters = fc.record({
  alpha: fc.double({ min: 0.05, max: 50, noNaN: true }),
  beta: fc.double({ min: 0.05, max: 50, noNaN: true }),
});

function fitted(outcome: ReturnType<typeof sbg>): SbgFit & { readonly model: { readonly kind: 'sbg' } } {
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  if (outcome.fit.model.kind !== 'sbg') throw new Error(`the maximum is ${outcome.fit.model.kind}`);
  return outcome.fit as SbgFit & { readonly model: { readonly kind: 'sbg' } };
}

describe('sbgLikelihood', () => {
  it('is never positive', () =>
    fc.assert(
      fc.property(cohort, parameters, (survivors, { alpha, beta }) => {
        expect(sbgLikelihood(renewalCounts([survivors]), alpha, beta).logLikelihood).toBeLessThanOrEqual(0);
      }),
    ));
  it('is the sum of lost ln P(T = t) and remaining ln S, by the recursion of the paper', () =>
    fc.assert(
      fc.property(cohort, parameters, (survivors, { alpha, beta }) => {
        let [expected, density, survival] = [0, alpha / (alpha + beta), 1];
        for (let t = 1; t < survivors.length; t++) {
          if (t > 1) density *= (beta + t - 2) / (alpha + beta + t - 1);
          survival -= density;
          if (survivors[t - 1]! > survivors[t]!) expected += (survivors[t - 1]! - survivors[t]!) * Math.log(density);
        }
        if (survivors.at(-1)! > 0) expected += survivors.at(-1)! * Math.log(survival);
        const { logLikelihood } = sbgLikelihood(renewalCounts([survivors]), alpha, beta);
        // 1 - P(1) - … cancels where hardly anybody is left, so compare where it does not
        if (survival > 1e-4) expect(Math.abs(logLikelihood - expected)).toBeLessThan(1e-8 * (1 + Math.abs(expected)));
      }),
    ));
  it('score and information are its derivatives, by central differences', () =>
    fc.assert(
      fc.property(parameters, ({ alpha, beta }) => {
        const at = (a: number, b: number) => sbgLikelihood(renewalCounts([highEnd]), a, b);
        const { score, information } = at(alpha, beta);
        for (const [i, [da, db]] of [
          [1e-5 * alpha, 0],
          [0, 1e-5 * beta],
        ].entries()) {
          const [above, below] = [at(alpha + da!, beta + db!), at(alpha - da!, beta - db!)];
          const step = 2 * (da! + db!);
          expect((above.logLikelihood - below.logLikelihood) / step / (1 + Math.abs(score[i]!))).toBeCloseTo(
            score[i]! / (1 + Math.abs(score[i]!)),
            5,
          );
          for (let j = 0; j < 2; j++) {
            const expected = information[2 * i + j]!;
            expect((below.score[j]! - above.score[j]!) / step / (1 + Math.abs(expected))).toBeCloseTo(
              expected / (1 + Math.abs(expected)),
              5,
            );
          }
        }
      }),
    ));
});

describe('sbg', () => {
  const fit = fitted(sbg([highEnd]));

  it('has score zero at the maximum, in units of standard errors', () => {
    const { score, information } = sbgLikelihood(renewalCounts([highEnd]), fit.model.alpha, fit.model.beta);
    score.forEach((slope, i) => {
      expect(Math.abs(slope) / Math.sqrt(information[3 * i]!)).toBeLessThan(1e-11);
    });
  });
  it('information times covariance is the identity', () => {
    const { information } = sbgLikelihood(renewalCounts([highEnd]), fit.model.alpha, fit.model.beta);
    const c = fit.covariance!;
    const product = [0, 1].flatMap((i) => [0, 1].map((j) => information[2 * i]! * c[j]! + information[2 * i + 1]! * c[2 + j]!));
    product.forEach((value, i) => {
      expect(value).toBeCloseTo(i === 0 || i === 3 ? 1 : 0, 10);
    });
  });
  it('is not below any point nearby', () =>
    fc.assert(
      fc.property(parameters, ({ alpha, beta }) => {
        expect(fitted(sbgAt([highEnd], { alpha, beta })).logLikelihood).toBeLessThanOrEqual(fit.logLikelihood + 1e-9);
      }),
    ));
  it('a cohort k times the size has the same parameters, with errors smaller by the root of k', () => {
    const larger = fitted(sbg([highEnd.map((left) => 9 * left)]));
    expect(digits(larger.model.alpha, fit.model.alpha)).toBeGreaterThan(12);
    expect(digits(larger.stdErrs!.alpha, fit.stdErrs!.alpha / 3)).toBeGreaterThan(12);
  });
  it('does not depend on the order of cohorts, nor on cohorts seen at acquisition only', () => {
    const cohorts = [highEnd, highEnd.slice(0, 4).map((left) => 2 * left), highEnd.slice(0, 6)];
    const pooled = fitted(sbg(cohorts));
    expect(fitted(sbg(cohorts.toReversed()))).toEqual(pooled);
    expect(fitted(sbg([...cohorts, Float64Array.of(777)]))).toEqual(pooled);
    expect(pooled.n).toBe(4000);
  });
  it('finds the parameters of simulated customers within 3 standard errors', () => {
    const stream = randomStream(2);
    const survivors = new Float64Array(13);
    for (let i = 0; i < 20_000; i++) {
      const [leaves, stays] = [stream.gamma(0.7), stream.gamma(2.5)];
      for (let period = 0; period < 13; period++) {
        survivors[period]!++;
        if (stream.uniform() < leaves / (leaves + stays)) break;
      }
    }
    const { model, stdErrs } = fitted(sbg([survivors]));
    expect(Math.abs(model.alpha - 0.7) / stdErrs!.alpha).toBeLessThan(3);
    expect(Math.abs(model.beta - 2.5) / stdErrs!.beta).toBeLessThan(3);
  });
  it('settles on any cohort: within, or on a boundary that no point within exceeds', () =>
    fc.assert(
      fc.property(cohort, parameters, (survivors, { alpha, beta }) => {
        const outcome = sbg([survivors]);
        if (outcome.kind === 'notEstimable') {
          expect(['NOT_ENOUGH_DATA', 'TOO_FEW_EVENTS']).toContain(outcome.reason);
          return;
        }
        const anywhere = sbgLikelihood(renewalCounts([survivors]), alpha, beta).logLikelihood;
        expect(anywhere).toBeLessThanOrEqual(outcome.fit.logLikelihood + 1e-7 * (1 + Math.abs(anywhere)));
        expect(outcome.fit.logLikelihood).toBeLessThanOrEqual(0);
      }),
      { numRuns: 500 },
    ));
});

describe('sbg on the boundary', () => {
  it('retention that does not rise: the geometric model, without errors', () => {
    const outcome = sbg([Float64Array.of(1000, 900, 800, 690)]);
    // 310 of 2,700 customers at risk left
    expect(outcome).toMatchObject({
      kind: 'fitted',
      fit: { model: { kind: 'geometric', churn: 310 / 2700 }, stdErrs: null, covariance: null, logOddsVariance: 1 / 310 + 1 / 2390 },
      warnings: [{ code: 'BOUNDARY' }],
    });
    if (outcome.kind !== 'fitted') throw new Error('not fitted');
    expect(outcome.fit.logLikelihood).toBeCloseTo(310 * Math.log(310 / 2700) + 2390 * Math.log(2390 / 2700), 9);
    const [, , second] = survivalForecast(outcome.fit, 2);
    expect(second).toMatchObject({ survivalLow: null, retentionHigh: null });
    expect(second!.survival).toBeCloseTo((2390 / 2700) ** 2, 14);
  });
  it('losses at the first renewal only: some leave at once and the others never', () => {
    const outcome = sbg([Float64Array.of(100, 70, 70, 70)]);
    expect(outcome).toMatchObject({ fit: { model: { kind: 'polarised', churn: 0.3 }, stdErrs: null }, warnings: [{ code: 'BOUNDARY' }] });
    if (outcome.kind !== 'fitted') throw new Error('not fitted');
    expect(survivalForecast(outcome.fit, 5).map(({ survival }) => survival)).toEqual([1, 0.7, 0.7, 0.7, 0.7, 0.7]);
  });
  it.each<[string, number[], object]>([
    [
      'nobody left',
      [100, 100, 100],
      { reason: 'TOO_FEW_EVENTS', detail: 'none of 100 customers left, so nothing tells how soon they will' },
    ],
    ['one renewal was seen', [100, 60], { reason: 'NOT_ENOUGH_DATA' }],
    ['everybody left at the first renewal', [100, 0, 0], { reason: 'NOT_ENOUGH_DATA' }],
    ['no renewal was seen', [100], { reason: 'NOT_ENOUGH_DATA' }],
  ])('cannot be estimated where %s', (_what, survivors, expected) =>
    expect(sbg([Float64Array.from(survivors)])).toMatchObject({ kind: 'notEstimable', ...expected }),
  );
  it('warns below ten losses a parameter', () =>
    expect(sbg([Float64Array.of(100, 95, 93, 92, 92)])).toMatchObject({ warnings: [{ code: 'TOO_FEW_EVENTS' }] }));
});

describe('survivalForecast', () => {
  const fit = fitted(sbg([highEnd]));
  const rows = survivalForecast(fit, 40);
  it('falls from 1 while retention rises, within their intervals and these within 0 and 1', () =>
    rows.slice(1).forEach((row, i) => {
      expect(row.survival).toBeLessThan(rows[i]!.survival);
      expect(row.retention!).toBeGreaterThan(rows[i]!.retention ?? 0);
      expect([0, row.survivalLow!, row.survival, row.survivalHigh!, 1]).toEqual(
        [0, row.survivalLow!, row.survival, row.survivalHigh!, 1].toSorted((a, b) => a - b),
      );
      expect([0, row.retentionLow!, row.retention!, row.retentionHigh!, 1]).toEqual(
        [0, row.retentionLow!, row.retention!, row.retentionHigh!, 1].toSorted((a, b) => a - b),
      );
    }));
  it('after one renewal survival is retention, and so are its errors, on their two scales', () => {
    const { survival, retention, survivalLow, retentionLow } = rows[1]!;
    expect(survival).toBe(retention);
    expect(survivalLow).toBeCloseTo(retentionLow!, 3);
  });
  it('the interval is the delta method on ln(-ln S), by differences of the formula', () => {
    const { alpha, beta } = fit.model;
    const scale = (a: number, b: number): number => {
      let logSurvival = 0;
      for (let t = 1; t <= 9; t++) logSurvival += Math.log(renewalRate({ kind: 'sbg', alpha: a, beta: b }, t));
      return Math.log(-logSurvival);
    };
    const step = 1e-6;
    const byAlpha = (scale(alpha + step, beta) - scale(alpha - step, beta)) / (2 * step);
    const byBeta = (scale(alpha, beta + step) - scale(alpha, beta - step)) / (2 * step);
    const [aa, ab, , bb] = fit.covariance as unknown as [number, number, number, number];
    const stdErr = Math.sqrt(byAlpha * byAlpha * aa + 2 * byAlpha * byBeta * ab + byBeta * byBeta * bb);
    const row = rows[9]!;
    expect(Math.log(-Math.log(row.survivalLow!)) - Math.log(-Math.log(row.survival))).toBeCloseTo(1.959963984540054 * stdErr, 7);
  });
});

describe('discountedLifetime', () => {
  const models: RenewalModel[] = [
    { kind: 'sbg', alpha: 0.7, beta: 3.8 },
    { kind: 'sbg', alpha: 3, beta: 400 },
    { kind: 'sbg', alpha: 0.05, beta: 0.05 },
    { kind: 'geometric', churn: 0.12 },
    { kind: 'polarised', churn: 0.4 },
  ];
  it.each(models)('is the sum of discounted survival: %o', (model) => {
    for (const d of [0.5, 0.1, 0.01]) {
      let [sum, survival] = [0, 1];
      for (let t = 0; t < 40 / Math.log1p(d); t++) {
        if (t > 0) survival *= renewalRate(model, t);
        sum += survival * (1 + d) ** -t;
      }
      expect(digits(discountedLifetime(model, d), sum)).toBeGreaterThan(11);
    }
  });
  it.each(models)('is one payment and what is left before the first renewal, discounted once: %o', (model) =>
    expect(digits(1 + discountedResidualLifetime(model, 0, 0.1)! / 1.1, discountedLifetime(model, 0.1)!)).toBeGreaterThan(13),
  );
  it('undiscounted it exists for alpha above 1 only', () => {
    expect(discountedLifetime({ kind: 'sbg', alpha: 1, beta: 4 }, 0)).toBeNull();
    expect(discountedLifetime({ kind: 'polarised', churn: 0.4 }, 0)).toBeNull();
    expect(discountedLifetime({ kind: 'sbg', alpha: 3, beta: 4 }, 0)).toBe(3);
    expect(expectedTenure({ kind: 'sbg', alpha: 3, beta: 4 }, 200_000)).toBeCloseTo(3, 5);
  });
  // mpmath 1.3, 45 digits: hyp2f1(1, b, a + b, 1 / (1 + d)); @stdlib's hyp2f1 0.1.1 gives NaN for the first
  it.each([
    [2, 300, 0.1, 10.33546550273227],
    [0.5, 20, 0.02, 31.6632799522289],
    [1, 3.8, 0.001, 19.59352887466819],
    [3.7, 0.5, 0.1, 1.15720288088509],
    [100, 300, 0.1, 3.154905082894191],
  ])('alpha %d, beta %d, d %d', (alpha, beta, d, expected) =>
    expect(digits(discountedLifetime({ kind: 'sbg', alpha, beta }, d), expected)).toBeGreaterThan(12),
  );
  it('refuses a negative discount and half a renewal', () => {
    expect(() => discountedLifetime(models[0]!, -0.1)).toThrow('discountRate has -0.1, a value from 0 up is needed');
    expect(() => discountedResidualLifetime(models[0]!, 0.5, 0.1)).toThrow('renewalsMade has 0.5, a whole number from 0 up is needed');
  });
});

it.each<[string, number[][], string]>([
  ['rising survivors', [[100, 80, 81]], 'cohorts[0] has 81 at period 2, at most the 80 of the period before is needed'],
  [
    'shares',
    [
      [100, 80],
      [1, 0.8],
    ],
    'cohorts[1] has 0.8 at period 1, a whole number from 0 up is needed',
  ],
  ['an empty cohort', [[]], 'cohorts[0] has length 0, the customers at period 0 are needed'],
  ['no cohort', [], 'cohorts has length 0, at least 1 is needed'],
])('refuses %s', (_what, cohorts, message) => expect(() => sbg(cohorts.map((survivors) => Float64Array.from(survivors)))).toThrow(message));
it('refuses parameters that are none', () =>
  expect(() => sbgAt([highEnd], { alpha: 0, beta: 1 })).toThrow('alpha has 0, a number above 0 is needed'));
