import { expect, it } from 'vitest';
import { countOption } from '../../../clients/cli/countOption.ts';
import { durationOption } from '../../../clients/cli/durationOption.ts';
import { importFault, rejectedLimit } from '../../../clients/cli/importVerdict.ts';

it('counts are whole numbers within their limits, or all where that is possible', () => {
  expect(countOption('first', '500', { most: 500 })).toBe(500);
  expect(countOption('first', 'all', { orAll: true })).toBe(Infinity);
  expect(countOption('errors', '0', { least: 0 })).toBe(0);
  for (const text of ['0', '501', '-1', '1.5', '1e2', '', 'all'])
    expect(() => countOption('first', text, { most: 500 })).toThrow(`--first ${text} is not a whole number from 1 to 500`);
  expect(() => countOption('first', '0', { orAll: true })).toThrow('--first 0 is not a whole number from 1 up, nor all');
});

it('times have a unit', () => {
  expect([undefined, '90s', '30m', '2h'].map((text) => durationOption('timeout', text))).toEqual([null, 90, 1800, 7200]);
  for (const text of ['30', '0s', '501h', '1.5h', '3 d', '-1s']) expect(() => durationOption('timeout', text)).toThrow(`--timeout ${text}`);
});

it('an import is at fault when nothing is of use, or more is turned away than may be', () => {
  const counts = (read: number, loaded: number, unchanged: number, rejected: number) =>
    ({
      state: 'SUCCEEDED',
      dryRun: false,
      rowsRead: `${read}`,
      rowsLoaded: `${loaded}`,
      rowsUnchanged: `${unchanged}`,
      rowsRejected: `${rejected}`,
    }) as const;
  expect(importFault(counts(5, 0, 0, 5), null)).toBe('nothing of the file was loaded: every row was turned away');
  expect(importFault({ ...counts(5, 0, 0, 5), dryRun: true }, null)).toContain('would be');
  expect(importFault(counts(5, 0, 5, 0), null)).toBeNull();
  expect(importFault(counts(0, 0, 0, 0), rejectedLimit('0'))).toBeNull(); // a header alone
  expect(importFault(counts(1000, 975, 0, 25), rejectedLimit('25'))).toBeNull();
  expect(importFault(counts(1000, 975, 0, 25), rejectedLimit('2.5%'))).toBeNull();
  expect(importFault(counts(1000, 975, 0, 25), rejectedLimit('2.4%'))).toBe(
    '25 of 1,000 rows were turned away, more than --max-rejected allows (2.4 %)',
  );
  expect(importFault(counts(1000, 999, 0, 1), rejectedLimit('0'))).toContain('1 of 1,000 rows');
  expect(importFault({ ...counts(5, 0, 0, 5), state: 'FAILED' }, null)).toBeNull(); // it says so itself
  for (const text of ['-1', 'some', '101%', '%', '1.5']) expect(() => rejectedLimit(text)).toThrow(`--max-rejected ${text}`);
});
