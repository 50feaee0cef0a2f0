/** Results of BG/NBD and Pareto/NBD as the JSON of `earshot fit` names them. */
import {
  type BuyingGroups,
  type HoldoutValidation,
  type PurchaseForecast,
  purchaseForecast,
  type TotalForecast,
  type TrackingPoint,
  type UncertainModel,
  type Warning,
} from '../../../worker/stats/index.ts';
import type { BuyingRequest } from './buyingRequest.ts';
import { type RowValueJson, type ValueJson, valuesOf } from './buyingValueJson.ts';

/** One row of `predictions`. ciLow and ciHigh are the interval `predicted`, of the purchases themselves. */
export interface PredictionJson extends Partial<RowValueJson> {
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
}

export interface TotalsJson {
  readonly customers: number;
  readonly horizon: number;
  readonly expectedPurchases: number;
  /** null on a boundary where the doubt about the parameters has no size */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly expectedLow: number | null;
  readonly expectedHigh: number | null;
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
  const money = history.monetary === null ? null : valuesOf(request, groups, model, history.monetary);
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
  return {
    ...{ expectedPurchases, ciLow: predicted?.ciLow ?? null, ciHigh: predicted?.ciHigh ?? null },
    ...{ expectedLow: expected?.ciLow ?? null, expectedHigh: expected?.ciHigh ?? null },
  };
}

/** The holdout as JSON: its totals have the names of `totals`. */
export function holdoutJson({ total, ...validation }: HoldoutValidation, tracking: readonly TrackingPoint[]) {
  const { length, customers, actual, isInside, meanAbsoluteError, logPredictive, byFrequency } = validation;
  return { length, customers, actual, ...totalJson(total), isInside, meanAbsoluteError, logPredictive, byFrequency, tracking };
}
