import type { StatusCode } from '../../statusCodes.ts';
import { type CalendarPeriod, periodLabel } from './calendarPeriod.ts';
import { completePeriods, type PeriodRange } from './retentionDays.ts';
import { noShare, type RevenueKept, RevenueSums } from './revenueSums.ts';

const PERIODS_PER_YEAR: Readonly<Record<CalendarPeriod, number>> = { day: 365, week: 52, month: 12, quarter: 4, year: 1 };

/** Null shares and n 0 where nobody paid at the earlier end. */
export interface RevenueRetentionOfPeriod extends RevenueKept {
  /** the later period: 2024-03 compares the end of March with the end of February */
  readonly period: string;
}

type UnknownKept = {
  readonly [Field in keyof RevenueKept]: Field extends 'seType' | 'confidenceLevel' ? RevenueKept[Field] : RevenueKept[Field] | null;
};

/** With fewer than two complete periods there are no numbers. */
export interface RevenueRetentionOverYear extends UnknownKept {
  /** periods spanned: those of a year, or all that are complete */
  readonly periods: number;
  /** the ends compared; null with fewer than two complete periods */
  readonly from: string | null;
  readonly to: string | null;
  /** true: the data span less than a year of complete periods */
  readonly isShort: boolean;
  /** why gross and net are null: SHORT_WINDOW with fewer than two complete periods, NOT_ENOUGH_DATA where nobody paid at the earlier end */
  readonly reason: StatusCode | null;
}

/**
 * Revenue retention: of the recurring revenue at one period's end, how much the same customers pay at a later one.
 *
 *   net = Σ m_i(later) / Σ m_i(earlier),   gross = Σ min(m_i(earlier), m_i(later)) / Σ m_i(earlier)
 *
 * over customers i with m_i(earlier) > 0; customers won in between count in neither. Gross leaves out what the others pay more, so it is
 * at most 1 and at most net. Over the year up to the last complete period (all there is, if less), and from each end to the next.
 * Errors and intervals: RevenueSums.
 */
export class RevenueRetention {
  readonly #range: PeriodRange;
  readonly #complete: number;
  /** places of the ends that the year compares */
  readonly #from: number;
  readonly #to: number;
  readonly #year = new RevenueSums(1);
  /** by the earlier place */
  readonly #byPeriod: RevenueSums;

  constructor(range: PeriodRange) {
    this.#range = range;
    this.#complete = completePeriods(range);
    this.#to = this.#complete - 1;
    this.#from = Math.max(0, this.#to - PERIODS_PER_YEAR[range.period]);
    this.#byPeriod = new RevenueSums(range.count);
  }

  /** @param revenue of one customer at each period's end, 0 outside [first, until) */
  addCustomer(revenue: Float64Array, first: number, until: number): void {
    for (let at = first; at < until; at++) this.#byPeriod.add(at, revenue[at]!, revenue[at + 1] ?? 0);
    this.#year.add(0, revenue[this.#from] ?? 0, revenue[this.#to] ?? 0);
  }

  overYear(confidenceLevel: number): RevenueRetentionOverYear {
    const periods = this.#to - this.#from;
    const kept = this.#year.kept(0, confidenceLevel);
    if (periods < 1) {
      const ends = { from: null, to: null, n: null, stayed: null, startingRevenue: null };
      return { periods: 0, ...kept, ...ends, ...noShare, isShort: true, reason: 'SHORT_WINDOW' };
    }
    return {
      periods,
      from: this.#label(this.#from),
      to: this.#label(this.#to),
      ...kept,
      isShort: periods < PERIODS_PER_YEAR[this.#range.period],
      reason: kept.n > 0 ? null : 'NOT_ENOUGH_DATA',
    };
  }

  byPeriod(confidenceLevel: number): RevenueRetentionOfPeriod[] {
    return Array.from({ length: Math.max(0, this.#complete - 1) }, (_, at) => ({
      period: this.#label(at + 1),
      ...this.#byPeriod.kept(at, confidenceLevel),
    }));
  }

  #label(place: number): string {
    return periodLabel(this.#range.first + place, this.#range.period);
  }
}
