import {
  expectedSpendOf,
  type GammaGammaFit,
  gammaGamma,
  gammaGammaAt,
  type RecencyFrequencyAudit,
  type SpendModel,
  type SpendPrediction,
  spendPrediction,
  type Warning,
} from '../../../../worker/stats/index.ts';
import { formatCount, formatNumber, formatShare } from '../../print/numbers.ts';
import { table } from '../../print/table.ts';
import {
  auditLines,
  type BuyingHistoryValues,
  buyingHistoryOptions,
  noCustomerLeft,
  readTransactions,
  rejectOtherForm,
  spendColumn,
  transactionOptions,
} from '../buyingHistory.ts';
import { defineFit, type FitReport, levelOption, requiredOption } from '../fitModel.ts';
import { type ColumnRequest, readFitTable } from '../fitTable.ts';
import { givenParameters, parametersOption } from '../givenParameters.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from '../outcomeReport.ts';

const { frequency, monetary, counts } = buyingHistoryOptions;
const names = ['p', 'q', 'v'] as const;

export const gammagammaFit = defineFit({
  name: 'gammagamma',
  summary: 'What the next purchase of each customer is worth (Gamma-Gamma)',
  usage:
    '--frequency X --monetary M [--counts N] | --transactions --customer ID --date D --amount M --calibration-end 1997-09-30 [--parameters p=…,q=…,v=…]',
  options: {
    frequency,
    monetary,
    counts,
    ...transactionOptions,
    ...parametersOption,
    level: { type: 'string', value: '0.95', help: 'confidence level of the intervals (default 0.95)' },
  },
  notes:
    'Fitted to customers with a repeat purchase and an amount above 0; predictions are for all, in the order of the file. The interval is for the ' +
    "customer's own mean. Where frequent buyers spend differently (SPEND_DEPENDS), byFrequency has the fit and the prediction by class of frequency: use those.",
  examples: [
    'earshot fit gammagamma customers.csv --frequency x --monetary m_x',
    'earshot fit gammagamma orders.csv --transactions --customer customer_id --date date --date-format %Y%m%d --amount amount_usd --calibration-end 1997-09-30',
    'earshot fit gammagamma customers.csv --frequency x --monetary m_x --parameters p=6.25,q=3.74,v=15.44 --json',
  ],
  fit: async (file, values): Promise<FitReport> => {
    const given = givenParameters(values.parameters, names);
    const level = levelOption(values.level);
    const spend = await readSpend(file, values);
    if (spend.frequency.length === 0) return refusalReport('gammagamma', { n: 0, nDropped: spend.nDropped }, noCustomerLeft);
    const outcome = given === undefined ? gammaGamma(spend) : gammaGammaAt(spend, given);
    if (outcome.kind === 'notEstimable') return refusalReport('gammagamma', { n: 0, nDropped: spend.nDropped }, outcome);
    const warnings = [...droppedWarnings({ n: spend.frequency.length, nDropped: spend.nDropped }), ...outcome.warnings];
    return report(spend, outcome.fit, { warnings, level, isGiven: given !== undefined });
  },
});

interface Spend {
  readonly frequency: Float64Array;
  readonly monetary: Float64Array;
  readonly counts: Float64Array | null;
  readonly nDropped: number;
  readonly customers: readonly string[] | null;
  readonly audit: RecencyFrequencyAudit | null;
}

async function readSpend(file: string, values: BuyingHistoryValues): Promise<Spend> {
  rejectOtherForm(values);
  if (values.transactions === true) {
    requiredOption('amount', values.amount);
    const { table: log, monetary: amounts, ...history } = await readTransactions(file, values);
    return { ...history, monetary: amounts ?? new Float64Array(), nDropped: log.nDropped };
  }
  const frequencyName = requiredOption('frequency', values.frequency);
  const monetaryName = requiredOption('monetary', values.monetary);
  const requests: ColumnRequest[] = [
    { name: frequencyName, type: { as: 'number', min: 0, whole: true } },
    { name: monetaryName, type: { as: 'number', min: 0 }, keepMissing: true },
  ];
  if (values.counts !== undefined) requests.push({ name: values.counts, type: { as: 'number', min: 0, whole: true } });
  const rows = await readFitTable(file, requests, values);
  return {
    frequency: rows.numbers(frequencyName),
    monetary: spendColumn(rows, frequencyName, monetaryName),
    counts: values.counts === undefined ? null : rows.numbers(values.counts),
    nDropped: rows.nDropped,
    customers: null,
    audit: null,
  };
}

interface Told {
  readonly warnings: readonly Warning[];
  readonly level: number;
  readonly isGiven: boolean;
}

function report(spend: Spend, fit: GammaGammaFit, { warnings, level, isGiven }: Told): FitReport {
  const { byFrequency } = fit;
  const common = spendPrediction({ ...fit, byFrequency: null }, spend.frequency, spend.monetary, level);
  const byClass = byFrequency === null ? null : spendPrediction(fit, spend.frequency, spend.monetary, level);
  const { audit, customers } = spend;
  const result = {
    model: 'gammagamma',
    n: fit.n,
    nDropped: spend.nDropped,
    status: 'fitted',
    warnings: fitWarnings(warnings),
    parameters: parametersOf(fit.model),
    stdErrs: fit.stdErrs,
    isGiven,
    limit: fit.model.kind === 'gammaGamma' ? null : fit.model,
    logLikelihood: fit.logLikelihood,
    populationMean: fit.populationMean,
    correlation: { spearman: fit.correlation.rank, pearson: fit.correlation.linear },
    byFrequency: byFrequency === null ? null : { logLikelihood: byFrequency.logLikelihood, classes: byFrequency.classes.map(classJson) },
    predictions: Array.from(spend.frequency, (x, row) => ({
      ...(customers === null ? {} : { customer: customers[row] ?? '' }),
      x,
      m: spend.monetary[row] ?? 0,
      ...predictionJson(common, row),
      ...(byClass === null ? {} : { byFrequency: predictionJson(byClass, row) }),
    })),
    ...(audit === null ? {} : { audit }),
  } as const;
  const told = audit === null ? [] : [...auditLines({ audit }), ''];
  return { result, lines: [...told, ...fitLines(fit, isGiven), ...warningLines(warnings)] };
}

/** Null where the fit is on the boundary and a parameter has no bound. */
function parametersOf(model: SpendModel): Record<(typeof names)[number], number | null> {
  return { p: 'p' in model ? model.p : null, q: 'q' in model ? model.q : null, v: 'v' in model ? model.v : null };
}

function classJson({ from, to, n, model, covariance }: NonNullable<GammaGammaFit['byFrequency']>['classes'][number]) {
  const [p, , , , q, , , , v] = Array.from(covariance, (variance) => Math.sqrt(Math.max(0, variance)));
  return { from, to, n, parameters: parametersOf(model), stdErrs: { p, q, v }, populationMean: expectedSpendOf(model, 0, 0) };
}

/** `ciLow` and `ciHigh` are for the customer's own mean, `expectedLow` and `expectedHigh` for its expectation. */
function predictionJson(prediction: SpendPrediction, row: number) {
  const known = (column: Float64Array): number | null => {
    const value = column[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  const expectedSpend = known(prediction.expectedSpend);
  const ciLow = known(prediction.predictedLow);
  return {
    expectedSpend,
    ciLow,
    ciHigh: known(prediction.predictedHigh),
    expectedLow: known(prediction.expectedLow),
    expectedHigh: known(prediction.expectedHigh),
    reason: expectedSpend === null || ciLow === null ? 'BOUNDARY' : null,
  };
}

function fitLines(
  { n, model, stdErrs, logLikelihood, populationMean, correlation, byFrequency }: GammaGammaFit,
  isGiven: boolean,
): string[] {
  const parameters = parametersOf(model);
  const classes =
    byFrequency === null
      ? []
      : [
          '',
          'spend by class of frequency:',
          ...table(
            [
              {
                title: 'repeat purchases',
                cell: ({ from, to }) => (to === null ? `${from} and more` : from === to ? `${from}` : `${from} to ${to}`),
              },
              { title: 'customers', align: 'right', cell: (part) => formatCount(part.n) },
              { title: 'mean spend', align: 'right', cell: (part) => formatNumber(expectedSpendOf(part.model, 0, 0), 2) },
            ],
            byFrequency.classes,
          ),
        ];
  return [
    `n ${formatCount(n)} repeat buyers · log-likelihood ${formatNumber(logLikelihood, 2)} · ${isGiven ? 'parameters as given' : 'maximum likelihood'}`,
    '',
    ...table(
      [
        { title: 'parameter', cell: (name) => name },
        { title: 'estimate', align: 'right', cell: (name) => formatNumber(parameters[name], 4) },
        { title: 'std. error', align: 'right', cell: (name) => formatNumber(stdErrs?.[name], 4) },
      ],
      names,
    ),
    '',
    `mean amount of a purchase over all customers ${formatNumber(populationMean, 2)}`,
    `correlation of frequency and spend: Spearman ${formatNumber(correlation.rank, 3)}, Pearson ${formatNumber(correlation.linear, 3)}`,
    ...ownMeanLines(model),
    ...classes,
  ];
}

/** How far a customer's own mean is believed: E = w m + (1 - w) population mean, w = px / (px + q - 1). */
function ownMeanLines(model: SpendModel): string[] {
  if (model.kind !== 'gammaGamma' || model.q <= 1) return [];
  const weight = (x: number): string => formatShare((model.p * x) / (model.p * x + model.q - 1), 0);
  return [
    `a customer's own mean counts ${weight(1)} after 1 repeat purchase, ${weight(3)} after 3, ${weight(10)} after 10; the mean over all counts for the rest`,
  ];
}
