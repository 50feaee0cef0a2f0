import type { ClvModelRow, ClvResult, ModelParameterRow } from '../../data/clvResult.ts';
import { datedLaterWarning } from '../../data/datedLater.ts';
import type { Computed } from '../../runJob.ts';
import type { Warning } from '../../stats/outcome.ts';
import type { BuyingGroups } from '../../stats/value/buying/buyingGroups.ts';
import { purchaseForecast } from '../../stats/value/buying/purchaseForecast.ts';
import { continuousDiscount } from '../../stats/value/continuousDiscount.ts';
import { type GammaGammaFit, gammaGamma } from '../../stats/value/spend/gammaGamma.ts';
import { type ValueForecast, valueForecast } from '../../stats/value/valueForecast.ts';
import { buyingParameters, type FittedBuying, fitBuying, groupsOf, modelNames } from './buyingFits.ts';
import type { BuyingHistories, Histories } from './buyingHistories.ts';
import { type BuyingHoldout, buyingHoldout } from './buyingHoldout.ts';
import { type Margin, marginOf } from './margin.ts';
import type { ClvRun } from './prepareClv.ts';
import { rankedScores } from './rankedScores.ts';
import { spendParameters } from './spendParameters.ts';

/** As continuousDiscount counts a year. */
const unitsAMonth = { WEEK: 52 / 12, DAY: 365 / 12 } as const;
/** Fewer, and no spend is estimated (definitions.md, section 5). */
const minimumSpenders = 100;

/** Customers without a contract: purchases to come by BG/NBD or Pareto/NBD, spend by Gamma-Gamma, value by both. */
export function valueOfBuyers(
  asked: ClvRun,
  { observed, calibrated, margin: sums }: BuyingHistories,
  onProgress: (fraction: number) => void,
): Computed<ClvResult> {
  const { parameters } = asked;
  const holdout = buyingHoldout(asked, calibrated);
  onProgress(0.4);
  const groups = groupsOf(observed);
  const outcome = (calibrated === observed ? holdout.outcome : null) ?? fitBuying(holdout.chosen, groups);
  const rowsUsed = purchasesOf(observed);
  const ofReading = datedLaterWarning('orders', asked.datedLater, asked.query.lastChange);
  if (outcome.kind !== 'fitted') return { outcome, rowsUsed, warnings: ofReading };
  if (groups === null) throw new Error('nothing is fitted to nobody');
  const fitted = outcome.fit;
  onProgress(0.6);
  const margin = marginOf(parameters, sums);
  const spend = spendOf(observed);
  const horizon = parameters.horizonMonths * unitsAMonth[parameters.timeUnit];
  const purchases = purchaseForecast(groups, fitted.uncertain, horizon, parameters.confidenceLevel);
  onProgress(0.8);
  const value = moneyOf(asked, groups, fitted, observed, spend.fit, margin, horizon);
  const byRow = (column: Float64Array): Float64Array => Float64Array.from(groups.groupOf, (group) => column[group] ?? Number.NaN);
  const { scores, tiers, rankedBy } = rankedScores(observed.customerIds, parameters.tiers, {
    p_alive: byRow(purchases.pAlive),
    expected_purchases: byRow(purchases.expectedPurchases),
    expected_purchases_low: byRow(purchases.predictedLow),
    expected_purchases_high: byRow(purchases.predictedHigh),
    ...value.columns,
  });
  const fit: ClvResult = {
    model: { ...modelRow(asked, holdout, fitted, margin, horizon, rowsUsed - observed.frequency.length), ...spend.row, rankedBy },
    parameters: [
      ...buyingParameters(fitted, 'OBSERVATION', parameters.confidenceLevel),
      ...spend.parameters(parameters.confidenceLevel),
      ...holdout.parameters,
    ],
    totals: [
      {
        quantity: 'PURCHASES',
        estimate: purchases.total.expectedPurchases,
        n: groups.n,
        unknown: 0,
        expected: purchases.total.expected,
        predicted: purchases.total.predicted,
        reason: purchases.total.expected === null ? 'BOUNDARY' : null,
      },
      { quantity: 'VALUE', n: groups.n, ...value.total },
    ],
    tiers,
    holdouts: holdout.rows,
    renewals: [],
    scores,
  };
  const warnings = [...outcome.warnings, ...spend.warnings, ...margin.warnings, ...windowWarnings(asked, observed, holdout, horizon)];
  return { outcome: { kind: 'fitted', fit, warnings }, rowsUsed, warnings: ofReading };
}

/** Purchases that the scores know of: each customer's first, and the repeats. */
function purchasesOf({ frequency }: Histories): number {
  return frequency.reduce((sum, x) => sum + x + 1, 0);
}

function modelRow(
  asked: ClvRun,
  holdout: BuyingHoldout,
  { name, fit }: FittedBuying,
  margin: Margin,
  horizonLength: number,
  repeatPurchases: number,
) {
  const { parameters, periods, setting, settingReason } = asked;
  const { timeUnit, horizonMonths, discountRate, confidenceLevel } = parameters;
  return {
    setting,
    settingReason,
    model: modelNames[name],
    modelReason: holdout.reason,
    timeUnit,
    measure: margin.share === null ? 'REVENUE' : 'VALUE',
    marginShare: margin.share,
    marginSource: margin.source,
    marginOrders: margin.orders,
    observedFromDay: periods.observedFrom,
    observedUntilDay: periods.observedUntil,
    horizonMonths,
    horizonLength,
    discountRate,
    confidenceLevel,
    n: fit.n,
    repeatBuyers: fit.repeatBuyers,
    repeatPurchases,
    logLikelihood: fit.logLikelihood,
    limits: fit.limits,
  } satisfies Partial<ClvModelRow>;
}

interface Spend {
  readonly fit: GammaGammaFit | null;
  readonly row: Pick<ClvModelRow, 'spendModel' | 'spendN' | 'spendByFrequency' | 'spendCorrelation' | 'spendMean'>;
  readonly parameters: (level: number) => ModelParameterRow[];
  readonly warnings: readonly Warning[];
}

/** Spend on the histories that the scores know. Where it cannot be estimated nobody has a value, and the warning says why. */
function spendOf({ frequency, monetary }: Histories): Spend {
  const nothing = { spendModel: null, spendN: null, spendByFrequency: null, spendCorrelation: null, spendMean: null };
  const refused = (code: Warning['code'], detail: string): Spend => {
    return { fit: null, row: nothing, parameters: () => [], warnings: [{ code, subject: 'spend', detail }] };
  };
  if (monetary === null) return refused('NOT_ENOUGH_DATA', 'no order says its revenue');
  const outcome = gammaGamma({ frequency, monetary, counts: null });
  if (outcome.kind !== 'fitted') return refused(outcome.reason, outcome.detail);
  const { fit, warnings } = outcome;
  if (fit.n < minimumSpenders)
    return refused('NOT_ENOUGH_DATA', `${fit.n} repeat buyers with spend, at least ${minimumSpenders} are needed`);
  return {
    fit,
    row: {
      spendModel: spendNames[fit.model.kind],
      spendN: fit.n,
      spendByFrequency: fit.byFrequency !== null,
      spendCorrelation: fit.correlation.rank,
      spendMean: fit.populationMean,
    },
    parameters: (level) => spendParameters(fit, level),
    warnings: warnings.map((warning) => ({ ...warning, subject: warning.subject ?? 'spend' })),
  };
}

const spendNames = { gammaGamma: 'GAMMA_GAMMA', identical: 'IDENTICAL', steady: 'STEADY' } as const;

function moneyOf(
  { parameters: { timeUnit, discountRate, confidenceLevel } }: ClvRun,
  groups: BuyingGroups,
  { uncertain }: FittedBuying,
  { frequency, monetary }: Histories,
  spend: GammaGammaFit | null,
  margin: Margin,
  horizon: number,
) {
  if (spend === null || monetary === null) {
    return { columns: {}, total: { estimate: null, expected: null, predicted: null, unknown: groups.n, reason: 'NOT_ENOUGH_DATA' } };
  }
  const rate = continuousDiscount(discountRate, timeUnit === 'WEEK' ? 'week' : 'day');
  const options = { rate, horizon, margin: margin.share, confidenceLevel };
  const { total, ...forecast } = valueForecast(groups, uncertain, { frequency, monetary, counts: null }, spend, options);
  const isOnBoundary = uncertain.isOnBoundary === true || spend.covariance === null; // standard errors are null there
  const { value: estimate, unknown, expected, predicted } = total;
  return {
    columns: columnsOf(forecast, isOnBoundary),
    total: {
      estimate,
      unknown,
      expected: isOnBoundary ? null : expected,
      predicted,
      reason: isOnBoundary || predicted === null ? 'BOUNDARY' : null,
    },
  };
}

function columnsOf({ value, ...bounds }: Omit<ValueForecast, 'total'>, isOnBoundary: boolean) {
  return {
    value,
    value_predicted_low: bounds.predictedLow,
    value_predicted_high: bounds.predictedHigh,
    ...(isOnBoundary ? {} : { value_expected_low: bounds.expectedLow, value_expected_high: bounds.expectedHigh }),
  };
}

function windowWarnings({ parameters: { timeUnit } }: ClvRun, { age }: Histories, { gap }: BuyingHoldout, horizon: number): Warning[] {
  const longest = age.reduce((most, T) => Math.max(most, T), 0);
  const warn = (detail: string): Warning => ({ code: 'SHORT_WINDOW', subject: null, detail });
  const unit = timeUnit.toLowerCase();
  return [
    ...(horizon > longest
      ? [warn(`the horizon is ${horizon.toFixed(0)} ${unit}s, nobody was observed for more than ${longest.toFixed(0)}`)]
      : []),
    ...(gap === null ? [] : [warn(`there is no holdout report: ${gap}`)]),
  ];
}
