import { describe, expect, it } from 'vitest';
import { periodEnds } from '../../../schema/analyses/schedules/periodEnds.ts';

const ends = (...args: [string, string, 'DAY' | 'WEEK' | 'MONTH', string]) =>
  periodEnds(...args, 1000).map(({ endDate, asOf }) => `${endDate} ${asOf.toISOString()}`);

describe('the ends of periods', () => {
  it('of months: the last millisecond of their last day, on the clock of the zone, in winter and in summer', () =>
    expect(ends('2026-02-10', '2026-04-30', 'MONTH', 'Europe/Berlin')).toEqual([
      '2026-02-28 2026-02-28T22:59:59.999Z',
      '2026-03-31 2026-03-31T21:59:59.999Z',
      '2026-04-30 2026-04-30T21:59:59.999Z',
    ]));
  it('leave out a month that ends after the range', () => expect(ends('2026-02-10', '2026-02-27', 'MONTH', 'UTC')).toEqual([]));
  it('of weeks: Sundays', () =>
    expect(ends('2026-05-03', '2026-05-16', 'WEEK', 'UTC')).toEqual([
      '2026-05-03 2026-05-03T23:59:59.999Z',
      '2026-05-10 2026-05-10T23:59:59.999Z',
    ]));
  it('of days, also of one that begins at one o’clock: Cairo puts its clocks forward at midnight of 24 April 2026', () =>
    expect(ends('2026-04-22', '2026-04-24', 'DAY', 'Africa/Cairo')).toEqual([
      '2026-04-22 2026-04-22T21:59:59.999Z',
      '2026-04-23 2026-04-23T21:59:59.999Z',
      '2026-04-24 2026-04-24T20:59:59.999Z',
    ]));
  it('are counted off at a maximum', () => expect(periodEnds('2020-01-01', '2026-01-01', 'DAY', 'UTC', 10)).toHaveLength(10));
});
