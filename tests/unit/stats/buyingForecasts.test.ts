import { describe, expect, it } from 'vitest';
import {
  type BuyingGroups,
  bgNbd,
  bgNbdModel,
  bgNbdUncertain,
  buyingGroups,
  buyingModelChoice,
  holdoutValidation,
  logPredictive,
  nbdLikelihood,
  paretoNbd,
  paretoNbdUncertain,
  purchaseForecast,
  trackingCurve,
  type UncertainModel,
} from '../../../worker/stats/index.ts';
import { bgBuyers, bgTruth, one, paretoBuyers, paretoTruth, uncertain } from '../../support/buyingTruths.ts';
import { bgNbdBuyers, paretoNbdBuyers } from '../../support/simulatedBuyers.ts';

describe('the boundary', () => {
  const simulation = { n: 2000, seed: 3, ages: [20, 60] } as const;
  const immortal = buyingGroups(bgNbdBuyers({ r: 0.8, alpha: 10, a: 1e-12, b: 1 }, simulation));
  it.each([
    ['bgNbd', () => bgNbd(immortal)],
    ['paretoNbd', () => paretoNbd(immortal)],
  ])('%s without a sign of dropout is the NBD', (_, fitOf) => {
    const outcome = fitOf();
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const { parameters, stdErrs, covariance, limits, logLikelihood, convergence } = outcome.fit;
    expect(limits).toEqual(['NO_DROPOUT']);
    expect({ stdErrs, covariance, status: convergence!.status }).toEqual({ stdErrs: null, covariance: null, status: 'BOUNDARY' });
    expect(outcome.warnings.map(({ code }) => code)).toEqual(['BOUNDARY']);
    const [r, alpha, dropout] = Object.values(parameters);
    expect(dropout).toBe(0);
    const nbd = nbdLikelihood(immortal)(Float64Array.of(r!, alpha!));
    expect(logLikelihood).toBe(nbd.logLikelihood);
    expect(Math.abs(nbd.score[0]! * r!)).toBeLessThan(1e-4);
    expect(Math.abs(nbd.score[1]! * alpha!)).toBeLessThan(1e-4);
  });
  it.each([
    ['bgNbd', () => bgNbd(immortal), bgNbdUncertain as (fit: never) => UncertainModel],
    ['paretoNbd', () => paretoNbd(immortal), paretoNbdUncertain as (fit: never) => UncertainModel],
  ])('%s forecasts there with the doubt about the NBD: everybody is alive', (_, fitOf, uncertainOf) => {
    const outcome = fitOf();
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const horizon = 60;
    const forecast = purchaseForecast(immortal, uncertainOf(outcome.fit as never), horizon);
    expect(Math.min(...forecast.pAlive)).toBe(1);
    expect([forecast.expectedLow, forecast.total.expected]).toEqual([null, null]);

    // By hand: rates given x and T are gamma with shape r + x and rate alpha + T. Purchases in the horizon h are h (r + x)/(alpha + T) in the mean, with
    // variance that plus h² (r + x)/(alpha + T)². The doubt about r and alpha: the delta method, with the inverse of the differenced score of the NBD.
    const [r, alpha] = Object.values(outcome.fit.parameters) as [number, number];
    let [mean, chance, byR, byAlpha] = [0, 0, 0, 0];
    for (const [group, count] of immortal.counts.entries()) {
      const [shape, rate] = [r + immortal.frequency[group]!, alpha + immortal.age[group]!];
      mean += count * horizon * (shape / rate);
      chance += count * (horizon * (shape / rate) + horizon ** 2 * (shape / rate ** 2));
      byR += count * (horizon / rate);
      byAlpha -= count * horizon * (shape / rate ** 2);
    }
    const score = (at: readonly [number, number]) => nbdLikelihood(immortal)(Float64Array.from(at)).score;
    const [stepR, stepAlpha] = [1e-4 * r, 1e-4 * alpha];
    const slope = (i: 0 | 1, up: Float64Array, down: Float64Array, step: number) => (down[i]! - up[i]!) / (2 * step);
    const [rUp, rDown] = [score([r + stepR, alpha]), score([r - stepR, alpha])];
    const [alphaUp, alphaDown] = [score([r, alpha + stepAlpha]), score([r, alpha - stepAlpha])];
    const [rr, ra, aa] = [slope(0, rUp, rDown, stepR), slope(1, rUp, rDown, stepR), slope(1, alphaUp, alphaDown, stepAlpha)];
    const doubt = (aa * byR ** 2 - 2 * ra * byR * byAlpha + rr * byAlpha ** 2) / (rr * aa - ra * ra);
    const { predicted, expectedPurchases, chance: byChance } = forecast.total;
    expect(expectedPurchases / mean).toBeCloseTo(1, 9);
    const halfWidth = ({ ciLow, ciHigh }: { readonly ciLow: number; readonly ciHigh: number }) => (ciHigh - ciLow) / 2 / 1.959964;
    expect(doubt / chance).toBeGreaterThan(0.15); // an interval of chance alone is 7 % too narrow
    expect(halfWidth(predicted!) / Math.sqrt(chance + doubt)).toBeCloseTo(1, 2);
    expect(halfWidth(byChance) / Math.sqrt(chance)).toBeCloseTo(1, 2);
  });
  it.each([
    ['SAME_RATE', { r: 1e7, alpha: 1e8, a: 0.8, b: 2.5 }, /only r \/ alpha = 0\.09|only r \/ alpha = 0\.10/],
    ['ALL_OR_NOTHING_DROPOUT', { r: 0.8, alpha: 10, a: 1e-4, b: 1e-4 }, /a and b fall to 0/],
  ] as const)('%s is said so', (limit, truth, words) => {
    const outcome = bgNbd(buyingGroups(bgNbdBuyers(truth, simulation)));
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    expect(outcome.fit.limits).toEqual([limit]);
    expect(outcome.fit.stdErrs).toBeNull();
    // Nothing tells how far the parameters are in doubt: no interval is given as if it held that.
    const { total } = purchaseForecast(buyingGroups(bgNbdBuyers(truth, simulation)), bgNbdUncertain(outcome.fit), 10);
    expect([total.predicted, total.expected]).toEqual([null, null]);
    expect(total.chance.ciHigh).toBeGreaterThan(total.expectedPurchases);
    expect(outcome.warnings[0]).toMatchObject({ code: 'BOUNDARY', detail: expect.stringMatching(words) });
  });
  it('has nothing to estimate where nobody bought again', () => {
    const silent = buyingGroups({ frequency: new Float64Array(3), recency: new Float64Array(3), age: Float64Array.of(1, 2, 3) });
    for (const outcome of [bgNbd(silent), paretoNbd(silent)])
      expect(outcome).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
  });
  it('warns under 100 repeat buyers', () => {
    const few = bgNbd(buyingGroups(bgNbdBuyers(bgTruth, { ...simulation, n: 120 })));
    expect(few.kind === 'fitted' && few.warnings.map(({ code }) => code)).toContain('NOT_ENOUGH_DATA');
  });
});

describe('forecasts', () => {
  // Bounded: 60 samples of 400 customers a model. 95 % coverage gives 57 of 60 inside; fewer than 51 has a chance of 1 in 250.
  it.each([
    ['bgnbd', bgNbdBuyers, bgTruth, (groups: BuyingGroups) => uncertain(bgNbd(groups), bgNbdUncertain)],
    ['paretonbd', paretoNbdBuyers, paretoTruth, (groups: BuyingGroups) => uncertain(paretoNbd(groups), paretoNbdUncertain)],
  ] as const)(
    '%s: the predicted interval of the total covers nominally, that of customers at least',
    (_, simulate, truth, fitOf) => {
      let [totals, customers, inside, samples] = [0, 0, 0, 0];
      for (let stream = 1; stream <= 60; stream++) {
        const buyers = simulate(truth as never, { n: 400, seed: 99, stream, ages: [30, 34], wholeAges: true, horizon: 30 });
        const groups = buyingGroups(buyers);
        const forecast = purchaseForecast(groups, fitOf(groups), 30);
        const actual = buyers.holdout.reduce((sum, value) => sum + value, 0);
        samples++;
        const { ciLow, ciHigh } = forecast.total.predicted ?? forecast.total.chance; // null: a sample whose maximum is on the boundary
        if (actual >= ciLow && actual <= ciHigh) totals++;
        buyers.holdout.forEach((value, row) => {
          const group = groups.groupOf[row]!;
          customers++;
          if (value >= forecast.predictedLow[group]! && value <= forecast.predictedHigh[group]!) inside++;
        });
      }
      expect(totals).toBeGreaterThanOrEqual(51);
      expect(samples).toBe(60);
      expect(inside / customers).toBeGreaterThan(0.95);
      expect(inside / customers).toBeLessThan(0.995); // whole numbers: not exactly 95 %, but not everything either
    },
    120_000,
  );

  it('are for each history what they are for it alone, and nothing at no horizon', () => {
    const groups = buyingGroups(bgBuyers);
    const model = uncertain(bgNbd(groups), bgNbdUncertain);
    const forecast = purchaseForecast(groups, model, 20);
    const group = groups.frequency.indexOf(3);
    const alone = purchaseForecast(one({ x: 3, tX: groups.recency[group]!, T: groups.age[group]! }), model, 20);
    expect(alone.expectedPurchases[0]).toBe(forecast.expectedPurchases[group]);
    expect(alone.predictedHigh[0]).toBe(forecast.predictedHigh[group]);
    const nothing = { ciLow: 0, ciHigh: 0 };
    expect(purchaseForecast(groups, model, 0).total).toEqual({ expectedPurchases: 0, expected: null, predicted: nothing, chance: nothing });
  });
  it('are finite for whoever is dead beyond doubt: no logarithm of 0 reaches the intervals', () => {
    const long = one({ x: 400, tX: 30, T: 30_000 });
    for (const model of [
      uncertain(bgNbd(buyingGroups(bgBuyers)), bgNbdUncertain),
      uncertain(paretoNbd(buyingGroups(paretoBuyers)), paretoNbdUncertain),
    ]) {
      const forecast = purchaseForecast(long, model, 20);
      expect(forecast.pAlive[0]).toBe(0);
      expect([forecast.expectedLow![0], forecast.predictedLow[0], forecast.predictedHigh[0]]).toEqual([0, 0, 0]);
      expect(forecast.expectedHigh![0]).toBeLessThan(1e-50);
      expect(forecast.total.predicted).toEqual({ ciLow: 0, ciHigh: 0 });
    }
  });
  it('refuse a horizon that cannot be counted through', () => {
    expect(() => bgNbdModel(bgTruth).future(0, 0).expected(-1)).toThrow('horizon has -1, a finite time from 0 up is needed');
    expect(() => bgNbdModel(bgTruth).future(0, 0).expected(1e12)).toThrow('horizon has 1000000000000, at most 600000 is possible');
    expect(() => bgNbdModel({ ...bgTruth, b: 0 })).toThrow('b has 0, a number above 0 is needed');
  });
});

describe('the holdout', () => {
  const buyers = bgNbdBuyers(bgTruth, { n: 1500, seed: 21, ages: [30, 40], wholeAges: true, horizon: 30 });
  const groups = buyingGroups(buyers);
  const bg = uncertain(bgNbd(groups), bgNbdUncertain);
  const pareto = uncertain(paretoNbd(groups), paretoNbdUncertain);
  const validation = holdoutValidation(groups, buyers.holdout, 30, bg);

  it('adds up: bins hold all customers and purchases', () => {
    const sum = (pick: (bin: (typeof validation.byFrequency)[number]) => number): number =>
      validation.byFrequency.reduce((total, bin) => total + pick(bin), 0);
    expect(sum(({ customers }) => customers)).toBe(1500);
    expect(sum(({ customers, actualMean }) => customers * actualMean)).toBeCloseTo(validation.actual, 6);
    expect(sum(({ customers, expectedMean }) => customers * expectedMean)).toBeCloseTo(validation.total.expectedPurchases, 6);
    expect(validation.byFrequency.map(({ frequency }) => frequency)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
  it('is judged by the mean absolute error', () => {
    const errors = buyers.holdout.map((value, row) =>
      Math.abs(
        value -
          bg.model.pAlive(buyers.frequency[row]!, buyers.recency[row]!, buyers.age[row]!) *
            bg.model.future(buyers.frequency[row]!, buyers.age[row]!).expected(30),
      ),
    );
    expect(validation.meanAbsoluteError).toBeCloseTo(errors.reduce((sum, value) => sum + value, 0) / 1500, 9);
  });
  it('has the log predictive likelihood of each customer added up', () => {
    const direct = buyers.holdout.reduce((sum, value, row) => {
      const [x, tX, T] = [buyers.frequency[row]!, buyers.recency[row]!, buyers.age[row]!];
      const alive = bg.model.pAlive(x, tX, T);
      const chance = alive * bg.model.future(x, T).probabilities(30, value + 1)[value]! + (value === 0 ? 1 - alive : 0);
      return sum + Math.log(chance);
    }, 0);
    expect(validation.logPredictive).toBeCloseTo(direct, 8);
  });
  it('chooses the model that the data come from, and Pareto/NBD without a holdout', () => {
    const models = { bgnbd: bg.model, paretonbd: pareto.model };
    const choice = buyingModelChoice(groups, { purchases: buyers.holdout, length: 30 }, models);
    expect(choice.logPredictive!.bgnbd).toBe(logPredictive(groups, buyers.holdout, 30, bg.model));
    expect(choice.logPredictive!.bgnbd!).toBeGreaterThan(choice.logPredictive!.paretonbd!);
    expect(choice.chosen).toBe('bgnbd');
    expect(buyingModelChoice(groups, null, models)).toEqual({ chosen: 'paretonbd', logPredictive: null });
    expect(buyingModelChoice(groups, { purchases: buyers.holdout, length: 30 }, { ...models, bgnbd: null }).chosen).toBe('paretonbd');
  });
  it('is tracked from the first birth to its end', () => {
    const curve = trackingCurve(groups, bg.model, Float64Array.of(-39.5, -1, 0, 12, 30), { step: 1, until: 30 });
    expect(curve.at(-1)).toMatchObject({ time: 30, actual: 5 });
    expect(curve.find(({ time }) => time === 0)).toMatchObject({ actual: 3 });
    for (let i = 1; i < curve.length; i++) expect(curve[i]!.expected).toBeGreaterThanOrEqual(curve[i - 1]!.expected);
    const newcomer = bg.model.future(0, 0);
    const atEnd = groups.age.reduce((sum, T, group) => sum + groups.counts[group]! * newcomer.expected(30 + T), 0);
    expect(curve.at(-1)!.expected).toBeCloseTo(atEnd, 6);
  });
  it('needs one row a customer', () => {
    const counted = buyingGroups({ ...buyers, counts: new Float64Array(1500).fill(2) });
    expect(() => holdoutValidation(counted, buyers.holdout, 30, bg)).toThrow('groups has 3000 customers in 1500 rows, one each is needed');
    expect(() => logPredictive(groups, buyers.holdout.slice(1), 30, bg.model)).toThrow('groupOf has length 1500, holdout has 1499');
  });
});
