import { describe, expect, it } from 'vitest';
import { betaStieltjes } from '../../worker/stats/distributions/betaStieltjes.ts';
import { gammaMean } from '../../worker/stats/distributions/gammaMean.ts';
import { gammaQuantile } from '../../worker/stats/distributions/gammaQuantile.ts';
import { gaussLegendre } from '../../worker/stats/distributions/gaussLegendre.ts';
import { logBeta } from '../../worker/stats/distributions/logBeta.ts';
import { logGamma } from '../../worker/stats/distributions/logGamma.ts';
import { negativeBinomialMass } from '../../worker/stats/distributions/negativeBinomialMass.ts';
import { digamma, trigamma } from '../../worker/stats/distributions/polygamma.ts';
import { scaledExponentialIntegral } from '../../worker/stats/distributions/scaledExponentialIntegral.ts';
import { digits, readJson } from './readCase.ts';

interface SpecialValues {
  readonly gammaFunctions: readonly (readonly [x: number, logGamma: number, digamma: number, trigamma: number])[];
  readonly gammaQuantile: readonly (readonly [probability: number, shape: number, quantile: number])[];
  readonly logBeta: readonly (readonly [a: number, b: number, value: number])[];
  readonly betaStieltjes: readonly (readonly [a: number, b: number, z: number, value: number])[];
  readonly scaledExponentialIntegral: readonly (readonly [order: number, y: number, value: number])[];
  readonly gammaMeanOfReciprocal: readonly (readonly [shape: number, rate: number, value: number])[];
  readonly negativeBinomialMass: readonly (readonly [shape: number, share: number, k: number, probability: number])[];
  readonly gaussLegendre16: readonly (readonly [node: number, weight: number])[];
}

const reference = readJson<SpecialValues>('./distributions/expected.json'); // 60-digit arithmetic

describe('special functions', () => {
  it.each(reference.gammaFunctions)('ln Γ, ψ and ψ′ of %d', (x, logarithm, first, second) => {
    expect(digits(logGamma(x), logarithm)).toBeGreaterThan(15);
    expect(digits(digamma(x), first)).toBeGreaterThan(15);
    expect(digits(trigamma(x), second)).toBeGreaterThan(15);
  });
  it.each(reference.logBeta)('ln B(%d, %d) does not cancel', (a, b, value) => {
    expect(digits(logBeta(a, b), value)).toBeGreaterThan(15);
  });
  it.each(reference.betaStieltjes)('E[1 / (1 + z p)], p ~ Beta(%d, %d), z = %d', (a, b, z, value) => {
    expect(digits(betaStieltjes(a, b, z), value)).toBeGreaterThan(13);
  });
  it.each(reference.scaledExponentialIntegral)('e^y E_s(y), s = %d, y = %d', (order, y, value) => {
    expect(digits(scaledExponentialIntegral(order, y), value)).toBeGreaterThan(15);
  });
  it.each(reference.gammaMeanOfReciprocal)('E[1 / (1 + Λ)], Λ ~ Gamma(%d, %d)', (shape, rate, value) => {
    expect(digits(gammaMean(shape, rate, (lambda) => 1 / (1 + lambda)), value)).toBeGreaterThan(15);
  });
});

describe('distributions', () => {
  it.each(reference.gammaQuantile)('the %d quantile of the gamma distribution of shape %d', (probability, shape, quantile) => {
    expect(digits(gammaQuantile(probability, shape), quantile)).toBeGreaterThan(shape <= 800 ? 15 : 5);
  });
  it.each(reference.negativeBinomialMass)('P(N = k) of shape %d, share %d, k = %d', (shape, share, k, probability) => {
    expect(digits(negativeBinomialMass(shape, share, k + 1)[k]!, probability)).toBeGreaterThan(14);
  });
});

it('16 nodes of Gauss and Legendre, and their weights', () => {
  const { nodes, weights } = gaussLegendre(16);
  reference.gaussLegendre16.forEach(([node, weight], i) => {
    expect(digits(nodes[i]!, node)).toBeGreaterThan(15);
    expect(digits(weights[i]!, weight)).toBeGreaterThan(14);
  });
});
