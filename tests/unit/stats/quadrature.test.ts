import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gammaMean } from '../../../worker/stats/distributions/gammaMean.ts';
import { gaussLegendre } from '../../../worker/stats/distributions/gaussLegendre.ts';
import { negativeBinomialMass } from '../../../worker/stats/distributions/negativeBinomialMass.ts';

describe('gaussLegendre', () => {
  it.each([2, 5, 16, 32])('with %d nodes is exact for polynomials up to degree 2 size - 1', (size) => {
    const { nodes, weights } = gaussLegendre(size);
    for (let degree = 0; degree < 2 * size; degree++) {
      const integral = nodes.reduce((sum, node, i) => sum + weights[i]! * node ** degree, 0);
      expect(integral).toBeCloseTo(degree % 2 === 1 ? 0 : 2 / (degree + 1), 14);
    }
  });
});

describe('gammaMean', () => {
  it.each([1, 1.3, 8.24, 120, 5e4])('of shape %d: moments and the Laplace transform', (shape) => {
    const rate = 3.7;
    expect(gammaMean(shape, rate, (value) => value) / (shape / rate)).toBeCloseTo(1, 12);
    expect(gammaMean(shape, rate, (value) => value * value) / ((shape * (shape + 1)) / rate ** 2)).toBeCloseTo(1, 12);
    const step = rate / shape;
    expect(gammaMean(shape, rate, (value) => Math.exp(-step * value)) / Math.exp(-shape * Math.log1p(1 / shape))).toBeCloseTo(1, 12);
  });
});

describe('negativeBinomialMass', () => {
  it('has the mean, the variance and the first probability of the negative binomial', () => {
    const shapes = fc.double({ min: 1e-3, max: 500, noNaN: true });
    const shares = fc.double({ min: 1e-6, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(shapes, shares, (shape, share) => {
        const mass = negativeBinomialMass(shape, share);
        const sum = (weight: (k: number) => number): number => mass.reduce((total, value, k) => total + weight(k) * value, 0);
        const mean = (shape * share) / (1 - share);
        expect(sum(() => 1)).toBeCloseTo(1, 11);
        expect(sum((k) => k) / mean).toBeCloseTo(1, 10);
        expect(sum((k) => k * (k - 1)) / ((mean * (shape + 1) * share) / (1 - share))).toBeCloseTo(1, 10);
        const first = (1 - share) ** shape;
        if (first > 1e-300) expect(mass[0]! / first).toBeCloseTo(1, 9);
      }),
    );
  });
  it('does not underflow where the first probability does', () => {
    const mass = negativeBinomialMass(2000, 0.9); // (1 - share)^shape = 1e-2000
    expect(mass[0]).toBe(0);
    expect(mass.reduce((sum, value, k) => sum + k * value, 0) / 18_000).toBeCloseTo(1, 11);
  });
  it('has as many probabilities as are asked for', () => {
    expect(negativeBinomialMass(1, 0, 5)).toEqual(Float64Array.of(1, 0, 0, 0, 0));
    expect(negativeBinomialMass(2, 0.1, 40).length).toBeGreaterThanOrEqual(40);
  });
});
