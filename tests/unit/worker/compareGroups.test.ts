import { describe, expect, it } from 'vitest';
import { compareGroups } from '../../../worker/jobs/fitDrivers/compareGroups.ts';
import type { DriverDesign } from '../../../worker/jobs/fitDrivers/driverDesign.ts';
import { randomStream } from '../../../worker/stats/index.ts';

/** Answers of one driver: of each group so many customers, who answer once. Null: of none. */
function compared(sizes: readonly (readonly [string | null, number])[], own: string | null = null) {
  const labels = sizes.flatMap(([name]) => name ?? []);
  const codes = Int32Array.from(sizes.flatMap(([name, n]) => Array.from({ length: n }, () => (name === null ? -1 : labels.indexOf(name)))));
  const stream = randomStream(3);
  const values = Float32Array.from(codes, () => stream.integer(5));
  const design: DriverDesign = {
    outcome: { name: 'Y', values: values.map((value) => value + stream.integer(3)) },
    drivers: [{ name: 'A', label: 'A', values, scale: null, unit: null, question: null, feature: null, trait: null }],
    ...{ roles: undefined, customers: Int32Array.from(codes.keys()), customerCount: codes.length, rows: codes.length },
    ...{ forces: [], goodDirection: 1, outcomeScale: null, warnings: [] },
  };
  const options = { confidenceLevel: 0.95, own, draws: 0, seed: 1, missing: 'LISTWISE', onProgress: () => {} } as never;
  const { groups, warnings } = compareGroups(design, { codes, labels }, options);
  return { shown: groups.map(({ groupKey }) => groupKey), warnings: warnings.map(({ detail }) => detail) };
}

const notShown = (count: number) => [`${count} groups of fewer than 10 customers, or that would tell of so few, are not shown`];

describe('groups that are compared', () => {
  it('are all shown where each is large enough', () => {
    expect(compared([['a', 40], ['b', 10]])).toEqual({ shown: ['a', 'b'], warnings: [] }); // biome-ignore format: one line a case
  });

  it('do not tell by subtraction of one that is too small: the smallest other one goes with it', () => {
    expect(compared([['a', 40], ['b', 20], ['c', 12], ['d', 9]])).toEqual({ shown: ['a', 'b'], warnings: notShown(2) }); // biome-ignore format: one line a case
    expect(compared([['a', 40], ['b', 20], ['c', 9], ['d', 1]])).toEqual({ shown: ['a', 'b'], warnings: notShown(2) }); // biome-ignore format: ten together tell of none
  });

  it('do not tell of those without a group either', () => {
    expect(compared([['a', 40], ['b', 20], ['c', 12], [null, 9]])).toEqual({ shown: ['a', 'b'], warnings: notShown(1) }); // biome-ignore format: one line a case
    expect(compared([['a', 40], ['b', 20], ['c', 12], [null, 10]])).toEqual({ shown: ['a', 'b', 'c'], warnings: [] }); // biome-ignore format: one line a case
    expect(compared([['a', 40], ['b', 12], ['c', 6], [null, 6]])).toEqual({ shown: ['a', 'b'], warnings: notShown(1) }); // biome-ignore format: one line a case
  });

  it('keep the own one as long as that tells of nobody', () => {
    expect(compared([['a', 40], ['own', 11], ['c', 12], ['d', 3]], 'own')).toEqual({ shown: ['own', 'a'], warnings: notShown(2) }); // biome-ignore format: one line a case
    expect(compared([['own', 40], ['d', 3]], 'own')).toEqual({ shown: [], warnings: notShown(2) }); // biome-ignore format: nothing is left to compare
  });
});
