import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LMG_MAX_DRIVERS, lmg, ols } from '../../../worker/stats/index.ts';
import { generatedRatings, seededUniform } from './generatedDrivers.ts';

interface Correlations {
  readonly drivers: Float64Array;
  readonly outcome: Float64Array;
}

/** Correlations of more random columns than there are variables: always those of some data. */
function correlationsOf(count: number, seed: number): Correlations {
  const uniform = seededUniform(seed);
  const rows = 4 * count + 8;
  const columns = Array.from({ length: count + 1 }, () => Array.from({ length: rows }, () => uniform() - 0.5));
  const common = Array.from({ length: rows }, () => uniform() - 0.5);
  const unit = columns.map((own) => {
    const column = own.map((value, i) => value + common[i]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / rows;
    const centred = column.map((value) => value - mean);
    const length = Math.hypot(...centred);
    return centred.map((value) => value / length);
  });
  const product = (a: number, b: number): number => (a === b ? 1 : unit[a]!.reduce((sum, value, i) => sum + value * unit[b]![i]!, 0));
  return {
    drivers: Float64Array.from({ length: count * count }, (_, k) => product(Math.floor(k / count), k % count)),
    outcome: Float64Array.from({ length: count }, (_, j) => product(j, count)),
  };
}

function importance({ drivers, outcome }: Correlations) {
  const result = lmg(drivers, outcome);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

/** R² of the outcome on the chosen drivers, by Gaussian elimination of the normal equations. */
function rSquaredOf({ drivers, outcome }: Correlations, chosen: readonly number[]): number {
  const count = outcome.length;
  const rows = chosen.map((i) => [...chosen.map((j) => drivers[i * count + j]!), outcome[i]!]);
  rows.forEach((pivotRow, i) => {
    for (const row of rows) {
      if (row === pivotRow) continue;
      const ratio = row[i]! / pivotRow[i]!;
      for (let k = 0; k < row.length; k++) row[k]! -= ratio * pivotRow[k]!;
    }
  });
  return rows.reduce((sum, row, i) => sum + (row.at(-1)! / row[i]!) * outcome[chosen[i]!]!, 0);
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

const cases = fc
  .record({ count: fc.integer({ min: 1, max: 8 }), seed: fc.integer() })
  .map(({ count, seed }) => correlationsOf(count, seed));
const smallCases = fc
  .record({ count: fc.integer({ min: 1, max: 5 }), seed: fc.integer() })
  .map(({ count, seed }) => correlationsOf(count, seed));

describe('LMG', () => {
  it('is the gain in R² averaged over all orders of entry', () =>
    fc.assert(
      fc.property(smallCases, (correlations) => {
        const orders = permutations([...correlations.outcome.keys()]);
        const average = new Float64Array(correlations.outcome.length);
        for (const order of orders) {
          order.forEach((driver, k) => {
            average[driver]! +=
              (rSquaredOf(correlations, order.slice(0, k + 1)) - rSquaredOf(correlations, order.slice(0, k))) / orders.length;
          });
        }
        importance(correlations).lmg.forEach((value, j) => {
          expect(value).toBeCloseTo(average[j]!, 11);
        });
      }),
      { numRuns: 40 },
    ));

  it('sums to R², shares sum to 1, none is negative', () =>
    fc.assert(
      fc.property(cases, (correlations) => {
        const { lmg: values, lmgShare, rSquared } = importance(correlations);
        expect(rSquared).toBeCloseTo(rSquaredOf(correlations, [...correlations.outcome.keys()]), 11);
        expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(rSquared, 13);
        expect(lmgShare!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      }),
    ));

  it('does not depend on the order of the drivers', () =>
    fc.assert(
      fc.property(cases, (correlations) => {
        const reversed = { drivers: correlations.drivers.toReversed(), outcome: correlations.outcome.toReversed() };
        importance(reversed)
          .lmg.toReversed()
          .forEach((value, j) => {
            expect(value).toBeCloseTo(importance(correlations).lmg[j]!, 12);
          });
      }),
    ));

  it('of uncorrelated drivers is their squared correlation with the outcome', () => {
    const { lmg: values } = importance({ drivers: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), outcome: Float64Array.of(0.6, -0.3, 0) });
    expect(Array.from(values)).toEqual([expect.closeTo(0.36, 14), expect.closeTo(0.09, 14), 0]);
  });

  it('has no shares where nothing is explained', () =>
    expect(importance({ drivers: Float64Array.of(1), outcome: Float64Array.of(0) })).toMatchObject({ rSquared: 0, lmgShare: null }));
  it('nor where what is explained is rounding: two shares of 0 would not sum to 1', () =>
    expect(importance({ drivers: Float64Array.of(1, 0, 0, 1), outcome: Float64Array.of(1e-16, 2e-16) }).lmgShare).toBeNull());

  it('splits the R² of the regression', () => {
    const { outcome, drivers } = generatedRatings(12_000, 9);
    const result = ols(outcome, drivers);
    if (result.kind !== 'fitted') throw new Error(result.detail);
    const { rSquared } = importance({
      drivers: result.fit.driverCorrelations!,
      outcome: Float64Array.from(result.fit.drivers, ({ correlation }) => correlation!),
    });
    expect(rSquared).toBeCloseTo(result.fit.model.rSquared, 12);
  });

  it('splits equally among 20 drivers that are alike', () => {
    const drivers = Float64Array.from({ length: 400 }, (_, k) => (k % 21 === 0 ? 1 : 0.5));
    const { lmg: values, rSquared } = importance({ drivers, outcome: new Float64Array(20).fill(0.4) });
    expect(rSquared).toBeCloseTo((20 * 0.4 ** 2) / (1 + 19 * 0.5), 12); // r²p / (1 + (p - 1) rho)
    for (const value of values) expect(value).toBeCloseTo(rSquared / 20, 12);
  });
});

describe('what is not a correlation matrix of any data', () => {
  it('an indefinite one is refused, not repaired', () =>
    expect(lmg(Float64Array.of(1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1), Float64Array.of(0.1, 0.1, 0.1))).toMatchObject({
      reason: 'INDEFINITE',
    }));
  it('one that implies an R² above 1', () =>
    expect(lmg(Float64Array.of(1, 0, 0, 1), Float64Array.of(0.9, 0.9))).toMatchObject({ reason: 'INDEFINITE' }));
  it('a driver that repeats another', () =>
    expect(lmg(Float64Array.of(1, 1, 1, 1), Float64Array.of(0.5, 0.5))).toMatchObject({ reason: 'INDEFINITE' }));
  it('the wrong shape', () =>
    expect(() => lmg(Float64Array.of(1, 0, 0), Float64Array.of(0.1, 0.2))).toThrow('driverCorrelations has length 3, 2 drivers need 4'));
  it.each([
    ['a driver twice', [[0], [0, 1]], 'groups has drivers 0, 0, 1'],
    ['a driver nowhere', [[0]], 'groups has drivers 0, each of 0 to 1 once is needed'],
    ['an empty group', [[0, 1], []], 'groups has an empty group'],
  ])('groups with %s', (_name, groups, message) =>
    expect(() => lmg(Float64Array.of(1, 0, 0, 1), Float64Array.of(0.1, 0.2), { groups })).toThrow(message),
  );
});

describe('grouped LMG', () => {
  /** The drivers, shuffled and cut into groups of one to three. */
  function groupsOf(count: number, seed: number): number[][] {
    const uniform = seededUniform(seed);
    const drivers = Array.from({ length: count }, (_, j) => j).sort(() => uniform() - 0.5);
    const groups: number[][] = [];
    while (drivers.length > 0) groups.push(drivers.splice(0, 1 + Math.floor(3 * uniform())));
    return groups;
  }
  const grouped = ({ drivers, outcome }: Correlations, groups: readonly (readonly number[])[]) => {
    const result = lmg(drivers, outcome, { groups });
    if (result.kind !== 'fitted') throw new Error(result.detail);
    return result.fit;
  };

  it('of singletons is LMG', () =>
    fc.assert(
      fc.property(cases, (correlations) => {
        const single = Array.from(correlations.outcome, (_, j) => [j]);
        expect(grouped(correlations, single)).toEqual(importance(correlations));
      }),
    ));
  it('is the gain in R² of the whole group averaged over all orders of the groups, and sums to R²', () =>
    fc.assert(
      fc.property(cases, fc.integer(), (correlations, seed) => {
        const groups = groupsOf(correlations.outcome.length, seed);
        fc.pre(groups.length <= 6); // 720 orders
        const average = new Float64Array(groups.length);
        const orders = permutations([...groups.keys()]);
        for (const order of orders) {
          order.forEach((group, k) => {
            const before = order.slice(0, k).flatMap((other) => groups[other]!);
            average[group]! +=
              (rSquaredOf(correlations, [...before, ...groups[group]!]) - rSquaredOf(correlations, before)) / orders.length;
          });
        }
        const { lmg: values, rSquared } = grouped(correlations, groups);
        values.forEach((value, i) => {
          expect(value).toBeCloseTo(average[i]!, 11);
        });
        expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(rSquared, 13);
      }),
      { numRuns: 30 },
    ));
  it('of everything in one group is R²', () => {
    const correlations = correlationsOf(6, 3);
    const { lmg: values, rSquared } = grouped(correlations, [[0, 1, 2, 3, 4, 5]]);
    expect(values[0]).toBeCloseTo(rSquared, 14);
  });
});

describe('more players than can be walked exactly', () => {
  // equal correlations: each driver's value is R² / p by symmetry, R² = p r² / (1 + (p - 1) rho)
  const count = LMG_MAX_DRIVERS + 2;
  const drivers = Float64Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 1 : 0.4));
  const outcome = new Float64Array(count).fill(0.4);
  const { lmg: values, samplingStdErr, rSquared } = importance({ drivers, outcome });

  it('sums to R² exactly, as every order does', () => {
    expect(rSquared).toBeCloseTo((count * 0.4 ** 2) / (1 + (count - 1) * 0.4), 12);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(rSquared, 12);
  });
  it('is within five Monte-Carlo errors of the exact value, and says that error', () =>
    values.forEach((value, j) => {
      expect(samplingStdErr![j]!).toBeGreaterThan(0);
      expect(Math.abs(value - rSquared / count)).toBeLessThan(5 * samplingStdErr![j]!);
    }));
  it('up to there no error is stated, as there is none', () => expect(importance(correlationsOf(8, 1)).samplingStdErr).toBeNull());
});
