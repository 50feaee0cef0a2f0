import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareUpperTail } from '../../../worker/stats/distributions/chiSquareUpperTail.ts';
import { randomStream } from '../../../worker/stats/index.ts';

const draws = (n: number, draw: () => number) => Float64Array.from({ length: n }, draw);
const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: Float64Array) => {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

/** p of Pearson's chi-square against equal expected counts. */
function evennessPValue(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return chiSquareUpperTail(
    counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0),
    counts.length - 1,
  );
}

describe('a random stream', () => {
  it('is the same for the same seed and stream, and another for another of either', () =>
    fc.assert(
      fc.property(
        fc.nat(),
        fc.maxSafeNat().map((stream) => Math.max(0, stream - 1)),
        (seed, stream) => {
          const first = (s: number, t: number) => Array.from(draws(4, randomStream(s, t).uniform));
          expect(first(seed, stream)).toEqual(first(seed, stream));
          expect(first(seed, stream)).not.toEqual(first(seed + 1, stream));
          expect(first(seed, stream)).not.toEqual(first(seed, stream + 1));
          if (seed !== stream) expect(first(seed, stream)).not.toEqual(first(stream, seed));
        },
      ),
    ));
  it('has uniforms spread evenly over [0, 1), alone and in pairs', () => {
    const { uniform } = randomStream(1);
    const cells = Array.from({ length: 400 }, () => 0);
    for (let i = 0; i < 100_000; i++) cells[20 * Math.floor(20 * uniform()) + Math.floor(20 * uniform())]!++;
    expect(evennessPValue(cells)).toBeGreaterThan(1e-4);
  });
  it('has independent first draws over neighbouring streams', () => {
    const first = draws(
      100_000,
      (() => {
        let stream = 0;
        return () => randomStream(7, stream++).uniform();
      })(),
    );
    const cells = Array.from({ length: 100 }, () => 0);
    for (let i = 0; i + 1 < first.length; i += 2) cells[10 * Math.floor(10 * first[i]!) + Math.floor(10 * first[i + 1]!)]!++;
    expect(evennessPValue(cells)).toBeGreaterThan(1e-4);
  });
  it('has whole numbers below the bound, each equally likely', () => {
    const { integer } = randomStream(3);
    const counts = Array.from({ length: 7 }, () => 0);
    for (let i = 0; i < 70_000; i++) counts[integer(7)]!++;
    expect(evennessPValue(counts)).toBeGreaterThan(1e-4);
    expect(randomStream(3).integer(1)).toBe(0);
  });
  it('has normals of mean 0, variance 1 and the right tails', () => {
    const values = draws(200_000, randomStream(5).normal);
    expect(Math.abs(meanOf(values))).toBeLessThan(4 / Math.sqrt(200_000));
    expect(Math.abs(varianceOf(values) - 1)).toBeLessThan(4 * Math.sqrt(2 / 200_000));
    const tail = values.filter((value) => Math.abs(value) > 1.959963984540054).length / values.length;
    expect(Math.abs(tail - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / 200_000));
  });
  it.each([0.05, 0.7, 1, 3.5, 40])('has gammas of shape %d: mean and variance are the shape', (shape) => {
    const stream = randomStream(11);
    const values = draws(200_000, () => stream.gamma(shape));
    expect(Math.abs(meanOf(values) - shape)).toBeLessThan(4 * Math.sqrt(shape / 200_000));
    // Var of the sample variance: (kappa4 + 2 sigma^4) / n with kappa4 = 6 shape
    expect(Math.abs(varianceOf(values) - shape)).toBeLessThan(4 * Math.sqrt((6 * shape + 2 * shape * shape) / 200_000));
    expect(values.every((value) => value >= 0)).toBe(true);
  });
  it.each([
    [-1, 0],
    [0.5, 0],
    [1, -2],
    [1, Number.NaN],
  ])('refuses seed %d, stream %d', (seed, stream) =>
    expect(() => randomStream(seed, stream)).toThrow('a whole number from 0 up is needed'),
  );
});
