import type { Transaction } from '../../../prisma/sql.ts';
import { BinaryFields } from '../binaryFields.ts';
import { float32Column, float64Column } from '../growingColumn.ts';
import { readCopyBinary } from '../readCopyBinary.ts';
import type { CustomerRows } from './customerRows.ts';

/**
 * Streams dated facts out of the snapshot.
 *
 * @param query  of a bigint, the customer's id; a timestamptz or NULL; then `values` integers. Ordered by customer, then time
 */
export async function readCustomerRows(tx: Transaction, query: string, values: number, onRow: () => void): Promise<CustomerRows> {
  const fields = new BinaryFields();
  const customers = float64Column();
  const at = float64Column();
  const columns = Array.from({ length: values }, float32Column);
  const stream = await tx.unsafe(`copy (${query}) to stdout (format binary)`).readable();
  await readCopyBinary(stream, 2 + values, (bytes, offset) => {
    fields.start(bytes, offset);
    customers.push(fields.int8());
    at.push(fields.days());
    for (const column of columns) column.push(fields.int4());
    onRow();
  });
  return { customers: customers.finish(), at: at.finish(), values: columns.map((column) => column.finish()) };
}
