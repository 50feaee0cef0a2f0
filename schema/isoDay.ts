export const millisecondsPerDay = 86_400_000;

/** 2026-11-27 of a moment, in UTC: a column of type date comes as midnight UTC of its day. */
export function isoDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
