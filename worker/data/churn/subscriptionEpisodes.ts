import { EpisodeColumns } from './episodeColumns.ts';
import type { EpisodeSource } from './episodeSource.ts';

/** A customer without a subscription for longer has left (definitions.md, section 4). */
export const graceDays = 30;

/** One subscription as it was known at as-of: what came later is NaN, but for an end that lies ahead. Days as in ChurnEpisodes. */
export interface SubscriptionRow {
  readonly customer: number;
  readonly startedAt: number;
  readonly observedFrom: number;
  readonly canceledAt: number;
  /** Infinity: after as-of. NaN: nobody says when. */
  readonly endedAt: number;
  /** Index + 1 into the causes; 0 = MIGRATION, which is no churn. */
  readonly cause: number;
  readonly mrr: number;
  readonly groups: readonly number[];
}

/** A stretch of time in which a customer paid. `until` is Infinity where the end was not seen. */
export interface PaidSpell {
  readonly customer: number;
  readonly from: number;
  readonly until: number;
  /** 0: kept, between two subscriptions. NaN: not known. */
  readonly mrr: number;
  /** Of the episode: who was there earlier was seen from here on. */
  readonly entry: number;
  readonly isFromStart: boolean;
  /** Of the episode's start, as in SubscriptionRow. */
  readonly groups: readonly number[];
}

/**
 * Contractual episodes: subscriptions of one customer that follow each other within 30 days are one, so a change of plan is no churn.
 *
 * The clock stops at the last decision, canceledAt where known, else at the end. What is not known at as-of to have ended is censored
 * there, and so is a last MIGRATION, at its end. An ending in the last 30 days counts as churn, though a return in time may yet
 * undo it (`provisional`): to leave it out would make the last month look safe. So does a decision whose end lies ahead: what begins before
 * 30 days after the end follows, and undoes it.
 * The start of observation is the earliest observedFrom of the episode, where there is one.
 */
export class SubscriptionEpisodes {
  readonly columns: EpisodeColumns;
  /** Endings so late, or yet to come, that a return within 30 days of them could still undo the loss. */
  provisional = 0;
  readonly #source: EpisodeSource;
  readonly #onSpell: (spell: PaidSpell) => void;
  #rows: SubscriptionRow[] = [];

  /** @param onSpell called for every stretch of the episodes that were observed */
  constructor(source: EpisodeSource, onSpell: (spell: PaidSpell) => void = () => {}) {
    this.#source = source;
    this.columns = new EpisodeColumns(source);
    this.#onSpell = onSpell;
  }

  /** Rows come by customer, then start. */
  add(row: SubscriptionRow): void {
    if (this.#rows[0] !== undefined && this.#rows[0].customer !== row.customer) this.#closeCustomer();
    this.#rows.push(row);
  }

  finish(): ReturnType<EpisodeColumns['finish']> {
    this.#closeCustomer();
    return this.columns.finish();
  }

  #closeCustomer(): void {
    let activeUntil = Number.NEGATIVE_INFINITY;
    let first = 0;
    for (const [index, row] of this.#rows.entries()) {
      if (index > first && row.startedAt - activeUntil > graceDays) {
        this.#close(this.#rows.slice(first, index));
        first = index;
        activeUntil = Number.NEGATIVE_INFINITY;
      }
      activeUntil = Math.max(activeUntil, activeEnd(row));
    }
    if (this.#rows.length > 0) this.#close(this.#rows.slice(first));
    this.#rows = [];
  }

  #close(rows: readonly SubscriptionRow[]): void {
    const [first] = rows as [SubscriptionRow];
    let last = first;
    for (const row of rows) if (clockStop(row) >= clockStop(last)) last = row;
    const stop = clockStop(last);
    const isRunning = stop === Number.POSITIVE_INFINITY;
    const end = isRunning ? this.#source.asOf : stop;
    const cause = isRunning ? 0 : last.cause;
    const entry = Math.min(...rows.map(({ startedAt, observedFrom }) => (observedFrom > startedAt ? observedFrom : startedAt)));
    const start = first.startedAt;
    const startMrr = sumOfMrr(rows.filter(({ startedAt }) => startedAt === start));
    const endMrr = sumOfMrr(rows.filter((row) => clockStop(row) >= stop));
    const episode = { customer: first.customer, start, entry, end, cause, startMrr, endMrr, groups: first.groups };
    if (!this.columns.add(episode)) return;
    if (cause > 0 && Math.max(...rows.map(activeEnd)) > this.#source.asOf - graceDays) this.provisional++;
    this.#tellSpells(rows, entry, isRunning || cause === 0 ? Number.POSITIVE_INFINITY : end);
  }

  #tellSpells(rows: readonly SubscriptionRow[], entry: number, until: number): void {
    const { customer, startedAt: start, groups } = rows[0] as SubscriptionRow;
    const spell = { customer, entry, isFromStart: entry === start, groups };
    if (rows.length > 1) this.#onSpell({ ...spell, from: start, until, mrr: 0 }); // kept through the gaps
    for (const row of rows) this.#onSpell({ ...spell, from: row.startedAt, until: Math.min(activeEnd(row), until), mrr: row.mrr });
  }
}

/** Until when it ran: where nobody says when it ended, to the decision. */
function activeEnd({ endedAt, canceledAt }: SubscriptionRow): number {
  if (!Number.isNaN(endedAt)) return endedAt;
  return Number.isNaN(canceledAt) ? Number.POSITIVE_INFINITY : canceledAt;
}

/** When it was decided that it ends: not before its start. */
function clockStop({ startedAt, endedAt, canceledAt }: SubscriptionRow): number {
  const decided = Number.isNaN(canceledAt) ? Number.POSITIVE_INFINITY : canceledAt;
  const ended = Number.isNaN(endedAt) ? Number.POSITIVE_INFINITY : endedAt;
  return Math.max(startedAt, Math.min(decided, ended));
}

function sumOfMrr(rows: readonly SubscriptionRow[]): number {
  return rows.reduce((sum, { mrr }) => sum + mrr, 0);
}
