import { describe, expect, it } from 'vitest';
import { gammaGamma, gammaGammaAt, spendPrediction } from '../../../worker/stats/index.ts';
import { digits } from '../../reference/readCase.ts';
import { simulatedSpend } from '../../support/simulatedSpend.ts';

const cdnow = { p: 6.25, q: 3.74, v: 15.44 };

function fitted(outcome: ReturnType<typeof gammaGamma>) {
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { model } = outcome.fit;
  if (model.kind !== 'gammaGamma') throw new Error(`the maximum is ${model.kind}`);
  return { ...outcome.fit, model };
}

describe('spendPrediction', () => {
  const histories = simulatedSpend(cdnow, 20_000, 5);
  const fit = fitted(gammaGamma(histories));
  const { expectedSpend, expectedLow, expectedHigh, predictedLow, predictedHigh } = spendPrediction(
    fit,
    histories.frequency,
    histories.monetary,
  );
  it('is a weighted mean of own and population mean', () =>
    histories.frequency.forEach((x, i) => {
      const ends = [fit.populationMean!, x === 0 ? fit.populationMean! : histories.monetary[i]!];
      expect(expectedSpend[i]).toBeGreaterThanOrEqual(Math.min(...ends) * (1 - 1e-12));
      expect(expectedSpend[i]).toBeLessThanOrEqual(Math.max(...ends) * (1 + 1e-12));
    }));
  it('predicted intervals cover the own means of 95 % of simulated customers', () => {
    const covered = histories.ownMeans.filter((mean, i) => predictedLow[i]! <= mean && mean <= predictedHigh[i]!).length;
    expect(covered / histories.ownMeans.length).toBeGreaterThan(0.945);
    expect(covered / histories.ownMeans.length).toBeLessThan(0.96);
  });
  it('expected intervals lie around the expectation, within the predicted ones', () =>
    expectedSpend.forEach((expected, i) => {
      expect(expectedLow[i]).toBeLessThan(expected);
      expect(expectedHigh[i]).toBeGreaterThan(expected);
      expect(expectedHigh[i]! / expectedLow[i]!).toBeLessThan(predictedHigh[i]! / predictedLow[i]!);
    }));
  it('the error of the logarithm is that of the delta method, by differences of the formula', () => {
    const { p, q, v } = fit.model;
    const logSpend = (values: readonly number[]): number =>
      Math.log((values[0]! * (values[2]! + 3 * 20)) / (3 * values[0]! + values[1]! - 1));
    const gradient = [p, q, v].map((value, i) => {
      const [above, below] = [1, -1].map((sign) => logSpend([p, q, v].with(i, value * (1 + sign * 1e-6))));
      return (above! - below!) / (2e-6 * value);
    });
    let variance = 0;
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) variance += gradient[i]! * gradient[j]! * fit.covariance![3 * i + j]!;
    const one = spendPrediction(fit, Float64Array.of(3), Float64Array.of(20));
    expect(Math.log(one.expectedHigh[0]! / one.expectedSpend[0]!)).toBeCloseTo(1.959963984540054 * Math.sqrt(variance), 8);
  });
  it('at given parameters only the customer is in doubt', () => {
    const given = fitted(gammaGammaAt(histories, cdnow));
    const one = spendPrediction(given, Float64Array.of(2), Float64Array.of(30));
    expect(one.expectedLow[0]).toBeNaN();
    // R 4.2.2: 6.25 * (15.44 + 60) / qgamma(c(.975, .025), 2 * 6.25 + 3.74)
    expect(digits(one.predictedLow[0]!, 18.83049555817824)).toBeGreaterThan(13);
    expect(digits(one.predictedHigh[0]!, 50.55453613448267)).toBeGreaterThan(13);
  });
});
