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
  /** Not known: NaN. */
  readonly money: Float64Array;
  /** Null of activities, which begin and end within a day and are seen whenever they are in the data: half the memory of a large log. */
  readonly spells: SpellColumns | null;
  /** By group, then customer: index of the level at the first row. */
  readonly groups: readonly Uint8Array[];
}

/** What subscriptions have beside their beginning. */
export interface SpellColumns {
  /** First day without it; Infinity = to the end. */
  readonly until: Float64Array;
  /** First day under observation, of the episode. */
  readonly entry: Float64Array;
  /** 1: observed from its start. */
  readonly isFromStart: Uint8Array;
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
    this.#push(this.#calendar.dayOf(from), Math.round(mrr * moneyUnit));
    this.#until.push(until === Number.POSITIVE_INFINITY ? until : this.#calendar.dayOf(until));
    this.#entry.push(this.#calendar.dayOf(entry));
    this.#isFromStart.push(isFromStart ? 1 : 0);
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
    const spells = { until: this.#until.finish(), entry: this.#entry.finish(), isFromStart: this.#isFromStart.finish() };
    return {
      customerCount: this.#count,
      customers: this.#customers.finish(),
      from: this.#from.finish(),
      money: this.#money.finish(),
      spells: spells.until.length > 0 ? spells : null,
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
    if (!Number.isNaN(period)) this.#push(day, money);
    this.#activity = { period: Number.NaN, day: 0, money: 0 };
  }

  #push(from: number, money: number): void {
    this.#customers.push(this.#count - 1);
    this.#from.push(from);
    this.#money.push(money);
  }
}

/** Parts of disjoint customers one after the other: sums over customers are exact, so their order does not matter. */
export function mergeCohortParts(parts: readonly CohortPart[]): CohortPart {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const joined = (pick: (part: CohortPart) => Float64Array) => concatenated(parts.map(pick), (length) => new Float64Array(length));
  const bytes = (columns: readonly Uint8Array[]) => concatenated(columns, (length) => new Uint8Array(length));
  const spells = parts.flatMap((part) => part.spells ?? []); // of subscriptions: every part that has a row
  return {
    customerCount: parts.reduce((sum, { customerCount }) => sum + customerCount, 0),
    customers: renumbered(parts),
    from: joined(({ from }) => from),
    money: joined(({ money }) => money),
    spells:
      spells.length === 0
        ? null
        : {
            until: concatenated(
              spells.map(({ until }) => until),
              (length) => new Float64Array(length),
            ),
            entry: concatenated(
              spells.map(({ entry }) => entry),
              (length) => new Float64Array(length),
            ),
            isFromStart: bytes(spells.map(({ isFromStart }) => isFromStart)),
          },
    groups: (first?.groups ?? []).map((_, g) => bytes(parts.map(({ groups }) => groups[g] ?? new Uint8Array()))),
  };
}

/** The customers of each part after those of the parts before it. */
function renumbered(parts: readonly CohortPart[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { customers }) => sum + customers.length, 0));
  let [row, before] = [0, 0];
  for (const { customers, customerCount } of parts) {
    for (let own = 0; own < customers.length; own++) all[row++] = (customers[own] ?? 0) + before;
    before += customerCount;
  }
  return all;
}

function concatenated<Column extends Float64Array | Uint8Array>(columns: readonly Column[], make: (length: number) => Column): Column {
  const all = make(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
}
