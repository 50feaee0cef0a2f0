/** How the graph says that something will go: `@deprecated(reason: "Since 2027-01-31: use `value`.")`, a day and what to use instead. */
import { millisecondsPerDay } from '../isoDay.ts';

/** So long everything deprecated stays: half a year, two releases of a slow frontend. */
export const stayDays = 180;

const dated = /^Since (\d{4}-\d{2}-\d{2}): \S/;

/** The day from which on a deprecated thing may go; null where the reason does not begin with a day. */
export function mayGoFrom(reason: string): Date | null {
  const since = Date.parse(dated.exec(reason)?.[1] ?? '');
  return Number.isNaN(since) ? null : new Date(since + stayDays * millisecondsPerDay);
}
