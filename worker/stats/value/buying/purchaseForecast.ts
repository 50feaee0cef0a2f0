import { requireConfidenceLevel } from '../../checks.ts';
import { twoSidedZ } from '../../distributions/normalQuantile.ts';
import type { Interval } from '../../inference/interval.ts';
import type { BuyingGroups } from './buyingGroups.ts';
import type { BuyingModel } from './buyingModel.ts';
import { forEachFuture } from './forEachFuture.ts';
import { cloudLogStdErr, cloudStdErr } from './parameterCloud.ts';
import { predictedCount, predictedTotal } from './predictedCount.ts';

/** A model and the doubt about it: models at the points of parameterCloud. No points: the parameters count as known. */
export interface UncertainModel {
  readonly model: BuyingModel;
  readonly cloud: readonly BuyingModel[];
  /** the maximum lies on the boundary: the points are of the model that holds there, and none means that the doubt has no size; default false */
  readonly isOnBoundary?: boolean;
}

/** Parallel to the groups. */
export interface PurchaseForecast {
  readonly horizon: number;
  readonly pAlive: Float64Array;
  readonly expectedPurchases: Float64Array;
  /** interval `expected` of the expected purchases, from the doubt about the parameters; null where they count as known, and on the boundary */
  readonly expectedLow: Float64Array | null;
  readonly expectedHigh: Float64Array | null;
  /** interval `predicted` of the purchases themselves, whole numbers, from the parameters and from chance */
  readonly predictedLow: Float64Array;
  readonly predictedHigh: Float64Array;
  readonly total: TotalForecast;
}

export interface TotalForecast {
  readonly expectedPurchases: number;
  readonly expected: Interval | null;
  /** null on the boundary where nothing tells the doubt about the parameters */
  readonly predicted: Interval | null;
  /** the same by chance alone, as if the parameters were known */
  readonly chance: Interval;
}

/** Sums over all customers, at the model and at each point of its cloud. */
interface Sums {
  mean: number;
  variance: number;
  thirdCumulant: number;
  readonly cloudMeans: Float64Array;
}

/**
 * Purchases of every customer, and of all together, in a horizon after T: expected, and two intervals.
 *
 *   expected:   E exp(± z stdErr(ln E)), by the delta method over the cloud of parameters
 *   predicted:  quantiles of P(Y <= k) = mean over the cloud of 1 - pAlive + pAlive P(Y <= k | alive); at least the confidence level lies
 *               within, more for small counts; of the total: by its first three cumulants (customers are independent given the parameters)
 *
 * All from distributions, nothing is simulated, so there is no seed. Nine models are asked where there is a cloud: a pair (x, T) takes
 * up to 0.4 ms over two years and 0.8 ms over fifty. Quantiles are searched for, so that the counts below them cost nothing.
 *
 * @param horizon >= 0, in the unit of the times
 * @throws ModelInputError OUT_OF_RANGE
 */
export function purchaseForecast(
  groups: BuyingGroups,
  { model, cloud, isOnBoundary = false }: UncertainModel,
  horizon: number,
  confidenceLevel = 0.95,
): PurchaseForecast {
  requireConfidenceLevel(confidenceLevel);
  const length = groups.counts.length;
  const [pAlive, expectedPurchases, expectedLow, expectedHigh, predictedLow, predictedHigh] = Array.from(
    { length: 6 },
    () => new Float64Array(length),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const z = twoSidedZ(confidenceLevel);
  const tail = (1 - confidenceLevel) / 2;
  const chances = cloud.length === 0 ? [model] : cloud;
  const sums: Sums = { mean: 0, variance: 0, thirdCumulant: 0, cloudMeans: new Float64Array(cloud.length) };
  const latest = new Map<number, { low: number; high: number }>(); // by frequency: those a little older are alike
  forEachFuture(groups, (x, T, start, end) => {
    const moments = model.future(x, T).factorialMoments(horizon);
    const futures = chances.map((one) => one.future(x, T));
    // the expected ones, in the form that customers of equal frequency share
    const cloudExpected = cloud.length === 0 ? [] : futures.map((future) => future.discounted(0, horizon));
    const distributions = futures.map((future) => future.distribution(horizon));
    let { low, high } = latest.get(x) ?? { low: 0, high: Math.round(moments[0]) };
    for (let group = start; group < end; group++) {
      const tX = groups.recency[group]!;
      const count = groups.counts[group]!;
      pAlive[group] = model.pAlive(x, tX, T);
      expectedPurchases[group] = pAlive[group]! * moments[0];
      addCumulants(sums, pAlive[group]!, moments, count);
      const cloudAlive = chances.map((one) => one.pAlive(x, tX, T));
      const interval = expectedInterval(
        expectedPurchases[group]!,
        cloudExpected.map((value, i) => value * cloudAlive[i]!),
        z,
      );
      expectedLow[group] = interval.ciLow;
      expectedHigh[group] = interval.ciHigh;
      for (let i = 0; i < cloud.length; i++) sums.cloudMeans[i]! += count * cloudAlive[i]! * cloudExpected[i]!;
      low = predictedCount(cloudAlive, distributions, tail, low);
      high = predictedCount(cloudAlive, distributions, 1 - tail, high);
      predictedLow[group] = low;
      predictedHigh[group] = high;
    }
    latest.set(x, { low, high });
  });
  const isKnown = cloud.length === 0 || horizon === 0;
  const intervals = isKnown || isOnBoundary ? { expectedLow: null, expectedHigh: null } : { expectedLow, expectedHigh };
  return { horizon, pAlive, expectedPurchases, ...intervals, predictedLow, predictedHigh, total: totalOf(sums, z, isKnown, isOnBoundary) };
}

/** Adds the cumulants of `count` customers whose purchases are 0 unless alive. */
function addCumulants(sums: Sums, pAlive: number, moments: readonly [number, number, number], count: number): void {
  const first = pAlive * moments[0];
  const second = pAlive * (moments[1] + moments[0]);
  const third = pAlive * (moments[2] + 3 * moments[1] + moments[0]);
  sums.mean += count * first;
  sums.variance += count * (second - first * first);
  sums.thirdCumulant += count * (third - 3 * second * first + 2 * first ** 3);
}

function totalOf({ mean, variance, thirdCumulant, cloudMeans }: Sums, z: number, isKnown: boolean, isOnBoundary: boolean): TotalForecast {
  const means = Array.from(cloudMeans);
  const chance = predictedTotal(mean, variance, thirdCumulant, z);
  const predicted = isKnown ? chance : predictedTotal(mean, variance + cloudStdErr(means) ** 2, thirdCumulant, z);
  return {
    expectedPurchases: mean,
    expected: isKnown || isOnBoundary ? null : expectedInterval(mean, means, z),
    predicted: isOnBoundary && means.length === 0 && mean > 0 ? null : predicted,
    chance,
  };
}

/** E exp(± z stdErr(ln E)); where chances of life are so small that logarithms end, from 0 to the largest of the cloud. */
function expectedInterval(expected: number, cloudExpected: readonly number[], z: number): Interval {
  const logStdErr = cloudLogStdErr(cloudExpected);
  if (logStdErr === null) return { ciLow: 0, ciHigh: Math.max(expected, ...cloudExpected) };
  const factor = Math.exp(z * logStdErr);
  return { ciLow: expected / factor, ciHigh: expected * factor };
}
