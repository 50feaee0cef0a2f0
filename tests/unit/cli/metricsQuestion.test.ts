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
const fresh = { dataThrough: null, computedAt: '2026-02-10T12:00:00Z', isStale: false };
const answer = {
  freshness: fresh,
  columns: [
    { key: 'month', label: 'Month', unit: null },
    { key: 'nps', label: 'NPS', unit: 'POINTS' },
  ],
  rows: [
    { groups: [{ value: '2026-01', start: '2025-12-31T23:00:00Z', end: '2026-01-31T23:00:00Z' }], isOther: false, values: [value] },
    { groups: [{ value: null }], isOther: false, values: [{ ...value, isReliable: false }] },
    { groups: [{ value: null }], isOther: true, values: [{ ...value, value: null, n: null, ciLow: null, ciHigh: null, isHidden: true }] },
  ],
} as unknown as Metrics;

it('metrics are a table that marks what is few, hidden or not known', () => {
  expect(metricsTable(answer, 'UTC')).toEqual([
    'month         NPS  95 % interval   n',
    '2026-01      12.3  10.0 to 15.0   40',
    '(unknown)   ~12.3  10.0 to 15.0   40',
    '(other)    hidden  –               –',
    '',
    'hidden: fewer than 10 customers stand behind it, or it would tell of a group of so few, as a month that has just begun',
    '~: fewer than 30 customers, not to be compared',
  ]);
});

it('money is told with its currency, and marks that a table has not are not explained', () => {
  const columns = [{ key: 'revenue', label: 'Revenue', unit: 'MONEY' }];
  const row = { groups: [], isOther: false, values: [{ ...value, value: 1234.5, ciLow: null, ciHigh: null }] };
  expect(metricsTable({ columns, rows: [row], currency: 'EUR', freshness: fresh } as unknown as Metrics, 'UTC')).toEqual([
    'Revenue, EUR   n',
    '    1,234.50  40',
  ]);
});

describe('metrics that are compared', () => {
  const change = {
    ...{ referenceValue: 0.85, referenceValueDecimal: null, difference: -0.03, ciLow: -0.05, ciHigh: -0.01, pAdjusted: 0.004 },
    reasonDetail: null,
  };
  const row = (group: object, changed: object | null, rest: object = {}) => ({
    groups: [group],
    isOther: false,
    values: [{ ...value, value: 0.82, ciLow: 0.8, ciHigh: 0.84, ...rest, change: changed }],
  });
  const compared = {
    freshness: { dataThrough: '2026-02-09T23:30:00Z', computedAt: '2026-02-10T12:00:00Z', isStale: false },
    columns: [
      { key: 'month', label: 'Month', unit: null },
      { key: 'csat', label: 'CSAT', unit: 'SHARE' },
    ],
    rows: [
      row(
        { value: '2025-12', start: '2025-11-30T23:00:00Z', end: '2025-12-31T23:00:00Z' },
        { ...change, difference: null, ciLow: null, ciHigh: null, pAdjusted: null, reasonDetail: 'one of the two is not known' },
      ),
      row({ value: '2026-01', start: '2025-12-31T23:00:00Z', end: '2026-01-31T23:00:00Z' }, change),
      row(
        { value: '2026-02', start: '2026-01-31T23:00:00Z', end: '2026-02-28T23:00:00Z' },
        { ...change, difference: 0.01, ciHigh: 0.02, pAdjusted: 0.04 },
      ),
    ],
  } as unknown as Metrics;

  it('tell the doubt of the change, in points and not in per cent, and mark what is more than chance and what is not over', () => {
    const lines = metricsTable(compared, 'Europe/Berlin');
    const [csat, interval] = ['82.0 %', '80.0 % to 84.0 %'];
    expect(lines.slice(0, 4).map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['month', 'CSAT', '95 % interval', 'change', '95 % interval', 'p', 'n'],
      ['2025-12', csat, interval, '–', '–', '–', '40'],
      ['2026-01', csat, interval, '-3.0 pp !', '-5.0 pp to -1.0 pp', '0.004', '40'],
      ['2026-02*', csat, interval, '+1.0 pp', '-5.0 pp to +2.0 pp', '0.040', '40'],
    ]);
    expect(lines.slice(4)).toEqual([
      '',
      '*: not over yet, and compared with as much of the period before',
      '!: more than chance: p, corrected for all changes of the table, is below 0.05, and the interval lies on one side of 0',
      'pp: points of per cent',
      'no change: CSAT: one of the two is not known',
      'Data through 2026-02-10.',
    ]);
  });
  it('say of a period that nothing was loaded of it, and call nothing there more than chance', () => {
    const ended = { ...compared, freshness: { ...compared.freshness, dataThrough: '2025-12-31T23:00:00Z' } };
    const [, , january = '', , , ...notes] = metricsTable(ended, 'Europe/Berlin');
    expect(january.split(/ {2,}/).slice(0, 4)).toEqual(['2026-01?', '82.0 %', '80.0 % to 84.0 %', '-3.0 pp']);
    expect(notes.join()).not.toContain('more than chance');
    expect(notes).toContain('?: begins after the last of the data: what stands there may only say that nothing was loaded');
  });
  it('are CSV with the change and what it is against', () => {
    expect([...metricsCsv(compared)].join('').split('\r\n').slice(0, 3)).toEqual([
      'month,is_other,csat,csat_ci_low,csat_ci_high,csat_n,csat_customers,csat_is_hidden,csat_is_reliable,csat_reference,csat_change,csat_change_ci_low,csat_change_ci_high,csat_change_p_adjusted',
      '2025-12,false,0.82,0.8,0.84,40,35,false,true,0.85,,,,',
      '2026-01,false,0.82,0.8,0.84,40,35,false,true,0.85,-0.03,-0.05,-0.01,0.004',
    ]);
  });
  it('a dash has its reason, and old values of customers are told', () => {
    const unknown = row({ value: '2026-01', start: null, end: null }, null, {
      value: null,
      ciLow: null,
      ciHigh: null,
      reasonDetail: 'nothing of this was loaded for this time',
    });
    const stale = { ...fresh, isStale: true };
    expect(metricsTable({ ...compared, rows: [unknown, unknown], freshness: stale } as unknown as Metrics, 'UTC').slice(3)).toEqual([
      '',
      '–: CSAT: nothing of this was loaded for this time',
      'Values of customers are by a run whose data have changed since: run its analysis again.',
    ]);
  });
});

it('metrics are CSV with every digit', () => {
  expect([...metricsCsv(answer)].join('').split(/\r?\n/).slice(0, 2)).toEqual([
    'month,is_other,nps,nps_ci_low,nps_ci_high,nps_n,nps_customers,nps_is_hidden,nps_is_reliable',
    '2026-01,false,12.34,10,15,40,35,false,true',
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
