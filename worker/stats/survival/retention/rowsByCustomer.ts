import { ModelInputError } from '../../outcome.ts';
import { rowsByCode } from '../../rows/clusterOrder.ts';

/** Rows of one customer after another: those of customer c are rows[starts[c]] … rows[starts[c + 1] - 1], in file order. */
export interface RowsByCustomer {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
}

/**
 * Rows brought together by customer, by counting: O(n), no sorting.
 *
 * @param customers code of each row's customer, from 0 up
 * @throws ModelInputError OUT_OF_RANGE for a negative code
 */
export function rowsByCustomer(customers: Int32Array): RowsByCustomer {
  let largest = -1;
  for (let i = 0; i < customers.length; i++) {
    if (customers[i]! < 0)
      throw new ModelInputError('OUT_OF_RANGE', `customers has ${customers[i]} at row ${i}, a code from 0 up is needed`);
    if (customers[i]! > largest) largest = customers[i]!;
  }
  const starts = new Int32Array(largest + 2);
  for (let i = 0; i < customers.length; i++) starts[customers[i]! + 1]!++;
  for (let c = 0; c <= largest; c++) starts[c + 1]! += starts[c]!;
  return { starts, rows: rowsByCode(customers, largest + 1) };
}
