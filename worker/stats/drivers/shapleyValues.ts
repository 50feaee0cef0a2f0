import { ModelInputError } from '../outcome.ts';

/**
 * Shapley values of a game given by the worth of every coalition: what each player adds, averaged over all orders of entry.
 *
 *   value_j = Σ over subsets S without j of  |S|! (p - 1 - |S|)! / p!  *  (worth(S ∪ {j}) - worth(S))
 *
 * For measures of fit whose subsets must be fitted one by one, such as McFadden's R² (R² itself has a walk of its own: lmg).
 * The values sum to worth(all) - worth(none). Cost p 2^(p-1) steps; 20 players take about 0.1 s.
 *
 * @param worthOf length 2^count; bit j of the index says whether player j is in the subset
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH
 * @see Shapley (1953), Contributions to the Theory of Games II, 307-317, doi:10.1515/9781400881970-018
 */
export function shapleyFromSubsets(worthOf: Float64Array, count: number): Float64Array {
  const subsets = worthOf.length;
  if (count < 1) throw new ModelInputError('EMPTY', `count has ${count}, at least 1 is needed`);
  if (subsets !== 2 ** count)
    throw new ModelInputError('LENGTH_MISMATCH', `worthOf has length ${subsets}, ${count} players need ${2 ** count}`);
  const sizes = new Uint8Array(subsets);
  for (let mask = 1; mask < subsets; mask++) sizes[mask] = sizes[mask >> 1]! + (mask & 1);
  const weights = orderShares(count);
  const values = new Float64Array(count);
  for (let j = 0; j < count; j++) {
    const bit = 2 ** j;
    let sum = 0;
    for (let high = 0; high < subsets; high += 2 * bit) {
      let part = 0;
      for (let mask = high; mask < high + bit; mask++) part += weights[sizes[mask]!]! * (worthOf[mask + bit]! - worthOf[mask]!);
      sum += part;
    }
    values[j] = sum;
  }
  return values;
}

/** s! (p - 1 - s)! / p! for s = 0 … p - 1: the share of orders in which exactly a given subset of size s comes before a given player. */
export function orderShares(count: number): Float64Array {
  const shares = new Float64Array(count);
  shares[0] = 1 / count;
  for (let size = 1; size < count; size++) shares[size] = (shares[size - 1]! * size) / (count - size);
  return shares;
}
