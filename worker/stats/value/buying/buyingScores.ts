import type { BuyingGroups } from './buyingGroups.ts';
import type { BuyingModel } from './buyingModel.ts';
import { forEachFuture } from './forEachFuture.ts';

/** Parallel to the groups; groups.groupOf takes a customer's row to his. */
export interface BuyingScores {
  readonly pAlive: Float64Array;
  /** E[purchases in the horizon | x, tX, T] */
  readonly expectedPurchases: Float64Array;
}

/** P(alive) and expected purchases of every history, without intervals: the quick way to rank a million customers. */
export function buyingScores(groups: BuyingGroups, model: BuyingModel, horizon: number): BuyingScores {
  const pAlive = new Float64Array(groups.counts.length);
  const expectedPurchases = new Float64Array(groups.counts.length);
  forEachFuture(groups, (x, T, start, end) => {
    const expectedAlive = model.future(x, T).expected(horizon);
    for (let group = start; group < end; group++) {
      pAlive[group] = model.pAlive(x, groups.recency[group]!, T);
      expectedPurchases[group] = pAlive[group]! * expectedAlive;
    }
  });
  return { pAlive, expectedPurchases };
}

/** Discounted expected purchases of every history: P(alive) times those of a customer alive. `rate` is continuous, in units of time. */
export function discountedPurchases(groups: BuyingGroups, model: BuyingModel, rate: number, horizon: number): Float64Array {
  const discounted = new Float64Array(groups.counts.length);
  forEachFuture(groups, (x, T, start, end) => {
    const whileAlive = model.future(x, T).discounted(rate, horizon);
    for (let group = start; group < end; group++) discounted[group] = model.pAlive(x, groups.recency[group]!, T) * whileAlive;
  });
  return discounted;
}
