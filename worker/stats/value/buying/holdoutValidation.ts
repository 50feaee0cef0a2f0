import { requireFinite, requireSameLength } from '../../checks.ts';
import type { Interval } from '../../inference/interval.ts';
import { ModelInputError } from '../../outcome.ts';
import type { BuyingGroups } from './buyingGroups.ts';
import type { BuyingModel } from './buyingModel.ts';
import { forEachFuture } from './forEachFuture.ts';
import { purchaseForecast, type TotalForecast, type UncertainModel } from './purchaseForecast.ts';

/** Customers of one frequency in the calibration period; the last bin is open. */
export interface FrequencyBin {
  readonly frequency: number;
  readonly isOpen: boolean;
  readonly customers: number;
  readonly actualMean: number;
  readonly expectedMean: number;
}

export interface HoldoutValidation {
  readonly length: number;
  readonly customers: number;
  readonly actual: number;
  /** on a boundary where nothing tells the doubt about the parameters `predicted` is that of chance alone */
  readonly total: TotalForecast & { readonly predicted: Interval };
  /** whether the actual total lies within the interval `predicted` */
  readonly isInside: boolean;
  /** mean over customers of |expected - actual| */
  readonly meanAbsoluteError: number;
  /** Σ ln P(purchases held out | x, tX, T): what models are compared by */
  readonly logPredictive: number;
  readonly byFrequency: readonly FrequencyBin[];
}

/** Frequencies from here on share a bin, as in the literature. */
const OPEN_BIN = 7;

/**
 * How a model fitted on the calibration period does on purchases held out: totals, by frequency bin, mean absolute error, and the log
 * predictive likelihood, on which models with the same data are compared.
 *
 * @param groups   of one row a customer (no counts), so that groupOf leads from a customer to his history
 * @param holdout  purchases of each customer in the holdout, whole numbers
 * @param length   of the holdout, in the unit of the times
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function holdoutValidation(
  groups: BuyingGroups,
  holdout: Float64Array,
  length: number,
  model: UncertainModel,
  confidenceLevel = 0.95,
): HoldoutValidation {
  requireHoldout(groups, holdout);
  const { expectedPurchases, total } = purchaseForecast(groups, model, length, confidenceLevel);
  const predicted = total.predicted ?? total.chance;
  const bins = Array.from({ length: OPEN_BIN + 1 }, () => ({ customers: 0, actual: 0, expected: 0 }));
  let [actual, absoluteErrors] = [0, 0];
  for (let row = 0; row < holdout.length; row++) {
    const group = groups.groupOf[row]!;
    const bin = bins[Math.min(OPEN_BIN, groups.frequency[group]!)]!;
    bin.customers++;
    bin.actual += holdout[row]!;
    bin.expected += expectedPurchases[group]!;
    actual += holdout[row]!;
    absoluteErrors += Math.abs(holdout[row]! - expectedPurchases[group]!);
  }
  return {
    ...{ length, customers: groups.n, actual, total: { ...total, predicted } },
    isInside: actual >= predicted.ciLow && actual <= predicted.ciHigh,
    meanAbsoluteError: absoluteErrors / groups.n,
    logPredictive: logPredictive(groups, holdout, length, model.model),
    byFrequency: bins.flatMap(({ customers, actual: sum, expected }, frequency) =>
      customers === 0
        ? []
        : [{ frequency, isOpen: frequency === OPEN_BIN, customers, actualMean: sum / customers, expectedMean: expected / customers }],
    ),
  };
}

/**
 * Σ over customers of ln P(Y = y | x, tX, T), y the purchases held out: P(Y = 0) = 1 - pAlive + pAlive P(0 | alive), else pAlive P(y | alive).
 *
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function logPredictive(groups: BuyingGroups, holdout: Float64Array, length: number, model: BuyingModel): number {
  requireHoldout(groups, holdout);
  const largestOf = new Float64Array(groups.counts.length);
  for (let row = 0; row < holdout.length; row++) {
    const group = groups.groupOf[row]!;
    largestOf[group] = Math.max(largestOf[group]!, holdout[row]!);
  }
  const pAlive = new Float64Array(groups.counts.length);
  const distributions: Float64Array[] = new Array(groups.counts.length);
  forEachFuture(groups, (x, T, start, end) => {
    const largest = largestOf.subarray(start, end).reduce((most, value) => Math.max(most, value), 0);
    const probabilities = model.future(x, T).probabilities(length, largest + 1);
    for (let group = start; group < end; group++) {
      pAlive[group] = model.pAlive(x, groups.recency[group]!, T);
      distributions[group] = probabilities;
    }
  });
  let sum = 0;
  for (let row = 0; row < holdout.length; row++) {
    const group = groups.groupOf[row]!;
    const alive = pAlive[group]! * distributions[group]![holdout[row]!]!;
    const probability = holdout[row] === 0 ? 1 - pAlive[group]! + alive : alive;
    sum += Math.log(Math.max(probability, Number.MIN_VALUE)); // what underflows is impossible enough
  }
  return sum;
}

function requireHoldout({ groupOf, n }: BuyingGroups, holdout: Float64Array): void {
  requireSameLength({ holdout, groupOf });
  requireFinite({ holdout });
  if (n !== holdout.length)
    throw new ModelInputError('OUT_OF_RANGE', `groups has ${n} customers in ${groupOf.length} rows, one each is needed`);
  const bad = holdout.findIndex((value) => !(value >= 0 && Number.isInteger(value)));
  if (bad >= 0) throw new ModelInputError('OUT_OF_RANGE', `holdout has ${holdout[bad]} at row ${bad}, a whole number from 0 up is needed`);
}
