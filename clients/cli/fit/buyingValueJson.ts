/** What customers are worth, as the JSON of `earshot fit bgnbd` and `paretonbd` names it: purchases to come times spend times margin. */
import {
  type BuyingGroups,
  customerValue,
  discountedPurchases,
  gammaGamma,
  spendPrediction,
  type UncertainModel,
  type ValueForecast,
  valueForecast,
  type Warning,
} from '../../../worker/stats/index.ts';
import type { BuyingRequest } from './buyingRequest.ts';

/** What a row of `predictions` gets where the file has money. Null: spend cannot be estimated, or an interval does not exist. */
export interface RowValueJson {
  readonly discountedPurchases: number;
  readonly expectedSpend: number | null;
  readonly clv: number | null;
  /** interval `predicted`, of the money itself; null without end */
  readonly clvLow: number | null;
  readonly clvHigh: number | null;
  /** interval `expected`; null where the parameters of a model count as known, or lie on the boundary */
  readonly clvExpectedLow: number | null;
  readonly clvExpectedHigh: number | null;
  /** among the customers of the file, 0 to 100; tier 1 is the most valuable fifth */
  readonly percentile: number | null;
  readonly tier: number | null;
}

/** All customers together; the intervals are named as in `totals`. */
export interface ValueJson {
  /** REVENUE where no margin was given */
  readonly measure: 'VALUE' | 'REVENUE';
  readonly margin: number | null;
  readonly discount: number;
  /** null: without end */
  readonly months: number | null;
  readonly total: number;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly expectedLow: number | null;
  readonly expectedHigh: number | null;
  /** customers whose spend is not known */
  readonly unknown: number;
}

export interface Values {
  readonly warnings: readonly Warning[];
  readonly value: ValueJson;
  readonly rowJson: (row: number) => RowValueJson;
}

/** Spend by Gamma-Gamma on the same histories. Where it cannot be estimated, value is null, with the warning. */
export function valuesOf(
  { history, value, level }: BuyingRequest,
  groups: BuyingGroups,
  model: UncertainModel,
  monetary: Float64Array,
): Values {
  const { frequency, counts } = history;
  const { rate, horizon, margin } = value;
  const byGroup = discountedPurchases(groups, model.model, rate, horizon);
  const purchases = Float64Array.from(groups.groupOf, (group) => byGroup[group] ?? 0);
  const histories = { frequency, monetary, counts };
  const outcome = gammaGamma(histories);
  const spend = outcome.kind === 'fitted' ? outcome.fit : null;
  const expectedSpend =
    spend === null ? new Float64Array(frequency.length).fill(Number.NaN) : spendPrediction(spend, frequency, monetary, level).expectedSpend;
  const worth = customerValue({ discountedPurchases: purchases, expectedSpend, margin, counts });
  const doubt = spend === null ? null : valueForecast(groups, model, histories, spend, { rate, horizon, margin, confidenceLevel: level });
  const isInDoubt = model.cloud.length > 0 && !model.isOnBoundary && spend?.covariance !== null;
  return {
    warnings: outcome.kind === 'fitted' ? outcome.warnings : [{ code: outcome.reason, subject: 'expectedSpend', detail: outcome.detail }],
    value: {
      ...{ measure: worth.measure, margin, discount: value.yearlyDiscount, months: value.months, total: worth.total },
      ...totalIntervals(doubt, isInDoubt),
      unknown: worth.unknown,
    },
    rowJson: (row) => ({
      discountedPurchases: purchases[row] ?? 0,
      expectedSpend: known(expectedSpend, row),
      clv: known(worth.value, row),
      clvLow: known(doubt?.predictedLow, row),
      clvHigh: known(doubt?.predictedHigh, row),
      clvExpectedLow: isInDoubt ? known(doubt?.expectedLow, row) : null,
      clvExpectedHigh: isInDoubt ? known(doubt?.expectedHigh, row) : null,
      percentile: known(worth.percentile, row),
      tier: worth.tier[row] || null,
    }),
  };
}

function totalIntervals(doubt: ValueForecast | null, isInDoubt: boolean) {
  const { predicted = null, expected = null } = doubt?.total ?? {};
  return {
    ciLow: predicted?.ciLow ?? null,
    ciHigh: predicted?.ciHigh ?? null,
    expectedLow: isInDoubt ? (expected?.ciLow ?? null) : null,
    expectedHigh: isInDoubt ? (expected?.ciHigh ?? null) : null,
  };
}

function known(column: Float64Array | undefined, row: number): number | null {
  const number = column?.[row] ?? Number.NaN;
  return Number.isNaN(number) ? null : number;
}
