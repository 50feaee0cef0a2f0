import { requireFinite } from '../../checks.ts';
import { ModelInputError, type Warning } from '../../outcome.ts';
import { type CalendarPeriod, lastDayOfPeriod, periodLabel, periodOfDay } from './calendarPeriod.ts';

/** More periods than this are a wrong date or too short a period: 2,000 are 5 years of days, 38 of weeks, and two million cells. */
export const MAX_RETENTION_PERIODS = 2000;

export interface RetentionOptions {
  /** default month */
  readonly period?: CalendarPeriod;
  /** day number of the last day seen; what lies after it is not known yet and left out. Default: the last day of the data */
  readonly observationEnd?: number | undefined;
}

/** The periods from the first customer's to the one in which observation ends. */
export interface PeriodRange {
  readonly period: CalendarPeriod;
  readonly first: number;
  readonly count: number;
  /** day number */
  readonly observationEnd: number;
}

/** @throws ModelInputError NOT_FINITE, OUT_OF_RANGE for an end of observation that is no whole day */
export function requireObservationEnd(observationEnd: number | undefined): void {
  if (observationEnd !== undefined) requireWholeDays({ observationEnd: Float64Array.of(observationEnd) });
}

/** @throws ModelInputError OUT_OF_RANGE for more than MAX_RETENTION_PERIODS */
export function periodRange(firstDay: number, observationEnd: number, period: CalendarPeriod): PeriodRange {
  const first = periodOfDay(firstDay, period);
  const count = periodOfDay(observationEnd, period) - first + 1;
  if (count > MAX_RETENTION_PERIODS) {
    const problem = `days has ${count} periods of a ${period} from its first day to the end of observation`;
    throw new ModelInputError('OUT_OF_RANGE', `${problem}, at most ${MAX_RETENTION_PERIODS} are possible`);
  }
  return { period, first, count, observationEnd };
}

/** The number of whole periods of the range that are over at the end of observation. */
export function completePeriods({ period, first, count, observationEnd }: PeriodRange): number {
  return lastDayOfPeriod(first + count - 1, period) <= observationEnd ? count : count - 1;
}

/** Says which period is not over. */
export function incompletePeriodWarning(range: PeriodRange): Warning[] {
  if (completePeriods(range) === range.count) return [];
  const label = periodLabel(range.first + range.count - 1, range.period);
  return [{ code: 'INCOMPLETE_PERIOD', subject: label, detail: 'observation ends before the period does: its cells are not complete' }];
}

/** @throws ModelInputError NOT_FINITE, OUT_OF_RANGE */
export function requireWholeDays(columns: Readonly<Record<string, Float64Array>>): void {
  requireFinite(columns);
  for (const [name, days] of Object.entries(columns)) {
    const at = days.findIndex((day) => !Number.isSafeInteger(day));
    if (at >= 0) throw new ModelInputError('OUT_OF_RANGE', `${name} has ${days[at]} at row ${at}, a whole day number is needed`);
  }
}

export const smallestDay = (days: Float64Array): number => days.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY);
export const largestDay = (days: Float64Array): number => days.reduce((most, day) => Math.max(most, day), Number.NEGATIVE_INFINITY);
