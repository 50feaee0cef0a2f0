import type { Transaction } from '../../prisma/sql.ts';
import type { Slice } from './customerSlice.ts';
import { joinSets } from './joinSets.ts';
import { readCopyBinary } from './readCopyBinary.ts';
import { type ValueLoyaltyColumn, valueLoyaltyColumns, valueLoyaltyQuery } from './valueLoyaltyQuery.ts';
import type { ValueLoyaltyRun } from './valueLoyaltyRun.ts';

/** One row a customer, ascending by id; NaN = not known. */
export interface ValueLoyaltyColumns {
  readonly customerIds: BigInt64Array;
  readonly columns: Readonly<Record<ValueLoyaltyColumn, Float64Array>>;
}

const rowsBetweenReports = 8192;

/**
 * Streams the customers of a slice out of the snapshot.
 *
 * @param onProgress called every few thousand rows with those done
 */
export async function readValueLoyaltyColumns(
  tx: Transaction,
  workspaceId: number,
  run: ValueLoyaltyRun,
  slice: Slice,
  onProgress: (rowsDone: number) => void,
): Promise<ValueLoyaltyColumns> {
  await joinSets(tx);
  await tx`set local max_parallel_workers_per_gather = 0`; // a run is one process; who wants it sooner adds workers
  const width = valueLoyaltyColumns.length;
  let ids = new BigInt64Array(4096);
  let rows = new Float64Array(4096 * width); // row by row
  let n = 0;
  const stream = await tx.unsafe(`copy (${valueLoyaltyQuery(workspaceId, run, slice)}) to stdout (format binary)`).readable();
  await readCopyBinary(stream, width + 1, (bytes, offset) => {
    if (n === ids.length) [ids, rows] = [grown(ids, new BigInt64Array(2 * n)), grown(rows, new Float64Array(2 * n * width))];
    ids[n] = bytes.readBigInt64BE(offset + 4);
    readDoubles(bytes, offset + 12, rows.subarray(n * width, (n + 1) * width));
    if (++n % rowsBetweenReports === 0) onProgress(n);
  });
  const columns = valueLoyaltyColumns.map((name, column) => [name, everyNth(rows, width, column, n)]);
  return { customerIds: ids.slice(0, n), columns: Object.fromEntries(columns) as Record<ValueLoyaltyColumn, Float64Array> };
}

function everyNth(rows: Float64Array, width: number, column: number, n: number): Float64Array {
  const values = new Float64Array(n);
  for (let row = 0; row < n; row++) values[row] = rows[row * width + column] ?? Number.NaN;
  return values;
}

/** Reads `target.length` fields of 8 bytes, one after the other; NULL is NaN. */
function readDoubles(bytes: Buffer, offset: number, target: Float64Array): void {
  let at = offset;
  for (let field = 0; field < target.length; field++) {
    const isNull = bytes.readInt32BE(at) === -1;
    target[field] = isNull ? Number.NaN : bytes.readDoubleBE(at + 4);
    at += isNull ? 4 : 12;
  }
}

function grown<Column extends BigInt64Array | Float64Array>(column: Column, larger: Column): Column {
  larger.set(column as never);
  return larger;
}
