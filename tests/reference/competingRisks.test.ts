import { describe, expect, it } from 'vitest';
import { cumulativeIncidence, type Grouping, grayTest, type IncidenceConfidenceType, kaplanMeier } from '../../worker/stats/index.ts';
import { digits, readCase } from './readCase.ts';

type ByCause<Value> = Readonly<Record<'1' | '2', Value>>;

interface ExpectedCurves {
  readonly n: number;
  readonly atTimes: readonly {
    readonly time: number;
    readonly nRisk: number;
    readonly eventFree: number;
    readonly seEventFree: number;
    readonly cif: ByCause<number>;
    readonly seGreenwood: ByCause<number>;
    readonly ciPlain: ByCause<readonly [number, number]>;
    readonly ciLogLog: ByCause<readonly [number, number]>;
  }[];
}

interface ExpectedGray {
  readonly chisq: number;
  readonly df: number;
  readonly p: number;
  readonly score: Readonly<Record<string, number>>;
  readonly scoreVariance: readonly (readonly number[])[];
}

// mgus2: cumulative incidence from 40-digit arithmetic, checked against R survfit, etm and cmprsk; Gray's test from R cmprsk 2.2-11.
// Tolerances: incidence 1e-12 absolute, error 1e-8 relative (multinomial convention), bounds 1e-9 absolute, Gray 1e-6 relative.
const { expected, cells } = readCase<{
  readonly eventCounts: Readonly<Record<string, number>>;
  readonly cumulativeIncidence: Readonly<Record<string, ExpectedCurves>>;
  readonly grayTest: ByCause<ExpectedGray>;
}>('survival-competing-risks');

const columns = { time: Float64Array.from(cells('time'), Number), event: Uint8Array.from(cells('event'), Number) };
const labels = ['F', 'M'];
const sex: Grouping = { labels, codes: Int32Array.from(cells('sex'), (cell) => labels.indexOf(cell)) };

describe.each(Object.entries(expected.cumulativeIncidence))(
  'survival-competing-risks, cumulative incidence, %s',
  (name, { n, atTimes }) => {
    const grouping = name === 'overall' ? undefined : sex;
    const curvesOf = (confidenceType: IncidenceConfidenceType) => {
      const outcome = cumulativeIncidence(columns, { grouping, confidenceType });
      if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
      return outcome.fit.filter(({ group }) => group === (grouping === undefined ? null : name));
    };
    const curves = curvesOf('log-log');
    const plainCurves = curvesOf('plain');

    it.each(['1', '2'] as const)('cause %s: incidence, error, both intervals', (cause) => {
      const { curve, n: rows } = curves.find((found) => found.cause === Number(cause))!;
      const plain = plainCurves.find((found) => found.cause === Number(cause))!.curve;
      expect(rows).toBe(n);
      for (const row of atTimes) {
        const i = curve.times.findLastIndex((time) => time <= row.time);
        expect(Math.abs(curve.incidence[i]! - row.cif[cause])).toBeLessThan(1e-13);
        expect(digits(curve.stdErr[i]!, row.seGreenwood[cause])).toBeGreaterThan(12);
        expect(Math.abs(curve.ciLow[i]! - row.ciLogLog[cause][0])).toBeLessThan(1e-12);
        expect(Math.abs(curve.ciHigh[i]! - row.ciLogLog[cause][1])).toBeLessThan(1e-12);
        expect(Math.abs(plain.ciLow[i]! - row.ciPlain[cause][0])).toBeLessThan(1e-12);
        expect(Math.abs(plain.ciHigh[i]! - row.ciPlain[cause][1])).toBeLessThan(1e-12);
      }
    });
    it('the share without any event, its error and who is at risk', () => {
      const any = { ...columns, event: columns.event.map((code) => Math.min(code, 1)) };
      const outcome = kaplanMeier(any, { grouping, allTimes: true });
      if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
      const { curve } = outcome.fit.find(({ group }) => group === (grouping === undefined ? null : name))!;
      for (const row of atTimes) {
        const i = curve.times.findLastIndex((time) => time <= row.time);
        const next = curve.times.findIndex((time) => time >= row.time);
        expect(Math.abs(curve.survival[i]! - row.eventFree)).toBeLessThan(1e-13);
        expect(digits(curve.stdErr[i]!, row.seEventFree)).toBeGreaterThan(12);
        expect(curve.atRisk[next]).toBe(row.nRisk);
      }
    });
  },
);

describe('survival-competing-risks', () => {
  it('counts the events of each cause', () => {
    const outcome = cumulativeIncidence(columns);
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    for (const { cause, eventCount } of outcome.fit) expect(eventCount).toBe(expected.eventCounts[cause]);
  });
  it.each(['1', '2'] as const)("Gray's test of cause %s: score, variance, chi-square and p", (cause) => {
    const outcome = grayTest(columns, sex, Number(cause));
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const { fit } = outcome;
    const reference = expected.grayTest[cause];
    expect(fit.df).toBe(reference.df);
    for (const [g, label] of labels.entries()) expect(digits(fit.score[g]!, reference.score[label]!)).toBeGreaterThan(12);
    expect(digits(fit.covariance[0]!, reference.scoreVariance[0]![0]!)).toBeGreaterThan(12);
    expect(digits(fit.chiSquare, reference.chisq)).toBeGreaterThan(12);
    expect(digits(fit.pValue, reference.p)).toBeGreaterThan(11);
  });
});
