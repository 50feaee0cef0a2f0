/** Results of BG/NBD and Pareto/NBD as people read them. */
import type { BuyingModelChoice, HoldoutValidation, TimeUnit } from '../../../worker/stats/index.ts';
import { formatCount, formatInterval, formatNumber, formatShare } from '../print/numbers.ts';
import { table, wrap } from '../print/table.ts';
import type { PredictionJson, TotalsJson } from './buyingModelJson.ts';
import type { ValueJson } from './buyingValueJson.ts';

/** More rows are for programs: --json has all. */
const ROWS_SHOWN = 20;
const lineWidth = 110;

export function parameterLines(
  parameters: Readonly<Record<string, number | null>>,
  stdErrs: Readonly<Record<string, number>> | null,
): string[] {
  return table(
    [
      { title: 'parameter', cell: ([name]) => name },
      { title: 'estimate', align: 'right', cell: ([, value]) => formatNumber(value, 4) },
      { title: 'std. error', align: 'right', cell: ([name]) => formatNumber(stdErrs?.[name], 4) },
    ],
    Object.entries(parameters),
  );
}

export function predictionLines(
  predictions: readonly PredictionJson[],
  totals: TotalsJson,
  value: ValueJson | null,
  note: string | null,
): string[] {
  const whole = (bound: number): string => formatCount(bound);
  const decimal = (bound: number): string => formatNumber(bound, 1);
  const money = (bound: number): string => formatNumber(bound, 2);
  const hasNames = predictions[0]?.customer !== undefined;
  const shown = predictions.slice(0, ROWS_SHOWN);
  return [
    '',
    `purchases of ${formatCount(totals.customers)} customers in ${formatNumber(totals.horizon, 0)} units of time: ${decimal(totals.expectedPurchases)}` +
      ` · predicted ${formatInterval(totals.ciLow, totals.ciHigh, whole)} · expected ${formatInterval(totals.expectedLow, totals.expectedHigh, decimal)}`,
    ...(value === null ? [] : valueLines(value)),
    '',
    ...table(
      [
        ...(hasNames ? [{ title: 'customer', cell: (row: PredictionJson) => row.customer ?? '' }] : []),
        { title: 'x', align: 'right', cell: (row) => formatCount(row.x) },
        { title: 'tX', align: 'right', cell: (row) => formatNumber(row.tX, 1) },
        { title: 'T', align: 'right', cell: (row) => formatNumber(row.T, 1) },
        { title: 'P(alive)', align: 'right', cell: (row) => formatShare(row.pAlive) },
        { title: 'purchases', align: 'right', cell: (row) => formatNumber(row.expectedPurchases, 2) },
        { title: 'predicted', align: 'right', cell: (row) => formatInterval(row.ciLow, row.ciHigh, whole) },
        ...(value === null
          ? []
          : [
              { title: 'spend', align: 'right', cell: (row: PredictionJson) => formatNumber(row.expectedSpend, 2) } as const,
              { title: value.measure.toLowerCase(), align: 'right', cell: (row: PredictionJson) => formatNumber(row.clv, 2) } as const,
              {
                title: 'predicted',
                align: 'right',
                cell: (row: PredictionJson) => formatInterval(row.clvLow, row.clvHigh, money),
              } as const,
            ]),
      ],
      shown,
    ),
    ...(shown.length < predictions.length
      ? [`… and ${formatCount(predictions.length - shown.length)} more rows: --json has them all`]
      : []),
    '',
    ...wrap(
      'predicted: what happens lies there, chance included; expected: its average over customers like these, from the doubt about the parameters alone.',
      lineWidth,
    ),
    ...(note === null ? [] : wrap(note, lineWidth)),
  ];
}

function valueLines({ measure, margin, discount, months, total, unknown, ...bounds }: ValueJson): string[] {
  const name = measure === 'VALUE' ? `value at a margin of ${formatShare(margin)}` : 'revenue (no margin given)';
  const period = months === null ? 'without end' : `of ${formatNumber(months, 0)} months`;
  const money = (bound: number): string => formatNumber(bound, 2);
  const interval = (label: string, low: number | null, high: number | null): string =>
    low === null ? '' : ` · ${label} ${formatInterval(low, high, money)}`;
  const intervals = interval('predicted', bounds.ciLow, bounds.ciHigh) + interval('expected', bounds.expectedLow, bounds.expectedHigh);
  return [
    `${name} ${period}, discounted at ${formatShare(discount)} a year: ${money(total)}${intervals}`,
    ...(unknown === 0 ? [] : [`  ${formatCount(unknown)} customers without a known spend left out`]),
    ...(months === null ? ['  without end only the expectation has an interval, not the money itself'] : []),
  ];
}

export function holdoutLines(validation: HoldoutValidation, unit: TimeUnit, choice: BuyingModelChoice | null): string[] {
  const { length, customers, actual, total, isInside, meanAbsoluteError, byFrequency } = validation;
  const { ciLow, ciHigh } = total.predicted;
  return [
    '',
    `held out: ${formatNumber(length, 1)} ${unit}s, ${formatCount(customers)} customers`,
    `purchases ${formatCount(actual)}, expected ${formatNumber(total.expectedPurchases, 1)}, predicted ${formatCount(ciLow)} to ${formatCount(ciHigh)}: ` +
      `the actual total lies ${isInside ? 'inside' : 'OUTSIDE'}; mean absolute error ${formatNumber(meanAbsoluteError, 3)} a customer`,
    ...choiceLines(choice),
    '',
    ...table(
      [
        { title: 'repeat purchases before', cell: ({ frequency, isOpen }) => (isOpen ? `${frequency} and more` : `${frequency}`) },
        { title: 'customers', align: 'right', cell: (bin) => formatCount(bin.customers) },
        { title: 'actual mean', align: 'right', cell: (bin) => formatNumber(bin.actualMean, 3) },
        { title: 'expected mean', align: 'right', cell: (bin) => formatNumber(bin.expectedMean, 3) },
      ],
      byFrequency,
    ),
    '',
    'cumulative purchases by week, actual and expected: holdout.tracking of --json',
  ];
}

function choiceLines(choice: BuyingModelChoice | null): string[] {
  if (choice === null || choice.logPredictive === null) return [];
  const { bgnbd, paretonbd } = choice.logPredictive;
  return [
    `log predictive likelihood of what was held out: bgnbd ${formatNumber(bgnbd, 2)}, paretonbd ${formatNumber(paretonbd, 2)}: ${choice.chosen} forecasts it better`,
  ];
}
