import { type ObservedEpisodes, requireEpisodes } from './observedEpisodes.ts';

export interface HiddenLosses {
  /** day of the first loss; null without one */
  readonly firstLoss: number | null;
  /** losses to be expected before it, had the customers been watched from their starts */
  readonly expectedSinceStart: number;
  /** the same over the time that they are said to have been watched: many, and the data leave out who left */
  readonly expectedSinceEntry: number;
}

/** Length of a month of tenure. */
const monthDays = 30;

/**
 * Whether the data leave out those who left earlier, as a snapshot of the customers of one day does.
 *
 *   r_k = losses in the k-th month of tenure / days watched in it, from the first loss on
 *   expected = Σ r_k × days lived in the k-th month of tenure before the first loss
 *
 * None was seen before the first loss; with 10 expected that has a probability of e^-10. By month of tenure, so that a young company whose
 * contracts run for a year, and which loses nobody before, does not look like a snapshot. Cost O(n × months lived).
 *
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function hiddenLosses(episodes: ObservedEpisodes): HiddenLosses {
  const n = requireEpisodes(episodes);
  const { start, entry, end, cause } = episodes;
  let firstLoss = Number.POSITIVE_INFINITY;
  let longest = 0;
  for (let i = 0; i < n; i++) {
    if (cause[i]! > 0 && end[i]! < firstLoss) firstLoss = end[i]!;
    if (end[i]! - start[i]! > longest) longest = end[i]! - start[i]!;
  }
  if (firstLoss === Number.POSITIVE_INFINITY) return { firstLoss: null, expectedSinceStart: 0, expectedSinceEntry: 0 };
  const from = firstLoss - 1; // so that losses of a single day have a day of exposure
  const months = Math.floor(longest / monthDays) + 1;
  const losses = new Float64Array(months);
  const watched = new Float64Array(months);
  const sinceStart = new Float64Array(months);
  const sinceEntry = new Float64Array(months);
  for (let i = 0; i < n; i++) {
    const born = start[i]!;
    addDays(watched, Math.max(from, entry[i]!) - born, end[i]! - born);
    addDays(sinceStart, 0, Math.min(from, end[i]!) - born);
    addDays(sinceEntry, entry[i]! - born, Math.min(from, end[i]!) - born);
    if (cause[i]! > 0) losses[Math.floor((end[i]! - born) / monthDays)]!++;
  }
  return {
    firstLoss,
    expectedSinceStart: expected(losses, watched, sinceStart),
    expectedSinceEntry: expected(losses, watched, sinceEntry),
  };
}

/** Adds the days from one tenure to another to the months in which they lie. */
function addDays(days: Float64Array, from: number, to: number): void {
  for (let at = Math.max(0, from); at < to; ) {
    const month = Math.floor(at / monthDays);
    const next = Math.min(to, (month + 1) * monthDays);
    days[month]! += next - at;
    at = next;
  }
}

function expected(losses: Float64Array, watched: Float64Array, days: Float64Array): number {
  return losses.reduce((sum, count, month) => (watched[month]! > 0 ? sum + (count / watched[month]!) * days[month]! : sum), 0);
}
