import { EpisodeColumns } from './episodeColumns.ts';
import type { EpisodeSource } from './episodeSource.ts';

/**
 * Silent episodes: from a first activity until none follows for more than N days. An activity after that opens the next episode.
 *
 *   LAST_ACTIVITY  churn at the last activity, every clock stopped at as-of - N: whoever was active then or later is censored there
 *   SILENCE        churn N days after the last activity, every clock stopped at as-of
 *
 * A silence of just N days is none yet. Under LAST_ACTIVITY one who came once is lost at the start itself.
 */
export class ActivityEpisodes {
  readonly columns: EpisodeColumns;
  readonly #source: EpisodeSource;
  #customer = Number.NaN;
  #start = 0;
  #last = 0;
  #groups: readonly number[] = [];

  constructor(source: EpisodeSource) {
    this.#source = source;
    this.columns = new EpisodeColumns(source);
  }

  /** Activities come by customer, then time; none is later than as-of. */
  add(customer: number, at: number, groups: readonly number[]): void {
    if (customer !== this.#customer || at - this.#last > this.#source.silenceDays) {
      this.#close();
      this.#customer = customer;
      this.#start = at;
      this.#groups = [...groups];
    }
    this.#last = at;
  }

  finish(): ReturnType<EpisodeColumns['finish']> {
    this.#close();
    return this.columns.finish();
  }

  #close(): void {
    if (Number.isNaN(this.#customer)) return;
    const { asOf, followUpEnd, silenceDays, datedAt } = this.#source;
    const isSilent = asOf - this.#last > silenceDays;
    const lostAt = datedAt === 'LAST_ACTIVITY' ? this.#last : this.#last + silenceDays;
    this.columns.add({
      customer: this.#customer,
      start: this.#start,
      entry: this.#start,
      end: isSilent ? lostAt : followUpEnd,
      cause: isSilent ? 1 : 0,
      startMrr: Number.NaN,
      endMrr: Number.NaN,
      groups: this.#groups,
    });
  }
}
