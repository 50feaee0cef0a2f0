import { ModelInputError } from '../../outcome.ts';

/**
 * Which points of a long step function to keep, so that it is shown within 1 / steps of its whole rise or fall.
 *
 * A point is kept where the function would move by more than that from the last one kept, and so is the point in force at each of `days`,
 * the first and the last. What is kept is exact; between two kept points lie only points whose values lie between theirs.
 * At most steps + days + 2 points, whatever the length.
 *
 * @param times  ascending
 * @param values of the same length, never rising or never falling
 * @returns places, ascending
 * @throws ModelInputError LENGTH_MISMATCH, OUT_OF_RANGE
 */
export function thinnedPoints(times: Float64Array, values: Float64Array, days: readonly number[], steps = 200): number[] {
  const n = times.length;
  if (values.length !== n) throw new ModelInputError('LENGTH_MISMATCH', `values has length ${values.length}, times has ${n}`);
  if (!(steps >= 1)) throw new ModelInputError('OUT_OF_RANGE', `steps has ${steps}, a number from 1 up is needed`);
  if (n <= steps) return Array.from({ length: n }, (_, place) => place);
  const step = Math.abs(values[n - 1]! - values[0]!) / steps;
  const kept = new Set([0, n - 1]);
  for (const day of days) {
    const place = placeAt(times, day);
    if (place >= 0) kept.add(place);
  }
  let reached = values[0]!;
  for (let place = 1; place < n; place++) {
    if (Math.abs(values[place]! - reached) < step) continue;
    kept.add(place);
    reached = values[place]!;
  }
  return [...kept].sort((a, b) => a - b);
}

/** Place of the last point at or before a time; -1 before the first. */
export function placeAt(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
