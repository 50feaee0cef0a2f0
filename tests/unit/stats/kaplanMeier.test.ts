import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KaplanMeierGroup, type KaplanMeierOptions, kaplanMeier, type SurvivalColumns } from '../../../worker/stats/index.ts';
import { columnsOf, groupingOf, survivalRows } from './survivalRows.ts';

function curvesOf(columns: SurvivalColumns, options: KaplanMeierOptions = {}): readonly KaplanMeierGroup[] {
  const outcome = kaplanMeier(columns, options);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

const curveOf = (columns: SurvivalColumns, options: KaplanMeierOptions = {}): KaplanMeierGroup => curvesOf(columns, options)[0]!;

describe('kaplanMeier, whatever the data', () => {
  it('never rises and stays within [0, 1], as do its intervals', () =>
    fc.assert(
      fc.property(survivalRows(), fc.boolean(), fc.constantFrom('log-log', 'log', 'plain'), (rows, isDelayed, confidenceType) => {
        const { curve } = curveOf(columnsOf(rows, isDelayed), { confidenceType });
        curve.survival.forEach((value, i) => {
          expect(value).toBeLessThanOrEqual(curve.survival[i - 1] ?? 1);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(curve.stdErr[i] === undefined).toBe(value === 0);
          if (value === 0) return;
          expect(curve.ciLow[i]).toBeLessThanOrEqual(value);
          expect(curve.ciLow[i]).toBeGreaterThanOrEqual(0);
          expect(curve.ciHigh[i]).toBeGreaterThanOrEqual(value);
          expect(curve.ciHigh[i]).toBeLessThanOrEqual(1);
        });
      }),
    ));
  it('without censoring it is the share of times beyond, and the restricted mean the mean time', () =>
    fc.assert(
      fc.property(survivalRows(), (rows) => {
        const { time } = columnsOf(rows);
        const { curve, restrictedMean } = curveOf({ time, event: new Uint8Array(time.length).fill(1) });
        for (const [i, at] of curve.times.entries())
          expect(curve.survival[i]).toBeCloseTo(time.filter((one) => one > at).length / time.length, 12);
        expect(restrictedMean.estimate).toBeCloseTo(time.reduce((sum, one) => sum + one, 0) / time.length, 10);
      }),
    ));
  it('does not depend on the order of the rows', () =>
    fc.assert(
      fc.property(survivalRows(), (rows) => {
        const options = { grouping: groupingOf(rows) };
        const reversed = rows.toReversed();
        expect(curvesOf(columnsOf(reversed, true), { grouping: groupingOf(reversed) })).toEqual(curvesOf(columnsOf(rows, true), options));
      }),
    ));
  it('a group has the curve that it has alone', () =>
    fc.assert(
      fc.property(survivalRows({ groups: 3 }), (rows) => {
        const curves = curvesOf(columnsOf(rows), { grouping: groupingOf(rows, 3) });
        for (const [code, curve] of curves.entries()) {
          const own = rows.filter(({ group }) => group === code);
          if (own.length > 0) expect({ ...curve, group: null }).toEqual(curveOf(columnsOf(own)));
        }
      }),
    ));
  it('entry at the beginning is no delayed entry', () =>
    fc.assert(
      fc.property(survivalRows(), (rows) => {
        const late = rows.map((row) => ({ ...row, start: 0 }));
        expect(curveOf(columnsOf(late, true))).toEqual(curveOf(columnsOf(rows)));
      }),
    ));
});

describe('kaplanMeier, quantiles', () => {
  const times = Float64Array.of(1, 2, 3, 4);
  it('the middle of a flat stretch at the level, which ends at the last observed time', () => {
    // R 4.2.2, survival 3.5-3: quantile(survfit(Surv(1:4, c(1, 1, 0, 0)) ~ 1)) gives 1.5, 3, NA
    const { quantiles } = curveOf({ time: times, event: Uint8Array.of(1, 1, 0, 0) });
    expect(quantiles.map(({ time }) => time)).toEqual([1.5, 3, null]);
  });
  it('any share may be asked for', () => {
    const { quantiles } = curveOf({ time: times, event: Uint8Array.of(1, 1, 1, 1) }, { quantiles: [0.1, 0.9] });
    expect(quantiles.map(({ p, time }) => [p, time])).toEqual([
      [0.1, 1],
      [0.9, 4],
    ]);
  });
});

describe('kaplanMeier, edges', () => {
  const event = Uint8Array.of(1, 0, 1, 0);
  it('an event at time 0 counts among all rows', () => {
    // R 4.2.2: survfit(Surv(c(0, 0, 1, 2), c(1, 0, 1, 0)) ~ 1)
    const { curve } = curveOf({ time: Float64Array.of(0, 0, 1, 2), event });
    expect(Array.from(curve.atRisk)).toEqual([4, 2]);
    expect(Array.from(curve.survival)).toEqual([0.75, 0.375]);
  });
  it.each([1e-200, 1e160, 1e308])('times around %d: mean and error go with the unit, as do the quantiles', (unit) => {
    const days = Float64Array.of(0.5, 0.6, 0.7, 1, 1.5);
    const lost = Uint8Array.of(1, 0, 1, 1, 0);
    const { restrictedMean, quantiles } = curveOf({ time: days, event: lost });
    const scaled = curveOf({ time: days.map((time) => time * unit), event: lost });
    expect(scaled.restrictedMean.estimate / unit).toBeCloseTo(restrictedMean.estimate, 12);
    expect(scaled.restrictedMean.stdErr / unit).toBeCloseTo(restrictedMean.stdErr, 12);
    expect(restrictedMean.stdErr).toBeGreaterThan(0.1);
    scaled.quantiles.forEach(({ time }, i) => {
      if (quantiles[i]!.time === null) expect(time).toBeNull();
      else expect(time! / unit).toBeCloseTo(quantiles[i]!.time!, 12);
    });
  });
  it('the middle of a flat stretch between very large times', () => {
    const { quantiles } = curveOf({ time: Float64Array.of(1e308, 1.6e308), event: Uint8Array.of(1, 1) }, { quantiles: [0.5] });
    expect(quantiles[0]!.time).toBeCloseTo(1.3e308, -300);
  });
  it('all lost at time 0: a mean of 0', () => {
    const { restrictedMean } = curveOf({ time: new Float64Array(3), event: Uint8Array.of(1, 1, 1) });
    expect(restrictedMean).toMatchObject({ estimate: 0, stdErr: 0 });
  });
  it('once 0 the curve stays 0, even if rows enter later', () => {
    const { curve } = curveOf({ time: Float64Array.of(1, 5, 5), event: Uint8Array.of(1, 1, 0), start: Float64Array.of(0, 2, 2) });
    expect(Array.from(curve.survival)).toEqual([0, 0]);
  });
  it('no row: cannot be estimated', () =>
    expect(kaplanMeier({ time: new Float64Array(0), event: new Uint8Array(0) })).toMatchObject({
      kind: 'notEstimable',
      reason: 'NOT_ENOUGH_DATA',
    }));
  it('warns of fewer than 5 events, and of a mean beyond what was seen', () => {
    const outcome = kaplanMeier({ time: Float64Array.of(1, 2, 3, 4), event }, { tau: 10 });
    expect(outcome).toMatchObject({ warnings: [{ code: 'TOO_FEW_EVENTS' }, { code: 'EXTRAPOLATED' }] });
  });
  it('a curve that has reached 0 is not extrapolated', () => {
    const outcome = kaplanMeier({ time: Float64Array.of(1, 2, 3, 4, 5), event: new Uint8Array(5).fill(1) }, { tau: 10 });
    expect(outcome).toMatchObject({ warnings: [] });
  });
  it('names the argument at fault', () => {
    const time = Float64Array.of(1, 2, -3, 4);
    expect(() => kaplanMeier({ time, event })).toThrow('time has -3 at row 2, a value from 0 up is needed');
    expect(() => kaplanMeier({ time: time.map(Math.abs), event: event.slice(1) })).toThrow('event has length 3, time has 4');
    expect(() => kaplanMeier({ time: Float64Array.of(1, Number.NaN, 3, 4), event })).toThrow('time has NaN at row 1');
    expect(() => kaplanMeier({ time: time.map(Math.abs), event: Uint8Array.of(1, 0, 2, 0) })).toThrow(
      'event has 2 at row 2, 0 or 1 is needed',
    );
    const start = Float64Array.of(0, 2, 0, 0);
    expect(() => kaplanMeier({ time: time.map(Math.abs), event, start })).toThrow('start has 2 at row 1, a value below time 2 is needed');
    expect(() => kaplanMeier({ time: time.map(Math.abs), event }, { quantiles: [1] })).toThrow('quantiles has 1');
    expect(() => kaplanMeier({ time: time.map(Math.abs), event }, { tau: -1 })).toThrow('tau has -1');
  });
});
