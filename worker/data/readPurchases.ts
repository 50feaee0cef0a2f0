import { literal, type Transaction } from '../../prisma/sql.ts';
import { BinaryFields } from './binaryFields.ts';
import { partOfCustomer, type Slice } from './customerSlice.ts';
import { float64Column, int32Column } from './growingColumn.ts';
import { joinSets } from './joinSets.ts';
import { plannedRows } from './plannedRows.ts';
import { readCopyBinary } from './readCopyBinary.ts';

/** Which orders are asked for. */
export interface PurchaseQuery {
  readonly workspaceId: number;
  /** Orders after it are not seen; null: all that there are. */
  readonly asOf: Date | null;
  /** Nor those after the last change of the data (readLastChange.ts): an order dated later has not been seen by anybody. */
  readonly lastChange: Date;
  /** In which an order has its day. */
  readonly timeZone: string;
}

/** Orders by column, in the order of customer, time and id, cancelled ones and those of nobody known left out. */
export interface Purchases {
  /** ids, ascending: of code c at c */
  readonly customerIds: BigInt64Array<ArrayBuffer>;
  /** length n, codes */
  readonly customers: Int32Array<ArrayBuffer>;
  /** length n, days since 1970-01-01 */
  readonly days: Float64Array<ArrayBuffer>;
  /** length n, less refunds; NaN = not known */
  readonly revenue: Float64Array<ArrayBuffer>;
  readonly rowsRead: number;
  /** ANONYMOUS: of nobody known, CANCELLED, REFUNDED: nothing of it is left. */
  readonly exclusions: Readonly<Record<'ANONYMOUS' | 'CANCELLED' | 'REFUNDED', number>>;
  readonly margin: MarginSums;
}

/**
 * Over the orders up to a day that say both, in ten-thousandths of the currency: whole numbers, so that the order of addition does not
 * matter. As the orders say it, before refunds.
 */
export interface MarginSums {
  readonly orders: number;
  /** Orders up to that day that say their revenue: those that the share is to speak for. */
  readonly priced: number;
  readonly margin: bigint;
  readonly revenue: bigint;
}

/** What there is to read, before any of it is read: first and last day of an order that counts, and whether any says its revenue. */
export interface PurchaseWindow {
  readonly firstDay: number | null;
  readonly lastDay: number | null;
  readonly lastAt: Date | null;
  readonly hasRevenue: boolean;
  /** Orders dated after the last change of the data, up to the as-of: they are not read. */
  readonly datedLater: number;
  /** The planner's estimate of the orders. */
  readonly plannedRows: number;
}

const rowsBetweenReports = 16_384;

export async function readPurchaseWindow(tx: Transaction, query: PurchaseQuery): Promise<PurchaseWindow> {
  const { workspaceId, asOf, lastChange, timeZone } = query;
  const counts = tx`workspace_id = ${workspaceId} and identity_id is not null and status is distinct from 'CANCELLED'
    and occurred_at <= ${knownUntil(query)}::timestamptz`;
  const [row] = await tx<Omit<PurchaseWindow, 'plannedRows'>[]>`
    select (min(occurred_at) at time zone ${timeZone})::date - date '1970-01-01' as "firstDay",
           (max(occurred_at) at time zone ${timeZone})::date - date '1970-01-01' as "lastDay",
           max(occurred_at) as "lastAt",
           exists (select from "order" where ${counts} and revenue is not null) as "hasRevenue",
           (select count(*)::integer from "order" where workspace_id = ${workspaceId} and occurred_at > ${lastChange}::timestamptz
                                                    and (${asOf}::timestamptz is null or occurred_at <= ${asOf}::timestamptz)) as "datedLater"
      from "order" where ${counts}`;
  if (!row) throw new Error('an aggregate has one row');
  return { ...row, plannedRows: await plannedRows(tx, purchaseQuery(query, { index: 0, count: 1 })) };
}

/** Whether orders that count go on after the as-of: then all up to it is known. */
export async function hasLaterOrders(tx: Transaction, { workspaceId, asOf, lastChange }: PurchaseQuery): Promise<boolean> {
  const later = await tx`
    select from "order"
     where workspace_id = ${workspaceId} and occurred_at > ${asOf} and occurred_at <= ${lastChange} and identity_id is not null
       and status is distinct from 'CANCELLED' limit 1`;
  return later.length > 0;
}

function knownUntil({ asOf, lastChange }: PurchaseQuery): Date {
  return asOf !== null && asOf < lastChange ? asOf : lastChange;
}

/**
 * Streams the orders of a slice of the customers out of the snapshot, as numbers. Orders of nobody known are counted in the first slice.
 * A refund has no day of its own: it is taken off as it is known now. About 60 bytes an order at the peak.
 *
 * @param marginUntilDay last day whose orders tell the margin
 * @param onProgress called every few thousand rows with those done
 */
export async function readPurchases(
  tx: Transaction,
  query: PurchaseQuery,
  slice: Slice,
  marginUntilDay: number,
  onProgress: (rowsDone: number) => void,
): Promise<Purchases> {
  await joinSets(tx);
  const rows = new PurchaseRows(marginUntilDay);
  const stream = await tx.unsafe(`copy (${purchaseQuery(query, slice)}) to stdout (format binary)`).readable();
  await readCopyBinary(stream, fieldCount, (bytes, offset) => {
    rows.take(bytes, offset);
    if (rows.rowsRead % rowsBetweenReports === 0) onProgress(rows.rowsRead);
  });
  return rows.finish();
}

const fieldCount = 6;

function purchaseQuery(query: PurchaseQuery, slice: Slice): string {
  const { workspaceId, timeZone } = query;
  const part =
    slice.count === 1 ? '' : `and (${partOfCustomer('i.customer_id', slice)}${slice.index === 0 ? ' or i.customer_id is null' : ''})`;
  return `
    select i.customer_id, (o.occurred_at at time zone ${literal(timeZone)})::date - date '1970-01-01', (o.status = 'CANCELLED')::integer,
           o.revenue::float8, o.refunded_amount::float8, o.margin::float8
      from "order" o
      left join identity i on i.workspace_id = o.workspace_id and i.id = o.identity_id
     where o.workspace_id = ${literal(workspaceId)} and o.occurred_at <= ${literal(knownUntil(query))} ${part}
     order by i.customer_id, o.occurred_at, o.id`; // sums depend on the order of addition
}

/** Ten-thousandths, the smallest part of money that is stored. */
const parts = 10_000;

class PurchaseRows {
  rowsRead = 0;
  readonly #fields = new BinaryFields();
  readonly #exclusions = { ANONYMOUS: 0, CANCELLED: 0, REFUNDED: 0 };
  readonly #customerIds = float64Column();
  readonly #customers = int32Column();
  readonly #days = float64Column();
  readonly #revenue = float64Column();
  readonly #margin = { orders: 0, priced: 0, margin: 0n, revenue: 0n };
  readonly #marginUntilDay: number;

  constructor(marginUntilDay: number) {
    this.#marginUntilDay = marginUntilDay;
  }

  take(bytes: Buffer, offset: number): void {
    this.rowsRead++;
    const fields = this.#fields;
    fields.start(bytes, offset);
    const id = fields.int8();
    const day = fields.int4();
    const isCancelled = fields.int4() === 1;
    if (Number.isNaN(id)) this.#exclusions.ANONYMOUS++;
    else if (isCancelled) this.#exclusions.CANCELLED++;
    else this.#add(id, day, fields.float8(), fields.float8(), fields.float8());
  }

  finish(): Purchases {
    return {
      customerIds: BigInt64Array.from(this.#customerIds.finish(), BigInt),
      customers: this.#customers.finish(),
      days: this.#days.finish(),
      revenue: this.#revenue.finish(),
      rowsRead: this.rowsRead,
      exclusions: this.#exclusions,
      margin: this.#margin,
    };
  }

  #add(id: number, day: number, revenue: number, refunded: number, margin: number): void {
    const left = refunded > 0 ? Math.round((revenue - refunded) * parts) / parts : revenue;
    if (left < 0 || (left === 0 && refunded > 0)) {
      this.#exclusions.REFUNDED++;
      return;
    }
    if (id !== this.#customerIds.last()) this.#customerIds.push(id);
    this.#customers.push(this.#customerIds.length - 1);
    this.#days.push(day);
    this.#revenue.push(left);
    if (day > this.#marginUntilDay || Number.isNaN(revenue)) return;
    this.#margin.priced++;
    if (Number.isNaN(margin)) return;
    this.#margin.orders++;
    this.#margin.margin += BigInt(Math.round(margin * parts));
    this.#margin.revenue += BigInt(Math.round(revenue * parts));
  }
}
