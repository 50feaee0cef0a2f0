/** Scores of sums are those of the rows: what SQL may leave out without changing a number. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellSums, noShared, noSums, type SharedSums } from '../../../worker/stats/descriptive/cellSums.ts';
import { cesScore } from '../../../worker/stats/descriptive/cesScore.ts';
import { csatScore } from '../../../worker/stats/descriptive/csatScore.ts';
import { csiScore } from '../../../worker/stats/descriptive/csiScore.ts';
import { differenceOfSums } from '../../../worker/stats/descriptive/differenceOfSums.ts';
import { npsScore } from '../../../worker/stats/descriptive/npsScore.ts';
import { type ScoredSample, scoreDifference, scoredSample } from '../../../worker/stats/descriptive/scoreDifference.ts';
import type { Score, ScoreKind } from '../../../worker/stats/descriptive/scoreKind.ts';
import { type SumsKind, scoreOfSums } from '../../../worker/stats/descriptive/scoreOfSums.ts';
import { surveySample } from '../../../worker/stats/descriptive/surveySample.ts';
import { totalDifference } from '../../../worker/stats/descriptive/totalDifference.ts';
import { type CellFact, cellSumsOf, totalsOf } from '../../support/cellSumsOf.ts';

function sharedOf(a: readonly CellFact[], b: readonly CellFact[]): SharedSums {
  const [ofA, ofB] = [totalsOf(a), totalsOf(b)];
  return [...ofA].reduce((sums, [customer, { x, y }]) => {
    const other = ofB.get(customer);
    if (!other) return sums;
    return {
      customers: sums.customers + 1,
      xx: sums.xx + x * other.x,
      xy: sums.xy + x * other.y,
      yx: sums.yx + y * other.x,
      yy: sums.yy + y * other.y,
    };
  }, noShared);
}

const kinds: Readonly<Record<SumsKind, { readonly kind: ScoreKind<Score>; readonly values: readonly number[] }>> = {
  NPS: { kind: npsScore as unknown as ScoreKind<Score>, values: [100, 0, -100] },
  SHARE: { kind: csatScore as unknown as ScoreKind<Score>, values: [0, 1] },
  INDEX: { kind: csiScore, values: [0, 12.5, 50, 75, 100] },
  MEAN: { kind: cesScore({ min: 1, max: 7 }) as unknown as ScoreKind<Score>, values: [1, 2, 3, 4, 5, 6, 7] },
};

function scoreOfRows(name: SumsKind, facts: readonly CellFact[], isWeighted: boolean): ScoredSample<Score> {
  const design = {
    clusters: Int32Array.from(facts, ({ customer }) => customer),
    ...(isWeighted && { weights: Float64Array.from(facts, ({ weight }) => weight) }),
  };
  const values = facts.map(({ value }) => value);
  return scoredSample(kinds[name].kind, surveySample(Float64Array.from(values), design), 0.95);
}

const facts = (name: SumsKind, isWeighted: boolean, customers: number) =>
  fc.array(
    fc.record({
      customer: fc.integer({ min: 0, max: customers }),
      value: fc.constantFrom(...kinds[name].values),
      weight: isWeighted ? fc.constantFrom(0.25, 0.8, 1, 3.7) : fc.constant(1),
    }),
    { maxLength: 60 },
  );

const numbers = ['estimate', 'stdErr', 'ciLow', 'ciHigh', 'effectiveN', 'kishEffectiveN', 'designEffect', 'df', 'n', 'customers'] as const;
const close = (actual: number | null | undefined, expected: number | null | undefined, name: string) => {
  if (typeof expected !== 'number' || typeof actual !== 'number') return expect(actual, name).toBe(expected);
  expect(Math.abs(actual - expected), `${name}: ${actual} for ${expected}`).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));
};

describe.each(Object.keys(kinds) as SumsKind[])('%s', (name) => {
  it.each([false, true])('of sums is that of rows, with its error and interval (weighted: %s)', (isWeighted) => {
    // few customers for many facts: some samples are clustered, some not
    fc.assert(
      fc.property(fc.oneof(facts(name, isWeighted, 12), facts(name, isWeighted, 100_000)), (sample) => {
        const rows = scoreOfRows(name, sample, isWeighted).score;
        const sums = scoreOfSums(name, cellSumsOf(sample), isWeighted).score;
        for (const key of numbers) close(sums[key], rows[key], key);
        if (sample.length > 0) expect(sums.seType).toBe(rows.seType);
      }),
    );
  });

  it('differences of sums are those of rows, with the covariance of shared customers', () => {
    fc.assert(
      fc.property(facts(name, false, 30), facts(name, false, 30), (a, b) => {
        const rows = scoreDifference(kinds[name].kind, scoreOfRows(name, a, false), scoreOfRows(name, b, false));
        const compared = { a: cellSumsOf(a), b: cellSumsOf(b), shared: sharedOf(a, b) };
        const sums = differenceOfSums(name, compared, scoreOfSums(name, compared.a, false), scoreOfSums(name, compared.b, false));
        for (const key of ['estimate', 'stdErr', 'ciLow', 'ciHigh', 'df', 'correlation', 'pValue', 'sharedCustomers'] as const)
          if (!isCancelled(rows.stdErr) || key === 'estimate') close(sums[key], rows[key], key);
      }),
    );
  });
});

/** Errors that cancel exactly: what is left of them is rounding, and its share of anything is chance. */
const isCancelled = (stdErr: number | null) => stdErr !== null && stdErr < 1e-5;

describe('differences of totals', () => {
  // 100 customers once each then, 130 others now: 30 ± 1.96 √230
  it('of customers who come once have the variance of Poisson', () => {
    const count = (n: number): CellSums => ({ ...noSums, n, customers: n, weight: n, total: n, xx: n, xy: n, yy: n });
    const difference = totalDifference({ a: count(130), b: count(100), shared: noShared });
    expect(difference).toMatchObject({ estimate: 30, sharedCustomers: 0, df: null });
    expect(difference.stdErr).toBeCloseTo(Math.sqrt(230), 12);
    expect(difference.ciLow).toBeCloseTo(30 - 1.959963985 * Math.sqrt(230), 6);
  });
  it('of the same customers with the same facts are no difference, and no test', () => {
    const same = { ...noSums, n: 4, customers: 2, weight: 4, total: 8, xx: 8, xy: 16, yy: 34 };
    const shared = { customers: 2, xx: 8, xy: 16, yx: 16, yy: 34 };
    expect(totalDifference({ a: same, b: same, shared })).toMatchObject({ estimate: 0, stdErr: 0, pValue: null, reason: 'ZERO_VARIANCE' });
  });
});
