import { ModelInputError } from '../../outcome.ts';

/** 2,700 years of days: more means that the days are seconds or milliseconds. */
const MOST_DAYS = 1_000_000;

/** Rows sorted by customer, then by day. */
export interface PurchaseOrder {
  /** row numbers of the log; those of customer c stand from starts[c] to starts[c + 1] - 1 */
  readonly rows: Int32Array;
  /** length: number of customer codes + 1 */
  readonly starts: Int32Array;
}

/**
 * The purchases of a log by customer and day: a counting sort by day, then a stable one by customer. Time and memory O(n + days + customers).
 *
 * @param customers  length n, codes from 0 up
 * @param days       length n, whole numbers
 * @param isPurchase length n, 1 = the row takes part
 * @param codes      how many customer codes there are
 * @throws ModelInputError OUT_OF_RANGE when the days lie more than 1,000,000 apart
 */
export function purchaseOrder(customers: Int32Array, days: Float64Array, isPurchase: Uint8Array, codes: number): PurchaseOrder {
  const n = customers.length;
  let [firstDay, lastDay] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < n; row++) {
    firstDay = Math.min(firstDay, days[row]!);
    lastDay = Math.max(lastDay, days[row]!);
  }
  const span = lastDay - firstDay + 1;
  if (span > MOST_DAYS) {
    throw new ModelInputError('OUT_OF_RANGE', `days has ${firstDay} and ${lastDay}, days at most ${MOST_DAYS} apart are needed`);
  }
  const dayStarts = new Int32Array(span + 1);
  const starts = new Int32Array(codes + 1);
  for (let row = 0; row < n; row++) {
    if (isPurchase[row] === 0) continue;
    dayStarts[days[row]! - firstDay + 1]!++;
    starts[customers[row]! + 1]!++;
  }
  for (let day = 1; day <= span; day++) dayStarts[day]! += dayStarts[day - 1]!;
  for (let code = 1; code <= codes; code++) starts[code]! += starts[code - 1]!;
  const byDay = new Int32Array(starts[codes]!);
  for (let row = 0; row < n; row++) if (isPurchase[row] === 1) byDay[dayStarts[days[row]! - firstDay]!++] = row;
  const next = starts.slice();
  const rows = new Int32Array(byDay.length);
  for (const row of byDay) rows[next[customers[row]!]!++] = row;
  return { rows, starts };
}
