import { type RenewalModel, renewalRate } from './renewalModel.ts';

/**
 * How many of the next renewals a customer makes, in a row until the first that is not made.
 *
 *   P(K >= k) = r_(n+1) … r_(n+k),   r_t the share that makes renewal t (renewalRate)
 *
 * @param made renewals made so far, n
 * @param most renewals that count
 * @returns P(K = k) for k = 0 … most; they sum to 1
 */
export function renewalCounts(model: RenewalModel, made: number, most: number): Float64Array {
  const probabilities = new Float64Array(most + 1);
  let there = 1;
  for (let k = 0; k < most; k++) {
    const stays = renewalRate(model, made + k + 1);
    probabilities[k] = there * (1 - stays);
    there *= stays;
  }
  probabilities[most] = there;
  return probabilities;
}
