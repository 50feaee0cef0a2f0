import { moneyUnit } from '../../data/churn/moneyUnit.ts';
import type { PaidSpell } from '../../data/churn/subscriptionEpisodes.ts';
import { float64Column, int32Column, uint8Column } from '../../data/growingColumn.ts';
import { type CalendarPeriod, periodOfDay } from '../../stats/survival/retention/calendarPeriod.ts';
import type { LocalCalendar } from '../../stats/survival/retention/localCalendar.ts';

/**
 * What cohorts are made of: subscriptions, or the periods in which customers were active. Parallel columns, by customer.
 * Days are local dates, as numbers.
 */
export interface CohortPart {
  readonly customerCount: number;
  /** From 0 up, of this part alone. */
  readonly customers: Int32Array;
  readonly from: Float64Array;
  /** First day without it; Infinity = to the end. Of activities as `from`. */
  readonly until: Float64Array;
  /** Not known: NaN. */
  readonly money: Float64Array;
  /** First day under observation, of the episode. */
  readonly entry: Float64Array;
  /** 1: observed from its start. */
  readonly isFromStart: Uint8Array;
  /** By group, then customer: index of the level at the first row. */
  readonly groups: readonly Uint8Array[];
}

/** Gathers them as they are read, customer after customer. Activities of one period are one row. */
export class CohortColumns {
  readonly #calendar: LocalCalendar;
  readonly #period: CalendarPeriod;
  readonly #customers = int32Column();
  readonly #from = float64Column();
  readonly #until = float64Column();
  readonly #money = float64Column();
  readonly #entry = float64Column();
  readonly #isFromStart = uint8Column();
  readonly #groups;
  #current = Number.NaN;
  #count = 0;
  #activity = { period: Number.NaN, day: 0, money: 0 };

  constructor(calendar: LocalCalendar, period: CalendarPeriod, groups: number) {
    this.#calendar = calendar;
    this.#period = period;
    this.#groups = Array.from({ length: groups }, uint8Column);
  }

  readonly addSpell = ({ customer, from, until, mrr, entry, isFromStart, groups }: PaidSpell): void => {
    this.#startCustomer(customer, groups);
    const untilDay = until === Number.POSITIVE_INFINITY ? until : this.#calendar.dayOf(until);
    this.#push(this.#calendar.dayOf(from), untilDay, Math.round(mrr * moneyUnit), this.#calendar.dayOf(entry), isFromStart);
  };

  readonly addActivity = (customer: number, at: number, revenue: number, groups: readonly number[]): void => {
    const day = this.#calendar.dayOf(at);
    const period = periodOfDay(day, this.#period);
    if (customer !== this.#current || period !== this.#activity.period) {
      this.#closeActivity();
      this.#startCustomer(customer, groups);
      this.#activity = { period, day, money: 0 };
    }
    this.#activity.money += Math.round(revenue * moneyUnit);
  };

  finish(): CohortPart {
    this.#closeActivity();
    return {
      customerCount: this.#count,
      customers: this.#customers.finish(),
      from: this.#from.finish(),
      until: this.#until.finish(),
      money: this.#money.finish(),
      entry: this.#entry.finish(),
      isFromStart: this.#isFromStart.finish(),
      groups: this.#groups.map((column) => column.finish()),
    };
  }

  #startCustomer(customer: number, groups: readonly number[]): void {
    if (customer === this.#current) return;
    this.#current = customer;
    this.#count++;
    for (const [g, column] of this.#groups.entries()) column.push(groups[g] ?? 0);
  }

  #closeActivity(): void {
    const { period, day, money } = this.#activity;
    if (!Number.isNaN(period)) this.#push(day, day, money, day, true);
    this.#activity = { period: Number.NaN, day: 0, money: 0 };
  }

  #push(from: number, until: number, money: number, entry: number, isFromStart: boolean): void {
    this.#customers.push(this.#count - 1);
    this.#from.push(from);
    this.#until.push(until);
    this.#money.push(money);
    this.#entry.push(entry);
    this.#isFromStart.push(isFromStart ? 1 : 0);
  }
}

/** Parts of disjoint customers one after the other: sums over customers are exact, so their order does not matter. */
export function mergeCohortParts(parts: readonly CohortPart[]): CohortPart {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  let before = 0;
  const customers = parts.map((part) => {
    const shifted = part.customers.map((code) => code + before);
    before += part.customerCount;
    return shifted;
  });
  const joined = (pick: (part: CohortPart) => Float64Array) => concatenated(parts.map(pick), (length) => new Float64Array(length));
  const bytes = (columns: readonly Uint8Array[]) => concatenated(columns, (length) => new Uint8Array(length));
  return {
    customerCount: before,
    customers: concatenated(customers, (length) => new Int32Array(length)),
    from: joined(({ from }) => from),
    until: joined(({ until }) => until),
    money: joined(({ money }) => money),
    entry: joined(({ entry }) => entry),
    isFromStart: bytes(parts.map(({ isFromStart }) => isFromStart)),
    groups: (first?.groups ?? []).map((_, g) => bytes(parts.map(({ groups }) => groups[g] ?? new Uint8Array()))),
  };
}

function concatenated<Column extends Float64Array | Int32Array | Uint8Array>(
  columns: readonly Column[],
  make: (length: number) => Column,
): Column {
  const all = make(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
}
