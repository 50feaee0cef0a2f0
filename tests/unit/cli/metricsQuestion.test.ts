import { describe, expect, it } from 'vitest';
import { filterNamed, groupingNamed, measureNamed, wordsOf } from '../../../clients/cli/metricsQuestion.ts';
import { changeReport, metricsCsv, metricsTable } from '../../../clients/cli/print/metricsReport.ts';

describe('words of a question to metrics', () => {
  it('are the names of the graph in any case, traits and segments with their own', () => {
    expect(measureNamed('response-rate')).toBe('RESPONSE_RATE');
    expect(wordsOf('month, trait:plan')).toEqual(['month', 'trait:plan']);
    expect(groupingNamed('nps-band')).toEqual({ dimension: 'NPS_BAND' });
    expect(groupingNamed('trait:a:b')).toEqual({ dimension: 'TRAIT', traitKey: 'a:b' });
    expect(groupingNamed('segment:at-risk')).toEqual({ dimension: 'SEGMENT', segmentKey: 'at-risk' });
    expect(() => groupingNamed('month:x')).toThrow('only trait: and segment: have');
  });
  it('filter by groups, an empty one is the unknown one', () => {
    expect(filterNamed('where', 'trait:plan=a=b,c')).toEqual({ dimension: 'TRAIT', traitKey: 'plan', in: ['a=b', 'c'], orUnknown: false });
    expect(filterNamed('where', 'channel=')).toMatchObject({ in: [], orUnknown: true });
    expect(() => filterNamed('of', 'channel')).toThrow('--of channel names no groups');
  });
});

type Metrics = Parameters<typeof metricsTable>[0];
const value = {
  ...{
    measure: 'NPS',
    value: 12.34,
    valueDecimal: null,
    n: 40,
    customers: 35,
    stdErr: 1,
    ciLow: 10,
    ciHigh: 15,
    isReliable: true,
    isHidden: false,
  },
  ...{ reasonDetail: null, change: null },
} as const;
const answer = {
  columns: [
    { key: 'month', label: 'Month', unit: null },
    { key: 'nps', label: 'NPS', unit: 'POINTS' },
  ],
  rows: [
    { groups: [{ value: '2026-01' }], isOther: false, values: [value] },
    { groups: [{ value: null }], isOther: false, values: [{ ...value, isReliable: false }] },
    { groups: [{ value: null }], isOther: true, values: [{ ...value, value: null, n: null, ciLow: null, ciHigh: null, isHidden: true }] },
  ],
} as unknown as Metrics;

it('metrics are a table that marks what is few, hidden or not known', () => {
  expect(metricsTable(answer)).toEqual([
    'month         NPS  interval       n',
    '2026-01      12.3  10.0 to 15.0  40',
    '(unknown)   ~12.3  10.0 to 15.0  40',
    '(other)    hidden  –              –',
    '',
    'hidden: fewer than 10 customers stand behind it, or it would tell of a group of so few, as a month that has just begun',
    '~: fewer than 30 customers, not to be compared',
  ]);
});

it('money is told with its currency, and marks that a table has not are not explained', () => {
  const columns = [{ key: 'revenue', label: 'Revenue', unit: 'MONEY' }];
  const row = { groups: [], isOther: false, values: [{ ...value, value: 1234.5, ciLow: null, ciHigh: null }] };
  expect(metricsTable({ columns, rows: [row], currency: 'EUR' } as unknown as Metrics)).toEqual(['Revenue, EUR   n', '    1,234.50  40']);
});

it('metrics are CSV with every digit', () => {
  expect([...metricsCsv(answer)].join('').split(/\r?\n/).slice(0, 2)).toEqual([
    'month,is_other,nps,nps_ci_low,nps_ci_high,nps_n,nps_customers',
    '2026-01,false,12.34,10,15,40,35',
  ]);
  expect([...metricsCsv(answer, { excel: true })].join('')).toMatch(/^\ufeffmonth,/);
});

it('a change that is not taken apart says why', () => {
  const side = { value: 3, n: 5, customers: 5, ciLow: null, ciHigh: null, isHidden: false, reasonDetail: null };
  const lines = changeReport(
    {
      ...{
        measure: 'NPS',
        unit: 'POINTS',
        before: side,
        after: side,
        beforeFrom: null,
        beforeUntil: null,
        afterFrom: null,
        afterUntil: null,
      },
      ...{ total: null, mix: null, within: null, groups: [], reason: 'NOT_ENOUGH_DATA', reasonDetail: 'before: fewer than 30 customers' },
    } as unknown as Parameters<typeof changeReport>[0],
    'UTC',
  );
  expect(lines.at(-1)).toBe('not taken apart: before: fewer than 30 customers');
});
