import { requireConfidenceLevel, requireCounts, requireNonNegative, requireSameLength } from '../../checks.ts';
import { twoSidedZ } from '../../distributions/normalQuantile.ts';
import type { Interval } from '../../inference/interval.ts';
import { ModelInputError } from '../../outcome.ts';
import { cloudLogStdErr, cloudStdErr, parameterCloud } from '../buying/parameterCloud.ts';
import { renewalCounts } from './renewalCounts.ts';
import type { RenewalModel } from './renewalModel.ts';
import type { SbgFit } from './sbg.ts';

/** Customers under contract by row. */
export interface Contracts {
  /** length n: renewals made so far, whole numbers from 0 up; -1: the customer has left and pays nothing any more */
  readonly renewals: Int32Array;
  /** length n: money a period; NaN = not known */
  readonly price: Float64Array;
}

export interface ContractForecastOptions {
  /** how many payments to come count: the periods within the horizon */
  readonly payments: number;
  /** d per period, >= 0 */
  readonly discountRate: number;
  readonly confidenceLevel?: number;
}

/** Columns parallel to the contracts. NaN: not known, for want of a price, or of errors of the parameters (BOUNDARY). */
export interface ContractForecast {
  /** expected number of payments, undiscounted, and the interval `predicted` of their number */
  readonly payments: Float64Array;
  readonly paymentsLow: Float64Array;
  readonly paymentsHigh: Float64Array;
  readonly value: Float64Array;
  /** of the expected value: doubt about the parameters */
  readonly expectedLow: Float64Array;
  readonly expectedHigh: Float64Array;
  /** of the money itself: doubt about the parameters, and chance */
  readonly predictedLow: Float64Array;
  readonly predictedHigh: Float64Array;
  readonly totals: {
    /** customers whose price is not known, outside the total of value */
    readonly unknown: number;
    readonly payments: ContractTotal;
    readonly value: ContractTotal;
  };
}

export interface ContractTotal {
  readonly estimate: number;
  /** null on the boundary, and where the estimate is 0 */
  readonly expected: Interval | null;
  /** null where the estimate is 0, and on the boundary where nothing tells the doubt about churn */
  readonly predicted: Interval | null;
}

/**
 * What customers under contract will pay yet, each and all together, with both intervals: the shifted-beta-geometric model times a price.
 *
 *   K payments to come of N that could be: P(K >= k) = r_(n+1) … r_(n+k), n renewals made;  V = price Σ_{k <= K} (1 + d)^(1-k)
 *   The next renewal's payment counts in full, as in discountedResidualLifetime, to which E[V] / price goes as N grows.
 *
 *   expected:   E exp(± z se(ln E)), delta method over the cloud of alpha and beta
 *   predicted:  quantiles of K under the mean of the cloud's distributions, as money; at least the confidence level lies within
 *   totals:     given the parameters customers are independent, doubt about them is common to all; lognormal
 *
 * On the boundary the one parameter that is left is in doubt as a share is: Var ln(churn / (1 - churn)) = 1 / losses + 1 / renewals. It is in
 * `predicted`; `expected`, of the errors of alpha and beta, does not exist there (definitions.md, section 5).
 *
 * Time O(n + distinct renewals × payments).
 *
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Fader & Hardie (2010), Marketing Science 29:85-93, doi:10.1287/mksc.1080.0482
 */
export function contractForecast(
  { model, covariance, logOddsVariance = null }: Pick<SbgFit, 'model' | 'covariance'> & Partial<Pick<SbgFit, 'logOddsVariance'>>,
  { renewals, price }: Contracts,
  { payments, discountRate, confidenceLevel = 0.95 }: ContractForecastOptions,
): ContractForecast {
  const n = requireSameLength({ renewals, price });
  requireCounts({ payments });
  requireNonNegative({ discountRate });
  requireConfidenceLevel(confidenceLevel);
  const z = twoSidedZ(confidenceLevel);
  const cloud = renewalCloud(model, covariance, logOddsVariance);
  const isOnBoundary = model.kind !== 'sbg';
  const futures = new Map<number, Future>();
  const columns = emptyColumns(n);
  const counted = totalsOf(cloud.length);
  const earned = totalsOf(cloud.length);
  let unknown = 0;
  for (let row = 0; row < n; row++) {
    const made = renewals[row]!;
    if (made < -1) throw new ModelInputError('OUT_OF_RANGE', `renewals has ${made} at row ${row}, -1 or a number from 0 up is needed`);
    let future = futures.get(made);
    if (future === undefined) {
      future = made < 0 ? gone(cloud.length) : futureOf(model, cloud, made, payments, discountRate, (1 - confidenceLevel) / 2);
      futures.set(made, future);
    }
    fillRow(columns, row, future, price[row]!, z);
    if (isOnBoundary) columns.expectedLow[row] = columns.expectedHigh[row] = Number.NaN;
    add(counted, future.count, 1);
    if (Number.isNaN(price[row]!)) unknown++;
    else add(earned, future.money, price[row]!);
  }
  return { ...columns, totals: { unknown, payments: summary(counted, z, isOnBoundary), value: summary(earned, z, isOnBoundary) } };
}

/** A quantity that a customer of one number of renewals adds up to: its moments, and its expectation at each point of the cloud. */
interface Quantity {
  readonly mean: number;
  readonly variance: number;
  readonly cloud: readonly number[];
}

interface Future {
  readonly count: Quantity;
  /** at a price of 1 */
  readonly money: Quantity;
  readonly logStdErr: number | null;
  readonly countLow: number;
  readonly countHigh: number;
  readonly moneyLow: number;
  readonly moneyHigh: number;
}

function renewalCloud(model: RenewalModel, covariance: Float64Array | null, logOddsVariance: number | null): RenewalModel[] {
  if (model.kind !== 'sbg') {
    if (logOddsVariance === null) return [];
    const points = parameterCloud([model.churn / (1 - model.churn)], Float64Array.of(logOddsVariance));
    return points.map(([odds]) => ({ kind: model.kind, churn: odds! / (1 + odds!) }));
  }
  if (covariance === null) return [];
  const { alpha, beta } = model;
  const scale = [alpha, beta];
  const logCovariance = covariance.map((value, i) => value / scale[i >> 1]! / scale[i & 1]!);
  return parameterCloud([alpha, beta], logCovariance).map(([a, b]) => ({ kind: 'sbg', alpha: a!, beta: b! }));
}

function gone(points: number): Future {
  const nothing: Quantity = { mean: 0, variance: 0, cloud: new Array<number>(points).fill(0) };
  return { count: nothing, money: nothing, logStdErr: 0, countLow: 0, countHigh: 0, moneyLow: 0, moneyHigh: 0 };
}

function futureOf(
  model: RenewalModel,
  cloud: readonly RenewalModel[],
  made: number,
  payments: number,
  discountRate: number,
  tail: number,
): Future {
  const worth = new Float64Array(payments + 1); // of k payments at a price of 1
  for (let k = 1; k <= payments; k++) worth[k] = worth[k - 1]! + (1 + discountRate) ** (1 - k);
  const counts = Float64Array.from(worth.keys());
  const own = renewalCounts(model, made, payments);
  const others = cloud.map((point) => renewalCounts(point, made, payments));
  const money = quantity(worth, own, others);
  const chances = others.length === 0 ? [own] : others;
  const [low, high] = [quantile(chances, tail), quantile(chances, 1 - tail)];
  return {
    count: quantity(counts, own, others),
    money,
    logStdErr: others.length === 0 ? null : cloudLogStdErr(money.cloud),
    countLow: low,
    countHigh: high,
    moneyLow: worth[low]!,
    moneyHigh: worth[high]!,
  };
}

function quantity(values: Float64Array, own: Float64Array, others: readonly Float64Array[]): Quantity {
  const meanOf = (probabilities: Float64Array): number => probabilities.reduce((sum, p, k) => sum + p * values[k]!, 0);
  const mean = meanOf(own);
  return { mean, variance: own.reduce((sum, p, k) => sum + p * (values[k]! - mean) ** 2, 0), cloud: others.map(meanOf) };
}

/** The smallest k with P(K <= k) >= level under the mean of the distributions. */
function quantile(distributions: readonly Float64Array[], level: number): number {
  const last = distributions[0]!.length - 1;
  let below = 0;
  for (let k = 0; k < last; k++) {
    for (const distribution of distributions) below += distribution[k]! / distributions.length;
    if (below >= level) return k;
  }
  return last;
}

type Columns = Omit<ContractForecast, 'totals'>;

function emptyColumns(n: number): Columns {
  const column = (): Float64Array => new Float64Array(n).fill(Number.NaN);
  return {
    payments: column(),
    paymentsLow: column(),
    paymentsHigh: column(),
    value: column(),
    expectedLow: column(),
    expectedHigh: column(),
    predictedLow: column(),
    predictedHigh: column(),
  };
}

function fillRow(columns: Columns, row: number, future: Future, price: number, z: number): void {
  const { count, money, logStdErr } = future;
  columns.payments[row] = count.mean;
  columns.paymentsLow[row] = future.countLow;
  columns.paymentsHigh[row] = future.countHigh;
  columns.value[row] = price * money.mean;
  if (logStdErr !== null) {
    columns.expectedLow[row] = price * money.mean * Math.exp(-z * logStdErr);
    columns.expectedHigh[row] = price * money.mean * Math.exp(z * logStdErr);
  }
  columns.predictedLow[row] = price * future.moneyLow;
  columns.predictedHigh[row] = price * future.moneyHigh;
}

interface Totals {
  mean: number;
  variance: number;
  readonly cloud: Float64Array;
}

const totalsOf = (points: number): Totals => ({ mean: 0, variance: 0, cloud: new Float64Array(points) });

function add(totals: Totals, { mean, variance, cloud }: Quantity, price: number): void {
  totals.mean += price * mean;
  totals.variance += price * price * variance;
  for (let i = 0; i < cloud.length; i++) totals.cloud[i]! += price * cloud[i]!;
}

function summary({ mean, variance, cloud }: Totals, z: number, isOnBoundary: boolean): ContractTotal {
  if (mean === 0) return { estimate: 0, expected: null, predicted: null };
  if (isOnBoundary && cloud.length === 0) return { estimate: mean, expected: null, predicted: null };
  const logStdErr = cloud.length === 0 ? 0 : cloudStdErr(Array.from(cloud, Math.log));
  const chance = Math.log1p(variance / (mean * mean));
  const spread = z * Math.sqrt(chance + logStdErr * logStdErr);
  const centre = Math.log(mean) - chance / 2;
  return {
    estimate: mean,
    expected:
      isOnBoundary || cloud.length === 0 ? null : { ciLow: mean * Math.exp(-z * logStdErr), ciHigh: mean * Math.exp(z * logStdErr) },
    predicted: { ciLow: Math.exp(centre - spread), ciHigh: Math.exp(centre + spread) },
  };
}
