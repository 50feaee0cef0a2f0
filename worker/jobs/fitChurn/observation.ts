import type { ChurnEpisodes } from '../../data/churnEpisodes.ts';
import { isoDayOf } from '../../data/days.ts';
import { type NotEstimable, notEstimable, type Warning } from '../../stats/outcome.ts';
import { hiddenLosses } from '../../stats/survival/churn/hiddenLosses.ts';

/** With as many losses expected where none was seen, that they were not there has a probability of e^-10. */
const hiddenFrom = 10;
/** A snapshot shows the losses of a quarter at most. */
const snapshotDays = 92;

/** What the data let be said: curves, or the churn of one period. */
export interface Observation {
  readonly episodes: ChurnEpisodes;
  readonly delayedEntries: number;
  /** The one period, in days; null: curves. */
  readonly period: { readonly from: number; readonly until: number } | null;
  /** Before it losses are not in the data, whatever these say of when customers were first observed. */
  readonly observedSince: number;
  /** Why nobody can be scored; null: they can. */
  readonly unscored: NotEstimable | null;
  readonly warnings: readonly Warning[];
}

/**
 * Whether losses before a day are missing, and what is left to be said then.
 *
 * A snapshot of those who were there in a quarter shows those who left in it and no one who left before: as if long tenure protected, which
 * a curve from the start would take at face value. Where all losses lie in one quarter, and customers had lived long enough before it for ten
 * or more, the churn of this one period by tenure is what the data can tell. Where losses span more, but begin long after the customers are
 * said to have been observed, these enter the risk set a day before the first loss.
 *
 * Of a snapshot that does not say since when its customers were watched, the day before the first loss is a guess that leaves who stayed before it
 * out of the count: rates beside each other stand, a risk in days would be far too high, and nobody is scored.
 */
export function observation(episodes: ChurnEpisodes): Observation {
  const { firstLoss, expectedSinceStart, expectedSinceEntry } = hiddenLosses(episodes);
  const { start, entry, followUpEnd } = episodes;
  const delayedEntries = start.reduce((count, day, row) => count + Number((entry[row] ?? 0) > day), 0);
  const whole = { episodes, delayedEntries, period: null, observedSince: Number.NEGATIVE_INFINITY, unscored: null, warnings: [] };
  if (firstLoss === null) return whole;
  if (followUpEnd - firstLoss <= snapshotDays && expectedSinceStart >= hiddenFrom) {
    const { from, isNoted } = periodStart(episodes, firstLoss);
    const years = start.reduce((sum, day) => sum + Math.max(0, from - day), 0) / 365.25;
    const detail = `all losses lie within ${Math.ceil(followUpEnd - from)} days, none in the ${Math.round(years).toLocaleString('en-US')} years that these customers had stayed before: who left then is not in the data, so the churn of this one period is shown by tenure, and no curve from the start`;
    const unwatched = `who left before ${isoDayOf(firstLoss)} is not in the data, nor since when the others were watched: give observed_from`;
    return {
      ...whole,
      episodes: enteringFrom(episodes, from),
      period: { from, until: followUpEnd },
      observedSince: from,
      unscored: isNoted ? null : notEstimable('LEFT_TRUNCATED', unwatched),
      warnings: [{ code: 'LEFT_TRUNCATED', subject: null, detail }],
    };
  }
  if (expectedSinceEntry < hiddenFrom) return whole;
  const observedSince = firstLoss - 1;
  const detail = `no loss is in the data before ${isoDayOf(firstLoss)}, where about ${Math.round(expectedSinceEntry)} would be expected: customers of before enter then`;
  return {
    ...whole,
    episodes: enteringFrom(episodes, observedSince),
    observedSince,
    warnings: [{ code: 'LEFT_TRUNCATED', subject: null, detail }],
  };
}

/** The first day on which customers of before were observed, if it lies in the same quarter and is noted; else the day before the first loss. */
function periodStart({ start, entry, followUpEnd }: ChurnEpisodes, firstLoss: number): { from: number; isNoted: boolean } {
  let from = firstLoss - 1;
  let isNoted = false;
  for (let row = 0; row < start.length; row++) {
    const entered = entry[row] ?? 0;
    if (entered <= (start[row] ?? 0) || entered > from || entered < followUpEnd - snapshotDays) continue;
    from = entered;
    isNoted = true;
  }
  return { from, isNoted };
}

/** The same customers, not observed before a day; those who had left by then are none of them. */
function enteringFrom(episodes: ChurnEpisodes, day: number): ChurnEpisodes {
  const rows = Array.from(episodes.end.keys()).filter((row) => (episodes.end[row] ?? 0) > day);
  const places = new Int32Array(episodes.customerIds.length).fill(-1);
  const ids: bigint[] = [];
  for (const row of rows) {
    const code = episodes.customer[row] ?? 0;
    if (places[code] !== -1) continue;
    places[code] = ids.length;
    ids.push(episodes.customerIds[code] ?? 0n);
  }
  const numbers = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] ?? 0);
  const bytes = (column: Uint8Array) => Uint8Array.from(rows, (row) => column[row] ?? 0);
  return {
    ...episodes,
    customerIds: BigInt64Array.from(ids),
    customer: Int32Array.from(rows, (row) => places[episodes.customer[row] ?? 0] ?? 0),
    start: numbers(episodes.start),
    entry: numbers(episodes.entry).map((entered) => Math.max(entered, day)),
    end: numbers(episodes.end),
    cause: bytes(episodes.cause),
    episode: bytes(episodes.episode),
    startMrr: numbers(episodes.startMrr),
    endMrr: numbers(episodes.endMrr),
    groups: episodes.groups.map(({ key, levels, codes }) => ({ key, levels, codes: bytes(codes) })),
  };
}
