import type { ClvModelRow, ClvRenewalRow, ClvResult, ClvTotalRow } from '../../data/clvResult.ts';
import type { Computed } from '../../runJob.ts';
import { type NotEstimable, notEstimable, type Warning } from '../../stats/outcome.ts';
import {
  type ContractForecast,
  type ContractForecastOptions,
  type ContractTotal,
  contractForecast,
} from '../../stats/value/renewal/contractForecast.ts';
import { type SbgFit, sbg } from '../../stats/value/renewal/sbg.ts';
import { survivalForecast } from '../../stats/value/renewal/survivalForecast.ts';
import { cohortsOf, customersOf, minimumLosses, type People, renewalParameters, tooFewLosses } from './contractFits.ts';
import type { ContractColumns, ContractPart } from './contractHistories.ts';
import { type ContractHoldout, contractHoldout } from './contractHoldout.ts';
import { marginOf } from './margin.ts';
import type { ClvRun } from './prepareClv.ts';
import { rankedScores } from './rankedScores.ts';

const periodNames = { 1: 'MONTH', 3: 'QUARTER', 12: 'YEAR' } as const;
const noMarginKnown = { orders: 0, priced: 0, margin: 0n, revenue: 0n };

/** Customers under contract: renewals by the shifted-beta-geometric model of all contracts seen from their start, times their revenue a period. */
export function valueOfContracts(asked: ClvRun, contracts: ContractPart): Computed<ClvResult> {
  const { parameters, periodMonths } = asked;
  const rowsUsed = contracts.customerIds.length;
  const people = customersOf(contracts);
  const gaps = gapsOf(contracts, people);
  const refusal = refusalOf(contracts, people, gaps);
  if (refusal !== null) return { outcome: refusal, rowsUsed };
  const outcome = sbg(cohortsOf(contracts));
  if (outcome.kind !== 'fitted') return { outcome, rowsUsed };
  const renewal = outcome.fit;
  if (renewal.losses < minimumLosses) return { outcome: tooFewLosses(renewal), rowsUsed };
  const n = people.customerIds.length;
  const payments = Math.max(1, Math.floor(parameters.horizonMonths / periodMonths));
  const margin = marginOf(parameters, noMarginKnown);
  const hasPrices = isPriced(people);
  const price = people.monthlyRevenue.map((revenue) => revenue * periodMonths * (margin.share ?? 1));
  const discountRate = (1 + parameters.discountRate) ** (periodMonths / 12) - 1;
  const options = { payments, discountRate, confidenceLevel: parameters.confidenceLevel };
  const { totals, ...forecast } = forecastOf(people, price, renewal, options);
  const columns = { ...purchaseColumns(people, forecast), ...(hasPrices ? valueColumns(forecast) : {}) };
  const { scores, tiers, rankedBy } = rankedScores(people.customerIds, parameters.tiers, columns);
  const holdout = contractHoldout(asked, contracts.calibrated);
  const fit: ClvResult = {
    model: { ...modelRow(asked, contracts, renewal, n, payments), measure: margin.share === null ? 'REVENUE' : 'VALUE', rankedBy },
    parameters: [...renewalParameters(renewal, 'OBSERVATION', parameters.confidenceLevel), ...holdout.parameters],
    totals: [
      totalRow('PURCHASES', totals.payments, n, gaps.migrated),
      hasPrices ? totalRow('VALUE', totals.value, n, totals.unknown + gaps.migrated) : unknownValue(n),
    ],
    tiers,
    holdouts: holdout.rows,
    renewals: renewalRows(contracts, renewal, payments, parameters.confidenceLevel),
    scores,
  };
  const warnings = [
    ...outcome.warnings,
    ...contractWarnings(gaps, hasPrices),
    ...horizonWarnings(asked, payments, renewal),
    ...holdoutWarnings(holdout),
  ];
  return { outcome: { kind: 'fitted', fit, warnings }, rowsUsed };
}

/** What the data do not tell: of contracts how long they had run, of customers whether they are there. */
function gapsOf({ isTruncated }: ContractColumns, { hasMigrated }: People) {
  const truncated = isTruncated.reduce((sum, isOne) => sum + isOne, 0);
  const migrated = hasMigrated.reduce((sum, isOne) => sum + isOne, 0);
  return {
    truncated,
    truncation: `${truncated} of ${isTruncated.length} contracts were first seen after their start, when others like them had ended`,
    migrated,
    migration: `of ${migrated} of ${hasMigrated.length} customers the contract ended as a MIGRATION, and none that took its place is in the data`,
  };
}

type Gaps = ReturnType<typeof gapsOf>;

function refusalOf({ isTruncated }: ContractColumns, { hasMigrated }: People, gaps: Gaps): NotEstimable | null {
  if (isTruncated.length === 0) return notEstimable('NOT_ENOUGH_DATA', 'no customer subscribes');
  if (gaps.truncated === isTruncated.length) return notEstimable('LEFT_TRUNCATED', gaps.truncation);
  return gaps.migrated === hasMigrated.length ? notEstimable('NOT_ENOUGH_DATA', gaps.migration) : null;
}

function contractWarnings({ truncated, truncation, migrated, migration }: Gaps, hasPrices: boolean): Warning[] {
  const warnings: Warning[] = [];
  if (truncated > 0) warnings.push({ code: 'LEFT_TRUNCATED', subject: null, detail: `${truncation}: retention is fitted without them` });
  if (migrated > 0) {
    const detail = `${migration}: whether they are there is not known, nor their value`;
    warnings.push({ code: 'LOW_COVERAGE', subject: 'migration', detail });
  }
  if (!hasPrices) warnings.push({ code: 'NOT_ENOUGH_DATA', subject: 'spend', detail: 'no contract that runs says its revenue' });
  return warnings;
}

function holdoutWarnings({ gap }: ContractHoldout): Warning[] {
  return gap === null ? [] : [{ code: 'SHORT_WINDOW', subject: null, detail: `there is no holdout report: ${gap}` }];
}

function horizonWarnings({ parameters: { horizonMonths }, periodMonths }: ClvRun, payments: number, { renewals }: SbgFit): Warning[] {
  const warn = (detail: string): Warning => ({ code: 'EXTRAPOLATED', subject: null, detail });
  return [
    ...(horizonMonths < periodMonths
      ? [warn(`the horizon is ${horizonMonths} months, shorter than a period of ${periodMonths}: the next payment counts whole`)]
      : []),
    ...(payments > renewals ? [warn(`${payments} payments to come, the longest contract was seen through ${renewals} renewals`)] : []),
  ];
}

/** Of those of whom it is known whether they are there; NaN in the rows of the others, who are in no total. */
function forecastOf(people: People, price: Float64Array, fit: SbgFit, options: ContractForecastOptions): ContractForecast {
  const rows = Int32Array.from(people.customerIds.keys()).filter((row) => people.hasMigrated[row] === 0);
  const renewals = rows.map((row) => people.renewals[row] ?? -1);
  const forecast = contractForecast(fit, { renewals, price: Float64Array.from(rows, (row) => price[row] ?? Number.NaN) }, options);
  if (rows.length === price.length) return forecast;
  const { totals, ...columns } = forecast;
  const spread = (column: Float64Array): Float64Array => {
    const whole = new Float64Array(price.length).fill(Number.NaN);
    for (let place = 0; place < rows.length; place++) whole[rows[place] ?? 0] = column[place] ?? Number.NaN;
    return whole;
  };
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const wholes = Object.fromEntries(names.map((name) => [name, spread(columns[name])])) as Record<keyof typeof columns, Float64Array>;
  return { ...wholes, totals };
}

/**
 * Whether money can be told of: somebody who is there has a price, or nobody is there. Else those who left would be the only ones with a
 * known value, nothing, and rank before all who stay.
 */
function isPriced({ renewals, hasMigrated, monthlyRevenue }: People): boolean {
  const isThere = (row: number) => (renewals[row] ?? -1) >= 0 && hasMigrated[row] === 0;
  return renewals.every((_, row) => !isThere(row)) || monthlyRevenue.some((revenue, row) => isThere(row) && !Number.isNaN(revenue));
}

function purchaseColumns({ renewals, hasMigrated }: People, forecast: Omit<ContractForecast, 'totals'>) {
  return {
    p_alive: Float64Array.from(renewals, (made, row) => (hasMigrated[row] === 1 ? Number.NaN : made < 0 ? 0 : 1)),
    expected_purchases: forecast.payments,
    expected_purchases_low: forecast.paymentsLow,
    expected_purchases_high: forecast.paymentsHigh,
  };
}

function valueColumns(forecast: Omit<ContractForecast, 'totals'>) {
  return {
    value: forecast.value,
    value_predicted_low: forecast.predictedLow,
    value_predicted_high: forecast.predictedHigh,
    value_expected_low: forecast.expectedLow,
    value_expected_high: forecast.expectedHigh,
  };
}

function modelRow(
  { parameters, periods, setting, settingReason, periodMonths }: ClvRun,
  contracts: ContractColumns,
  fit: SbgFit,
  n: number,
  payments: number,
) {
  const { horizonMonths, discountRate, confidenceLevel, margin, marginShare } = parameters;
  return {
    setting,
    settingReason,
    model: 'SBG',
    modelReason: 'the model of renewals',
    timeUnit: periodNames[periodMonths],
    marginShare: margin === 'FIXED' ? marginShare : null,
    marginSource: margin === 'FIXED' ? 'FIXED' : null,
    marginOrders: null,
    observedFromDay: periods.observedFrom,
    observedUntilDay: periods.observedUntil,
    horizonMonths,
    horizonLength: payments,
    discountRate,
    confidenceLevel,
    n,
    repeatBuyers: contracts.renewals.reduce((sum, made) => sum + (made > 0 ? 1 : 0), 0),
    repeatPurchases: contracts.renewals.reduce((sum, made) => sum + made, 0),
    logLikelihood: fit.logLikelihood,
    limits: fit.model.kind === 'sbg' ? [] : [fit.model.kind.toUpperCase()],
    spendModel: null,
    spendN: null,
    spendByFrequency: null,
    spendCorrelation: null,
    spendMean: null,
  } satisfies Partial<ClvModelRow>;
}

function totalRow(
  quantity: ClvTotalRow['quantity'],
  { estimate, expected, predicted }: ContractTotal,
  n: number,
  unknown: number,
): ClvTotalRow {
  return {
    quantity,
    estimate,
    expected,
    predicted,
    n,
    unknown,
    reason: expected === null ? (estimate === 0 ? 'TOO_FEW_EVENTS' : 'BOUNDARY') : null,
  };
}

const unknownValue = (n: number): ClvTotalRow => {
  return { quantity: 'VALUE', estimate: null, expected: null, predicted: null, n, unknown: n, reason: 'NOT_ENOUGH_DATA' };
};

/** Through what was seen, and as far as the horizon lies beyond a new contract. */
function renewalRows({ renewals, due, isTruncated }: ContractColumns, fit: SbgFit, payments: number, level: number): ClvRenewalRow[] {
  const atRisk = new Float64Array(fit.renewals + 1);
  const renewed = new Float64Array(fit.renewals + 1);
  for (let row = 0; row < due.length; row++) {
    if (isTruncated[row] === 1) continue;
    const made = renewals[row] ?? 0;
    for (let t = 1; t <= Math.min(made + 1, due[row] ?? 0); t++) {
      atRisk[t] = (atRisk[t] ?? 0) + 1;
      if (made >= t) renewed[t] = (renewed[t] ?? 0) + 1;
    }
  }
  return survivalForecast(fit, Math.max(fit.renewals, payments), level).map(({ period, ...forecast }) => ({
    ...forecast,
    period,
    atRisk: period > 0 && period <= fit.renewals ? (atRisk[period] ?? null) : null,
    renewed: period > 0 && period <= fit.renewals ? (renewed[period] ?? null) : null,
  }));
}
