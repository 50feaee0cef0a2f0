import { requireConfidenceLevel, requireFinite } from '../../checks.ts';
import { wilson } from '../../descriptive/wilson.ts';
import { ModelInputError } from '../../outcome.ts';
import { type ObservedEpisodes, requireEpisodes } from './observedEpisodes.ts';

export interface ChurnRate {
  /** under observation at the period's start: entered at it or before, and still there after it */
  readonly active: number;
  /** of these, lost in the period */
  readonly lost: number;
  /** lost / active; null without anybody active */
  readonly rate: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** started within the period, and how many of those it lost, too: in neither number above */
  readonly joined: number;
  readonly joinedAndLost: number;
}

/**
 * Churn rate of consecutive periods: of those active at a period's start, the share lost in it, with Wilson's interval.
 * A period is (boundary, next boundary]. Cost O(n log periods + periods).
 *
 * @param boundaries ascending, in days; k + 1 of them make k periods
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function churnRates(episodes: ObservedEpisodes, boundaries: Float64Array, confidenceLevel = 0.95): ChurnRate[] {
  requireConfidenceLevel(confidenceLevel);
  requireFinite({ boundaries });
  for (let b = 1; b < boundaries.length; b++) {
    if (!(boundaries[b]! > boundaries[b - 1]!))
      throw new ModelInputError('OUT_OF_RANGE', `boundaries has ${boundaries[b]} at ${b}, a value above ${boundaries[b - 1]} is needed`);
  }
  const n = requireEpisodes(episodes);
  const { start, entry, end, cause } = episodes;
  const periods = Math.max(0, boundaries.length - 1);
  const change = new Float64Array(boundaries.length + 1); // of the number active, from one boundary to the next
  const lost = new Float64Array(periods);
  const joined = new Float64Array(periods);
  const joinedAndLost = new Float64Array(periods);
  for (let i = 0; i < n; i++) {
    const first = firstAtOrAfter(boundaries, entry[i]!);
    const last = firstAtOrAfter(boundaries, end[i]!); // active at the boundaries [first, last)
    change[first]!++;
    change[Math.max(first, last)]!--;
    const startPeriod = firstAtOrAfter(boundaries, start[i]!) - 1;
    const endPeriod = last - 1;
    const isKnown = endPeriod >= 0 && endPeriod < periods && cause[i]! > 0;
    if (isKnown && first < last) lost[endPeriod]!++;
    if (startPeriod < 0 || startPeriod >= periods || entry[i]! > start[i]!) continue;
    joined[startPeriod]!++;
    if (isKnown && endPeriod === startPeriod) joinedAndLost[startPeriod]!++;
  }
  let active = 0;
  return Array.from(lost, (ofActive, p) => {
    active += change[p]!;
    const rate = active > 0 ? ofActive / active : null;
    const interval = rate === null ? { ciLow: null, ciHigh: null } : wilson(rate, active, confidenceLevel);
    return { active, lost: ofActive, rate, ...interval, joined: joined[p]!, joinedAndLost: joinedAndLost[p]! };
  });
}

/** Place of the first boundary at or after the day; their number where there is none. */
function firstAtOrAfter(boundaries: Float64Array, day: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (boundaries[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
