/** Kitagawa's decomposition against R: shares and means by hand, errors by numerical derivatives, customers (here classes) on both sides. */
import { expect, it } from 'vitest';
import { changeOfSums } from '../../worker/stats/descriptive/changeOfSums.ts';
import { cesScore, scoreChange } from '../../worker/stats/index.ts';
import { changeSumsOf } from '../support/changeSumsOf.ts';
import { digits, type Named, readCase, readJson } from './readCase.ts';

const { expected, tolerance } = readJson<{
  readonly expected: { readonly clusters: number; readonly estimates: Named; readonly standardErrors: Named };
  readonly tolerance: { readonly minDigits: number };
}>('./kitagawa-nlschools/expected.json');

const pupils = readCase('ols-clustered');
const values = (name: string) => pupils.column(name).values as Float64Array;
const [iq, ses, combined, classes] = ['iq', 'ses', 'combined', 'class'].map(values) as [Float64Array, Float64Array, Float64Array, Float64Array];
const segmentOf = Array.from(ses, (value, row) => `${value < 20 ? 'low' : value < 35 ? 'middle' : 'high'} ${combined[row] === 1 ? 'combined' : 'single'}`);
const labels = [...new Set(segmentOf)].sort();
const rows = Array.from(iq, (value, row) => ({
  value: values('lang')[row]!,
  isAfter: value >= 12,
  segment: labels.indexOf(segmentOf[row]!),
  customer: classes[row]!,
  weight: 1,
}));

it('of pupils by their homes: from sums, with the error of every part', () => {
  const outcome = changeOfSums('MEAN', changeSumsOf(rows, labels), false);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { total, mix, within, segments, seType } = outcome.fit;
  expect(seType).toBe('CR1');
  const all = [
    ...Object.entries({ total, mix, within }),
    ...segments.flatMap(({ segment, doubt }) => [[`mix ${segment}`, doubt.mix] as const, [`within ${segment}`, doubt.within] as const]),
  ];
  expect(all.map(([name]) => name).sort()).toEqual(Object.keys(expected.estimates).sort());
  for (const [name, row] of all) {
    expect(row.df).toBe(expected.clusters - 1);
    expect(digits(row.estimate, expected.estimates[name]!), name).toBeGreaterThan(11);
    expect(digits(row.stdErr, expected.standardErrors[name]!), name).toBeGreaterThan(tolerance.minDigits);
  }
});

it('and from rows', () => {
  const outcome = scoreChange(
    cesScore({ min: 0, max: 60 }),
    Float64Array.from(rows, ({ value }) => value),
    { labels: ['before', 'after'], codes: Int32Array.from(rows, ({ isAfter }) => Number(isAfter)) },
    { labels, codes: Int32Array.from(rows, ({ segment }) => segment) },
    { clusters: Int32Array.from(rows, ({ customer }) => customer) },
  );
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  for (const part of ['total', 'mix', 'within'] as const) {
    expect(digits(outcome.fit[part].estimate, expected.estimates[part]!)).toBeGreaterThan(11);
    expect(digits(outcome.fit[part].stdErr, expected.standardErrors[part]!)).toBeGreaterThan(tolerance.minDigits);
  }
});
