/** Dated facts of customers, ordered by customer id, then time. Parallel columns. */
export interface CustomerRows {
  /** Ids. */
  readonly customers: Float64Array;
  /** Days since 1970-01-01T00:00Z; NaN where the fact has no date. */
  readonly at: Float64Array;
  readonly values: readonly Float32Array[];
}

/** The rows of disjoint sets of customers together, as if they had been read at once. */
export function mergeCustomerRows(parts: readonly CustomerRows[]): CustomerRows {
  const [first] = parts;
  if (first === undefined) throw new Error('there is no part to merge');
  if (parts.length === 1) return first;
  const length = parts.reduce((sum, { customers }) => sum + customers.length, 0);
  const merged = {
    customers: new Float64Array(length),
    at: new Float64Array(length),
    values: first.values.map(() => new Float32Array(length)),
  };
  const heads = parts.map(() => 0);
  for (let row = 0; row < length; ) {
    let next = -1;
    let smallest = Number.POSITIVE_INFINITY;
    for (const [part, { customers }] of parts.entries()) {
      const id = customers[heads[part] ?? 0] ?? Number.POSITIVE_INFINITY;
      if (id < smallest) [next, smallest] = [part, id];
    }
    const source = parts[next] as CustomerRows;
    let head = heads[next] ?? 0;
    for (; source.customers[head] === smallest; head++, row++) {
      merged.customers[row] = smallest;
      merged.at[row] = source.at[head] ?? Number.NaN;
      for (const [v, column] of merged.values.entries()) column[row] = source.values[v]?.[head] ?? Number.NaN;
    }
    heads[next] = head;
  }
  return merged;
}

/** Where the rows of each customer lie: from first[c] up to last[c]. */
export interface RowsOfCustomers {
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/** @param customerIds ascending */
export function rowsOfCustomers(customerIds: BigInt64Array, { customers }: CustomerRows): RowsOfCustomers {
  const first = new Int32Array(customerIds.length);
  const last = new Int32Array(customerIds.length);
  let row = 0;
  for (const [index, bigId] of customerIds.entries()) {
    const id = Number(bigId);
    while (row < customers.length && (customers[row] ?? 0) < id) row++;
    first[index] = row;
    while (customers[row] === id) row++;
    last[index] = row;
  }
  return { first, last };
}
