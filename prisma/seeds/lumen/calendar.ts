import { company } from './company.ts';

/** All times are whole seconds, as milliseconds since 1970 in UTC. */
export const second = 1000;
export const hour = 3600 * second;
export const day = 24 * hour;

export const recordsFrom = Date.parse(company.recordsFrom);
export const asOf = Date.parse(company.asOf);

/** Start of month m of the records (0 = July 2023); m = company.months is the end. */
export const monthStarts: readonly number[] = Array.from({ length: company.months + 1 }, (_, month) => addMonths(recordsFrom, month));

export function monthStart(month: number): number {
  return monthStarts[month] ?? Number.NaN;
}

/** Index of the month that holds a time of the records. */
export function monthOf(time: number): number {
  const [year, month] = dateOf(time);
  return (year - 2023) * 12 + month - 6;
}

/** Index of the half-year (0 = July to December 2023); one wave of the relationship survey each. */
export function halfYearOf(time: number): number {
  return Math.max(0, Math.floor(monthOf(time) / 6));
}

/** The same day and time of day n months later; the 31st becomes the last day of a shorter month. */
export function addMonths(time: number, months: number): number {
  const [year, month, dayOfMonth] = dateOf(time);
  const lastDay = new Date(Date.UTC(year, month + months + 1, 0)).getUTCDate();
  return Date.UTC(year, month + months, Math.min(dayOfMonth, lastDay)) + (((time % day) + day) % day);
}

export const wholeSecond = (time: number) => Math.floor(time / second) * second;

const dates = new Map<number, string>();

/** `2025-03-04`. Days are remembered: a million rows have some two thousand. */
export function formatDate(time: number): string {
  const dayNumber = Math.floor(time / day);
  let text = dates.get(dayNumber);
  if (text === undefined) {
    text = new Date(dayNumber * day).toISOString().slice(0, 10);
    dates.set(dayNumber, text);
  }
  return text;
}

const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** RFC 3339 in UTC with seconds, `2025-03-04T10:11:12Z`; an unknown time is an empty cell. */
export function formatTime(time: number | null): string {
  if (time === null) return '';
  const seconds = Math.floor(time / second) % 86_400;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${formatDate(time)}T${twoDigits[hours]}:${twoDigits[minutes]}:${twoDigits[seconds % 60]}Z`;
}

function dateOf(time: number): [year: number, month: number, dayOfMonth: number] {
  const date = new Date(time);
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
}
