import { describe, expect, it } from 'vitest';
import { rSquaredInterval } from '../../../worker/stats/drivers/rSquaredInterval.ts';

const percentiles = (ciLow: number | null, ciHigh: number | null) => ({ stdErr: 0.1, ciLow, ciHigh });

describe('the interval of R²', () => {
  it('is that of all customers: the model’s own excess is taken off once, that of the draws once more', () => {
    // n = 100, p = 10: adj(r) = 1 - (1 - r) 99/89. adj(0.30) = 0.22135; adj(0.22) = 0.13236; adj(0.52) = 0.46607
    const { ciLow, ciHigh } = rSquaredInterval(percentiles(0.22, 0.52), { n: 100, rSquared: 0.3 }, 10);
    expect(ciLow).toBeCloseTo(0.221348314607 + 0.132359550562 - 0.3, 10);
    expect(ciHigh).toBeCloseTo(0.221348314607 + 0.46606741573 - 0.3, 10);
  });
  it('reaches 0 where drivers explain no more than as many random ones', () =>
    expect(rSquaredInterval(percentiles(0.1, 0.3), { n: 100, rSquared: 0.1 }, 10).ciLow).toBe(0));
  it('is all but the percentiles where there are many rows a driver', () => {
    const { ciLow, ciHigh } = rSquaredInterval(percentiles(0.38, 0.42), { n: 1_000_000, rSquared: 0.4 }, 10);
    expect(ciLow).toBeCloseTo(0.38, 4);
    expect(ciHigh).toBeCloseTo(0.42, 4);
  });
  it('is none without draws, or where no row is left', () => {
    expect(rSquaredInterval(percentiles(null, null), { n: 100, rSquared: 0.3 }, 10)).toEqual({ ciLow: null, ciHigh: null });
    expect(rSquaredInterval(percentiles(0.9, 1), { n: 11, rSquared: 0.95 }, 10)).toEqual({ ciLow: null, ciHigh: null });
  });
});
