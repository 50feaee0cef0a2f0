import { bigIds } from '../bigIds.ts';
import type { ChurnEpisodes } from '../churnEpisodes.ts';
import { float64Column, int32Column, uint8Column } from '../growingColumn.ts';
import type { EpisodeSource } from './episodeSource.ts';

export interface Episode {
  /** Id of the customer. */
  readonly customer: number;
  readonly start: number;
  readonly entry: number;
  readonly end: number;
  readonly cause: number;
  readonly startMrr: number;
  readonly endMrr: number;
  readonly groups: readonly number[];
}

/** Gathers episodes, customer after customer, and counts those that nobody saw. */
export class EpisodeColumns {
  readonly exclusions = { NOT_OBSERVED: 0, STARTED_AFTER_FOLLOW_UP: 0 };
  readonly #source: EpisodeSource;
  readonly #ids = float64Column();
  readonly #customer = int32Column();
  readonly #start = float64Column();
  readonly #entry = float64Column();
  readonly #end = float64Column();
  readonly #cause = uint8Column();
  readonly #episode = uint8Column();
  readonly #startMrr = float64Column();
  readonly #endMrr = float64Column();
  readonly #groups;
  #current = Number.NaN;
  #number = 0;

  constructor(source: EpisodeSource) {
    this.#source = source;
    this.#groups = source.groups.map(() => uint8Column());
  }

  /** @returns whether it was under observation at all */
  add(episode: Episode): boolean {
    const { customer, start, entry, end, cause } = episode;
    if (customer !== this.#current) {
      this.#current = customer;
      this.#number = 0;
    }
    this.#number = Math.min(255, this.#number + 1);
    const isEventAtStart = cause > 0 && end === start && entry === start;
    if (entry >= end && !isEventAtStart) {
      this.exclusions[start > this.#source.followUpEnd ? 'STARTED_AFTER_FOLLOW_UP' : 'NOT_OBSERVED']++;
      return false;
    }
    if (this.#ids.last() !== customer) this.#ids.push(customer);
    this.#customer.push(this.#ids.length - 1);
    this.#start.push(start);
    this.#entry.push(entry);
    this.#end.push(end);
    this.#cause.push(cause);
    this.#episode.push(this.#number);
    this.#startMrr.push(episode.startMrr);
    this.#endMrr.push(episode.endMrr);
    for (const [g, column] of this.#groups.entries()) column.push(episode.groups[g] ?? 0);
    return true;
  }

  finish(): ChurnEpisodes {
    const { causes, asOf, followUpEnd } = this.#source;
    const ids = this.#ids.finish();
    return {
      customerIds: bigIds(ids),
      customer: this.#customer.finish(),
      start: this.#start.finish(),
      entry: this.#entry.finish(),
      end: this.#end.finish(),
      cause: this.#cause.finish(),
      causes,
      episode: this.#episode.finish(),
      startMrr: this.#startMrr.finish(),
      endMrr: this.#endMrr.finish(),
      groups: this.#source.groups.map(({ key, levels }, g) => ({ key, levels, codes: this.#groups[g]?.finish() ?? new Uint8Array() })),
      asOf,
      followUpEnd,
    };
  }
}
