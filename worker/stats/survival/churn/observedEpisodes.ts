import { requireFinite } from '../../checks.ts';
import { ModelInputError } from '../../outcome.ts';

/** One row an episode on the calendar, in days; under observation in (entry, end]. All of length n. */
export interface ObservedEpisodes {
  readonly start: Float64Array;
  /** >= start; later: delayed entry */
  readonly entry: Float64Array;
  /** >= entry */
  readonly end: Float64Array;
  /** 0 = censored, any other code is a loss */
  readonly cause: Uint8Array;
}

/** @returns n. @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE */
export function requireEpisodes({ start, entry, end, cause }: ObservedEpisodes): number {
  const n = start.length;
  for (const [name, { length }] of Object.entries({ entry, end, cause })) {
    if (length !== n) throw new ModelInputError('LENGTH_MISMATCH', `${name} has length ${length}, start has ${n}`);
  }
  requireFinite({ start, entry, end });
  for (let i = 0; i < n; i++) {
    if (entry[i]! < start[i]!)
      throw new ModelInputError('OUT_OF_RANGE', `entry has ${entry[i]} at row ${i}, a day from its start ${start[i]} on is needed`);
    if (end[i]! < entry[i]!)
      throw new ModelInputError('OUT_OF_RANGE', `end has ${end[i]} at row ${i}, a day from its entry ${entry[i]} on is needed`);
  }
  return n;
}
