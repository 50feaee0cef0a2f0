import { requireFinite } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';

/** One row a customer or spell: under observation in (start, time], ended by an event or by censoring. All of length n. */
export interface SurvivalColumns {
  /** duration from the origin (first purchase, start of the subscription) to the event or to the end of observation, >= 0 */
  readonly time: Float64Array;
  /** 0 = censored, 1 = the event; with competing risks the cause, 1 to 255 */
  readonly event: Uint8Array;
  /** delayed entry: at risk after it, below time; below 0, or absent for all rows = at risk from the beginning, also for an event at time 0 */
  readonly start?: Float64Array | undefined;
}

/**
 * Checks survival data before any arithmetic.
 *
 * @returns n, which may be 0: having no row is an answer, not a mistake
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (time < 0, start >= time)
 */
export function requireSurvival({ time, event, start }: SurvivalColumns): number {
  const n = time.length;
  requireLength('event', event.length, n);
  requireFinite({ time });
  for (let i = 0; i < n; i++) {
    if (time[i]! < 0) throw new ModelInputError('OUT_OF_RANGE', `time has ${time[i]} at row ${i}, a value from 0 up is needed`);
  }
  if (start === undefined) return n;
  requireLength('start', start.length, n);
  requireFinite({ start });
  for (let i = 0; i < n; i++) {
    if (start[i]! >= time[i]!)
      throw new ModelInputError('OUT_OF_RANGE', `start has ${start[i]} at row ${i}, a value below time ${time[i]} is needed`);
  }
  return n;
}

/** One kind of event only. @throws ModelInputError OUT_OF_RANGE at the first code above 1 */
export function requireSingleEvent(event: Uint8Array): void {
  for (let i = 0; i < event.length; i++) {
    if (event[i]! > 1) throw new ModelInputError('OUT_OF_RANGE', `event has ${event[i]} at row ${i}, 0 or 1 is needed`);
  }
}

/** @throws ModelInputError LENGTH_MISMATCH */
export function requireLength(name: string, length: number, n: number): void {
  if (length !== n) throw new ModelInputError('LENGTH_MISMATCH', `${name} has length ${length}, time has ${n}`);
}
