import { describe, expect, it } from 'vitest';
import { type NamedColumn, ols } from '../../../worker/stats/index.ts';
import { addScaled, exactDot, multiplyRows } from '../../../worker/stats/linalg/doubleDouble.ts';

const { EPSILON } = Number;

describe('sums of products in twice the working precision', () => {
  it('keep what a double drops: (1 + ε)² - (1 + 2ε) is ε²', () => {
    const high = Float64Array.of(-(1 + 2 * EPSILON));
    const low = Float64Array.of(0);
    addScaled(high, low, Float64Array.of(1 + EPSILON), 1 + EPSILON);
    expect(high[0]! + low[0]!).toBe(EPSILON ** 2);
    expect((1 + EPSILON) * (1 + EPSILON) - (1 + 2 * EPSILON)).toBe(0); // as doubles
  });
  it('add up to the rounded sum where a double sum cancels to nothing', () => {
    const zeros = new Float64Array(3);
    expect(exactDot(Float64Array.of(1e20, 3, -1e20), Float64Array.of(1, 1, 1), zeros)).toBe(3);
    expect(exactDot(Float64Array.of(1, 1), Float64Array.of(1, 1), Float64Array.of(EPSILON, EPSILON))).toBe(2 + 2 * EPSILON);
  });
  it('stay exact when rows are weighed', () => {
    const high = Float64Array.of(1 + EPSILON);
    const low = Float64Array.of(0);
    multiplyRows(high, low, Float64Array.of(1 + EPSILON));
    expect(high[0]! - (1 + 2 * EPSILON) + low[0]!).toBe(EPSILON ** 2);
  });
});

describe('coefficients of few rows', () => {
  // y = 1 + a + 2b + e, where e is orthogonal to 1, a and b by its signs: the least squares answer is 1, 1, 2 exactly,
  // though b differs from a by 2^-20 only and the residuals are a million times that
  const signs = [1, -1, -1, 1];
  const rows = Array.from({ length: 64 }, (_, i) => i);
  const a = rows.map((i) => i >> 2);
  const b = a.map((value, i) => value + (i >> 3 === 3 ? 2 ** -20 : 0));
  const y = a.map((value, i) => 1 + value + 2 * b[i]! + signs[i % 4]!);
  const column = (name: string, values: readonly number[]): NamedColumn => ({ name, values: Float64Array.from(values) });

  it.each([
    ['alone', undefined],
    ['under weights', { weights: Float64Array.from(rows, (i) => 1 + (i >> 2) / 3) }],
  ])('are the exact solution, %s', (_, roles) => {
    const result = ols(column('y', y), [column('a', a), column('b', b)], roles === undefined ? {} : { roles });
    if (result.kind !== 'fitted') throw new Error(result.detail);
    const { intercept, drivers } = result.fit;
    expect(intercept!.estimate).toBeCloseTo(1, 13);
    expect(drivers.map(({ estimate }) => estimate)).toEqual([expect.closeTo(1, 12), expect.closeTo(2, 12)]);
  });
});
