import type { StatusCode } from '../../statusCodes.ts';
import { type CalendarPeriod, periodLabel } from './calendarPeriod.ts';
import { completePeriods, type PeriodRange } from './retentionDays.ts';

const PERIODS_PER_YEAR: Readonly<Record<CalendarPeriod, number>> = { day: 365, week: 52, month: 12, quarter: 4, year: 1 };

export interface RevenueRetentionOfPeriod {
  /** the later period: 2024-03 compares the end of March with the end of February */
  readonly period: string;
  /** recurring revenue at the earlier end */
  readonly startingRevenue: number;
  /** null when startingRevenue is 0 */
  readonly gross: number | null;
  readonly net: number | null;
}

export interface RevenueRetentionOverYear {
  /** periods spanned: those of a year, or all that are complete */
  readonly periods: number;
  /** the ends compared; null with fewer than two complete periods */
  readonly from: string | null;
  readonly to: string | null;
  readonly startingRevenue: number | null;
  readonly gross: number | null;
  readonly net: number | null;
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
 */
export class RevenueRetention {
  readonly #range: PeriodRange;
  readonly #complete: number;
  /** places of the ends that the year compares */
  readonly #from: number;
  readonly #to: number;
  #yearGross = 0;
  #yearNet = 0;
  /** by the earlier place: revenue there, kept, and paid at the next */
  readonly #starting: Float64Array;
  readonly #gross: Float64Array;
  readonly #net: Float64Array;

  constructor(range: PeriodRange) {
    this.#range = range;
    this.#complete = completePeriods(range);
    this.#to = this.#complete - 1;
    this.#from = Math.max(0, this.#to - PERIODS_PER_YEAR[range.period]);
    this.#starting = new Float64Array(range.count);
    this.#gross = new Float64Array(range.count);
    this.#net = new Float64Array(range.count);
  }

  /** @param revenue of one customer at each period's end, 0 outside [first, until) */
  addCustomer(revenue: Float64Array, first: number, until: number): void {
    for (let at = first; at < until; at++) {
      const earlier = revenue[at]!;
      if (earlier === 0) continue;
      const later = revenue[at + 1] ?? 0;
      this.#starting[at]! += earlier;
      this.#gross[at]! += Math.min(earlier, later);
      this.#net[at]! += later;
    }
    const earlier = revenue[this.#from] ?? 0;
    const later = revenue[this.#to] ?? 0;
    if (earlier === 0) return;
    this.#yearGross += Math.min(earlier, later);
    this.#yearNet += later;
  }

  overYear(): RevenueRetentionOverYear {
    const year = PERIODS_PER_YEAR[this.#range.period];
    const periods = this.#to - this.#from;
    if (periods < 1) {
      const ends = { from: null, to: null, startingRevenue: null, gross: null, net: null };
      return { periods: 0, ...ends, isShort: true, reason: 'SHORT_WINDOW' };
    }
    const startingRevenue = this.#starting[this.#from]!;
    return {
      periods,
      from: this.#label(this.#from),
      to: this.#label(this.#to),
      startingRevenue,
      gross: ratio(this.#yearGross, startingRevenue),
      net: ratio(this.#yearNet, startingRevenue),
      isShort: periods < year,
      reason: startingRevenue > 0 ? null : 'NOT_ENOUGH_DATA',
    };
  }

  byPeriod(): RevenueRetentionOfPeriod[] {
    return Array.from({ length: Math.max(0, this.#complete - 1) }, (_, at) => ({
      period: this.#label(at + 1),
      startingRevenue: this.#starting[at]!,
      gross: ratio(this.#gross[at]!, this.#starting[at]!),
      net: ratio(this.#net[at]!, this.#starting[at]!),
    }));
  }

  #label(place: number): string {
    return periodLabel(this.#range.first + place, this.#range.period);
  }
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
