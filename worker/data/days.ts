export const millisecondsPerDay = 86_400_000;

/** Days since 1970-01-01T00:00Z of a moment. */
export function daysOfMoment(moment: Date): number {
  return moment.getTime() / millisecondsPerDay;
}

/** The moment of these days, to the millisecond, as which PostgreSQL keeps it. */
export function momentOfDays(days: number): Date {
  return new Date(Math.round(days * millisecondsPerDay));
}

/** 2026-11-27 of a day number, or of a time of that day: days since 1970-01-01. */
export function isoDayOf(days: number): string {
  return new Date(Math.floor(days) * millisecondsPerDay).toISOString().slice(0, 10);
}
