import { PRIVACY_CUSTOMERS } from '../../worker/stats/descriptive/thresholds.ts';

/**
 * Parts of a whole, in their order, without those of fewer than 10 customers and without what would lead back to them. The whole is told
 * elsewhere: by everybody's curve, or by the parts of another grouping. So what is hidden of it has to be 10 customers or more, and the
 * smallest of the others goes, too, where it is not. No customer is in two parts, so that nothing else has to.
 *
 * `dataset.cohort_cells` and `dataset.survival_points` have the same rule as SQL: a contract test holds them together.
 *
 * @param rows parts of one size are hidden in this order
 */
export function withoutFew<Row>(rows: readonly Row[], wholeOf: (row: Row) => string, customersOf: (row: Row) => bigint): Row[] {
  const shown = new Set<Row>();
  for (const parts of Map.groupBy(rows, wholeOf).values()) {
    let smaller = 0n; // customers of all smaller parts
    for (const part of parts.toSorted((one, other) => Number(customersOf(one) - customersOf(other)))) {
      const leadsBack = smaller > 0n && smaller < PRIVACY_CUSTOMERS;
      if (customersOf(part) >= PRIVACY_CUSTOMERS && !leadsBack) shown.add(part);
      smaller += customersOf(part);
    }
  }
  return rows.filter((row) => shown.has(row));
}
