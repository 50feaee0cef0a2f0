import { PRIVACY_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import { type NotEstimable, notEstimable } from '../../stats/outcome.ts';
import type { DriverDesign } from './driverDesign.ts';

/**
 * Refuses a driver that too few answered beside the outcome. Where rows may lack values, their number alone says nothing of a single column: a
 * question that four customers answered would be told of by its mean and its coefficient (definitions.md, sections 1 and 3).
 *
 * @param minimumRows of complete rows, where each row is one
 */
export function scarceDriver({ outcome, drivers, customers, customerCount }: DriverDesign, minimumRows: number): NotEstimable | null {
  const lastSeenBy = new Int32Array(customerCount).fill(-1);
  for (const [index, { name, values }] of drivers.entries()) {
    let rows = 0;
    let known = 0;
    for (let row = 0; row < values.length; row++) {
      if (Number.isNaN(values[row]) || Number.isNaN(outcome.values[row])) continue;
      rows++;
      const customer = customers[row] ?? 0;
      if (lastSeenBy[customer] === index) continue;
      lastSeenBy[customer] = index;
      known++;
    }
    if (rows >= minimumRows && known >= PRIVACY_CUSTOMERS) continue;
    const found = known < PRIVACY_CUSTOMERS ? `answers of fewer than ${PRIVACY_CUSTOMERS} customers` : `${rows} answers`;
    const needed = `${minimumRows} of ${PRIVACY_CUSTOMERS} customers are needed for ${drivers.length} drivers`;
    return notEstimable('NOT_ENOUGH_DATA', `${name} is known beside ${outcome.name} in ${found}, ${needed}: leave it out`, [name]);
  }
  return null;
}
