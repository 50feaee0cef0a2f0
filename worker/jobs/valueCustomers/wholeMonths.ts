import { millisecondsPerDay } from '../../data/days.ts';

/**
 * Whole calendar months from one day to another, and whether they end on that very day. The monthly day of 31 January is the last of a
 * shorter month. Days since 1970-01-01.
 */
export function wholeMonths(startDay: number, endDay: number): { months: number; isExact: boolean } {
  const [start, end] = [new Date(startDay * millisecondsPerDay), new Date(endDay * millisecondsPerDay)];
  const months = 12 * (end.getUTCFullYear() - start.getUTCFullYear()) + end.getUTCMonth() - start.getUTCMonth();
  const lastOfMonth = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  const monthlyDay = Math.min(start.getUTCDate(), lastOfMonth);
  return { months: end.getUTCDate() < monthlyDay ? months - 1 : months, isExact: end.getUTCDate() === monthlyDay };
}
