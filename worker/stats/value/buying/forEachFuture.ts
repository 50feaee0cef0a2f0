import type { BuyingGroups } from './buyingGroups.ts';

/**
 * Walks over the groups in runs of equal (x, T), which share the future of a customer alive: groups lie in that order.
 *
 * @param visit gets the run's x and T and its groups [start, end)
 */
export function forEachFuture({ frequency, age }: BuyingGroups, visit: (x: number, T: number, start: number, end: number) => void): void {
  for (let start = 0, end = 0; start < frequency.length; start = end) {
    while (end < frequency.length && frequency[end] === frequency[start] && age[end] === age[start]) end++;
    visit(frequency[start]!, age[start]!, start, end);
  }
}
