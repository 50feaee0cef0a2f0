import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GammaGammaFit, gammaGamma, gammaGammaAt, type SpendHistories, spendPrediction } from '../../../worker/stats/index.ts';
import { gammaGammaLikelihood } from '../../../worker/stats/value/spend/gammaGammaLikelihood.ts';
import { identicalSpendMaximum, steadySpendMaximum } from '../../../worker/stats/value/spend/gammaGammaLimits.ts';
import { spendSample } from '../../../worker/stats/value/spend/spendSample.ts';
import { digits, readCase } from '../../reference/readCase.ts';
import { simulatedSpend } from '../../support/simulatedSpend.ts';

const cdnow = { p: 6.25, q: 3.74, v: 15.44 };

function fitted(outcome: ReturnType<typeof gammaGamma>): GammaGammaFit & { readonly model: { readonly kind: 'gammaGamma' } } {
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  if (outcome.fit.model.kind !== 'gammaGamma') throw new Error(`the maximum is ${outcome.fit.model.kind}`);
  return outcome.fit as GammaGammaFit & { readonly model: { readonly kind: 'gammaGamma' } };
}

const parameters = fc.record({
  p: fc.double({ min: 0.3, max: 20, noNaN: true }),
  q: fc.double({ min: 0.5, max: 20, noNaN: true }),
  v: fc.double({ min: 0.1, max: 100, noNaN: true }),
});

describe('gammaGammaLikelihood', () => {
  const sample = spendSample(simulatedSpend(cdnow, 200, 1));
  const at = (values: readonly number[]) => gammaGammaLikelihood(sample, values[0]!, values[1]!, values[2]!);

  it('score and information are its derivatives, by central differences', () =>
    fc.assert(
      fc.property(parameters, ({ p, q, v }) => {
        const point = [p, q, v];
        const { score, information } = at(point);
        for (let i = 0; i < 3; i++) {
          const step = 1e-5 * point[i]!;
          const [above, below] = [1, -1].map((sign) => at(point.with(i, point[i]! + sign * step)));
          const slope = (above!.logLikelihood - below!.logLikelihood) / (2 * step);
          expect(Math.abs(slope - score[i]!)).toBeLessThan(1e-6 * (1 + Math.abs(score[i]!)) + 1e-5 / point[i]!);
          for (let j = 0; j < 3; j++) {
            const curvature = -(above!.score[j]! - below!.score[j]!) / (2 * step);
            expect(Math.abs(curvature - information[3 * i + j]!)).toBeLessThan(1e-6 * (1 + Math.abs(information[3 * i + j]!)) + 1e-5);
          }
        }
      }),
    ));

  // 50-digit arithmetic (mpmath 1.3): loggamma(p*x+q)-loggamma(p*x)-loggamma(q)+q*log(v)+(p*x-1)*log(m)+p*x*log(x)-(p*x+q)*log(v+m*x)
  it.each([
    [1e6, 35, -3.994407526459481],
    [1e4, 3.5, -17.88992752768018],
    [50, 1e6, -49.85419255567217],
  ])('keeps its digits at x = %d, m = %d', (x, m, expected) => {
    const one = gammaGammaAt({ frequency: Float64Array.of(x), monetary: Float64Array.of(m), counts: null }, cdnow);
    expect(digits(fitted(one).logLikelihood, expected)).toBeGreaterThan(12);
  });
});

describe('gammaGamma', () => {
  const histories = simulatedSpend(cdnow, 2000, 7);
  const fit = fitted(gammaGamma(histories));
  const { p, q, v } = fit.model;

  it('has score zero at the maximum, in units of standard errors', () => {
    const sample = spendSample(histories);
    const { score, information } = gammaGammaLikelihood(sample, p, q, v / sample.unit);
    score.forEach((slope, i) => {
      expect(Math.abs(slope) / Math.sqrt(information[4 * i]!)).toBeLessThan(1e-9);
    });
  });
  it('information times covariance is the identity', () => {
    const sample = spendSample(histories);
    const { information } = gammaGammaLikelihood(sample, p, q, v / sample.unit);
    const scales = [1, 1, sample.unit];
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let k = 0; k < 3; k++) sum += (information[3 * i + k]! / scales[i]! / scales[k]!) * fit.covariance![3 * k + j]!;
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 8);
      }
    }
  });
  it('is not below any point nearby', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 3, maxLength: 3 }), ([a, b, c]) => {
        const nearby = { p: p * Math.exp(a!), q: q * Math.exp(b!), v: v * Math.exp(c!) };
        expect(fitted(gammaGammaAt(histories, nearby)).logLikelihood).toBeLessThanOrEqual(fit.logLikelihood! + 1e-9);
      }),
    ));
  it('finds the parameters of simulated customers within 3 standard errors', () => {
    const { stdErrs, model } = fitted(gammaGamma(simulatedSpend(cdnow, 50_000, 3)));
    for (const name of ['p', 'q', 'v'] as const) expect(Math.abs(model[name] - cdnow[name]) / stdErrs![name]).toBeLessThan(3);
  });

  it('money in another unit scales v and nothing else', () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), (unit) => {
        const scaled = fitted(gammaGamma({ ...histories, monetary: histories.monetary.map((m) => m * unit) }));
        expect(digits(scaled.model.p, p)).toBeGreaterThan(9);
        expect(digits(scaled.model.q, q)).toBeGreaterThan(9);
        expect(digits(scaled.model.v, v * unit)).toBeGreaterThan(9);
        expect(digits(scaled.stdErrs!.p, fit.stdErrs!.p)).toBeGreaterThan(8);
        expect(digits(scaled.stdErrs!.v, fit.stdErrs!.v * unit)).toBeGreaterThan(8);
        expect(digits(scaled.logLikelihood, fit.logLikelihood! - fit.n * Math.log(unit))).toBeGreaterThan(11);
      }),
      { numRuns: 20 },
    ));
  it('counts are repeated rows, and a count of 0 is none', () => {
    const part = histories.frequency.length / 2;
    const counts = histories.frequency.map((_, i) => (i < part ? i % 4 : 1));
    const rows = Array.from(counts.keys()).flatMap((row) => Array.from({ length: counts[row]! }, () => row));
    const repeated = fitted(
      gammaGamma({
        frequency: Float64Array.from(rows, (row) => histories.frequency[row]!),
        monetary: Float64Array.from(rows, (row) => histories.monetary[row]!),
        counts: null,
      }),
    );
    const counted = fitted(gammaGamma({ ...histories, counts }));
    expect(counted.n).toBe(repeated.n);
    for (const name of ['p', 'q', 'v'] as const) expect(digits(counted.model[name], repeated.model[name])).toBeGreaterThan(9);
    expect(digits(counted.correlation.rank, repeated.correlation.rank!)).toBeGreaterThan(10);
  });
  it('does not depend on the order of the customers', () => {
    const reversed = fitted(
      gammaGamma({ frequency: histories.frequency.toReversed(), monetary: histories.monetary.toReversed(), counts: null }),
    );
    for (const name of ['p', 'q', 'v'] as const) expect(digits(reversed.model[name], fit.model[name])).toBeGreaterThan(9);
  });
  it('reads customers with a repeat purchase and an amount only', () => {
    const others = { frequency: Float64Array.of(0, 3, 0), monetary: Float64Array.of(0, 0, 99) };
    const more = fitted(
      gammaGamma({
        frequency: Float64Array.of(...histories.frequency, ...others.frequency),
        monetary: Float64Array.of(...histories.monetary, ...others.monetary),
        counts: null,
      }),
    );
    expect(more).toEqual(fit);
  });
});

describe('gammaGamma by class of frequency', () => {
  const rank = (level: (x: number) => number): ReturnType<typeof gammaGamma> => {
    const histories = simulatedSpend(cdnow, 3000, 11);
    return gammaGamma({ ...histories, monetary: histories.monetary.map((m, i) => m * level(histories.frequency[i]!)) });
  };
  it('is not asked for where spend does not depend on frequency', () => {
    const outcome = rank(() => 1);
    expect(fitted(outcome).byFrequency).toBeNull();
    expect(outcome.kind === 'fitted' && outcome.warnings).toEqual([]);
  });
  it('has at most five classes of at least 100 customers, in order, that cover all', () => {
    const outcome = rank((x) => 1 + x / 4);
    const { classes } = fitted(outcome).byFrequency!;
    expect(outcome.kind === 'fitted' && outcome.warnings.map(({ code }) => code)).toEqual(['SPEND_DEPENDS']);
    expect(classes.length).toBeGreaterThan(1);
    expect(classes.length).toBeLessThanOrEqual(5);
    expect(classes[0]!.from).toBe(1);
    expect(classes.at(-1)!.to).toBeNull();
    classes.forEach(({ n, from }, i) => {
      expect(n).toBeGreaterThanOrEqual(100);
      if (i > 0) expect(from).toBe(classes[i - 1]!.to! + 1);
    });
    expect(classes.reduce((sum, { n }) => sum + n, 0)).toBe(fitted(outcome).n);
  });
  it('has higher levels where frequent buyers spend more, and a likelihood not below that of one level', () => {
    const fit = fitted(rank((x) => 1 + x / 4));
    const levels = fit.byFrequency!.classes.map(({ model }) => model.v);
    expect(levels).toEqual(levels.toSorted((a, b) => a - b));
    expect(fit.byFrequency!.logLikelihood).toBeGreaterThan(fit.logLikelihood!);
  });
  // R 4.2.2 on clv-cdnow/customers.csv, x > 0, class = 1, 2, 3 and more: optim(log(c(p, q, v1, v2, v3)), BFGS) of the negative sum of
  // -lbeta(p*x,q) - p*x*log1p(v/(x*m)) - q*log1p(x*m/v) - log(m), optimHess for the errors; it stops at 5 digits
  it('agrees with optim of R on CDNOW', () => {
    const { column } = readCase('clv-cdnow', 'customers.csv');
    const histories: SpendHistories = {
      frequency: column('x').values as Float64Array,
      monetary: column('m_x').values as Float64Array,
      counts: null,
    };
    const { classes, logLikelihood } = fitted(gammaGamma(histories)).byFrequency!;
    const expected = [12.0284534, 3.3170764, 5.9143627, 7.052997, 7.7688615];
    const got = [classes[0]!.model.p, classes[0]!.model.q, ...classes.map(({ model }) => model.v)];
    got.forEach((value, i) => {
      expect(digits(value, expected[i]!)).toBeGreaterThan(5);
    });
    const errors = [4.3454, 0.239627, 2.63653, 3.04795, 3.29782];
    const variances = [classes[0]!.covariance[0]!, classes[0]!.covariance[4]!, ...classes.map(({ covariance }) => covariance[8]!)];
    variances.forEach((variance, i) => {
      expect(digits(Math.sqrt(variance), errors[i]!)).toBeGreaterThan(4);
    });
    expect(logLikelihood).toBeGreaterThanOrEqual(-4041.14077957915);
    expect(logLikelihood).toBeCloseTo(-4041.14077957915, 5);
  });
});

describe('gammaGamma on the boundary', () => {
  const frequency = Float64Array.of(1, 2, 3, 4, 1, 2, 5, 8, 3, 2);
  // R 4.2.2: optim(BFGS) of the three-parameter likelihood runs to q = 5e6 (p = 4e5) at the log-likelihood of these two-parameter
  // models: sum(dgamma(m, shape = p*x, rate = r*x, log = TRUE)) and sum(q*log(c) - lgamma(q) - (q+1)*log(m) - c/m), to 4 digits
  it('customers who do not differ: everybody is expected to spend the same', () => {
    const outcome = gammaGamma({ frequency, monetary: Float64Array.of(8, 12, 9, 11, 13, 10.5, 10.2, 9.8, 8.9, 11.4), counts: null });
    if (outcome.kind !== 'fitted' || outcome.fit.model.kind !== 'identical') throw new Error('identical is expected');
    const { model, logLikelihood, stdErrs, covariance } = outcome.fit;
    expect(digits(model.p, 29.83728766069)).toBeGreaterThan(4);
    expect(digits(model.rate, 2.92800195571)).toBeGreaterThan(4);
    expect(logLikelihood).toBeCloseTo(-15.8609797921, 7);
    expect([stdErrs, covariance]).toEqual([null, null]);
    expect(outcome.warnings.map(({ code }) => code)).toContain('BOUNDARY');
    const { expectedSpend, expectedLow, predictedLow } = spendPrediction(outcome.fit, Float64Array.of(0, 9), Float64Array.of(0, 50));
    // all money by all purchases
    expect(expectedSpend[0]).toBeCloseTo(315.9 / 31, 12);
    expect(expectedSpend[1]).toBe(expectedSpend[0]);
    expect([...expectedLow, ...predictedLow]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });
  it('amounts that do not vary within a customer: everybody goes on as before', () => {
    const outcome = gammaGamma({ frequency, monetary: Float64Array.of(12, 11, 33, 5, 15, 9, 70, 4, 21, 13), counts: null });
    if (outcome.kind !== 'fitted' || outcome.fit.model.kind !== 'steady') throw new Error('steady is expected');
    const { model, logLikelihood } = outcome.fit;
    expect(digits(model.q, 1.9231807387)).toBeGreaterThan(5);
    expect(digits(model.scale, 19.803101328)).toBeGreaterThan(5);
    expect(logLikelihood).toBeCloseTo(-37.9102204257, 7);
    const { expectedSpend } = spendPrediction(outcome.fit, Float64Array.of(0, 9), Float64Array.of(0, 50));
    expect(expectedSpend[0]).toBeCloseTo(model.scale / (model.q - 1), 12);
    expect(expectedSpend[1]).toBe(50);
  });
  it('q at 1 or below: no population mean, said so and null', () => {
    const outcome = gammaGammaAt({ frequency, monetary: frequency, counts: null }, { p: 2, q: 1, v: 3 });
    expect(outcome).toMatchObject({ fit: { populationMean: null }, warnings: [{ code: 'BOUNDARY' }, { code: 'SPEND_DEPENDS' }] });
    const { expectedSpend, predictedHigh } = spendPrediction(fitted(outcome), Float64Array.of(0, 1), Float64Array.of(0, 5));
    expect(expectedSpend).toEqual(Float64Array.of(Number.NaN, (2 * (3 + 5)) / 2));
    expect(predictedHigh[0]).toBeNaN();
  });
  it.each<[string, Float64Array, Float64Array, object]>([
    ['fewer than 4 repeat buyers', Float64Array.of(1, 2, 0), Float64Array.of(3, 4, 0), { reason: 'NOT_ENOUGH_DATA' }],
    ['one mean for all', Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 5, 5, 5), { reason: 'ZERO_VARIANCE' }],
  ])('%s cannot be estimated', (_what, x, m, expected) =>
    expect(gammaGamma({ frequency: x, monetary: m, counts: null })).toMatchObject({ kind: 'notEstimable', ...expected }),
  );
  it('settles on small samples of all kinds, and neither boundary has a higher likelihood', () => {
    const kinds = [cdnow, { p: 1, q: 2, v: 10 }, { p: 0.3, q: 1.1, v: 5 }, { p: 300, q: 3, v: 1 }, { p: 2, q: 30, v: 100 }];
    for (let seed = 0; seed < 100; seed++) {
      const histories = simulatedSpend(kinds[seed % kinds.length]!, 12 + seed, seed);
      const outcome = gammaGamma(histories);
      if (outcome.kind !== 'fitted') throw new Error(`seed ${seed}: ${outcome.detail}`);
      const sample = spendSample(histories);
      for (const limit of [identicalSpendMaximum(sample), steadySpendMaximum(sample)])
        expect(limit?.logLikelihood ?? Number.NEGATIVE_INFINITY).toBeLessThanOrEqual(outcome.fit.logLikelihood! + 1e-7);
    }
  });
});

it.each<[string, Partial<SpendHistories>, string]>([
  ['a negative amount', { monetary: Float64Array.of(1, -2) }, 'monetary has -2 at row 1, an amount from 0 up is needed'],
  ['half a purchase', { frequency: Float64Array.of(0.5, 1) }, 'frequency has 0.5 at row 0, a whole number from 0 up is needed'],
  ['unequal lengths', { frequency: Float64Array.of(1) }, 'monetary has length 2, frequency has 1'],
  ['half a customer', { counts: Float64Array.of(1, 1.5) }, 'counts has 1.5 at row 1, a whole number from 0 up is needed'],
])('refuses %s', (_what, columns, message) =>
  expect(() => gammaGamma({ frequency: Float64Array.of(1, 2), monetary: Float64Array.of(3, 4), counts: null, ...columns })).toThrow(
    message,
  ),
);
it('refuses parameters that are none', () =>
  expect(() => gammaGammaAt({ frequency: Float64Array.of(1), monetary: Float64Array.of(3), counts: null }, { p: 1, q: 0, v: 1 })).toThrow(
    'q has 0, a number above 0 is needed',
  ));
