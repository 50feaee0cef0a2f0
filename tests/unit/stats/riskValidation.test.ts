import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brierScore, calibration, randomStream, riskGroups, riskOutcomes, riskValidation } from '../../../worker/stats/index.ts';
import '../../support/propertySeed.ts';

/** Customers whose risks are what they are said to be, some of whom observation loses. */
function customers(n: number, seed: number, { horizon = 90, censored = 0.002, spread = 1 } = {}) {
  const random = randomStream(seed);
  const risk = new Float64Array(n);
  const time = new Float64Array(n);
  const event = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const logOdds = -2 + random.normal();
    risk[i] = 1 / (1 + Math.exp(-(-2 + spread * (logOdds + 2))));
    const hazard = -Math.log1p(-1 / (1 + Math.exp(-logOdds))) / horizon;
    const leaves = -Math.log1p(-random.uniform()) / hazard;
    const lost = censored === 0 ? Number.POSITIVE_INFINITY : -Math.log1p(-random.uniform()) / censored;
    time[i] = Math.min(leaves, lost, 400);
    event[i] = Number(leaves <= lost && leaves < 400);
  }
  return { risk, followUp: { time, event } };
}

describe('the proof of a risk model', () => {
  it('says of true risks that they are: intervals of slope and intercept hold 1 and 0 in about 95 of 100 data sets', () => {
    let [slopes, intercepts] = [0, 0];
    for (let seed = 1; seed <= 100; seed++) {
      const { risk, followUp } = customers(2000, seed);
      const outcome = calibration(risk, riskOutcomes(followUp, 90));
      if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
      const { slope, intercept } = outcome.fit;
      slopes += Number(slope.ciLow! < 1 && slope.ciHigh! > 1);
      intercepts += Number(intercept.ciLow! < 0 && intercept.ciHigh! > 0);
    }
    for (const held of [slopes, intercepts]) expect(held).toBeGreaterThanOrEqual(88); // 95 less three deviations
  });

  it('says of true risks: better than the base rate; deciles as foretold; of shuffled ones 0.5', () => {
    const { risk, followUp } = customers(20_000, 4);
    const { brier, concordance, shuffled, deciles } = riskValidation(risk, followUp, { horizon: 90, seed: 1 });
    expect(brier.difference.ciHigh).toBeLessThan(0);
    expect(concordance?.ciLow).toBeGreaterThan(0.6);
    expect(shuffled?.ciLow).toBeLessThan(0.5);
    expect(shuffled?.ciHigh).toBeGreaterThan(0.5);
    const within = deciles.filter(({ meanRisk, ciLow, ciHigh }) => ciLow! <= meanRisk && meanRisk <= ciHigh!);
    expect(within.length).toBeGreaterThanOrEqual(8); // of ten intervals of 95 %
  });

  it('says of risks that spread twice as far as they should: slope one half', () => {
    const { risk, followUp } = customers(20_000, 2, { spread: 2 });
    const outcome = calibration(risk, riskOutcomes(followUp, 90));
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    expect(outcome.fit.slope.ciLow).toBeLessThan(0.5);
    expect(outcome.fit.slope.ciHigh).toBeGreaterThan(0.5);
    expect(outcome.fit.slope.ciHigh).toBeLessThan(1);
  });

  it('weights those who are seen for those whom observation lost', () => {
    const { followUp } = customers(20_000, 3, { censored: 0.004 });
    const { weights, isEvent } = riskOutcomes(followUp, 90);
    const whole = riskOutcomes(customers(20_000, 3, { censored: 0 }).followUp, 90);
    const rate = (outcomes: { weights: Float64Array; isEvent: Uint8Array }) =>
      brierScore(new Float64Array(20_000), { ...whole, ...outcomes }).baseRate;
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(20_000, -3);
    expect(rate({ weights, isEvent })).toBeCloseTo(rate(whole), 1);
  });

  it('counts an event at the horizon, and whoever is seen up to it', () => {
    // by hand: nobody is lost before the horizon, so every weight is 1
    const outcomes = riskOutcomes({ time: Float64Array.of(10, 90, 90, 120), event: Uint8Array.of(1, 1, 0, 1) }, 90);
    expect([...outcomes.isEvent]).toEqual([1, 1, 0, 0]);
    expect([...outcomes.weights]).toEqual([1, 1, 1, 1]);
    expect(outcomes.known).toBe(4);
  });

  it('cannot tell calibration where nobody left, or all risks are one', () => {
    const stayed = riskOutcomes({ time: Float64Array.of(99, 99), event: Uint8Array.of(0, 0) }, 90);
    expect(calibration(Float64Array.of(0.1, 0.2), stayed)).toMatchObject({ kind: 'notEstimable', reason: 'TOO_FEW_EVENTS' });
    const some = riskOutcomes({ time: Float64Array.of(9, 99), event: Uint8Array.of(1, 0) }, 90);
    expect(calibration(Float64Array.of(0.1, 0.1), some)).toMatchObject({ kind: 'notEstimable', reason: 'ZERO_VARIANCE' });
  });

  const rows = fc.array(
    fc.record({ risk: fc.integer({ min: 0, max: 20 }), time: fc.integer({ min: 1, max: 30 }), event: fc.integer({ min: 0, max: 1 }) }),
    {
      minLength: 1,
      maxLength: 60,
    },
  );
  it('groups hold everybody once, rising, and no tie is cut', () =>
    fc.assert(
      fc.property(rows, (list) => {
        const risk = Float64Array.from(list, (row) => row.risk / 20);
        const outcomes = riskOutcomes(
          { time: Float64Array.from(list, (row) => row.time), event: Uint8Array.from(list, (row) => row.event) },
          15,
        );
        const groups = riskGroups(risk, outcomes);
        expect(groups.reduce((sum, { n }) => sum + n, 0)).toBe(list.length);
        for (const [i, { minRisk }] of groups.slice(1).entries()) expect(minRisk).toBeGreaterThan(groups[i]!.maxRisk);
      }),
    ));
  it('the Brier score is 0 for whoever knew, and never above the largest weight', () =>
    fc.assert(
      fc.property(rows, (list) => {
        const outcomes = riskOutcomes(
          { time: Float64Array.from(list, (row) => row.time), event: Uint8Array.from(list, (row) => row.event) },
          15,
        );
        expect(brierScore(Float64Array.from(outcomes.isEvent), outcomes).brier.estimate).toBe(0);
        const { brier } = brierScore(
          Float64Array.from(list, (row) => row.risk / 20),
          outcomes,
        );
        expect(brier.estimate).toBeLessThanOrEqual(Math.max(...outcomes.weights));
      }),
    ));
});
