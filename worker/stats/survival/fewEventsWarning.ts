import type { Warning } from '../outcome.ts';

/** definitions.md, section 4 */
const MINIMUM_EVENTS_PER_CURVE = 5;

/** A curve with fewer than 5 events is shown, but says so. */
export function fewEventsWarning(subject: string | null, events: number): Warning[] {
  if (events >= MINIMUM_EVENTS_PER_CURVE) return [];
  const detail = `${events} ${events === 1 ? 'event' : 'events'}, a curve needs at least ${MINIMUM_EVENTS_PER_CURVE} to be relied on`;
  return [{ code: 'TOO_FEW_EVENTS', subject, detail }];
}
