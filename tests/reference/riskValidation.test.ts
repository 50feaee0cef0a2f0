import { describe, expect, it } from 'vitest';
import { brierScore, calibration, riskOutcomes } from '../../worker/stats/index.ts';
import { readJson } from './readCase.ts';

/** R 4.2.2 and survival 3.5.3 (risk-validation/reference.R), fifteen digits printed; glm's own are the fewest. */
interface Expected {
  readonly horizon: number;
  readonly risk: readonly number[];
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly weights: readonly number[];
  readonly baseRate: number;
  readonly brier: number;
  readonly brierStdErr: number;
  readonly baseBrier: number;
  readonly difference: number;
  readonly differenceStdErr: number;
  readonly intercept: number;
  readonly interceptStdErr: number;
  readonly interceptOfSlope: number;
  readonly slope: number;
  readonly slopeStdErr: number;
}

const expected = readJson<Expected>('./risk-validation/expected.json');
const risk = Float64Array.from(expected.risk);
const outcomes = riskOutcomes({ time: Float64Array.from(expected.time), event: Uint8Array.from(expected.event) }, expected.horizon);

describe('predicted risks, judged with censoring weights, as by R', () => {
  it('weights: 1/G by survfit with the roles of event and censoring exchanged', () => {
    outcomes.weights.forEach((weight, i) => expect(weight).toBeCloseTo(expected.weights[i]!, 12));
  });

  it('Brier score, base rate and their difference, with errors', () => {
    const found = brierScore(risk, outcomes);
    expect(found.baseRate).toBeCloseTo(expected.baseRate, 13);
    expect(found.brier.estimate).toBeCloseTo(expected.brier, 13);
    expect(found.brier.stdErr).toBeCloseTo(expected.brierStdErr, 13);
    expect(found.baseBrier.estimate).toBeCloseTo(expected.baseBrier, 13);
    expect(found.difference.estimate).toBeCloseTo(expected.difference, 13);
    expect(found.difference.stdErr).toBeCloseTo(expected.differenceStdErr, 13);
  });

  it('calibration: glm with an offset, and with a slope, errors by the sandwich of weighted rows', () => {
    const found = calibration(risk, outcomes);
    if (found.kind !== 'fitted') throw new Error(found.detail);
    expect(found.fit.intercept.estimate).toBeCloseTo(expected.intercept, 9);
    expect(found.fit.intercept.stdErr).toBeCloseTo(expected.interceptStdErr, 9);
    expect(found.fit.interceptOfSlope).toBeCloseTo(expected.interceptOfSlope, 9);
    expect(found.fit.slope.estimate).toBeCloseTo(expected.slope, 9);
    expect(found.fit.slope.stdErr).toBeCloseTo(expected.slopeStdErr, 9);
  });
});
