import { describe, expect, it } from 'vitest';
import { bar } from '../../../clients/cli/print/bar.ts';
import {
  formatBytes,
  formatCount,
  formatDay,
  formatDuration,
  formatInterval,
  formatLevel,
  formatNumber,
  formatPValue,
  formatShare,
} from '../../../clients/cli/print/numbers.ts';
import { table, wrap } from '../../../clients/cli/print/table.ts';

describe('numbers as people read them', () => {
  it('groups counts, also those that came as strings', () => {
    expect([formatCount(2831), formatCount('9007199254740993'), formatCount(null)]).toEqual(['2,831', '9,007,199,254,740,993', '–']);
  });
  it('has no minus before a zero', () => expect(formatNumber(-0.0004, 2)).toBe('0.00'));
  it('keeps the minus of what is not zero', () => expect(formatNumber(-0.04, 2)).toBe('-0.04'));
  it('shows unknown as unknown, never as 0', () => {
    expect([formatNumber(null, 2), formatShare(null), formatInterval(null, 1, String), formatPValue(null)]).toEqual(['–', '–', '–', '–']);
  });
  it('shows shares as per cent', () => expect(formatShare(0.15915780256)).toBe('15.9 %'));
  it('shows a level of confidence as it is: 99.9 % is not 100 %', () =>
    expect([0.95, 0.975, 0.999, 0.9].map(formatLevel)).toEqual(['95 %', '97.5 %', '99.9 %', '90 %']));
  it('does not print a p-value of 0', () => expect([formatPValue(1e-300), formatPValue(0.0155)]).toEqual(['< 0.001', '0.016']));
  it('tells the day of a moment on the clock of the workspace', () => {
    const endOfMarch = ['2026-04-01T06:59:59.999Z', '2026-03-31T21:59:59.999Z'];
    expect(endOfMarch.map((moment, at) => formatDay(moment, at === 0 ? 'America/Los_Angeles' : 'Europe/Berlin'))).toEqual([
      '2026-03-31',
      '2026-03-31',
    ]);
    expect([formatDay('2026-03-31T22:00:00Z', 'Europe/Berlin'), formatDay(null, 'UTC')]).toEqual(['2026-04-01', '–']);
  });
  it('knows bytes and durations', () => {
    expect([formatBytes(999), formatBytes(734_800), formatBytes(1.5e9)]).toEqual(['999 B', '734.8 kB', '1.5 GB']);
    expect([formatDuration(830), formatDuration(2345), formatDuration(125_000)]).toEqual(['830 ms', '2.3 s', '2 min 5 s']);
  });
});

describe('bars and tables', () => {
  it('has one width, whatever the share', () => {
    for (const share of [-1, 0, 0.01, 0.5, 0.999, 1, 2]) expect([...bar(share, 10)]).toHaveLength(10);
    expect([bar(0, 4), bar(0.5, 4), bar(1, 4)]).toEqual(['    ', '██  ', '████']);
  });
  it('aligns columns', () => {
    const columns = [
      { title: 'name', cell: (row: [string, number]) => row[0] },
      { title: 'n', align: 'right' as const, cell: (row: [string, number]) => String(row[1]) },
    ];
    expect(
      table(columns, [
        ['a', 10],
        ['bcdef', 5],
      ]),
    ).toEqual(['name    n', 'a      10', 'bcdef   5']);
  });
  it('wraps at spaces', () => expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']));
});
