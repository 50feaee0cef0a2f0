import { ModelInputError } from '../outcome.ts';
import { randomStream } from '../random.ts';
import { shuffle } from '../rows/shuffle.ts';

export interface SampledShapley {
  /** sum to worth(all) - worth(none), exactly as every single order does */
  readonly values: Float64Array;
  /** Monte-Carlo standard error of each value: how far another seed would move it */
  readonly stdErrs: Float64Array;
  /** orders walked, two a pair */
  readonly orders: number;
}

export interface SamplingOptions {
  /** pairs of an order and its reverse, at least 2. Default 2,000 */
  readonly pairs?: number;
  readonly seed?: number;
}

/**
 * Shapley values by sampling orders of entry, for games with too many players to visit all 2^p coalitions.
 *
 *   value_j  = mean over pairs of g_j,    g_j = (gain of j in an order + gain of j in its reverse) / 2
 *   stdErr_j = sd(g_j) / √pairs
 *
 * Antithetic: who enters early in an order enters late in its reverse, so the two gains err in opposite directions and a pair tells
 * more than two orders drawn apart. Pair k is drawn from stream k of the seed: the same bits whatever the number of threads.
 *
 * @param worthAlong for an order of all players, writes the worth of its first 0, 1, …, count players into `worths` (length count + 1).
 *   Called 2 · pairs times; `order` and `worths` are reused
 * @throws ModelInputError OUT_OF_RANGE
 * @see Castro, Gómez & Tejada (2009), Comput Oper Res 36:1726-1730, doi:10.1016/j.cor.2008.04.004;
 *   Mitchell et al. (2022), J Mach Learn Res 23(43):1-46 (antithetic orders)
 */
export function sampledShapley(
  count: number,
  worthAlong: (order: Int32Array, worths: Float64Array) => void,
  { pairs = 2000, seed = 1 }: SamplingOptions = {},
): SampledShapley {
  if (!Number.isSafeInteger(count) || count < 1) throw new ModelInputError('OUT_OF_RANGE', `count has ${count}, at least 1 is needed`);
  if (!Number.isSafeInteger(pairs) || pairs < 2) throw new ModelInputError('OUT_OF_RANGE', `pairs has ${pairs}, at least 2 are needed`);
  const order = new Int32Array(count);
  const worths = new Float64Array(count + 1);
  const gains = new Float64Array(count);
  const means = new Float64Array(count);
  const squares = new Float64Array(count); // Σ (g - mean)², by Welford's update
  for (let pair = 0; pair < pairs; pair++) {
    for (let k = 0; k < count; k++) order[k] = k;
    shuffle(order, randomStream(seed, pair));
    gains.fill(0);
    addHalfGains(gains, order, worths, worthAlong);
    addHalfGains(gains, order.reverse(), worths, worthAlong);
    for (let j = 0; j < count; j++) {
      const fromMean = gains[j]! - means[j]!;
      means[j]! += fromMean / (pair + 1);
      squares[j]! += fromMean * (gains[j]! - means[j]!);
    }
  }
  return { values: means, stdErrs: squares.map((sum) => Math.sqrt(sum / (pairs - 1) / pairs)), orders: 2 * pairs };
}

function addHalfGains(
  gains: Float64Array,
  order: Int32Array,
  worths: Float64Array,
  worthAlong: (order: Int32Array, worths: Float64Array) => void,
): void {
  worthAlong(order, worths);
  for (let k = 0; k < order.length; k++) gains[order[k]!]! += 0.5 * (worths[k + 1]! - worths[k]!);
}
