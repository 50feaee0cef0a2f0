/** Hours to years in the time zone of the workspace. */
import { setImmediate } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { isTime, type TimeUnit } from './metricDimensions.ts';
import type { CellsRequest, ReferencePeriod } from './metricsRequest.ts';

/** The time that a request is grouped by; null = none. */
export const unitOf = ({ by }: Pick<CellsRequest, 'by'>): TimeUnit | null => by.map(({ dimension }) => dimension).find(isTime) ?? null;

/** As an interval of PostgreSQL. */
export const intervalOf = ({ amount, unit }: { readonly amount: number; readonly unit: TimeUnit }): string =>
  unit === 'QUARTER' ? `${3 * amount} months` : `${amount} ${unit.toLowerCase()}s`;

const formats: Readonly<Record<TimeUnit, string>> = {
  HOUR: "yyyy-MM-dd'T'HH:00ZZ",
  DAY: 'yyyy-MM-dd',
  WEEK: "kkkk-'W'WW",
  MONTH: 'yyyy-MM',
  QUARTER: "yyyy-'Q'q",
  YEAR: 'yyyy',
};

/** What people call a bucket: 2026, 2026-Q1, 2026-01, 2026-W05, 2026-01-31, 2026-01-31T14:00+01:00. */
export const bucketLabel = (start: string, unit: TimeUnit, timeZone: string): string =>
  DateTime.fromISO(start, { zone: timeZone }).toFormat(formats[unit]);

/** The beginning of the next bucket. */
export const bucketEnd = (start: string, unit: TimeUnit, timeZone: string): Date =>
  DateTime.fromISO(start, { zone: timeZone }).plus(lengthOf(unit)).toJSDate();

/** The beginning of the bucket that one is compared with. */
export const movedBack = (
  start: string,
  { amount, unit }: { readonly amount: number; readonly unit: TimeUnit },
  timeZone: string,
): string => {
  const length = Object.entries(lengthOf(unit)).map(([name, number]) => [name, number * amount]);
  return DateTime.fromISO(start, { zone: timeZone }).minus(Object.fromEntries(length)).toJSDate().toISOString();
};

const lengthOf = (unit: TimeUnit) => (unit === 'QUARTER' ? { months: 3 } : { [`${unit.toLowerCase()}s`]: 1 });

const bucketsAtOnce = 200;

/** Beginnings of all buckets that meet [from, until), oldest first; `most` + 1 of them at most. */
export async function bucketsBetween(from: Date, until: Date, unit: TimeUnit, timeZone: string, most: number): Promise<string[]> {
  const starts: string[] = [];
  const first = DateTime.fromJSDate(from, { zone: timeZone }).startOf(unit.toLowerCase() as 'month');
  for (let index = 0; starts.length <= most; index++) {
    if (index % bucketsAtOnce === bucketsAtOnce - 1) await setImmediate(); // other requests come in between
    const start = first.plus(Object.fromEntries(Object.entries(lengthOf(unit)).map(([name, amount]) => [name, amount * index])));
    if (start.toJSDate() >= until) break;
    starts.push(start.toJSDate().toISOString());
  }
  return starts;
}

/**
 * The period before [from, until): as many months where both are the beginnings of months, as many days where they are those of days (a week in which the
 * clocks change is no 168 hours), else as long. A year before for SAME_PERIOD_LAST_YEAR. Of a period that is known until some moment in it, as much.
 */
export function periodBefore(
  compare: 'PREVIOUS_PERIOD' | 'SAME_PERIOD_LAST_YEAR',
  { from, until, timeZone }: { readonly from: Date; readonly until: Date; readonly timeZone: string },
  knownUntil: Date | null = null,
): Extract<ReferencePeriod, { kind: 'BOUNDS' }> {
  const [start, end] = [from, until].map((moment) => DateTime.fromJSDate(moment, { zone: timeZone })) as [DateTime, DateTime];
  const unit = (['month', 'day'] as const).find((one) => [start, end].every((moment) => +moment === +moment.startOf(one)));
  const back = (moment: DateTime) => {
    if (compare === 'SAME_PERIOD_LAST_YEAR') return moment.minus({ years: 1 });
    return unit ? moment.minus({ [unit]: Math.round(end.diff(start, unit).as(unit)) }) : moment.minus({ milliseconds: +until - +from });
  };
  const known = knownUntil === null ? +end : Math.max(+start, Math.min(+end, +knownUntil));
  return { kind: 'BOUNDS', from: back(start).toJSDate(), until: back(DateTime.fromMillis(known, { zone: timeZone })).toJSDate() };
}

/** The bucket that each is compared with. Hours, days and weeks a year before are 52 weeks before: the same days of the week. */
export function bucketBefore(compare: 'PREVIOUS_PERIOD' | 'SAME_PERIOD_LAST_YEAR', unit: TimeUnit): ReferencePeriod {
  if (compare === 'PREVIOUS_PERIOD') return { kind: 'SHIFT', amount: 1, unit };
  const isShort = unit === 'HOUR' || unit === 'DAY' || unit === 'WEEK';
  return isShort ? { kind: 'SHIFT', amount: 52, unit: 'WEEK' } : { kind: 'SHIFT', amount: 1, unit: 'YEAR' };
}
