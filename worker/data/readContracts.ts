import { literal, type Transaction } from '../../prisma/sql.ts';
import { BinaryFields } from './binaryFields.ts';
import { partOfCustomer, type Slice } from './customerSlice.ts';
import { float64Column, int32Column } from './growingColumn.ts';
import { readCopyBinary } from './readCopyBinary.ts';
import type { PurchaseQuery } from './readPurchases.ts';

/** Subscriptions by column, in the order of customer, start and id. A day that is not known is -1. */
export interface Contracts {
  readonly customerIds: BigInt64Array<ArrayBuffer>;
  /** Days since 1970-01-01. */
  readonly startDays: Int32Array<ArrayBuffer>;
  /** Of the decision to leave. */
  readonly cancelDays: Int32Array<ArrayBuffer>;
  /** Of the end of what was paid. */
  readonly endDays: Int32Array<ArrayBuffer>;
  /** First seen, where that is later than the start. */
  readonly observedDays: Int32Array<ArrayBuffer>;
  /** Revenue a month; NaN = not known. */
  readonly monthlyRevenue: Float64Array<ArrayBuffer>;
  /** 1: its end, if there is one, is a MIGRATION: another subscription took its place, and nobody left. */
  readonly isMigration: Int32Array<ArrayBuffer>;
  readonly rowsRead: number;
  /** Subscriptions of nobody known. */
  readonly anonymous: number;
}

/** What there is to read of subscriptions, and whether there are fewer orders than those. */
export interface ContractWindow {
  readonly subscriptions: number;
  readonly hasFewerOrders: boolean;
  readonly firstDay: number | null;
  /** Of the last start, decision to leave, or end without a known decision. An end that was decided is no news, and none that
   * is planned for after the last change of the data is yet a fact. */
  readonly lastDay: number | null;
  readonly lastAt: Date | null;
  /** Of most subscriptions, in months: 1, 3 or 12. */
  readonly periodMonths: 1 | 3 | 12;
}

export async function readContractWindow(
  tx: Transaction,
  { workspaceId, asOf, lastChange, timeZone }: PurchaseQuery,
): Promise<ContractWindow> {
  const until = asOf !== null && asOf < lastChange ? asOf : lastChange;
  const known = (moment: string) => tx`case when ${tx(moment)} <= ${until}::timestamptz then ${tx(moment)} end`;
  const [row] = await tx<Omit<ContractWindow, 'hasFewerOrders'>[]>`
    select count(*)::integer as subscriptions, (min(started_at) at time zone ${timeZone})::date - date '1970-01-01' as "firstDay", max(at) as "lastAt", (max(at) at time zone ${timeZone})::date - date '1970-01-01' as "lastDay",
           coalesce(mode() within group (order by months), 1) as "periodMonths"
      from (select started_at, greatest(${known('started_at')}, ${known('canceled_at')}, case when canceled_at is null then ${known('ended_at')} end) as at,
                   case billing_interval when 'QUARTER' then 3 when 'YEAR' then 12 when 'MONTH' then 1 end as months
              from subscription
             where workspace_id = ${workspaceId} and identity_id is not null
               and (${asOf}::timestamptz is null or started_at <= ${asOf}::timestamptz)) s`;
  if (!row) throw new Error('an aggregate has one row');
  const [orders] = await tx<{ found: number }[]>`
    select count(*)::integer as found
      from (select from "order"
             where workspace_id = ${workspaceId} and identity_id is not null
               and (${asOf}::timestamptz is null or occurred_at <= ${asOf}::timestamptz)
             limit ${row.subscriptions}) o`;
  return { ...row, hasFewerOrders: (orders?.found ?? 0) < row.subscriptions };
}

/** Whether the facts of contracts go on after the as-of: then all up to it is known. What is planned is none. */
export async function hasLaterContracts(tx: Transaction, { workspaceId, asOf, lastChange }: PurchaseQuery): Promise<boolean> {
  const later = await tx`
    select from subscription
     cross join lateral (values (started_at), (canceled_at), (case when canceled_at is null then ended_at end)) as fact (at)
     where workspace_id = ${workspaceId} and identity_id is not null and at > ${asOf} and at <= ${lastChange} limit 1`;
  return later.length > 0;
}

/** Streams the subscriptions of a slice of the customers out of the snapshot. Those of nobody known are counted in the first slice. */
export async function readContracts(tx: Transaction, query: PurchaseQuery, slice: Slice): Promise<Contracts> {
  const [customerIds, monthlyRevenue] = [float64Column(), float64Column()];
  const [startDays, cancelDays, endDays, observedDays] = [int32Column(), int32Column(), int32Column(), int32Column()];
  const isMigration = int32Column();
  const fields = new BinaryFields();
  let [rowsRead, anonymous] = [0, 0];
  const stream = await tx.unsafe(`copy (${contractQuery(query, slice)}) to stdout (format binary)`).readable();
  await readCopyBinary(stream, 7, (bytes, offset) => {
    rowsRead++;
    fields.start(bytes, offset);
    const id = fields.int8();
    if (Number.isNaN(id)) {
      anonymous++;
      return;
    }
    customerIds.push(id);
    for (const days of [startDays, cancelDays, endDays, observedDays]) days.push(fields.int4());
    monthlyRevenue.push(fields.float8());
    isMigration.push(fields.int4());
  });
  return {
    customerIds: BigInt64Array.from(customerIds.finish(), BigInt),
    startDays: startDays.finish(),
    cancelDays: cancelDays.finish(),
    endDays: endDays.finish(),
    observedDays: observedDays.finish(),
    monthlyRevenue: monthlyRevenue.finish(),
    isMigration: isMigration.finish(),
    rowsRead,
    anonymous,
  };
}

function contractQuery({ workspaceId, asOf, timeZone }: PurchaseQuery, slice: Slice): string {
  const day = (moment: string) => `(${moment} at time zone ${literal(timeZone)})::date - date '1970-01-01'`;
  const known = (moment: string) => (asOf === null ? 'true' : `${moment} <= ${literal(asOf)}`);
  const dayIfKnown = (moment: string) => `coalesce(case when ${known(moment)} then ${day(moment)} end, -1)`;
  const part =
    slice.count === 1 ? '' : `and (${partOfCustomer('i.customer_id', slice)}${slice.index === 0 ? ' or i.customer_id is null' : ''})`;
  return `
    select i.customer_id, ${day('s.started_at')}, ${dayIfKnown('s.canceled_at')}, ${dayIfKnown('s.ended_at')},
           coalesce(${day('s.observed_from')}, -1), s.mrr::float8, (s.cancel_kind is not distinct from 'MIGRATION')::integer
      from subscription s
      left join identity i on i.workspace_id = s.workspace_id and i.id = s.identity_id
     where s.workspace_id = ${literal(workspaceId)} and ${known('s.started_at')} ${part}
     order by i.customer_id, s.started_at, s.id`;
}
