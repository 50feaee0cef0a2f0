import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve } from '../../../worker/stats/logistic/areaUnderCurve.ts';

const scored = fc.array(
  fc.record({ score: fc.integer({ min: -3, max: 3 }), isEvent: fc.integer({ min: 0, max: 1 }), mass: fc.integer({ min: 0, max: 3 }) }),
  {
    minLength: 1,
    maxLength: 40,
  },
);

/** Every pair of an event and another row. */
function byPairs(rows: readonly { score: number; isEvent: number; mass: number }[]): number | null {
  let won = 0;
  let pairs = 0;
  for (const event of rows.filter(({ isEvent }) => isEvent === 1)) {
    for (const other of rows.filter(({ isEvent }) => isEvent === 0)) {
      const mass = event.mass * other.mass;
      pairs += mass;
      won += event.score > other.score ? mass : event.score === other.score ? mass / 2 : 0;
    }
  }
  return pairs > 0 ? won / pairs : null;
}

describe('area under the ROC curve', () => {
  it('counts the pairs of an event and another row that stand in the right order, ties by half', () =>
    fc.assert(
      fc.property(scored, (rows) => {
        const scores = Float64Array.from(rows, ({ score }) => score);
        const isEvent = Float64Array.from(rows, (row) => row.isEvent);
        const mass = Float64Array.from(rows, (row) => row.mass);
        const expected = byPairs(rows);
        const got = areaUnderCurve(scores, isEvent, mass);
        if (expected === null) expect(got).toBeNull();
        else expect(got).toBeCloseTo(expected, 12);
        const unweighted = byPairs(rows.map((row) => ({ ...row, mass: 1 })));
        if (unweighted !== null) expect(areaUnderCurve(scores, isEvent, null)).toBeCloseTo(unweighted, 12);
      }),
    ));
  it('is 1 where every event scores higher, 0 where lower, 1/2 where all score the same', () => {
    const isEvent = Uint8Array.of(0, 0, 1);
    expect(areaUnderCurve(Float64Array.of(1, 2, 3), Float64Array.from(isEvent), null)).toBe(1);
    expect(areaUnderCurve(Float64Array.of(3, 2, 1), Float64Array.from(isEvent), null)).toBe(0);
    expect(areaUnderCurve(Float64Array.of(2, 2, 2), Float64Array.from(isEvent), null)).toBe(0.5);
  });
  it('leaves the scores as they were', () => {
    const scores = Float64Array.of(3, 1, 2);
    areaUnderCurve(scores, Float64Array.of(0, 1, 1), null);
    expect(scores).toEqual(Float64Array.of(3, 1, 2));
  });
});
