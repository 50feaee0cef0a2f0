import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csat, meanEstimate, nps, type WeightSums, weightedCsat, weightedNps, wilson } from '../../../worker/stats/index.ts';

const count = fc.integer({ min: 0, max: 500 });
/** Sums over answers that all weigh the same. */
const equal = (n: number, weight: number): WeightSums => ({ n, sumWeights: n * weight, sumSquaredWeights: n * weight * weight });

describe('NPS', () => {
  it('by hand: 5 promoters, 3 passives, 2 detractors', () => {
    const { estimate, stdErr, n } = nps({ promoters: 5, passives: 3, detractors: 2 });
    expect({ estimate, n }).toEqual({ estimate: 30, n: 10 });
    expect(stdErr).toBeCloseTo(100 * Math.sqrt((0.7 - 0.09) / 10), 12);
  });
  it('stays in -100 to 100, its interval contains no nonsense, and swapping ends turns its sign', () =>
    fc.assert(
      fc.property(count, count, count, (promoters, passives, detractors) => {
        fc.pre(promoters + passives + detractors > 0);
        const score = nps({ promoters, passives, detractors });
        const mirrored = nps({ promoters: detractors, passives, detractors: promoters });
        expect(score.ciLow).toBeGreaterThanOrEqual(-100);
        expect(score.ciHigh).toBeLessThanOrEqual(100);
        expect(score.ciLow).toBeLessThan(score.ciHigh!);
        expect(mirrored.estimate! + score.estimate!).toBeCloseTo(0, 12);
        expect(mirrored.ciLow! + score.ciHigh!).toBeCloseTo(0, 10);
      }),
    ));
  it('no answers is unknown, not 0', () =>
    expect(nps({ promoters: 0, passives: 0, detractors: 0 })).toMatchObject({
      n: 0,
      estimate: null,
      stdErr: null,
      ciLow: null,
      promoterShare: null,
      reason: 'NOT_ENOUGH_DATA',
    }));
  it('refuses counts that are none', () => {
    expect(() => nps({ promoters: -1, passives: 0, detractors: 0 })).toThrow('promoters has -1, a whole number from 0 up is needed');
    expect(() => nps({ promoters: 1.5, passives: 0, detractors: 0 })).toThrow('promoters has 1.5');
  });
});

describe('weighted scores', () => {
  it('with equal weights are the raw scores, whatever the weight', () =>
    fc.assert(
      fc.property(count, count, count, fc.double({ min: 0.01, max: 100, noNaN: true }), (promoters, passives, detractors, weight) => {
        const n = promoters + passives + detractors;
        fc.pre(n > 1);
        const raw = nps({ promoters, passives, detractors });
        const weighted = weightedNps({
          promoters: equal(promoters, weight),
          passives: equal(passives, weight),
          detractors: equal(detractors, weight),
        });
        expect(weighted.estimate).toBeCloseTo(raw.estimate!, 9);
        expect(weighted.effectiveN).toBeCloseTo(n, 8);
        expect(weighted.ciLow).toBeCloseTo(raw.ciLow!, 8);
        expect(weighted.stdErr).toBeCloseTo(raw.stdErr! * Math.sqrt(n / (n - 1)), 8); // the linearised error divides by n - 1
      }),
    ));
  it('unequal weights cost effective answers and widen the interval', () => {
    const promoters = { n: 50, sumWeights: 100, sumSquaredWeights: 400 }; // weights of 0-4 instead of 2 each
    const uneven = weightedNps({ promoters, passives: equal(20, 2), detractors: equal(30, 2) });
    const even = weightedNps({ promoters: equal(50, 2), passives: equal(20, 2), detractors: equal(30, 2) });
    expect(uneven.estimate).toBe(even.estimate);
    expect(uneven.kishEffectiveN).toBeCloseTo(200 ** 2 / 600, 12);
    // by hand, about the mean 0.2: W Σ W_c (u_c - 0.2)² / Σ Q_c (u_c - 0.2)²
    expect(uneven.effectiveN).toBeCloseTo((200 * (100 * 0.64 + 40 * 0.04 + 60 * 1.44)) / (400 * 0.64 + 80 * 0.04 + 120 * 1.44), 12);
    expect(uneven.designEffect).toBeCloseTo(100 / uneven.effectiveN, 14);
    expect(uneven.ciHigh! - uneven.ciLow!).toBeGreaterThan(even.ciHigh! - even.ciLow!);
  });
  it('one answer has no linearised error, and says why', () =>
    expect(weightedNps({ promoters: equal(1, 2), passives: equal(0, 0), detractors: equal(0, 0) })).toMatchObject({
      estimate: 100,
      stdErr: null,
      reason: 'NOT_ENOUGH_DATA',
    }));
  it('no weight at all is unknown', () => {
    expect(weightedNps({ promoters: equal(3, 0), passives: equal(0, 0), detractors: equal(0, 0) })).toMatchObject({
      estimate: null,
      reason: 'NOT_ENOUGH_DATA',
    });
    expect(weightedCsat({ topTwo: equal(0, 0), others: equal(0, 0) })).toMatchObject({ estimate: null, reason: 'NOT_ENOUGH_DATA' });
  });
  it('refuses negative weights and weight without answers', () => {
    expect(() => weightedCsat({ topTwo: { n: 1, sumWeights: -1, sumSquaredWeights: 1 }, others: equal(0, 0) })).toThrow(
      'sumWeights has -1',
    );
    expect(() => weightedCsat({ topTwo: { n: 0, sumWeights: 1, sumSquaredWeights: 1 }, others: equal(0, 0) })).toThrow('for 0 answers');
  });
});

describe('CSAT', () => {
  it('is a share 0-1 inside its Wilson interval, never a point', () =>
    fc.assert(
      fc.property(count, count, (topTwo, others) => {
        fc.pre(topTwo + others > 0);
        const share = csat({ topTwo, n: topTwo + others });
        expect(share.ciLow).toBeGreaterThanOrEqual(0);
        expect(share.ciHigh).toBeLessThanOrEqual(1);
        expect(share.ciLow).toBeLessThanOrEqual(share.estimate!);
        expect(share.ciHigh).toBeGreaterThanOrEqual(share.estimate!);
        expect(share.ciLow).toBeLessThan(share.ciHigh!);
      }),
    ));
  it('with equal weights is the raw share', () => {
    const weighted = weightedCsat({ topTwo: equal(30, 1.5), others: equal(10, 1.5) });
    const raw = csat({ topTwo: 30, n: 40 });
    expect(weighted.estimate).toBeCloseTo(0.75, 14);
    expect(weighted.ciLow).toBeCloseTo(raw.ciLow!, 12);
  });
  it('no answers is unknown', () =>
    expect(csat({ topTwo: 0, n: 0 })).toMatchObject({ estimate: null, ciLow: null, reason: 'NOT_ENOUGH_DATA' }));
  it('refuses more top boxes than answers', () =>
    expect(() => csat({ topTwo: 3, n: 2 })).toThrow('topTwo has 3, at most n = 2 is possible'));
});

describe('Wilson interval', () => {
  it('none of n: exactly 0 to z² / (n + z²)', () => {
    const z = 1.959963984540054;
    expect(wilson(0, 10)).toEqual({ ciLow: 0, ciHigh: expect.closeTo(z ** 2 / (10 + z ** 2), 14) });
    expect(wilson(1, 10)).toEqual({ ciLow: expect.closeTo(10 / (10 + z ** 2), 14), ciHigh: 1 });
  });
});

describe('mean', () => {
  it('of no answers is unknown, of one has no error', () => {
    expect(meanEstimate({ n: 0, mean: null, variance: null })).toMatchObject({ estimate: null, reason: 'NOT_ENOUGH_DATA' });
    expect(meanEstimate({ n: 1, mean: 4, variance: null })).toMatchObject({
      estimate: 4,
      stdErr: null,
      ciLow: null,
      reason: 'NOT_ENOUGH_DATA',
    });
  });
  it('of equal answers is certain', () =>
    expect(meanEstimate({ n: 3, mean: 4, variance: 0 })).toMatchObject({ ciLow: 4, ciHigh: 4, reason: null }));
  it('refuses moments that cannot be', () => {
    expect(() => meanEstimate({ n: 3, mean: null, variance: 1 })).toThrow('mean has null for 3 answers');
    expect(() => meanEstimate({ n: 3, mean: 4, variance: -1 })).toThrow('variance has -1 for 3 answers');
  });
});
