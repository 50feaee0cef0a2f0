import { expect, it } from 'vitest';
import { periodBefore } from '../../../schema/metrics/timeBuckets.ts';

const before = (from: string, until: string, compare: Parameters<typeof periodBefore>[0] = 'PREVIOUS_PERIOD') => {
  const period = periodBefore(compare, { from: new Date(from), until: new Date(until), timeZone: 'Europe/Berlin' });
  return [period.from.toISOString(), period.until.toISOString()];
};

// In Berlin the clocks go forward on 29 March 2026 and back on 25 October 2026.
it.each([
  ['months', '2026-03-31T22:00:00Z', '2026-05-31T22:00:00Z', '2026-01-31T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
  [
    'a week behind the change of clocks',
    '2026-03-29T22:00:00Z',
    '2026-04-05T22:00:00Z',
    '2026-03-22T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
  ],
  ['a week in which they change', '2026-10-18T22:00:00Z', '2026-10-25T23:00:00Z', '2026-10-11T22:00:00.000Z', '2026-10-18T22:00:00.000Z'],
  ['hours', '2026-03-29T00:30:00Z', '2026-03-29T03:00:00Z', '2026-03-28T22:00:00.000Z', '2026-03-29T00:30:00.000Z'],
])('the period before %s', (_what, from, until, earlier, end) => expect(before(from, until)).toEqual([earlier, end]));

it('a year before keeps days and clocks', () =>
  expect(before('2026-03-29T22:00:00Z', '2026-04-05T22:00:00Z', 'SAME_PERIOD_LAST_YEAR')).toEqual([
    '2025-03-29T23:00:00.000Z',
    '2025-04-05T22:00:00.000Z',
  ]));
