import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continuousDiscount, customerValue, valueRank } from '../../../worker/stats/index.ts';

const values = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 60 });

describe('valueRank', () => {
  it('percentile is the share of customers below, and half of those the same', () =>
    fc.assert(
      fc.property(values, (list) => {
        const { percentile } = valueRank(Float64Array.from(list));
        list.forEach((value, i) => {
          const below = list.filter((other) => other < value).length;
          const same = list.filter((other) => other === value).length;
          expect(percentile[i]).toBeCloseTo((100 * (below + same / 2)) / list.length, 10);
        });
      }),
    ));
  it('ties share percentile and tier, and more value is never a worse tier', () =>
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 10 }), (list, tiers) => {
        const { percentile, tier } = valueRank(Float64Array.from(list), { tiers });
        list.forEach((value, i) => {
          expect(tier[i]).toBeGreaterThanOrEqual(1);
          expect(tier[i]).toBeLessThanOrEqual(tiers);
          list.forEach((other, j) => {
            if (other === value) expect([percentile[j], tier[j]]).toEqual([percentile[i], tier[i]]);
            if (other > value) expect(tier[j]).toBeLessThanOrEqual(tier[i]!);
          });
        });
      }),
    ));
  it('tiers of different values are of equal size, 1 the best', () => {
    const { tier } = valueRank(
      Float64Array.from({ length: 100 }, (_, i) => i),
      { tiers: 4 },
    );
    for (const [place, expected] of [
      [0, 4],
      [24, 4],
      [25, 3],
      [49, 3],
      [50, 2],
      [74, 2],
      [75, 1],
      [99, 1],
    ] as const)
      expect(tier[place]).toBe(expected);
  });
  it('counts are repeated rows', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(4)), { minLength: 1, maxLength: 20 }), (rows) => {
        const value = Float64Array.from(rows, ([one]) => one);
        const counts = Float64Array.from(rows, ([, count]) => count + 1);
        const counted = customerValue({ discountedPurchases: value, expectedSpend: value, margin: null, counts });
        const repeats = rows.flatMap(([, count], row) => Array.from({ length: count + 1 }, () => row));
        const many = Float64Array.from(repeats, (row) => value[row]!);
        const repeated = customerValue({ discountedPurchases: many, expectedSpend: many, margin: null });
        expect(repeats.map((row) => counted.percentile[row])).toEqual(Array.from(repeated.percentile));
        expect(repeats.map((row) => counted.tier[row])).toEqual(Array.from(repeated.tier));
        expect(counted.total).toBe(repeated.total);
      }),
    ));
  it('unknown values have no place, and others are ranked without them', () => {
    const { percentile, tier } = valueRank(Float64Array.of(5, Number.NaN, 3), { tiers: 2 });
    expect(percentile).toEqual(Float64Array.of(75, Number.NaN, 25));
    expect(Array.from(tier)).toEqual([1, 0, 2]);
  });
  it('refuses no tier at all', () =>
    expect(() => valueRank(Float64Array.of(1), { tiers: 0 })).toThrow('tiers has 0, a number from 1 to 100 is needed'));
});

describe('customerValue', () => {
  const input = { discountedPurchases: Float64Array.of(2, 1, 0), expectedSpend: Float64Array.of(10, 40, Number.NaN) };
  it('is purchases times spend times margin; without a margin it is revenue', () => {
    expect(customerValue({ ...input, margin: 0.25 })).toMatchObject({ measure: 'VALUE', total: 15, unknown: 1 });
    const revenue = customerValue({ ...input, margin: null, tiers: 2 });
    expect(revenue).toMatchObject({ measure: 'REVENUE', total: 60, unknown: 1 });
    expect(revenue.value).toEqual(Float64Array.of(20, 40, Number.NaN));
    expect(Array.from(revenue.tier)).toEqual([2, 1, 0]);
  });
  it('is linear in the margin', () =>
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (margin) => {
        expect(customerValue({ ...input, margin }).total).toBeCloseTo(60 * margin, 10);
      }),
    ));
  it('refuses unequal lengths and a negative margin', () => {
    expect(() => customerValue({ ...input, expectedSpend: Float64Array.of(1), margin: 1 })).toThrow(
      'expectedSpend has length 1, discountedPurchases has 3',
    );
    expect(() => customerValue({ ...input, margin: -1 })).toThrow('margin has -1, a value from 0 up is needed');
  });
});

it('a continuous discount grows to the yearly one over 52 weeks, or 365 days', () => {
  expect(Math.exp(52 * continuousDiscount(0.1, 'week'))).toBeCloseTo(1.1, 14);
  expect(Math.exp(365 * continuousDiscount(0.1, 'day'))).toBeCloseTo(1.1, 14);
  expect(() => continuousDiscount(-0.1, 'week')).toThrow('yearly has -0.1, a value from 0 up is needed');
});
