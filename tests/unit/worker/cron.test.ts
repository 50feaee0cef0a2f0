import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { CronError, cronTimes } from '../../../worker/scheduling/cron.ts';

/** In 2026 Berlin goes from 02:00 to 03:00 on 29 March and from 03:00 back to 02:00 on 25 October, both at 01:00 UTC (EU directive 2000/84/EC). */
const berlin = 'Europe/Berlin';
const utc = (text: string) => new Date(`${text}Z`);
const moments = (cron: string, timeZone: string, after: string, until: string) =>
  cronTimes(cron, timeZone)
    .between(utc(after), utc(until), 1000)
    .map((moment) => moment.toISOString().slice(0, 16));

describe('the change to summer time', () => {
  it('leaves out 02:30, which is then due as soon as the clock has leapt', () =>
    expect(moments('30 2 * * *', berlin, '2026-03-28T00:00', '2026-03-30T12:00')).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ]));
  it('keeps one of two fixed times a day that it leaves out', () =>
    expect(moments('30 2,14 * * *', berlin, '2026-03-29T00:00', '2026-03-29T23:00')).toEqual(['2026-03-29T01:00', '2026-03-29T12:30']));
  it('makes a day of 23 hours for what is due every hour', () =>
    expect(moments('0 * * * *', berlin, '2026-03-28T22:59', '2026-03-29T21:59')).toHaveLength(23));
});

describe('the change back', () => {
  it('shows 02:30 twice, which is due the first time only', () =>
    expect(moments('30 2 * * *', berlin, '2026-10-24T00:00', '2026-10-26T12:00')).toEqual([
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]));
  it('makes a day of 25 hours for what is due every hour', () =>
    expect(moments('0 * * * *', berlin, '2026-10-24T21:59', '2026-10-25T22:59')).toHaveLength(25));
});

describe('a zone that is not whole hours', () => {
  it('goes by its own clock: Lord Howe Island changes by half an hour', () =>
    // 5 April 2026: 02:00 +11 is 01:30 +10:30 again. 4 October 2026: 02:00 +10:30 becomes 02:30 +11.
    expect([
      ...moments('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00', '2026-04-05T12:00'),
      ...moments('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T14:00', '2026-10-04T14:00'),
    ]).toEqual(['2026-04-04T14:45', '2026-10-03T15:30']));
});

describe('what is not understood', () => {
  it.each([
    ['60 * * * *', berlin, 'cron', 'Invalid value for minute: 60'],
    ['* * * * * *', berlin, 'cron', 'has not the five fields of cron'],
    ['2026-11-11T00:00:00', berlin, 'cron', 'is a date'],
    ['', berlin, 'cron', 'has not the five fields of cron'],
    ['0 0 30 2 *', berlin, 'cron', 'is never due'],
    ['0 0 * * *', 'Mars/Olympus', 'timeZone', 'is not a time zone'],
  ])('%s in %s names its %s', (cron, timeZone, part, message) => {
    expect(() => cronTimes(cron, timeZone)).toThrow(CronError);
    expect(() => cronTimes(cron, timeZone)).toThrow(message);
    expect(() => cronTimes(cron, timeZone)).toThrow(expect.objectContaining({ part }));
  });
  it('but 29 February comes, if rarely', () =>
    expect(moments('0 0 29 2 *', 'UTC', '2026-01-01T00:00', '2033-01-01T00:00')).toEqual(['2028-02-29T00:00', '2032-02-29T00:00']));
});

/** Field by field, what people write: a value, a list, a range, a step, or all. */
const field = (low: number, high: number) =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min: low, max: high }).map(String),
    fc.uniqueArray(fc.integer({ min: low, max: high }), { minLength: 2, maxLength: 3 }).map((values) => values.join(',')),
    fc
      .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.integer({ min: 2, max: Math.max(2, Math.floor(high / 2)) }).map((step) => `*/${step}`),
  );
const expression = fc
  .tuple(field(0, 59), field(0, 23), fc.oneof(fc.constant('*'), field(1, 28)), fc.constant('*'), fc.oneof(fc.constant('*'), field(0, 6)))
  .map((fields) => fields.join(' '));
const timeZone = fc.constantFrom(
  'UTC',
  berlin,
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Cairo',
  'America/Santiago',
);
/** Mostly within three days of a change of some clock, where it is hard. */
const changes = [
  '2026-03-29T01:00',
  '2026-10-25T01:00',
  '2026-03-08T07:00',
  '2026-11-01T06:00',
  '2026-04-04T15:00',
  '2026-10-03T15:30',
  '2026-04-23T22:00',
];
const moment = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * 86_400_000, max: 3 * 86_400_000 }))
  .map(([change, off]) => new Date(utc(change).getTime() + off));

describe('for any schedule, zone and moment', () => {
  it('the next one is after the moment, on a whole minute, and nothing is due between', () =>
    fc.assert(
      fc.property(expression, timeZone, moment, (cron, zone, after) => {
        const times = cronTimes(cron, zone);
        const next = times.next(after);
        if (next === null) return;
        expect(next.getTime()).toBeGreaterThan(after.getTime());
        expect(next.getTime() % 60_000).toBe(0);
        expect(times.next(new Date(next.getTime() - 1))).toEqual(next);
        expect(times.between(after, next, 10)).toEqual([next]);
      }),
      { numRuns: 1000 },
    ));

  it('the moments of a span are those of its halves, wherever it is cut', () =>
    fc.assert(
      fc.property(
        expression,
        timeZone,
        moment,
        fc.integer({ min: 0, max: 2 * 86_400_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (cron, zone, from, length, cut) => {
          const times = cronTimes(cron, zone);
          const middle = new Date(from.getTime() + Math.round(length * cut));
          const until = new Date(from.getTime() + length);
          const whole = times.between(from, until, 10_000);
          expect([...times.between(from, middle, 10_000), ...times.between(middle, until, 10_000)]).toEqual(whole);
          expect(new Set(whole.map(Number)).size).toBe(whole.length);
        },
      ),
      { numRuns: 300 },
    ));

  it('the latest one at a moment is the last of those up to it', () =>
    fc.assert(
      fc.property(expression, timeZone, moment, (cron, zone, until) => {
        const times = cronTimes(cron, zone);
        const twoDaysBefore = new Date(until.getTime() - 2 * 86_400_000);
        const last = times.between(twoDaysBefore, until, 20_000).at(-1);
        const latest = times.latest(until);
        if (last) expect(latest).toEqual(last);
        else expect(latest === null || latest <= twoDaysBefore).toBe(true);
      }),
      { numRuns: 300 },
    ));

  it('a fixed time of the day is due once on every day of the year, in every zone', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), timeZone, (hour, minute, zone) => {
        const from = DateTime.fromISO('2026-01-01T00:00', { zone });
        const due = cronTimes(`${minute} ${hour} * * *`, zone).between(
          new Date(from.toMillis() - 1),
          new Date(from.plus({ years: 1 }).toMillis() - 1),
          1000,
        );
        expect(due.map((date) => DateTime.fromJSDate(date, { zone }).toISODate())).toEqual(
          Array.from({ length: 365 }, (_, day) => from.plus({ days: day }).toISODate()),
        );
      }),
      { numRuns: 40 },
    ));
});
