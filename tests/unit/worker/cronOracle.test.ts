/** Schedules against an oracle that looks at the clock of a zone every minute, as a person would, and shares nothing with what it judges. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronTimes } from '../../../worker/scheduling/cron.ts';

const minute = 60_000;
const day = 86_400_000;

/** Minutes within which no clock was changed and changed back. */
const step = 60;

/** What the clock shows at each minute from one moment to another, as if it were UTC. */
function shownMinutes(timeZone: string, from: number, until: number): Float64Array {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });
  const shownAt = (moment: number) => {
    const [, dd, mm, yyyy, hh, min] = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+)$/.exec(format.format(moment)) ?? [];
    return Date.UTC(Number(yyyy), Number(mm) - 1, Number(dd), Number(hh), Number(min));
  };
  const shown = new Float64Array((until - from) / minute);
  for (let start = 0; start < shown.length; start += step) {
    const end = Math.min(start + step, shown.length - 1);
    const offset = shownAt(from + start * minute) - (from + start * minute);
    const isSame = shownAt(from + end * minute) - (from + end * minute) === offset;
    for (let at = start; at < Math.min(start + step, shown.length); at++) {
      const moment = from + at * minute;
      shown[at] = isSame ? moment + offset : shownAt(moment);
    }
  }
  return shown;
}

/** The values of a field: all, a value, a list, a range or a step. */
function valuesOf(field: string, low: number, high: number): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [first = low, last = range === '*' ? high : first] = range === '*' ? [] : range.split('-').map(Number);
    for (let value = first; value <= last; value += Number(step)) values.add(value);
  }
  return values;
}

function matcher(cron: string): (shown: number) => boolean {
  const [minutes = '', hours = '', days = '', months = '', weekdays = ''] = cron.split(' ');
  const fits = {
    minute: valuesOf(minutes, 0, 59),
    hour: valuesOf(hours, 0, 23),
    day: valuesOf(days, 1, 31),
    month: valuesOf(months, 1, 12),
    weekday: valuesOf(weekdays, 0, 6),
  };
  const isInDay = Array.from({ length: 1440 }, (_, time) => fits.minute.has(time % 60) && fits.hour.has(Math.floor(time / 60)));
  return (shown) => {
    if (!isInDay[(shown / minute) % 1440]) return false; // most of some 250 million minutes, and none of them needs a date
    const date = new Date(shown);
    if (!fits.month.has(date.getUTCMonth() + 1)) return false;
    const [isDay, isWeekday] = [fits.day.has(date.getUTCDate()), fits.weekday.has(date.getUTCDay())];
    return days === '*' || weekdays === '*' ? isDay && isWeekday : isDay || isWeekday;
  };
}

/** Every minute at which it is due: a fixed time when the clock first shows it or has gone past it, any other whenever it is shown. */
function ticksByLooking(cron: string, shown: Float64Array, from: number): string[] {
  const isDue = matcher(cron);
  const isFixed = !/[*/]/.test(cron.split(' ').slice(0, 2).join(''));
  const ticks: string[] = [];
  let furthest = shown[0]! - minute; // the latest that the clock has shown so far
  shown.forEach((now, at) => {
    let due = false;
    if (!isFixed) due = isDue(now);
    else if (now - furthest < 4 * 60 * minute) for (let time = furthest + minute; time <= now; time += minute) due ||= isDue(time);
    else due = isDue(now); // over the date line: what was left out was a day
    furthest = Math.max(furthest, now);
    if (due) ticks.push(new Date(from + at * minute).toISOString());
  });
  return ticks;
}

const ticks = (cron: string, timeZone: string, from: number, until: number) =>
  cronTimes(cron, timeZone)
    .between(new Date(from - 1), new Date(until - 1), 1_000_000)
    .map((moment) => moment.toISOString());

/** Zones and the years in which their clocks changed at or near midnight, with others beside them. */
const zones: readonly (readonly [string, number, number])[] = [
  ['America/Nuuk', 2024, 2027], // 23:00 to 24:00
  ['America/Scoresbysund', 2022, 2027], // 00:00 to 01:00; since 2024 23:00 to 24:00
  ['Asia/Pyongyang', 2017, 2019], // 23:30 to 24:00, once
  ['Europe/Berlin', 2023, 2027],
  ['America/Sao_Paulo', 2015, 2019], // 00:00 to 01:00, and back from 24:00
  ['Asia/Beirut', 2021, 2026], // 00:00 to 01:00; of 2023 a change that was called off
  ['America/Havana', 2023, 2027],
  ['Africa/Cairo', 2012, 2015], // four changes in 2014
  ['Africa/Cairo', 2023, 2027],
  ['Asia/Gaza', 2009, 2013], // at 00:01, and around Ramadan
  ['America/St_Johns', 2009, 2012], // at 00:01
  ['America/Asuncion', 2022, 2026],
  ['Asia/Amman', 2020, 2023], // 24:00 of a Thursday
  ['Australia/Lord_Howe', 2024, 2026], // half an hour
  ['Antarctica/Troll', 2023, 2026], // two hours
  ['Antarctica/Casey', 2017, 2022], // three, and 00:01
  ['Pacific/Apia', 2011, 2012], // a day, over the date line
];

describe.each(zones)('in %s from %i to %i', (timeZone, firstYear, lastYear) => {
  const from = Date.UTC(firstYear, 0, 1);
  const until = Date.UTC(lastYear, 0, 1);
  const shown = shownMinutes(timeZone, from, until);
  /** Around midnight, where the changes are; and what is not fixed. */
  const crons = ['30 23 * * *', '0 0 * * *', '1 0 * * *', '15,45 0 * * *', '59 23 * * 6', '30 0 1-7 * 0', '0 3 * * *', '30 */3 * * *'];
  it.each(crons)('%s is due when looking at the clock says so', (cron) =>
    expect(ticks(cron, timeZone, from, until)).toEqual(ticksByLooking(cron, shown, from)),
  );

  const changes = [...shown.keys()].filter((at) => at > 0 && shown[at]! - shown[at - 1]! !== minute);
  const field = (low: number, high: number) =>
    fc.oneof(
      fc.integer({ min: low, max: high }).map(String),
      fc.uniqueArray(fc.integer({ min: low, max: high }), { minLength: 2, maxLength: 4 }).map((values) => values.join(',')),
      fc.constantFrom('*', '*/7'),
    );
  const hour = fc.oneof(fc.constantFrom('23', '0', '0,23', '22-23', '0-3', '1', '2'), field(0, 23));
  const weekday = fc.oneof({ weight: 3, arbitrary: fc.constant('*') }, fc.constantFrom('0', '6', '5,6,0'));
  const cron = fc
    .tuple(field(0, 59), hour, fc.constantFrom('*', '*', '*', '1-15', '31'), fc.constant('*'), weekday)
    .map((all) => all.join(' '));

  it('any schedule is due when looking at the clock says so, around each change, from either side', () =>
    fc.assert(
      fc.property(cron, fc.constantFrom(...changes), fc.integer({ min: -2000, max: 2000 }), (text, change, away) => {
        const begin = Math.max(0, change - 3 * 1440);
        const end = Math.min(shown.length, change + 3 * 1440);
        const beginning = from + begin * minute;
        const expected = ticksByLooking(text, shown.subarray(begin, end), beginning);
        // Each takes a tenth of a millisecond: of thousands those half a day from the change are enough
        const [low, high] = expected.length > 500 ? [Math.max(begin, change - 720), Math.min(end, change + 720)] : [begin, end];
        const [first, last] = [from + low * minute, from + high * minute];
        const isCompared = (moment: string) => Date.parse(moment) >= first && Date.parse(moment) < last;
        expect(ticks(text, timeZone, first, last)).toEqual(expected.filter(isCompared));
        const now = from + (change + away) * minute + 30_000;
        const latest = expected.findLast((moment) => Date.parse(moment) <= now);
        const next = expected.find((moment) => Date.parse(moment) > now);
        const times = cronTimes(text, timeZone);
        if (latest !== undefined) expect(times.latest(new Date(now))?.toISOString()).toBe(latest);
        if (next !== undefined) expect(times.next(new Date(now))?.toISOString()).toBe(next);
        if (latest !== undefined) expect(times.latest(new Date(latest))?.toISOString()).toBe(latest);
      }),
      { numRuns: 150 },
    ));
});

it('what is due once a year falls into the hour that is left out: it is due right after the leap, from however far one asks', () => {
  const times = cronTimes('30 23 28 3 *', 'America/Nuuk'); // 28 March 2026, 23:00 -02 becomes 24:00 -01
  const due = new Date('2026-03-29T01:00Z');
  expect(times.next(new Date('2025-10-26T00:30Z'))).toEqual(due); // in the hour that is shown twice
  expect(times.next(new Date(due.getTime() - day))).toEqual(due);
  expect(times.latest(new Date('2027-03-01T00:00Z'))).toEqual(due);
});
