import { describe, expect, it } from 'vitest';
import { brierScore, calibration, riskOutcomes, riskValidation } from '../../worker/stats/index.ts';
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

describe('a proof by few losses', () => {
  /** Ten stay, at risks of 0.01 to 0.10; the others leave at the horizon. */
  const withLosses = (...risks: readonly number[]) => {
    const risk = Float64Array.of(...Array.from({ length: 10 }, (_, i) => (i + 1) / 100), ...risks);
    return { risk, followUp: { time: new Float64Array(risk.length).fill(90), event: Uint8Array.from(risk, (_, i) => Number(i >= 10)) } };
  };
  const proofOf = ({ risk, followUp }: ReturnType<typeof withLosses>) => riskValidation(risk, followUp, { horizon: 90, seed: 1 });

  /*
   * By hand: of the stayers 9 are below the one and 7 below the other, so C = (0.9 + 0.7)/2 = 0.8. Variance, by Python's fractions:
   *   losses   ((0.9 - 0.8)² + (0.7 - 0.8)²) / (2 · 1)        = 1/100
   *   stayers  7 are below both losses, 2 below one, 1 above:
   *            (7 (1 - 0.8)² + 2 (0.5 - 0.8)² + 0.8²) / (10 · 9) = 11/900
   * together 1/45. The infinitesimal jackknife has 1/200 + 11/1000, too little. t of one degree: tan(0.475 π) = 12.7062047361747.
   */
  it('has the error of two losses, by t of one degree of freedom', () => {
    const { concordance, warnings } = proofOf(withLosses(0.095, 0.075));
    expect(concordance!.estimate).toBeCloseTo(0.8, 14);
    expect(concordance!.stdErr).toBeCloseTo(Math.sqrt(1 / 45), 14);
    expect(concordance!.df).toBe(1);
    expect(concordance!.statistic).toBeCloseTo(0.3 * Math.sqrt(45), 12);
    expect([concordance!.ciLow, concordance!.ciHigh]).toEqual([0, 1]); // 0.8 ± 12.7 · 0.149
    expect(warnings).toEqual([{ code: 'TOO_FEW_EVENTS', subject: 'proof', detail: expect.stringContaining('2 of 12 customers') }]);
  });

  it('says nothing of the doubt with one, of which nothing tells how its place varies', () => {
    const { concordance } = proofOf(withLosses(0.095));
    expect(concordance).toMatchObject({ stdErr: null, ciLow: null, ciHigh: null, reason: 'TOO_FEW_EVENTS' });
    expect(concordance!.estimate).toBeCloseTo(0.9, 14);
  });
});

describe('whether a calibration has a maximum, which with one covariate is told exactly', () => {
  const judged = (rows: readonly (readonly [count: number, risk: number, left: number])[]) => {
    const all = rows.flatMap(([count, risk, left]) => Array.from({ length: count }, (_, i) => ({ risk, event: Number(i < left) })));
    const time = new Float64Array(all.length).fill(90);
    const event = Uint8Array.from(all, (row) => row.event);
    return calibration(
      Float64Array.from(all, (row) => row.risk),
      riskOutcomes({ time, event }, 90),
    );
  };

  it('has none where one loss stands alone at 0.30 and all who stayed at 0.03 or less, wherever the search ends', () =>
    expect(
      judged([
        [1, 0.3, 1],
        ...Array.from({ length: 100 }, (_, i) => [1, 0.03 - i / 10_000, 0] as const),
      ]),
    ).toMatchObject({ kind: 'notEstimable', reason: 'SEPARATION' }));

  it('has none where the two meet in one risk, nor the other way round', () => {
    const meeting = [
      [5, 0.3, 5],
      [8, 0.2, 3],
      [9, 0.1, 0],
    ] as const;
    expect(judged(meeting)).toMatchObject({ reason: 'SEPARATION' });
    expect(judged(meeting.map(([count, risk, left]) => [count, 1 - risk, left] as const))).toMatchObject({ reason: 'SEPARATION' });
  });

  // Two risks: the model is saturated, so that the slope is the difference of the observed log odds over that of the foretold:
  // (logit(40/100) - logit(10/100)) / (logit(0.201) - logit(0.200)) = 1.791759469228055 / 0.006238319... = 287
  it('has one however steep, where risks hardly differ', () => {
    const logOdds = (p: number): number => Math.log(p / (1 - p));
    const found = judged([
      [100, 0.2, 10],
      [100, 0.201, 40],
    ]);
    if (found.kind !== 'fitted') throw new Error(found.detail);
    const slope = (logOdds(0.4) - logOdds(0.1)) / (logOdds(0.201) - logOdds(0.2));
    expect(slope).toBeGreaterThan(280);
    expect(found.fit.slope.estimate / slope).toBeCloseTo(1, 6);
    expect(found.warnings).toEqual([]);
  });
});
