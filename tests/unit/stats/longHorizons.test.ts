import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AliveFuture,
  bgNbd,
  bgNbdModel,
  bgNbdUncertain,
  buyingGroups,
  paretoNbd,
  paretoNbdModel,
  paretoNbdUncertain,
  purchaseForecast,
} from '../../../worker/stats/index.ts';
import { smoothDistribution } from '../../../worker/stats/value/buying/countDistribution.ts';
import { predictedCount } from '../../../worker/stats/value/buying/predictedCount.ts';
import { digits } from '../../reference/readCase.ts';
import { bgBuyers, bgTruth, paretoBuyers, paretoTruth, uncertain } from '../../support/buyingTruths.ts';

/** 600 months of weeks, 52 a year. */
const horizon = 2600;
const month = 52 / 12;

const models = [
  ['BG/NBD', bgNbdModel(bgTruth)],
  ['BG/NBD, nearly all or nothing', bgNbdModel({ r: 0.6, alpha: 6, a: 1e-3, b: 2e-3 })],
  ['BG/NBD, nearly equal dropout', bgNbdModel({ r: 0.6, alpha: 6, a: 2e4, b: 3e6 })],
  ['BG/NBD, no dropout', bgNbdModel({ r: 0.6, alpha: 6, a: 0, b: 1 })],
  ['Pareto/NBD', paretoNbdModel(paretoTruth)],
  ['Pareto/NBD, long lives', paretoNbdModel({ r: 0.6, alpha: 8, s: 0.02, beta: 300 })],
  ['Pareto/NBD, short lives', paretoNbdModel({ r: 0.6, alpha: 8, s: 40, beta: 900 })],
  ['Pareto/NBD, no dropout', paretoNbdModel({ r: 0.6, alpha: 8, s: 0, beta: 1 })],
] as const;
const customers = [
  { x: 0, T: 3 },
  { x: 4, T: 30 },
  { x: 45, T: 52 },
];
const cases = models.flatMap(([name, model]) => customers.map(({ x, T }) => ({ name, x, T, future: model.future(x, T) })));

/** Sums over months of what is bought, each discounted from its beginning and from its end: the truth lies between. */
function monthByMonth(future: AliveFuture, rate: number): { low: number; high: number } {
  let [low, high, before] = [0, 0, 0];
  for (let i = 1; i <= horizon / month; i++) {
    const bought = future.expected(i * month);
    low += (bought - before) * Math.exp(-rate * i * month);
    high += (bought - before) * Math.exp(-rate * (i - 1) * month);
    before = bought;
  }
  return { low, high };
}

describe.each(cases)('$name, x = $x, T = $T, over 600 months', ({ future, x }) => {
  it.each([0.1, 0.5])('discounts by %d a year as month by month', (yearly) => {
    const rate = Math.log1p(yearly) / 52;
    const { low, high } = monthByMonth(future, rate);
    const discounted = future.discounted(rate, horizon);
    expect(discounted).toBeGreaterThan(low);
    expect(discounted).toBeLessThan(high);
    expect((high - low) / low).toBeLessThan(rate * month * 1.1);
  });
  it('has the expected purchases at no discount', () => {
    expect(digits(future.discounted(0, horizon), future.expected(horizon))).toBeGreaterThan(12);
  });
  it('goes to the closed form without end', () => {
    const rate = Math.log(2) / 52;
    expect(digits(future.discounted(rate, horizon), future.discounted(rate, Number.POSITIVE_INFINITY))).toBeGreaterThan(11.5);
  });
  it.each([40, 1000])('has its distribution, and nobody who buys nothing, as counted one by one over %d weeks', (length) => {
    const weeks = x > 4 ? Math.min(length, 300) : length; // a list of all counts of a customer who buys often takes seconds
    const counted = future.probabilities(weeks);
    const distribution = future.distribution(weeks);
    let sum = 0;
    counted.forEach((probability, k) => {
      sum += probability;
      expect(Math.abs(distribution(k) - sum)).toBeLessThan(1e-9);
    });
    expect(future.none(weeks)).toBeCloseTo(counted[0]!, 12);
  });
});

describe('quantiles of counts', () => {
  const distributionOf = (steps: readonly number[]) => {
    const total = steps.reduce((sum, step) => sum + step, 0);
    const sums = steps.map((_, last) => steps.slice(0, last + 1).reduce((sum, step) => sum + step, 0) / total);
    return (count: number): number => sums[count] ?? 1;
  };
  it('are the first count that reaches the level, wherever the search begins', () => {
    const steps = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 200 }).filter((all) => all.some((step) => step > 0));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const level = fc.double({ min: 1e-3, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(steps, steps, share, share, level, fc.nat({ max: 400 }), (one, other, p, q, asked, near) => {
        const distributions = [distributionOf(one), distributionOf(other)];
        const reached = (k: number): number => 1 - p + (1 - q) + p * distributions[0]!(k) + q * distributions[1]!(k);
        let first = 0;
        while (reached(first) < 2 * asked && first < 200) first++;
        expect(predictedCount([p, q], distributions, asked, near)).toBe(first);
      }),
    );
  });
  it('ask a smooth distribution at few places, however many counts there are', () => {
    let places = 0;
    const distribution = smoothDistribution((count) => {
      places++;
      return (1 + count / 5000) ** -3; // P(Y > count) of a lifetime of buying at rates that vary
    }, 2);
    for (let count = 0; count < 100_000; count++) expect(Math.abs(1 - distribution(count) - (1 + count / 5000) ** -3)).toBeLessThan(1e-9);
    expect(places).toBeLessThan(200);
  });
  it.each([
    ['bgnbd', bgBuyers, (groups: ReturnType<typeof buyingGroups>) => uncertain(bgNbd(groups), bgNbdUncertain)],
    ['paretonbd', paretoBuyers, (groups: ReturnType<typeof buyingGroups>) => uncertain(paretoNbd(groups), paretoNbdUncertain)],
  ] as const)(
    '%s: of 2,000 customers take seconds over 600 months',
    (_, buyers, fitOf) => {
      const groups = buyingGroups(buyers);
      const { predictedLow, predictedHigh, expectedPurchases, total } = purchaseForecast(groups, fitOf(groups), horizon);
      expectedPurchases.forEach((expected, group) => {
        expect(predictedLow[group]).toBeLessThanOrEqual(expected);
        expect(predictedHigh[group]).toBeGreaterThanOrEqual(Math.floor(expected));
      });
      expect(total.predicted!.ciHigh).toBeGreaterThan(total.expectedPurchases);
    },
    60_000,
  );
});
