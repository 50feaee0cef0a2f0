/** Results of BG/NBD and Pareto/NBD as the JSON of `earshot fit` names them. */
import {
  type BuyingGroups,
  customerValue,
  discountedPurchases,
  gammaGamma,
  type HoldoutValidation,
  type PurchaseForecast,
  purchaseForecast,
  spendPrediction,
  type TotalForecast,
  type TrackingPoint,
  type UncertainModel,
  type Warning,
} from '../../../worker/stats/index.ts';
import type { BuyingRequest } from './buyingRequest.ts';

/** One row of `predictions`. ciLow and ciHigh are the interval `predicted`, of the purchases themselves. */
export interface PredictionJson {
  readonly customer?: string;
  readonly x: number;
  readonly tX: number;
  readonly T: number;
  readonly count?: number;
  readonly pAlive: number;
  readonly expectedPurchases: number;
  readonly ciLow: number;
  readonly ciHigh: number;
  /** null: the parameters count as known */
  readonly expectedLow: number | null;
  readonly expectedHigh: number | null;
  readonly discountedPurchases?: number;
  readonly expectedSpend?: number | null;
  readonly clv?: number | null;
}

export interface TotalsJson {
  readonly customers: number;
  readonly horizon: number;
  readonly expectedPurchases: number;
  readonly ciLow: number;
  readonly ciHigh: number;
  readonly expectedLow: number | null;
  readonly expectedHigh: number | null;
}

export interface ValueJson {
  /** REVENUE where no margin was given */
  readonly measure: 'VALUE' | 'REVENUE';
  readonly margin: number | null;
  readonly discount: number;
  /** null: without end */
  readonly months: number | null;
  readonly total: number;
  /** customers whose spend is not known */
  readonly unknown: number;
}

export interface Predictions {
  readonly predictions: readonly PredictionJson[];
  readonly totals: TotalsJson;
  readonly value: ValueJson | null;
  readonly warnings: readonly Warning[];
}

/** Forecast of every row of the file, and of all customers. */
export function predictionsOf(request: BuyingRequest, groups: BuyingGroups, model: UncertainModel, horizon: number): Predictions {
  const { history, level } = request;
  const forecast = purchaseForecast(groups, model, horizon, level);
  const money = history.monetary === null ? null : moneyOf(request, groups, model, history.monetary);
  const predictions = Array.from(history.frequency, (x, row): PredictionJson => {
    const group = groups.groupOf[row] ?? -1;
    return {
      ...(history.customers === null ? {} : { customer: history.customers[row] ?? '' }),
      ...{ x, tX: history.recency[row] ?? 0, T: history.age[row] ?? 0 },
      ...(history.counts === null ? {} : { count: history.counts[row] ?? 0 }),
      ...forecastJson(forecast, group),
      ...(money === null ? {} : money.rowJson(row)),
    };
  });
  return {
    predictions: predictions.filter((_, row) => (groups.groupOf[row] ?? -1) >= 0), // rows that stand for nobody
    totals: { customers: groups.n, horizon, ...totalJson(forecast.total) },
    value: money?.value ?? null,
    warnings: money?.warnings ?? [],
  };
}

function forecastJson(forecast: PurchaseForecast, group: number) {
  return {
    pAlive: forecast.pAlive[group] ?? 0,
    expectedPurchases: forecast.expectedPurchases[group] ?? 0,
    ciLow: forecast.predictedLow[group] ?? 0,
    ciHigh: forecast.predictedHigh[group] ?? 0,
    expectedLow: forecast.expectedLow?.[group] ?? null,
    expectedHigh: forecast.expectedHigh?.[group] ?? null,
  };
}

function totalJson({ expectedPurchases, expected, predicted }: TotalForecast) {
  return { expectedPurchases, ...predicted, expectedLow: expected?.ciLow ?? null, expectedHigh: expected?.ciHigh ?? null };
}

/** Spend by Gamma-Gamma on the same histories, times discounted purchases. Where spend cannot be estimated it is null, with the warning. */
function moneyOf({ history, value, level }: BuyingRequest, groups: BuyingGroups, { model }: UncertainModel, monetary: Float64Array) {
  const { frequency, counts } = history;
  const byGroup = discountedPurchases(groups, model, value.rate, value.horizon);
  const purchases = Float64Array.from(groups.groupOf, (group) => byGroup[group] ?? 0);
  const outcome = gammaGamma({ frequency, monetary, counts });
  const spend =
    outcome.kind === 'fitted'
      ? spendPrediction(outcome.fit, frequency, monetary, level).expectedSpend
      : new Float64Array(frequency.length).fill(Number.NaN);
  const worth = customerValue({ discountedPurchases: purchases, expectedSpend: spend, margin: value.margin });
  const known = (column: Float64Array, row: number): number | null => {
    const number = column[row] ?? Number.NaN;
    return Number.isNaN(number) ? null : number;
  };
  const warnings: readonly Warning[] =
    outcome.kind === 'fitted' ? outcome.warnings : [{ code: outcome.reason, subject: 'expectedSpend', detail: outcome.detail }];
  const total = worth.value.reduce((sum, one, row) => sum + (Number.isNaN(one) ? 0 : one * (counts?.[row] ?? 1)), 0);
  const unknown = worth.value.reduce((sum, one, row) => sum + (Number.isNaN(one) ? (counts?.[row] ?? 1) : 0), 0);
  const json: ValueJson = {
    ...{ measure: worth.measure, margin: value.margin, discount: value.yearlyDiscount, months: value.months },
    ...{ total, unknown },
  };
  return {
    warnings,
    value: json,
    rowJson: (row: number) => ({
      discountedPurchases: purchases[row] ?? 0,
      expectedSpend: known(spend, row),
      clv: known(worth.value, row),
    }),
  };
}

/** The holdout as JSON: its totals have the names of `totals`. */
export function holdoutJson({ total, ...validation }: HoldoutValidation, tracking: readonly TrackingPoint[]) {
  const { length, customers, actual, isInside, meanAbsoluteError, logPredictive, byFrequency } = validation;
  return { length, customers, actual, ...totalJson(total), isInside, meanAbsoluteError, logPredictive, byFrequency, tracking };
}
