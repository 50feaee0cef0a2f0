/**
 * Calendar periods as whole numbers, so that one period later is + 1. Pure arithmetic on day numbers (days since 1970-01-01 in the
 * proleptic Gregorian calendar), without time zones. Period 0 holds 1970-01-01; weeks run from Monday to Sunday (ISO 8601).
 * The conversion between days and years by eras of 400 years (146,097 days), years counted from March so that leap days come last.
 */
import { ModelInputError } from '../../outcome.ts';

export type CalendarPeriod = 'day' | 'week' | 'month' | 'quarter' | 'year';

const DAYS_PER_ERA = 146_097;
/** days from 0000-03-01 to 1970-01-01 */
const EPOCH_SHIFT = 719_468;
const MONTHS: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 };

/** The period in which a day lies. @param day a whole number */
export function periodOfDay(day: number, period: CalendarPeriod): number {
  if (period === 'day') return day;
  if (period === 'week') return Math.floor((day + 3) / 7); // 1970-01-01 was a Thursday
  const { year, month } = dateOfDay(day);
  return Math.floor(((year - 1970) * 12 + month - 1) / MONTHS[period]);
}

/** The last day of a period. */
export function lastDayOfPeriod(index: number, period: CalendarPeriod): number {
  if (period === 'day') return index;
  if (period === 'week') return index * 7 + 3;
  const nextMonth = (index + 1) * MONTHS[period];
  return dayOfDate(1970 + Math.floor(nextMonth / 12), (((nextMonth % 12) + 12) % 12) + 1, 1) - 1;
}

/** 1997-01-31, 1997-W05 (ISO week), 1997-01, 1997-Q1 or 1997. */
export function periodLabel(index: number, period: CalendarPeriod): string {
  const { year, month, day } = dateOfDay(lastDayOfPeriod(index, period));
  if (period === 'year') return pad(year, 4);
  if (period === 'quarter') return `${pad(year, 4)}-Q${month / 3}`;
  if (period === 'month') return `${pad(year, 4)}-${pad(month, 2)}`;
  if (period === 'day') return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  const thursday = lastDayOfPeriod(index, 'week') - 3; // an ISO week belongs to the year of its Thursday
  const { year: weekYear } = dateOfDay(thursday);
  return `${pad(weekYear, 4)}-W${pad(Math.floor((thursday - dayOfDate(weekYear, 1, 1)) / 7) + 1, 2)}`;
}

/**
 * The period that has this label: the inverse of periodLabel from year 0 to 9999, whose labels rise with their periods.
 *
 * @throws ModelInputError OUT_OF_RANGE for a label without a year
 */
export function periodOfLabel(label: string, period: CalendarPeriod): number {
  if (!/^\d{4}/.test(label)) throw new ModelInputError('OUT_OF_RANGE', `label has ${label}, a year of four digits is needed first`);
  let index = periodOfDay(dayOfDate(Number(label.slice(0, 4)), 1, 1), period) - 1; // a week of the year may begin in the one before
  while (periodLabel(index, period) < label) index++;
  return index;
}

function dateOfDay(day: number): { year: number; month: number; day: number } {
  const shifted = day + EPOCH_SHIFT;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - daysBeforeYear(yearOfEra);
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - daysBeforeMonth(monthFromMarch) + 1,
  };
}

function dayOfDate(year: number, month: number, day: number): number {
  const yearFromMarch = month <= 2 ? year - 1 : year;
  const era = Math.floor(yearFromMarch / 400);
  const dayOfYear = daysBeforeMonth(month <= 2 ? month + 9 : month - 3) + day - 1;
  return era * DAYS_PER_ERA + daysBeforeYear(yearFromMarch - era * 400) + dayOfYear - EPOCH_SHIFT;
}

const daysBeforeYear = (yearOfEra: number): number => yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);

/** Months from March have 31, 30, 31, 30, 31 days, and so on again. */
const daysBeforeMonth = (monthFromMarch: number): number => Math.floor((153 * monthFromMarch + 2) / 5);

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
