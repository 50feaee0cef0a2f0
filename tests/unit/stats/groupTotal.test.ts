import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../worker/stats/random.ts';
import { groupMean, groupTotal } from '../../../worker/stats/value/segments/groupTotal.ts';
import { mergeValueMoments, valueMoments } from '../../../worker/stats/value/segments/valueMoments.ts';

const momentsOf = (values: number[]) => valueMoments(Float64Array.from(values), new Uint8Array(values.length), 1)[0]!;

describe('moments of a group', () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
  it('merge to the moments of both groups together', () =>
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const merged = mergeValueMoments(momentsOf(a), momentsOf(b));
        const whole = momentsOf([...a, ...b]);
        expect(merged.n).toBe(whole.n);
        expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(1e-12 * 1e6);
        expect(Math.abs(merged.squares - whole.squares)).toBeLessThanOrEqual(1e-12 * 1e12 * whole.n);
      }),
    ));
  it('leave out rows whose number is not known', () => expect(momentsOf([1, Number.NaN, 3])).toEqual({ n: 2, mean: 2, squares: 2 }));
});

describe('a total by customer', () => {
  // Cochran (1977), 2.13: the variance of an estimated domain total is N² times that of the mean of y', y outside the domain being 0.
  it('has the error of N times the mean of contributions, 0 outside the group', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 2, maxLength: 30 }),
        fc.nat({ max: 30 }),
        (inside, outside) => {
          const contributions = [...inside, ...new Array<number>(outside).fill(0)];
          const population = contributions.length;
          const mean = contributions.reduce((sum, x) => sum + x, 0) / population;
          const variance = contributions.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (population - 1);
          const { estimate, stdErr } = groupTotal(momentsOf(inside), population);
          expect(estimate).toBeCloseTo(population * mean, 8);
          expect(stdErr).toBeCloseTo(Math.sqrt(population * variance), 8);
        },
      ),
    ));

  it('has the spread of totals of customers drawn with replacement', () => {
    const random = randomStream(7);
    const customers = Array.from({ length: 200 }, () => ({ inside: random.uniform() < 0.3, value: random.gamma(0.8) * 100 }));
    const group = customers.filter(({ inside }) => inside).map(({ value }) => value);
    const draws = 4000;
    const totals = Array.from({ length: draws }, () => {
      let total = 0;
      for (let k = 0; k < customers.length; k++) {
        const { inside, value } = customers[random.integer(customers.length)]!;
        if (inside) total += value;
      }
      return total;
    });
    const mean = totals.reduce((sum, total) => sum + total, 0) / draws;
    const spread = Math.sqrt(totals.reduce((sum, total) => sum + (total - mean) ** 2, 0) / (draws - 1));
    const { stdErr } = groupTotal(momentsOf(group), customers.length);
    // a standard deviation of 4,000 draws has a standard error of about 1.1 %
    expect(Math.abs(spread / stdErr! - 1)).toBeLessThan(0.04);
  });

  it('covers the true total in 95 % of samples', () => {
    const random = randomStream(11);
    const [samples, n, share] = [2000, 300, 0.25];
    let covered = 0;
    for (let sample = 0; sample < samples; sample++) {
      const group: number[] = [];
      for (let customer = 0; customer < n; customer++) if (random.uniform() < share) group.push(50 + 20 * random.normal());
      const { ciLow, ciHigh } = groupTotal(momentsOf(group), n);
      if (ciLow! <= n * share * 50 && n * share * 50 <= ciHigh!) covered++;
    }
    expect(covered / samples).toBeGreaterThan(0.935); // three standard errors of a share of 2,000 are 1.5 points
    expect(covered / samples).toBeLessThan(0.97);
  });

  it('knows no error of a single customer, and nothing of nobody', () => {
    expect(groupTotal(momentsOf([5]), 10)).toEqual({ n: 1, estimate: 5, stdErr: null, ciLow: null, ciHigh: null });
    expect(groupTotal(momentsOf([Number.NaN]), 10)).toEqual({ n: 0, estimate: null, stdErr: null, ciLow: null, ciHigh: null });
  });

  // Student (1908), Biometrika 6:20, extra hours of sleep by drug 2: mean 2.33, s 2.002; R t.test: 0.8976775 to 3.7623225
  it('has the t interval of a mean', () => {
    const { estimate, ciLow, ciHigh } = groupMean(momentsOf([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]));
    expect(estimate).toBeCloseTo(2.33, 10);
    expect(ciLow).toBeCloseTo(0.8976775, 6);
    expect(ciHigh).toBeCloseTo(3.7623225, 6);
  });
});
