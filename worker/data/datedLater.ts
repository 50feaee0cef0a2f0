import type { Warning } from '../stats/outcome.ts';

/** That facts are dated after the last change of the data: planned, or a slip of the pen. Read, a single one would move the end of what was observed. */
export function datedLaterWarning(subject: string, count: number, lastChange: Date): Warning[] {
  if (count === 0) return [];
  const detail = `${count} dated after ${lastChange.toISOString()}, when the data last changed: left out, correct the dates in the source and load them again`;
  return [{ code: 'INCOMPLETE_PERIOD', subject, detail }];
}
