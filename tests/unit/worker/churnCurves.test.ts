/** Curves of customers who come under observation late. Expected values by hand, beside each. */
import { describe, expect, it } from 'vitest';
import { churnCurves } from '../../../worker/jobs/fitChurn/churnCurves.ts';
import { churnIncidence } from '../../../worker/jobs/fitChurn/churnIncidence.ts';
import type { SurvivalColumns } from '../../../worker/stats/survival/survivalData.ts';

/** count rows each: under observation in (start, time], and the event. */
type Rows = readonly (readonly [count: number, start: number, time: number, event: number])[];

function columnsOf(rows: Rows): SurvivalColumns {
  const all = rows.flatMap(([count, ...row]) => Array.from({ length: count }, () => row));
  return {
    start: Float64Array.from(all, ([start]) => start),
    time: Float64Array.from(all, ([, time]) => time),
    event: Uint8Array.from(all, ([, , event]) => event),
  };
}

const asked = { groupingKey: 'all', landmarkDays: null, restrictedMeanDays: 365, confidenceLevel: 0.95 };
const curveOf = (rows: Rows) => {
  const { curves, warnings } = churnCurves(columnsOf(rows), null, asked);
  return { curve: curves[0]!, warnings };
};
const steps = (points: readonly { readonly day: number; readonly survival: number }[]) =>
  points.map(({ day, survival }) => [day, Number(survival.toFixed(12))]);

describe('a curve of customers observed late', () => {
  // 500 observed from day 1,500 on: 100 lost on day 1,600, 100 on day 1,700, the others there on day 2,000.
  const late: Rows = [
    [100, 1500, 1600, 1],
    [100, 1500, 1700, 1],
    [300, 1500, 2000, 0],
  ];

  it('begins where they are, and says so', () => {
    const { curve, warnings } = curveOf(late);
    // S = 400/500 and times 300/400.
    expect(steps(curve.points)).toEqual([
      [1600, 0.8],
      [1700, 0.6],
    ]);
    expect(curve).toMatchObject({ n: 500, losses: 200, observedFromDay: 1500, medianDays: null });
    expect(warnings).toEqual([{ code: 'LEFT_TRUNCATED', subject: 'all', detail: expect.stringContaining('before day 1,500') }]);
  });

  it('has its mean in the days from then on, not in 1,500 days that nobody was watched', () => {
    const { curve } = curveOf(late);
    // 100 days at 1, 100 at 0.8, 165 at 0.6. Variance: the areas from 1,600 and 1,700 on are 179 and 99, times 100/(500·400) and 100/(400·300) each.
    expect(curve.restrictedMeanHorizon).toBe(365);
    expect(curve.restrictedMean).toBeCloseTo(279, 9);
    expect(curve.restrictedMeanStdErr).toBeCloseTo(Math.sqrt(179 ** 2 / 2000 + 99 ** 2 / 1200), 9);
  });

  it('does not fall to 0 for ever because the first of them left alone', () => {
    const { curve } = curveOf([
      [1, 10, 20, 1],
      [100, 100, 200, 1],
      [300, 100, 600, 0],
    ]);
    expect(steps(curve.points)).toEqual([[200, 0.75]]); // 300/400
    expect(curve).toMatchObject({ losses: 101, observedFromDay: 100 });
  });

  it('nor because all of an early few left before others came', () => {
    const { curve } = curveOf([
      [12, -1, 30, 1],
      [100, 100, 200, 1],
      [300, 100, 600, 0],
    ]);
    expect([steps(curve.points), curve.observedFromDay]).toEqual([[[200, 0.75]], 100]);
  });

  it('begins at 0, with who left at once, where ten are watched from the start', () => {
    const { curve, warnings } = curveOf([
      [10, -1, 0, 1],
      [10, -1, 400, 0],
      [30, 50, 400, 0],
    ]);
    expect([steps(curve.points), curve.observedFromDay, warnings]).toEqual([[[0, 0.5]], 0, []]);
  });

  it('is none where never ten are under observation at once, or fewer than five are lost from then on', () => {
    const inTurn: Rows = Array.from({ length: 20 }, (_, i) => [1, 10 * i, 10 * i + 15, 1] as const);
    expect(curveOf(inTurn).curve).toMatchObject({ reason: 'NOT_ENOUGH_DATA', points: [], observedFromDay: null });
    const before: Rows = [
      [9, -1, 10, 1],
      [4, 20, 30, 1],
      [50, 20, 90, 0],
    ];
    expect(curveOf(before).curve).toMatchObject({ losses: 13, reason: 'TOO_FEW_EVENTS', points: [] });
  });
});

it('reasons begin with the curve', () => {
  const columns = columnsOf([
    [1, 10, 20, 1],
    [60, 100, 200, 1],
    [40, 100, 200, 2],
    [300, 100, 600, 0],
  ]);
  const causes = churnIncidence(columns, ['VOLUNTARY', 'UNKNOWN'], 0.95);
  // 60/400 and 40/400 of those there on day 100; the one who left alone before would make it 1 and 0.
  const shown = causes.map(({ cause, losses, observedFromDay, points }) => [cause, losses, observedFromDay, points.at(-1)?.incidence]);
  expect(shown).toEqual([
    ['VOLUNTARY', 61, 100, 0.15],
    ['UNKNOWN', 40, 100, 0.1],
  ]);
});
