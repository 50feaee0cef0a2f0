import { describe, expect, it } from 'vitest';
import { Random } from '../../../prisma/seeds/lumen/random.ts';

const n = 100_000;

/**
 * Sample mean and variance within 5 standard errors of the theoretical ones. The error of a variance needs the fourth
 * moment: Var[s^2] = (kurtosis - 1) * variance^2 / n, kurtosis not in excess.
 */
function expectMoments(draw: (random: Random) => number, mean: number, variance: number, kurtosis: number) {
  const random = new Random(2026, 7, 'profile');
  const sample = Float64Array.from({ length: n }, () => draw(random));
  const sampleMean = sample.reduce((sum, x) => sum + x, 0) / n;
  const sampleVariance = sample.reduce((sum, x) => sum + (x - sampleMean) ** 2, 0) / (n - 1);
  expect(Math.abs(sampleMean - mean)).toBeLessThan(5 * Math.sqrt(variance / n));
  expect(Math.abs(sampleVariance - variance)).toBeLessThan(5 * variance * Math.sqrt((kurtosis - 1) / n));
}

describe('the distributions have their moments', () => {
  it('uniform', () => expectMoments((random) => random.uniform(), 1 / 2, 1 / 12, 1.8));
  it('integer 3..7', () => expectMoments((random) => random.integer(3, 7), 5, 2, 1.7));
  it('normal', () => expectMoments((random) => random.normal(3, 2), 3, 4, 3));
  it('exponential', () => expectMoments((random) => random.exponential(5), 5, 25, 9));
  it('gamma, shape above 1', () => expectMoments((random) => random.gamma(6, 2), 3, 1.5, 3 + 6 / 6));
  it('gamma, shape below 1', () => expectMoments((random) => random.gamma(0.5, 0.25), 2, 8, 3 + 6 / 0.5));
  it('Poisson, small mean', () => expectMoments((random) => random.poisson(0.3), 0.3, 0.3, 3 + 1 / 0.3));
  it('Poisson, large mean', () => expectMoments((random) => random.poisson(100), 100, 100, 3 + 1 / 100));
  it('binomial', () => expectMoments((random) => random.binomial(10, 0.7), 7, 2.1, 3 + (1 - 6 * 0.21) / 2.1));
  it('logarithm of a lognormal', () => expectMoments((random) => Math.log(random.lognormal(4, 0.8)), Math.log(4), 0.64, 3));
  it('categorical', () => expectMoments((random) => Number(random.categorical({ 0: 3, 1: 1 })), 0.25, 0.1875, (1 - 3 * 0.1875) / 0.1875));
});

describe('substreams', () => {
  const start = (random: Random) => Array.from({ length: 4 }, () => random.uniform());

  it('are the same for the same seed, stream and purpose', () =>
    expect(start(new Random(1, 2, 'life'))).toEqual(start(new Random(1, 2, 'life'))));

  it('differ in any one of the three', () => {
    const streams = [
      new Random(1, 2, 'life'),
      new Random(2, 2, 'life'),
      new Random(1, 3, 'life'),
      new Random(1, 2, 'web'),
      new Random(2, 1, 'life'),
    ];
    expect(new Set(streams.map((random) => random.uniform())).size).toBe(5);
  });

  it('of neighbours are unrelated: first draws of 10,000 customers are uniform, and uncorrelated with the next customer', () => {
    const count = 10_000;
    const first = Array.from({ length: count }, (_, k) => new Random(1, k, 'life').uniform() - 0.5);
    const product = first.reduce((sum, x, k) => sum + x * (first[k + 1] ?? 0), 0) / count;
    const mean = first.reduce((sum, x) => sum + x, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(product)).toBeLessThan((5 * (1 / 12)) / Math.sqrt(count));
  });
});
