import { periodLabel } from './calendarPeriod.ts';
import { completePeriods, type PeriodRange } from './retentionDays.ts';

/** One cohort in one period of its age. */
export interface RetentionCell {
  /** age: 0 is the cohort's own period */
  readonly period: number;
  /** customers active in (subscriptions: at the end of) this period */
  readonly active: number;
  /** active / size */
  readonly retention: number;
  /** customers active in this period or a later one */
  readonly rollingActive: number;
  readonly rollingRetention: number;
  /** null where no amounts are known */
  readonly revenue: number | null;
  /** false: the period was not over at the end of observation */
  readonly complete: boolean;
}

export interface RetentionCohort {
  /** the period in which its customers came first: 1997-01 */
  readonly cohort: string;
  /** customers */
  readonly size: number;
  /** recurring revenue of its customers on their first day; null for activities, and where no amounts are known */
  readonly startingRevenue: number | null;
  readonly cells: readonly RetentionCell[];
}

/** What the amounts are: of activities, recurring from subscriptions, or not known. */
export type MoneyKind = 'none' | 'amounts' | 'recurring';

/** All cohorts of one age together, complete cells only. */
export interface RetentionAge {
  readonly period: number;
  readonly cohorts: number;
  /** customers of these cohorts */
  readonly size: number;
  readonly active: number;
  readonly retention: number;
}

/** Adds up customers by cohort and age. Cohorts and periods are places in the range, from 0 up. */
export class RetentionTriangle {
  readonly range: PeriodRange;
  readonly #money: MoneyKind;
  readonly #sizes: Float64Array;
  readonly #startingRevenues: Float64Array;
  readonly #active: Float64Array;
  readonly #lastActive: Float64Array;
  readonly #revenue: Float64Array;

  constructor(range: PeriodRange, money: MoneyKind) {
    this.range = range;
    this.#money = money;
    const cells = (range.count * (range.count + 1)) / 2;
    this.#sizes = new Float64Array(range.count);
    this.#startingRevenues = new Float64Array(range.count);
    this.#active = new Float64Array(cells);
    this.#lastActive = new Float64Array(cells);
    this.#revenue = new Float64Array(cells);
  }

  /** Place of a cell: the rows of the triangle one after another, each a period shorter. */
  #cell(cohort: number, at: number): number {
    return cohort * this.range.count - (cohort * (cohort - 1)) / 2 + at - cohort;
  }

  /** @param lastActive below the cohort: never active at a period's end */
  addCustomer(cohort: number, lastActive: number, startingRevenue = 0): void {
    this.#sizes[cohort]!++;
    this.#startingRevenues[cohort]! += startingRevenue;
    if (lastActive >= cohort) this.#lastActive[this.#cell(cohort, lastActive)]!++;
  }

  addActive(cohort: number, at: number): void {
    this.#active[this.#cell(cohort, at)]!++;
  }

  addRevenue(cohort: number, at: number, amount: number): void {
    this.#revenue[this.#cell(cohort, at)]! += amount;
  }

  /** Cohorts with customers, the oldest first. */
  cohorts(): RetentionCohort[] {
    const places = Array.from(this.#sizes.keys()).filter((cohort) => this.#sizes[cohort]! > 0);
    return places.map((cohort) => ({
      cohort: periodLabel(this.range.first + cohort, this.range.period),
      size: this.#sizes[cohort]!,
      startingRevenue: this.#money === 'recurring' ? this.#startingRevenues[cohort]! : null,
      cells: this.#cells(cohort),
    }));
  }

  #cells(cohort: number): RetentionCell[] {
    const size = this.#sizes[cohort]!;
    const complete = completePeriods(this.range);
    const cells: RetentionCell[] = [];
    let rollingActive = 0;
    for (let at = this.range.count - 1; at >= cohort; at--) {
      const cell = this.#cell(cohort, at);
      const active = this.#active[cell]!;
      rollingActive += this.#lastActive[cell]!;
      cells.push({
        period: at - cohort,
        active,
        retention: active / size,
        rollingActive,
        rollingRetention: rollingActive / size,
        revenue: this.#money === 'none' ? null : this.#revenue[cell]!,
        complete: at < complete,
      });
    }
    return cells.reverse();
  }
}

/** Retention by age over all cohorts that have completed it, each weighing by its size. */
export function retentionByAge(cohorts: readonly RetentionCohort[]): RetentionAge[] {
  const oldest = cohorts[0]?.cells.filter(({ complete }) => complete) ?? [];
  return oldest.map(({ period }) => {
    const reached = cohorts.filter(({ cells }) => cells[period]?.complete === true);
    const size = reached.reduce((sum, cohort) => sum + cohort.size, 0);
    const active = reached.reduce((sum, { cells }) => sum + cells[period]!.active, 0);
    return { period, cohorts: reached.length, size, active, retention: active / size };
  });
}
