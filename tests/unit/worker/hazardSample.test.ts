import { expect, it } from 'vitest';
import { type HazardColumn, undated } from '../../../worker/jobs/fitChurn/hazardColumns.ts';
import { sampledSpells } from '../../../worker/jobs/fitChurn/hazardSample.ts';
import type { CustomerMoments } from '../../../worker/stats/survival/spellFeatures.ts';

const n = 1000;
const customerIds = BigInt64Array.from({ length: n }, (_, index) => BigInt(index + 1));
const spells = {
  owner: Int32Array.from({ length: n }, (_, index) => index),
  start: new Float64Array(n),
  entry: new Float64Array(n),
  end: new Float64Array(n).fill(100),
  event: new Uint8Array(n),
};
/** One row a customer. */
const moments = (at: number): CustomerMoments => ({
  first: Int32Array.from({ length: n }, (_, index) => index),
  last: Int32Array.from({ length: n }, (_, index) => index + 1),
  at: new Float64Array(n).fill(at),
});
const column = (of: CustomerMoments, lastsDays: number): HazardColumn => {
  const feature = { kind: 'latest', moments: of, values: new Uint8Array(n), lastsDays } as const;
  return { key: 'x', levels: null, reference: null, feature, fromValue: (value) => value };
};
const sampled = (columns: readonly HazardColumn[], mostRows: number): number =>
  sampledSpells(spells, { customerIds }, columns, mostRows).sample.sampledCustomers;
const forever = Number.POSITIVE_INFINITY;

it('counts as many rows as the features can make: none for what has no date, one for what lasts, two for what ends', () => {
  const traits = Array.from({ length: 10 }, () => column(moments(undated), forever));
  expect(sampled(traits, n)).toBe(n);
  expect(sampled([column(moments(50), forever)], 2 * n)).toBe(n);
  expect(sampled([column(moments(50), forever)], 1.9 * n)).toBeLessThan(n);
  expect(sampled([column(moments(50), 365)], 3 * n)).toBe(n);
  expect(sampled([column(moments(50), 365)], 2.9 * n)).toBeLessThan(n);
});

it('counts what features share once, by the one that changes most', () => {
  const contracts = moments(50);
  expect(sampled([column(contracts, forever), column(contracts, forever)], 2 * n)).toBe(n);
  expect(sampled([column(contracts, forever), column(contracts, 90)], 3 * n)).toBe(n);
  expect(sampled([column(contracts, 90), column(contracts, forever)], 2.9 * n)).toBeLessThan(n);
});
