import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  logit,
  logitImportance,
  MCFADDEN_EXACT_PLAYERS,
  type McFaddenImportance,
  type McFaddenShapleyOptions,
  ordinalImportance,
  ordinalLogit,
} from '../../../worker/stats/index.ts';
import { type Answers, binaryAnswers, generatedAnswers, orderedAnswers } from './generatedAnswers.ts';

function importanceOf({ outcome, drivers }: Answers, options?: McFaddenShapleyOptions): McFaddenImportance {
  const result = logitImportance(outcome, drivers, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

function mcFaddenOf({ outcome, drivers }: Answers, chosen: readonly number[]): number {
  if (chosen.length === 0) return 0;
  const result = logit(
    outcome,
    chosen.map((driver) => drivers[driver]!),
  );
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit.model.mcFadden;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe('Shapley value of McFadden R squared', () => {
  it('sums to it, its shares to 1, and no driver has a negative one', () =>
    fc.assert(
      fc.property(fc.oneof(binaryAnswers, orderedAnswers), ({ outcome, drivers }) => {
        const isBinary = new Set(outcome.values).size === 2;
        const fit = isBinary ? logit(outcome, drivers) : ordinalLogit(outcome, drivers);
        const importance = isBinary ? logitImportance(outcome, drivers) : ordinalImportance(outcome, drivers);
        expect(importance.kind).toBe(fit.kind);
        if (fit.kind !== 'fitted' || importance.kind !== 'fitted') return;
        const { mcFadden, shapley, shapleyShare } = importance.fit;
        expect(Math.abs(mcFadden - fit.fit.model.mcFadden)).toBeLessThan(1e-12);
        expect(Math.abs(sum(shapley) - mcFadden)).toBeLessThan(1e-12);
        if (shapleyShare !== null) expect(sum(shapleyShare)).toBeCloseTo(1, 9);
        for (const value of shapley) expect(value).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 25 },
    ));
  it('is the gain averaged over all orders of entry', () => {
    const answers = generatedAnswers(300, 3, [0.2], 31);
    const orders = permutations([0, 1, 2]);
    const average = new Float64Array(3);
    for (const order of orders) {
      order.forEach((driver, k) => {
        average[driver]! += (mcFaddenOf(answers, order.slice(0, k + 1)) - mcFaddenOf(answers, order.slice(0, k))) / orders.length;
      });
    }
    importanceOf(answers).shapley.forEach((value, j) => {
      expect(value).toBeCloseTo(average[j]!, 12);
    });
  });
  it('does not depend on the order of the drivers', () => {
    const answers = generatedAnswers(300, 4, [0.2], 32);
    const { shapley } = importanceOf(answers);
    importanceOf({ ...answers, drivers: answers.drivers.toReversed() }).shapley.forEach((value, j) => {
      expect(value).toBeCloseTo(shapley[3 - j]!, 12);
    });
  });
  it('of groups: the drivers of a group enter together', () => {
    const answers = generatedAnswers(300, 3, [0.2], 33);
    const [both, alone] = importanceOf(answers, { groups: [[2, 0], [1]] }).shapley;
    const all = mcFaddenOf(answers, [0, 1, 2]);
    expect(both).toBeCloseTo((mcFaddenOf(answers, [0, 2]) + all - mcFaddenOf(answers, [1])) / 2, 12);
    expect(alone).toBeCloseTo((mcFaddenOf(answers, [1]) + all - mcFaddenOf(answers, [0, 2])) / 2, 12);
  });
});

describe('beyond what can be fitted exactly', () => {
  const count = MCFADDEN_EXACT_PLAYERS + 1;
  const answers = generatedAnswers(400, count, [0.2], 34);
  const sampled = importanceOf(answers, { pairs: 30, seed: 5 });

  it('orders are sampled, the values still sum to R squared, and the error of sampling stands beside', () => {
    expect(Math.abs(sum(sampled.shapley) - sampled.mcFadden)).toBeLessThan(1e-12);
    for (const error of sampled.samplingStdErr!) expect(error).toBeGreaterThan(0);
  });
  it('another seed lies within that error, the same seed gives the same bits', () => {
    const other = importanceOf(answers, { pairs: 30, seed: 6 });
    expect(importanceOf(answers, { pairs: 30, seed: 5 })).toEqual(sampled);
    expect(other.shapley).not.toEqual(sampled.shapley);
    other.shapley.forEach((value, j) => {
      const error = Math.hypot(sampled.samplingStdErr![j]!, other.samplingStdErr![j]!);
      expect(Math.abs(value - sampled.shapley[j]!)).toBeLessThan(4.5 * error);
    });
  });
  it('two groups of the same drivers are exact again', () => {
    const groups = [Array.from({ length: count - 1 }, (_, j) => j), [count - 1]];
    expect(importanceOf(answers, { groups }).samplingStdErr).toBeNull();
  });
});

describe('refusals and mistakes', () => {
  it('separated data name the driver, as logit does', () => {
    const x = { name: 'x', values: Float64Array.of(1, 2, 3, 4, 5, 6) };
    const y = { name: 'y', values: Float64Array.of(0, 0, 0, 1, 1, 1) };
    expect(logitImportance(y, [x])).toMatchObject({ kind: 'notEstimable', reason: 'SEPARATION', subjects: ['x'] });
  });
  it('groups that leave a driver out or have one twice', () => {
    const answers = generatedAnswers(100, 3, [0.2], 35);
    expect(() => importanceOf(answers, { groups: [[0], [2]] })).toThrow('groups has drivers 0, 2');
    expect(() =>
      importanceOf(answers, {
        groups: [
          [0, 1],
          [1, 2],
        ],
      }),
    ).toThrow('groups has drivers 0, 1, 1, 2');
    expect(() => importanceOf(answers, { groups: [[0, 1, 2], []] })).toThrow('groups has an empty group');
  });
});
