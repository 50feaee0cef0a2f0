import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampledShapley, shapleyFromSubsets } from '../../../worker/stats/index.ts';
import { seededUniform } from './generatedDrivers.ts';

/** A game without any structure: every coalition has a worth of its own. */
function game(count: number, seed: number): Float64Array {
  const uniform = seededUniform(seed);
  return Float64Array.from({ length: 2 ** count }, uniform);
}

const worthAlong = (worthOf: Float64Array) => (order: Int32Array, worths: Float64Array) => {
  let mask = 0;
  worths[0] = worthOf[0]!;
  order.forEach((player, k) => {
    mask |= 1 << player;
    worths[k + 1] = worthOf[mask]!;
  });
};

const games = fc.record({ count: fc.integer({ min: 1, max: 7 }), seed: fc.integer() });

describe('Shapley values of all coalitions', () => {
  it('sum to what all players add to none', () =>
    fc.assert(
      fc.property(games, ({ count, seed }) => {
        const worthOf = game(count, seed);
        expect(shapleyFromSubsets(worthOf, count).reduce((sum, value) => sum + value, 0)).toBeCloseTo(worthOf.at(-1)! - worthOf[0]!, 12);
      }),
    ));
  it('add up over games', () =>
    fc.assert(
      fc.property(games, fc.integer(), ({ count, seed }, other) => {
        const [a, b] = [game(count, seed), game(count, other)];
        const [ofA, ofB] = [shapleyFromSubsets(a, count), shapleyFromSubsets(b, count)];
        shapleyFromSubsets(
          a.map((worth, mask) => worth + b[mask]!),
          count,
        ).forEach((value, j) => {
          expect(value).toBeCloseTo(ofA[j]! + ofB[j]!, 12);
        });
      }),
    ));
  it('give a player who always adds the same just that', () => {
    const additive = Float64Array.from({ length: 8 }, (_, mask) => 1 * (mask & 1) + 2 * ((mask >> 1) & 1) + 4 * ((mask >> 2) & 1));
    expect(Array.from(shapleyFromSubsets(additive, 3))).toEqual([1, 2, 4].map((value) => expect.closeTo(value, 14)));
  });
  // votes 50, 49 and 1, more than half wins: of the 6 orders the first turns 4, each of the others 1
  it('of a vote are how often each turns losing into winning', () => {
    const votes = [50, 49, 1];
    const wins = Float64Array.from({ length: 8 }, (_, mask) =>
      Number(votes.reduce((sum, vote, j) => sum + ((mask >> j) & 1) * vote, 0) > 50),
    );
    expect(Array.from(shapleyFromSubsets(wins, 3))).toEqual([2 / 3, 1 / 6, 1 / 6].map((value) => expect.closeTo(value, 14)));
  });
  it('need the worth of every coalition', () => {
    expect(() => shapleyFromSubsets(new Float64Array(7), 3)).toThrow('worthOf has length 7, 3 players need 8');
    expect(() => shapleyFromSubsets(new Float64Array(1), 0)).toThrow('count has 0, at least 1 is needed');
  });
});

describe('sampled Shapley values', () => {
  it('lie within five of their errors of the exact ones', () => {
    const worthOf = game(6, 11);
    const exact = shapleyFromSubsets(worthOf, 6);
    const { values, stdErrs, orders } = sampledShapley(6, worthAlong(worthOf), { pairs: 3000, seed: 4 });
    expect(orders).toBe(6000);
    values.forEach((value, j) => {
      expect(Math.abs(value - exact[j]!)).toBeLessThan(5 * stdErrs[j]!);
    });
  });
  it('have errors that are the spread over seeds', () => {
    const worthOf = game(5, 12);
    const runs = Array.from({ length: 200 }, (_, seed) => sampledShapley(5, worthAlong(worthOf), { pairs: 50, seed }));
    const first = runs.map(({ values }) => values[0]!);
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    const spread = Math.sqrt(first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (first.length - 1));
    const stated = runs.reduce((sum, { stdErrs }) => sum + stdErrs[0]!, 0) / runs.length;
    expect(spread / stated).toBeGreaterThan(0.8); // 200 runs know a standard deviation to 5 %
    expect(spread / stated).toBeLessThan(1.2);
  });
  it('sum to what all players add, whatever the orders', () =>
    fc.assert(
      fc.property(games, fc.integer({ min: 0, max: 1000 }), ({ count, seed }, drawn) => {
        const worthOf = game(count, seed);
        const { values } = sampledShapley(count, worthAlong(worthOf), { pairs: 3, seed: drawn });
        expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(worthOf.at(-1)! - worthOf[0]!, 12);
      }),
    ));
  it('are exact from any pair of orders where a player adds the same early and late', () => {
    // worth = size²: a player entering k-th adds 2k - 1, and p - k + 1-th in the reverse: together 2p
    const { values, stdErrs } = sampledShapley(
      5,
      (_order, worths) =>
        worths.forEach((_, k) => {
          worths[k] = k * k;
        }),
      { pairs: 2 },
    );
    expect(Array.from(values)).toEqual(Array.from({ length: 5 }, () => expect.closeTo(5, 13)));
    for (const stdErr of stdErrs) expect(stdErr).toBeCloseTo(0, 13);
  });
  it('are the same for the same seed, and others for another', () => {
    const along = worthAlong(game(6, 1));
    const run = (seed: number) => sampledShapley(6, along, { pairs: 10, seed }).values;
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });
  it('need at least two pairs and a player', () => {
    expect(() => sampledShapley(3, () => {}, { pairs: 1 })).toThrow('pairs has 1, at least 2 are needed');
    expect(() => sampledShapley(0, () => {})).toThrow('count has 0, at least 1 is needed');
  });
});
