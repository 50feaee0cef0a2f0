import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ColumnSummary, describe as describeColumns } from '../../../worker/stats/index.ts';

const summary = (...values: number[]): ColumnSummary => describeColumns([{ name: 'x', values: Float64Array.from(values) }])[0]!;

describe('summary of a column', () => {
  it('by hand', () =>
    expect(summary(4, 1, 3, 2)).toEqual({
      name: 'x',
      n: 4,
      mean: 2.5,
      stdDev: Math.sqrt(5 / 3),
      min: 1,
      max: 4,
      median: 2.5,
      reason: null,
    }));
  it('nothing is unknown, one value has no deviation', () => {
    const unknown = { n: 0, mean: null, stdDev: null, min: null, max: null, median: null, reason: 'NOT_ENOUGH_DATA' };
    expect(summary()).toEqual({ name: 'x', ...unknown });
    expect(summary(7)).toMatchObject({ n: 1, mean: 7, stdDev: null, median: 7, reason: 'NOT_ENOUGH_DATA' });
    expect(summary(7, 7)).toMatchObject({ stdDev: 0, reason: null });
  });
  it('keeps a small mean beside values that cancel, in any order', () => {
    expect(summary(1e17, -1e17, 3).mean).toBe(1);
    expect(summary(3, 1e17, -1e17).mean).toBe(1);
    expect(summary(1e17, 3, -1e17).mean).toBe(1);
  });
  it('moves with the values and does not depend on their order', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 }),
        fc.integer({ min: -1e6, max: 1e6 }),
        (values, by) => {
          const here = summary(...values);
          const there = summary(...values.toReversed().map((value) => value + by));
          for (const key of ['mean', 'min', 'max', 'median'] as const) expect(there[key]).toBeCloseTo(here[key]! + by, 8);
          expect(there.stdDev).toBeCloseTo(here.stdDev!, 8);
          expect(here.min!).toBeLessThanOrEqual(here.median!);
          expect(here.max!).toBeGreaterThanOrEqual(here.mean!);
        },
      ),
    ));
  it('reads 4-byte columns, and leaves them as they were', () => {
    const values = Float32Array.of(3, 1, 2);
    expect(describeColumns([{ name: 'rating', values }])[0]).toMatchObject({ mean: 2, median: 2, stdDev: 1 });
    expect(Array.from(values)).toEqual([3, 1, 2]);
  });
  it('refuses what it cannot sum, by name', () => {
    expect(() => summary(1, Number.NaN)).toThrow('x has NaN at row 1, a finite number is needed');
    expect(() => summary(1e200, -1e200)).toThrow('x has values whose squares overflow, values below 1e150 are needed');
    expect(() => summary(1e308, 1e308)).toThrow('squares overflow');
  });
});
