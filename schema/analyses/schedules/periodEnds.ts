import { DateTime } from 'luxon';

export const steps = ['DAY', 'WEEK', 'MONTH'] as const;
export type Step = (typeof steps)[number];

export interface PeriodEnd {
  /** YYYY-MM-DD: the last day of the period. */
  readonly endDate: string;
  /** The last millisecond of that day, which is as exact as moments are stored: a fact of midnight belongs to the next period. */
  readonly asOf: Date;
}

/**
 * The ends of the days, weeks (Monday to Sunday) or months that end within a range of days, both included, on the calendar of a time
 * zone; ascending, the first `most` of them.
 */
export function periodEnds(from: string, to: string, step: Step, timeZone: string, most: number): PeriodEnd[] {
  const unit = step === 'DAY' ? 'day' : step === 'WEEK' ? 'week' : 'month';
  const last = DateTime.fromISO(to, { zone: timeZone }).endOf('day');
  const ends: PeriodEnd[] = [];
  let end = DateTime.fromISO(from, { zone: timeZone }).endOf(unit);
  for (; end <= last && ends.length < most; end = end.plus({ milliseconds: 1 }).endOf(unit)) {
    ends.push({ endDate: end.toFormat('yyyy-MM-dd'), asOf: end.toJSDate() });
  }
  return ends;
}
