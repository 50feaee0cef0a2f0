/** One of the parts into which the customers of a large run are divided, by a hash of the customer: any worker may read any part. */
export interface Slice {
  readonly index: number;
  readonly count: number;
}

export const wholeSlice: Slice = { index: 0, count: 1 };

/** The SQL condition that a customer's id lies in the slice. The hash is PostgreSQL's, the same on every host and version. */
export function partOfCustomer(column: string, { index, count }: Slice): string {
  if (!/^([a-z_]+\.)?[a-z_]+$/.test(column)) throw new Error(`column is ${column}, no name of a column`);
  if (!Number.isInteger(index) || !Number.isInteger(count) || index < 0 || index >= count)
    throw new RangeError(`slice is ${index} of ${count}`);
  return count === 1 ? 'true' : `(hashint8extended(${column}, 0) & 9223372036854775807) % ${count} = ${index}`;
}
