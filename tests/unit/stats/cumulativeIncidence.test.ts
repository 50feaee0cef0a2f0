import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cumulativeIncidence, grayTest, kaplanMeier, randomStream, type SurvivalColumns } from '../../../worker/stats/index.ts';
import { columnsOf, groupingOf, survivalRows } from './survivalRows.ts';

function curvesOf(columns: SurvivalColumns) {
  const outcome = cumulativeIncidence(columns);
  fc.pre(outcome.kind === 'fitted');
  return outcome.fit;
}

/** The variance as its definition reads: for every time a sum over all times up to it. */
function varianceByDefinition(columns: SurvivalColumns, cause: number, at: number): number {
  const rows = Array.from(columns.time, (time, i) => ({
    time,
    event: columns.event[i]!,
    start: columns.start?.[i] ?? Number.NEGATIVE_INFINITY,
  }));
  const times = [...new Set(rows.filter(({ event, time }) => event > 0 && time <= at).map(({ time }) => time))].toSorted((a, b) => a - b);
  let survival = 1;
  let incidence = 0;
  const steps = times.map((time) => {
    const n = rows.filter((row) => row.start < time && time <= row.time).length;
    const own = rows.filter((row) => row.time === time && row.event === cause).length / n;
    const all = rows.filter((row) => row.time === time && row.event > 0).length / n;
    const before = survival;
    incidence += before * own;
    survival *= 1 - all;
    return { n, own, other: all - own, before, after: survival, incidence };
  });
  return steps.reduce((sum, { n, own, other, before, after, incidence: then }) => {
    const lost = after > 1e-12 ? (incidence - then) / after : 0;
    const [c, o] = [1 - lost, -lost];
    return sum + (before ** 2 * (c * c * own + o * o * other - (c * own + o * other) ** 2)) / n;
  }, 0);
}

describe('cumulativeIncidence, whatever the data', () => {
  it('the incidences of all causes and the share without any event sum to 1', () =>
    fc.assert(
      fc.property(survivalRows({ causes: 3 }), fc.boolean(), (rows, isDelayed) => {
        const columns = columnsOf(rows, isDelayed);
        const curves = curvesOf(columns);
        const any = kaplanMeier({ ...columns, event: columns.event.map((code) => Math.min(code, 1)) });
        if (any.kind !== 'fitted') throw new Error(any.detail);
        any.fit[0]!.curve.survival.forEach((share, i) => {
          const total = curves.reduce((sum, { curve }) => sum + curve.incidence[i]!, share);
          expect(total).toBeCloseTo(1, 12);
        });
      }),
    ));
  it('a single cause is 1 - Kaplan-Meier with the same error', () =>
    fc.assert(
      fc.property(survivalRows(), fc.boolean(), (rows, isDelayed) => {
        const columns = columnsOf(rows, isDelayed);
        const [{ curve }] = curvesOf(columns) as [ReturnType<typeof curvesOf>[number]];
        const outcome = kaplanMeier(columns);
        if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
        const survival = outcome.fit[0]!.curve;
        survival.survival.forEach((share, i) => {
          expect(curve.incidence[i]).toBeCloseTo(1 - share, 12);
          if (share > 0) expect(curve.stdErr[i]).toBeCloseTo(survival.stdErr[i]!, 10);
        });
      }),
    ));
  it('the error carried along is the double sum of its definition, also with delayed entry', () =>
    fc.assert(
      fc.property(survivalRows({ causes: 2 }), fc.boolean(), (rows, isDelayed) => {
        const columns = columnsOf(rows, isDelayed);
        for (const { cause, curve } of curvesOf(columns)) {
          for (const [i, time] of curve.times.entries())
            expect(curve.stdErr[i]! ** 2).toBeCloseTo(varianceByDefinition(columns, cause, time), 12);
        }
      }),
    ));
  it('all lost by one cause are 1 in the end, with error 0 and no interval: to the bit, and never above 1', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(1000), (n, seed) => {
        const random = randomStream(seed);
        const time = Float64Array.from({ length: n }, () => 1 + random.integer(n));
        const [{ curve }] = curvesOf({ time, event: new Uint8Array(n).fill(1) }) as [ReturnType<typeof curvesOf>[number]];
        const last = curve.times.length - 1;
        expect([curve.incidence[last], curve.stdErr[last], curve.ciLow[last], curve.ciHigh[last]]).toEqual([1, 0, null, null]);
      }),
    ));
  it('never falls, and its interval holds it', () =>
    fc.assert(
      fc.property(survivalRows({ causes: 2 }), (rows) => {
        for (const { curve } of curvesOf(columnsOf(rows))) {
          curve.incidence.forEach((value, i) => {
            expect(value).toBeGreaterThanOrEqual(curve.incidence[i - 1] ?? 0);
            if (curve.ciLow[i] === null) return;
            expect(curve.ciLow[i]).toBeLessThanOrEqual(value);
            expect(curve.ciHigh[i]).toBeGreaterThanOrEqual(value);
          });
        }
      }),
    ));
});

describe('cumulativeIncidence with delayed entry', () => {
  // R 4.2.2, survival 3.5-3: survfit(Surv(start, stop, factor(event)) ~ 1, id = 1:12)$pstate
  it('agrees with survfit', () => {
    const start = Float64Array.of(0, 1, 0, 2, 3, 0, 1, 4, 2, 0, 5, 3);
    const time = Float64Array.of(4, 5, 3, 7, 6, 8, 5, 9, 7, 6, 10, 8);
    const event = Uint8Array.of(1, 2, 0, 1, 2, 1, 1, 0, 2, 0, 1, 2);
    const [one, two] = curvesOf({ start, time, event });
    const first = [
      0.1111111111111111, 0.20987654320987653, 0.20987654320987653, 0.31069958847736623, 0.411522633744856, 0.6131687242798354,
    ];
    const second = [0, 0.09876543209876543, 0.18518518518518517, 0.2860082304526749, 0.3868312757201646, 0.3868312757201646];
    for (const [i, value] of first.entries()) expect(one!.curve.incidence[i]).toBeCloseTo(value, 14);
    for (const [i, value] of second.entries()) expect(two!.curve.incidence[i]).toBeCloseTo(value, 14);
  });
});

describe('cumulativeIncidence, edges', () => {
  it('causes keep their own numbers; bounds are null while nothing has happened', () => {
    const [first, last] = curvesOf({ time: Float64Array.of(1, 2, 3), event: Uint8Array.of(7, 0, 200) });
    expect([first!.cause, last!.cause]).toEqual([7, 200]);
    expect([last!.curve.incidence[0], last!.curve.stdErr[0], last!.curve.ciLow[0], last!.curve.ciHigh[0]]).toEqual([0, 0, null, null]);
  });
  it('says when there is no row or no event, warns of few', () => {
    expect(cumulativeIncidence({ time: new Float64Array(0), event: new Uint8Array(0) })).toMatchObject({ reason: 'NOT_ENOUGH_DATA' });
    expect(cumulativeIncidence({ time: Float64Array.of(1), event: Uint8Array.of(0) })).toMatchObject({ reason: 'TOO_FEW_EVENTS' });
    expect(cumulativeIncidence({ time: Float64Array.of(1), event: Uint8Array.of(2) })).toMatchObject({
      warnings: [{ code: 'TOO_FEW_EVENTS', subject: 'cause 2' }],
    });
  });
});

describe('grayTest', () => {
  it('three groups with ties', () => {
    // R 4.2.2, cmprsk 2.2-12: cuminc(time, event, group)$Tests
    const time = Float64Array.of(1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 12, 12, 13, 14, 15, 15);
    const event = Uint8Array.of(1, 2, 1, 0, 2, 1, 1, 2, 0, 1, 2, 2, 1, 1, 0, 1, 2, 2, 1, 0, 1, 2, 0, 1, 1, 2, 0, 1, 0, 2);
    const groups = Int32Array.of(1, 2, 3, 1, 2, 3, 1, 1, 2, 3, 3, 2, 1, 2, 3, 1, 3, 2, 2, 1, 3, 3, 1, 2, 3, 2, 1, 1, 2, 3);
    const grouping = { codes: groups.map((group) => group - 1), labels: ['1', '2', '3'] };
    for (const [cause, chiSquare, pValue] of [
      [1, 1.8086440785188738, 0.40481624160999385],
      [2, 2.5681393511108341, 0.27690807819070362],
    ] as const) {
      const outcome = grayTest({ time, event }, grouping, cause);
      if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
      expect(outcome.fit.df).toBe(2);
      expect(outcome.fit.chiSquare).toBeCloseTo(chiSquare, 12);
      expect(outcome.fit.pValue).toBeCloseTo(pValue, 12);
    }
  });
  it('is 0 for identical groups, and its score sums to 0 for any', () =>
    fc.assert(
      fc.property(survivalRows({ causes: 2, groups: 3 }), (rows) => {
        const twice = [...rows.map((row) => ({ ...row, group: 0 })), ...rows.map((row) => ({ ...row, group: 1 }))];
        const same = grayTest(columnsOf(twice), groupingOf(twice), 1);
        if (same.kind === 'fitted') expect(same.fit.chiSquare).toBeCloseTo(0, 12);
        const outcome = grayTest(columnsOf(rows), groupingOf(rows, 3), 1);
        if (outcome.kind === 'fitted') expect(outcome.fit.score.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
      }),
    ));
  it('is not defined with delayed entry, for one group, without an event of the cause', () => {
    const columns = { time: Float64Array.of(1, 2, 3), event: Uint8Array.of(1, 1, 1) };
    const two = { codes: Int32Array.of(0, 1, 0), labels: ['a', 'b'] };
    expect(grayTest({ ...columns, start: new Float64Array(3) }, two, 1)).toMatchObject({ reason: 'LEFT_TRUNCATED' });
    expect(grayTest(columns, { codes: new Int32Array(3), labels: ['a'] }, 1)).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(grayTest(columns, two, 2)).toMatchObject({ reason: 'TOO_FEW_EVENTS' });
    expect(() => grayTest(columns, two, 0)).toThrow('cause has 0');
    const each = { codes: Int32Array.of(0, 1, 2), labels: Array.from({ length: 101 }, (_, i) => `customer ${i}`) };
    expect(() => grayTest(columns, each, 1)).toThrow('grouping has 101 groups, at most 100 can be compared');
  });
});
