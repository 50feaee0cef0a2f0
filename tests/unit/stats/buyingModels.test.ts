import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BuyingGroups,
  type BuyingLikelihood,
  type BuyingModel,
  bgNbd,
  bgNbdLikelihood,
  bgNbdModel,
  buyingGroups,
  mergeBuyingGroups,
  paretoNbd,
  paretoNbdLikelihood,
  paretoNbdModel,
} from '../../../worker/stats/index.ts';
import { bgBuyers, bgTruth, one, paretoBuyers, paretoTruth } from '../../support/buyingTruths.ts';
import type { SimulatedBuyers } from '../../support/simulatedBuyers.ts';

interface Family {
  readonly name: string;
  readonly likelihoodOf: (groups: BuyingGroups) => BuyingLikelihood;
  readonly modelOf: (parameters: Float64Array) => BuyingModel;
  readonly fitOf: (groups: BuyingGroups) => {
    parameters: Float64Array;
    stdErrs: Float64Array;
    covariance: Float64Array;
    logLikelihood: number;
  };
  readonly buyers: SimulatedBuyers;
  /** which parameters have the unit of time */
  readonly times: readonly number[];
}

function plain(outcome: ReturnType<typeof bgNbd> | ReturnType<typeof paretoNbd>) {
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { parameters, stdErrs, covariance, logLikelihood } = outcome.fit;
  if (stdErrs === null || covariance === null) throw new Error('the maximum is on the boundary');
  return {
    parameters: Float64Array.from(Object.values(parameters)),
    stdErrs: Float64Array.from(Object.values(stdErrs)),
    covariance,
    logLikelihood,
  };
}

const families: readonly Family[] = [
  {
    name: 'BG/NBD',
    likelihoodOf: bgNbdLikelihood,
    modelOf: ([r, alpha, a, b]) => bgNbdModel({ r: r!, alpha: alpha!, a: a!, b: b! }),
    fitOf: (groups) => plain(bgNbd(groups)),
    buyers: bgBuyers,
    times: [1],
  },
  {
    name: 'Pareto/NBD',
    likelihoodOf: paretoNbdLikelihood,
    modelOf: ([r, alpha, s, beta]) => paretoNbdModel({ r: r!, alpha: alpha!, s: s!, beta: beta! }),
    fitOf: (groups) => plain(paretoNbd(groups)),
    buyers: paretoBuyers,
    times: [1, 3],
  },
];

/** Parameters over twelve orders of magnitude. */
const wildParameters = fc
  .array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 4, maxLength: 4 })
  .map((powers) => Float64Array.from(powers, (power) => 10 ** power));
const ordinaryParameters = fc
  .array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), { minLength: 4, maxLength: 4 })
  .map((powers) => Float64Array.from(powers, (power) => 10 ** power));
/** Times in days: a customer buys at most once a day. */
const historyInDays = fc
  .tuple(fc.nat({ max: 300 }), fc.nat({ max: 700 }), fc.nat({ max: 400 }))
  .map(([x, spare, silence]) => (x === 0 ? { x, tX: 0, T: silence } : { x, tX: x + spare, T: x + spare + silence }));

describe.each(families)('$name', ({ likelihoodOf, modelOf, fitOf, buyers, times }) => {
  const groups = buyingGroups(buyers);
  const fitted = fitOf(groups);

  it('has a log-likelihood that is never positive in days, and never above the bound of a density of purchase times', () => {
    fc.assert(
      fc.property(wildParameters, historyInDays, (parameters, history) => {
        const { logLikelihood } = likelihoodOf(one(history))(parameters);
        const { x, tX } = history;
        const bound = x === 0 ? 0 : x * (Math.log(x / tX) - 1); // the most that rate and dropout of a single customer can reach
        expect(logLikelihood).toBeLessThanOrEqual(bound + 1e-9 * (1 + x));
        expect(bound).toBeLessThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  it('has a total probability of 1: the densities of all histories up to T, integrated over tX', () => {
    fc.assert(
      fc.property(ordinaryParameters, fc.double({ min: 0.2, max: 3, noNaN: true }), (parameters, T) => {
        const newcomer = modelOf(parameters).future(0, 0).probabilities(T);
        fc.pre(newcomer.length < 60);
        let total = Math.exp(likelihoodOf(one({ x: 0, tX: 0, T }))(parameters).logLikelihood);
        let logSimplex = 0; // ln of the volume of the times before the last, tX^(x-1) / (x-1)!
        for (let x = 1; x < newcomer.length; x++) {
          const steps = 200;
          let integral = 0;
          for (let step = 0; step < steps; step++) {
            const tX = (T * (step + 0.5)) / steps;
            const { logLikelihood } = likelihoodOf(one({ x, tX, T }))(parameters);
            integral += Math.exp(logLikelihood + (x - 1) * Math.log(tX) - logSimplex) * (T / steps);
          }
          logSimplex += Math.log(x);
          total += integral;
          // and each part is P(X = x) of a new customer
          expect(Math.abs(integral - newcomer[x]!)).toBeLessThan(1e-3 * newcomer[x]! + 1e-12);
        }
        expect(total).toBeCloseTo(1, 3);
      }),
      { numRuns: 8 },
    );
  });

  it('has the gradient of its log-likelihood', () => {
    fc.assert(
      fc.property(ordinaryParameters, historyInDays, (parameters, history) => {
        const likelihood = likelihoodOf(one(history));
        const { score } = likelihood(parameters);
        parameters.forEach((value, i) => {
          const at = (factor: number): number => likelihood(parameters.map((other, j) => (j === i ? other * factor : other))).logLikelihood;
          const difference = (at(1 + 1e-5) - at(1 - 1e-5)) / (2e-5 * value);
          const scale = Math.abs(likelihood(parameters).logLikelihood) + history.x + 1;
          expect(Math.abs(score[i]! - difference) * value).toBeLessThan(1e-7 * scale);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('has score zero at the maximum, by finite differences too', () => {
    const likelihood = likelihoodOf(groups);
    const { score } = likelihood(fitted.parameters);
    score.forEach((slope, i) => {
      const at = (factor: number): number =>
        likelihood(fitted.parameters.map((value, j) => (i === j ? value * factor : value))).logLikelihood;
      expect(Math.abs(slope * fitted.parameters[i]!)).toBeLessThan(1e-8);
      expect(Math.abs(at(1 + 1e-4) - at(1 - 1e-4)) / 2e-4).toBeLessThan(1e-4);
      expect(at(1.01)).toBeLessThan(fitted.logLikelihood);
      expect(at(0.99)).toBeLessThan(fitted.logLikelihood);
    });
  });

  it('has a covariance that is the inverse of the information, by differences of the score in the natural parameters', () => {
    const likelihood = likelihoodOf(groups);
    const { parameters, covariance } = fitted;
    const information = Array.from(parameters, (value, i) => {
      const scoreAt = (factor: number): Float64Array => likelihood(parameters.map((other, j) => (i === j ? other * factor : other))).score;
      const [above, below] = [scoreAt(1 + 1e-4), scoreAt(1 - 1e-4)];
      return above.map((slope, j) => -(slope - below[j]!) / (2e-4 * value));
    });
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const entry = information[i]!.reduce((sum, value, k) => sum + value * covariance[4 * k + j]!, 0);
        expect(entry).toBeCloseTo(i === j ? 1 : 0, 4);
      }
      expect(fitted.stdErrs[i]).toBeCloseTo(Math.sqrt(covariance[5 * i]!), 12);
    }
  });

  it('scales its parameters of time with the unit of time, and nothing else', () => {
    const days = (column: Float64Array): Float64Array => column.map((value) => 7 * value);
    const inDays = fitOf(buyingGroups({ frequency: buyers.frequency, recency: days(buyers.recency), age: days(buyers.age) }));
    inDays.parameters.forEach((value, i) => {
      const unit = times.includes(i) ? 7 : 1;
      expect(value / (unit * fitted.parameters[i]!)).toBeCloseTo(1, 9);
      expect(inDays.stdErrs[i]! / (unit * fitted.stdErrs[i]!)).toBeCloseTo(1, 6);
    });
    // the density of x times changes by 7^-x
    const purchases = buyers.frequency.reduce((sum, x) => sum + x, 0);
    expect(inDays.logLikelihood).toBeCloseTo(fitted.logLikelihood - purchases * Math.log(7), 6);
  });

  it('takes counts for repeated rows', () => {
    const third = (column: Float64Array): Float64Array => column.filter((_, i) => i % 3 === 0);
    const part = { frequency: third(buyers.frequency), recency: third(buyers.recency), age: third(buyers.age) };
    const twice = (column: Float64Array): Float64Array => Float64Array.from([...column, ...column]);
    const repeated = fitOf(buyingGroups({ frequency: twice(part.frequency), recency: twice(part.recency), age: twice(part.age) }));
    const counted = fitOf(buyingGroups({ ...part, counts: new Float64Array(part.age.length).fill(2) }));
    expect(counted).toEqual(repeated);
  });

  it('does not depend on the order of the customers', () => {
    const reversed = buyingGroups({
      frequency: buyers.frequency.toReversed(),
      recency: buyers.recency.toReversed(),
      age: buyers.age.toReversed(),
    });
    expect(fitOf(reversed)).toEqual(fitted);
  });

  it('finds the parameters of simulated customers again, within 4 standard errors', () => {
    const truth = Object.values(times.length === 1 ? bgTruth : paretoTruth);
    for (const [i, value] of truth.entries()) expect(Math.abs(fitted.parameters[i]! - value)).toBeLessThan(4 * fitted.stdErrs[i]!);
  });

  it('has P(alive) within [0, 1], falling in the silence T - tX', () => {
    fc.assert(
      fc.property(wildParameters, historyInDays, fc.integer({ min: 1, max: 500 }), (parameters, { x, tX, T }, longer) => {
        const model = modelOf(parameters);
        const [now, later] = [model.pAlive(x, tX, T), model.pAlive(x, tX, T + longer)];
        expect(now).toBeGreaterThanOrEqual(0);
        expect(now).toBeLessThanOrEqual(1);
        expect(later).toBeLessThanOrEqual(now + 1e-12);
      }),
      { numRuns: 500 },
    );
  });

  it('has expected purchases that rise with the horizon, agree with their distribution and with the discounted ones at no discount', () => {
    fc.assert(
      fc.property(ordinaryParameters, historyInDays, fc.double({ min: 0.5, max: 60, noNaN: true }), (parameters, { x, T }, horizon) => {
        const future = modelOf(parameters).future(x, T);
        const expected = future.expected(horizon);
        expect(future.expected(2 * horizon)).toBeGreaterThan(expected);
        const probabilities = future.probabilities(horizon);
        const moment = (power: (k: number) => number): number => probabilities.reduce((sum, value, k) => sum + value * power(k), 0);
        const [first, second, third] = future.factorialMoments(horizon);
        expect(moment(() => 1)).toBeCloseTo(1, 9);
        expect(moment((k) => k) / expected).toBeCloseTo(1, 9);
        expect(first / expected).toBeCloseTo(1, 12);
        expect(moment((k) => k * (k - 1)) / second).toBeCloseTo(1, 9);
        expect(moment((k) => k * (k - 1) * (k - 2)) / third).toBeCloseTo(1, 9);
        expect(future.discounted(1e-12, horizon) / expected).toBeCloseTo(1, 8);
        expect(future.discounted(0.01, horizon)).toBeLessThan(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('grouped histories', () => {
  const rows = { frequency: Float64Array.of(2, 0, 2, 1, 0), recency: Float64Array.of(3, 0, 3, 3, 0), age: Float64Array.of(9, 9, 9, 9, 4) };
  it('counts equal histories once, by T, then x, then tX, and remembers whose they are', () => {
    const groups = buyingGroups(rows);
    expect(groups).toMatchObject({ n: 5, repeatBuyers: 3, largestFrequency: 2 });
    expect([...groups.counts]).toEqual([1, 1, 1, 2]);
    expect([...groups.age]).toEqual([4, 9, 9, 9]);
    expect([...groups.frequency]).toEqual([0, 0, 1, 2]);
    expect([...groups.groupOf]).toEqual([3, 1, 3, 2, 0]);
  });
  it('leaves out rows that stand for nobody', () => {
    const groups = buyingGroups({ ...rows, counts: Float64Array.of(0, 3, 1, 1, 0) });
    expect([...groups.groupOf]).toEqual([-1, 0, 2, 1, -1]);
    expect(groups.n).toBe(5);
  });
  it('merges parts into the whole', () => {
    const part = (from: number, to?: number) =>
      buyingGroups({
        frequency: bgBuyers.frequency.slice(from, to),
        recency: bgBuyers.recency.slice(from, to),
        age: bgBuyers.age.slice(from, to),
      });
    const { groupOf: _merged, ...merged } = mergeBuyingGroups(part(0, 700), part(700));
    const { groupOf: _whole, ...whole } = buyingGroups(bgBuyers);
    expect(merged).toEqual(whole);
  });
  it.each([
    [{ ...rows, recency: Float64Array.of(10, 0, 3, 3, 0) }, 'recency has 10 at row 0, a time from 0 to the age 9 is needed'],
    [{ ...rows, recency: Float64Array.of(3, 1, 3, 3, 0) }, 'recency has 1 at row 1, a frequency above 0 or a recency of 0 is needed'],
    [{ ...rows, recency: Float64Array.of(3, 0, 0, 3, 0) }, 'recency has 0 at row 2, a time above 0 where frequency is above 0 is needed'],
    [{ ...rows, frequency: Float64Array.of(2, 0, 1.5, 1, 0) }, 'frequency has 1.5 at row 2, a whole number from 0 to 1000000 is needed'],
    [{ ...rows, counts: Float64Array.of(1, 1, 1, 1, -1) }, 'counts has -1 at row 4, a whole number from 0 up is needed'],
    [{ ...rows, age: Float64Array.of(9, 9) }, 'age has length 2, frequency has 5'],
  ])('refuses what cannot be: %#', (columns, message) => expect(() => buyingGroups(columns)).toThrow(message));
});
