import { describe, expect, it } from 'vitest';
import {
  bgNbd,
  bgNbdModel,
  bgNbdUncertain,
  buyingGroups,
  customerValue,
  discountedPurchases,
  type FitOutcome,
  type GammaGammaFit,
  gammaGamma,
  gammaGammaAt,
  randomStream,
  spendPrediction,
  type UncertainModel,
  type ValueForecastOptions,
  valueForecast,
} from '../../../worker/stats/index.ts';
import { digits } from '../../reference/readCase.ts';
import { bgNbdBuyers } from '../../support/simulatedBuyers.ts';

const buying = { r: 0.6, alpha: 5, a: 0.8, b: 3 };
const spending = { p: 6, q: 4, v: 15 };

/** Customers who buy as BG/NBD and spend as Gamma-Gamma says, with the money that each leaves in the holdout. */
function simulated(n: number, seed: number) {
  const { frequency, recency, age, holdout } = bgNbdBuyers(buying, { n, seed, ages: [20, 40], horizon: 40 });
  const stream = randomStream(seed, 9);
  const monetary = new Float64Array(n);
  const money = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const rate = stream.gamma(spending.q) / spending.v;
    if (frequency[i]! > 0) monetary[i] = stream.gamma(spending.p * frequency[i]!) / (rate * frequency[i]!);
    if (holdout[i]! > 0) money[i] = stream.gamma(spending.p * holdout[i]!) / rate;
  }
  return { groups: buyingGroups({ frequency, recency, age }), histories: { frequency, monetary, counts: null }, money };
}

function fitted<Fit>(outcome: FitOutcome<Fit>): Fit {
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

const options: ValueForecastOptions = { rate: 0.002, horizon: 40, margin: 0.4 };
const { groups, histories } = simulated(400, 1);
const model = bgNbdUncertain(fitted(bgNbd(groups)));
const spend = fitted(gammaGamma(histories));
const forecast = valueForecast(groups, model, histories, spend, options);

describe('valueForecast', () => {
  it('is discounted purchases times spend times margin, as customerValue', () => {
    const byGroup = discountedPurchases(groups, model.model, options.rate, options.horizon);
    const { value, total } = customerValue({
      discountedPurchases: Float64Array.from(groups.groupOf, (group) => byGroup[group]!),
      expectedSpend: spendPrediction(spend, histories.frequency, histories.monetary).expectedSpend,
      margin: options.margin,
    });
    forecast.value.forEach((one, i) => {
      expect(digits(one, value[i]!)).toBeGreaterThan(13);
    });
    expect(digits(forecast.total.value, total)).toBeGreaterThan(13);
    expect(forecast.total.unknown).toBe(0);
  });
  it('covers the money of simulated customers, and their totals', () => {
    let [inside, totalsInside, below] = [0, 0, 0];
    const seeds = Array.from({ length: 12 }, (_, seed) => 100 + seed);
    for (const seed of seeds) {
      const sample = simulated(1000, seed);
      const { predictedLow, predictedHigh, total } = valueForecast(
        sample.groups,
        bgNbdUncertain(fitted(bgNbd(sample.groups))),
        sample.histories,
        fitted(gammaGamma(sample.histories)),
        { rate: 1e-9, horizon: 40, margin: null },
      );
      inside += sample.money.filter((money, i) => predictedLow[i]! <= money && money <= predictedHigh[i]!).length;
      below += sample.money.filter((money, i) => money < predictedLow[i]!).length;
      const sum = sample.money.reduce((all, money) => all + money, 0);
      if (total.predicted!.ciLow <= sum && sum <= total.predicted!.ciHigh) totalsInside++;
    }
    // nobody is below the lower end 0 of those who may not buy at all, so coverage is above 95 %
    expect(inside / (1000 * seeds.length)).toBeGreaterThan(0.95);
    expect(inside / (1000 * seeds.length)).toBeLessThan(0.99);
    expect(below / (1000 * seeds.length)).toBeLessThan(0.025);
    expect(totalsInside).toBeGreaterThanOrEqual(11);
  });
  it('the expectation lies within `expected`, and `expected` of the total is narrower than `predicted`', () => {
    forecast.value.forEach((value, i) => {
      expect(forecast.expectedLow[i]).toBeLessThan(value);
      expect(forecast.expectedHigh[i]).toBeGreaterThan(value);
    });
    const { expected, predicted } = forecast.total;
    expect(predicted!.ciLow).toBeLessThan(expected!.ciLow);
    expect(predicted!.ciHigh).toBeGreaterThan(expected!.ciHigh);
  });
  it('everything is in proportion to the margin', () => {
    const revenue = valueForecast(groups, model, histories, spend, { ...options, margin: null });
    for (const name of ['value', 'expectedLow', 'expectedHigh', 'predictedLow', 'predictedHigh'] as const)
      forecast[name].forEach((value, i) => {
        expect(value).toBeCloseTo(0.4 * revenue[name][i]!, 9);
      });
    expect(digits(forecast.total.predicted!.ciHigh, 0.4 * revenue.total.predicted!.ciHigh)).toBeGreaterThan(12);
  });
  it('counts are repeated rows', () => {
    const counts = histories.frequency.map((_, i) => i % 3);
    const rows = Array.from(counts.keys()).flatMap((row) => Array.from({ length: counts[row]! }, () => row));
    const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);
    const { recency, age } = bgNbdBuyers(buying, { n: 400, seed: 1, ages: [20, 40], horizon: 40 });
    const columns = { frequency: histories.frequency, recency, age };
    const repeated = { frequency: pick(histories.frequency), recency: pick(recency), age: pick(age) };
    const counted = valueForecast(buyingGroups({ ...columns, counts }), model, { ...histories, counts }, spend, options);
    const many = valueForecast(
      buyingGroups(repeated),
      model,
      { frequency: repeated.frequency, monetary: pick(histories.monetary), counts: null },
      spend,
      options,
    );
    expect(digits(counted.total.value, many.total.value)).toBeGreaterThan(12);
    expect(digits(counted.total.predicted!.ciLow, many.total.predicted!.ciLow)).toBeGreaterThan(11);
    expect(digits(counted.total.expected!.ciHigh, many.total.expected!.ciHigh)).toBeGreaterThan(11);
    expect(counted.value[0]).toBeNaN(); // a row that stands for nobody
  });

  const known: UncertainModel = { model: bgNbdModel(buying), cloud: [] };
  it('with buying known, a total of one customer is in doubt as that customer is', () => {
    const one = { frequency: Float64Array.of(3), recency: Float64Array.of(20), age: Float64Array.of(30) };
    const oneSpend = { frequency: one.frequency, monetary: Float64Array.of(20), counts: null };
    const { expectedHigh, value, total } = valueForecast(buyingGroups(one), known, oneSpend, spend, options);
    // the cloud takes finite steps where the delta method takes derivatives
    const [byCustomer, byTotal] = [Math.log(expectedHigh[0]! / value[0]!), Math.log(total.expected!.ciHigh / total.value)];
    expect(Math.abs(byTotal / byCustomer - 1)).toBeLessThan(0.02);
  });
  it('with everything known, nothing but chance is in doubt', () => {
    const { total } = valueForecast(groups, known, histories, fitted(gammaGammaAt(histories, spending)), options);
    expect(total.expected).toBeNull();
    expect(total.predicted!.ciLow).toBeLessThan(total.value);
  });
  it('a customer who is surely gone is worth nothing, and the total keeps its intervals', () => {
    const { recency, age } = bgNbdBuyers(buying, { n: 400, seed: 1, ages: [20, 40], horizon: 40 });
    const and = (column: Float64Array, value: number): Float64Array => Float64Array.of(...column, value);
    // bought 600 times in a fifth of a day, then never again: the odds of being alive are below the smallest double
    const columns = { frequency: and(histories.frequency, 600), recency: and(recency, 0.2), age: and(age, 40) };
    const gone = valueForecast(
      buyingGroups(columns),
      model,
      { frequency: columns.frequency, monetary: and(histories.monetary, 20), counts: null },
      spend,
      options,
    );
    for (const name of ['value', 'expectedLow', 'expectedHigh', 'predictedLow', 'predictedHigh'] as const) expect(gone[name][400]).toBe(0);
    expect(gone.total.value).toBe(forecast.total.value);
    expect(gone.total.predicted).toEqual(forecast.total.predicted);
    expect(gone.total.expected).toEqual(forecast.total.expected);
  });
  it('without end, money has an expectation but no predicted interval', () => {
    const { value, predictedLow, total } = valueForecast(groups, model, histories, spend, {
      ...options,
      horizon: Number.POSITIVE_INFINITY,
    });
    expect(value[0]).toBeGreaterThan(forecast.value[0]!);
    expect(predictedLow.every(Number.isNaN)).toBe(true);
    expect(total.predicted).toBeNull();
    expect(total.expected).not.toBeNull();
  });
  it.each<[string, number, (row: number) => boolean, (row: number) => boolean]>([
    ['a mean (q = 0.9)', 0.9, (row) => histories.frequency[row]! > 0, (row) => histories.frequency[row]! > 0],
    ['a variance (q = 1.5)', 1.5, () => true, (row) => histories.frequency[row]! > 0],
  ])('where spend lacks %s, what needs it is not known', (_what, q, hasValue, hasInterval) => {
    const heavy = fitted(gammaGammaAt(histories, { p: 6, q, v: 15 })) as GammaGammaFit;
    const { value, predictedHigh, total } = valueForecast(groups, known, histories, heavy, options);
    value.forEach((one, row) => {
      expect(Number.isNaN(one)).toBe(!hasValue(row));
      expect(Number.isNaN(predictedHigh[row]!)).toBe(!hasInterval(row));
    });
    expect(total.unknown).toBe(Array.from(value).filter(Number.isNaN).length);
  });
  it('refuses histories that are not those of the groups', () =>
    expect(() => valueForecast(groups, model, { ...histories, monetary: Float64Array.of(1) }, spend, options)).toThrow(
      'monetary has length 1, groupOf has 400',
    ));
});
