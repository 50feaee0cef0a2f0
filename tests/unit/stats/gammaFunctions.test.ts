import { expect, it } from 'vitest';
import { gammaQuantile } from '../../../worker/stats/distributions/gammaQuantile.ts';
import { logBeta } from '../../../worker/stats/distributions/logBeta.ts';
import { logGamma } from '../../../worker/stats/distributions/logGamma.ts';
import { digamma, trigamma } from '../../../worker/stats/distributions/polygamma.ts';
import { digits } from '../../reference/readCase.ts';

const EULER = 0.5772156649015329;

// Exact values fix the order of the arguments and the scale.
it('logGamma(5) = ln 4!, logBeta(3, 4) = ln(2! 3! / 6!)', () => {
  expect(digits(logGamma(5), Math.log(24))).toBeGreaterThan(15);
  expect(digits(logBeta(3, 4), Math.log(1 / 60))).toBeGreaterThan(15);
});
it('digamma(1) = -γ, digamma(1/2) = -γ - 2 ln 2, trigamma(1) = π²/6', () => {
  expect(digits(digamma(1), -EULER)).toBeGreaterThan(15);
  expect(digits(digamma(0.5), -EULER - 2 * Math.LN2)).toBeGreaterThan(15);
  expect(digits(trigamma(1), Math.PI ** 2 / 6)).toBeGreaterThan(15);
});
// mpmath 1.3, 40 digits: loggamma(a) + loggamma(b) - loggamma(a + b)
it.each([
  [6.25, 1e9, -124.3008075103311],
  [50, 1e6, -546.2110089316568],
  [1e-3, 1e-3, 7.600900817008347],
])('logBeta(%d, %d) does not cancel', (a, b, expected) => expect(digits(logBeta(a, b), expected)).toBeGreaterThan(14));
// R 4.2.2: format(qgamma(c(.025, .5, .975), shape), digits = 15)
it.each([
  [0.3, [3.18567903173917e-6, 0.0731311358669519, 1.90026364283883], 13],
  [2, [0.242209278543965, 1.678346990016661, 5.571643390938899], 14],
  [16.24, [9.32656169064115, 15.90791046718139, 25.03917109049335], 14],
  [400, [361.756296631143, 399.666716094464, 440.137668446575], 13],
  [2000, [1913.29870962563, 1999.66667654501, 2088.59552814309], 5], // beyond stdlib, by Wilson and Hilferty
])('gammaQuantile at shape %d', (shape, expected, atLeast) =>
  [0.025, 0.5, 0.975].forEach((probability, i) => {
    expect(digits(gammaQuantile(probability, shape), expected[i]!)).toBeGreaterThan(atLeast);
  }),
);
