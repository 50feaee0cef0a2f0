/** What customers are worth, for people: all together with both intervals, how the model did on what it was not shown, and who matters most. */
import type { RunReport } from '../server/followRun.ts';
import { exclusionLines, warningLines } from './driverReport.ts';
import { formatCount, formatInterval, formatLevel, formatNumber, formatShare } from './numbers.ts';
import { table, wrap } from './table.ts';

type Ready = Extract<RunReport['result'], { __typename: 'ClvResultReady' }>;
type Model = Ready['clvModel'];

const lineWidth = 108;
/** More renewals are for programs: --json has all. */
const renewalsShown = 12;
const modelNames: Readonly<Record<Model['model'], string>> = { BG_NBD: 'BG/NBD', PARETO_NBD: 'Pareto/NBD', SBG: 'sBG' };
const whole = (value: number): string => formatNumber(value, 0);

export function clvReport(run: RunReport, result: Ready): string[] {
  const { clvModel: model } = result;
  return [
    `What customers are worth from ${model.observedUntil} on, ${formatNumber(model.horizonMonths, 0)} months: ${modelNames[model.model]} (${model.modelReason}), ${formatCount(model.n)} customers, ${formatCount(model.repeatBuyers)} ${model.setting === 'CONTRACTUAL' ? 'renewed' : 'bought again'}`,
    ...exclusionLines(run),
    '',
    ...totalLines(run, result),
    '',
    ...tierTable(result),
    ...holdoutLines(result),
    ...renewalLines(result),
    '',
    ...parameterTable(result),
    '',
    ...customerTable(result),
    '',
    ...explanation(model),
    ...warningLines(run),
  ];
}

function totalLines({ currency }: RunReport, { totals, clvModel: model }: Ready): string[] {
  const names = { PURCHASES: countedName(model), VALUE: valueName(model, currency) };
  return totals.map(({ quantity, estimate, predictedCiLow, predictedCiHigh, expectedCiLow, expectedCiHigh, unknown }) =>
    [
      `${names[quantity]}: ${formatNumber(estimate, 0)}`,
      `predicted ${formatInterval(predictedCiLow, predictedCiHigh, whole)}`,
      `expected ${formatInterval(expectedCiLow, expectedCiHigh, whole)}`,
      ...(Number(unknown) > 0 ? [`without ${formatCount(unknown)} customers of whom it is not known`] : []),
    ].join(' · '),
  );
}

/** What customers under contract do again is to pay. */
const countedName = ({ setting }: Model) => (setting === 'CONTRACTUAL' ? 'payments' : 'purchases');

function valueName({ measure, marginShare, marginSource, discountRate }: Model, currency: string): string {
  const name =
    measure === 'VALUE'
      ? `value in ${currency} (margin ${formatShare(marginShare)}, ${marginSource === 'MEASURED' ? 'measured' : 'given'})`
      : `revenue in ${currency} (no margin known)`;
  return `${name}, discounted at ${formatShare(discountRate)} a year`;
}

function tierTable({ tiers, clvModel: model }: Ready): string[] {
  return table(
    [
      { title: 'tier', cell: ({ tier }) => tier },
      { title: 'customers', align: 'right', cell: ({ n }) => formatCount(n) },
      { title: countedName(model), align: 'right', cell: ({ expectedPurchases }) => formatNumber(expectedPurchases, 0) },
      { title: 'worth', align: 'right', cell: ({ value }) => formatNumber(value, 0) },
    ],
    tiers,
  );
}

function holdoutLines({ holdouts, clvModel: model }: Ready): string[] {
  const lines = holdouts.map((holdout) => {
    const { model: name, actual, expectedPurchases, predictedCiLow, predictedCiHigh, isInside, logPredictive, meanAbsoluteError } = holdout;
    return `  ${modelNames[name]}: expected ${formatNumber(expectedPurchases, 0)}, predicted ${formatInterval(predictedCiLow, predictedCiHigh, whole)}: the actual ${formatCount(actual)} lies ${isInside ? 'inside' : 'OUTSIDE'}; log predictive likelihood ${formatNumber(logPredictive, 2)}, mean absolute error ${formatNumber(meanAbsoluteError, 3)}`;
  });
  const [first] = holdouts;
  const chosen = holdouts.find(({ isChosen }) => isChosen);
  if (first === undefined || chosen === undefined) return [];
  const unit = model.timeUnit.toLowerCase();
  return [
    '',
    `Held out: ${formatNumber(first.length, 0)} ${unit}s from ${first.calibrationUntil} to ${first.holdoutUntil}, ${formatCount(first.n)} customers`,
    ...lines,
    '',
    ...table(
      [
        {
          title: chosen.model === 'SBG' ? 'renewals before' : 'repeat purchases before',
          cell: ({ frequency, isOpen }) => (isOpen ? `${frequency} and more` : `${frequency}`),
        },
        { title: 'customers', align: 'right', cell: ({ n }) => formatCount(n) },
        { title: 'actual mean', align: 'right', cell: ({ actualMean }) => formatNumber(actualMean, 3) },
        { title: 'expected mean', align: 'right', cell: ({ expectedMean }) => formatNumber(expectedMean, 3) },
      ],
      chosen.bins,
    ),
  ];
}

function renewalLines({ renewals }: Ready): string[] {
  if (renewals.length === 0) return [];
  return [
    '',
    ...table(
      [
        { title: 'renewal', align: 'right', cell: ({ period }) => String(period) },
        { title: 'seen', align: 'right', cell: ({ atRisk }) => formatCount(atRisk) },
        { title: 'renewed', align: 'right', cell: ({ renewed }) => formatCount(renewed) },
        { title: 'fitted', align: 'right', cell: ({ retention }) => formatShare(retention) },
        { title: 'still there', align: 'right', cell: ({ survival }) => formatShare(survival) },
        {
          title: 'interval',
          cell: ({ survivalLow, survivalHigh }) => formatInterval(survivalLow, survivalHigh, (share) => formatShare(share)),
        },
      ],
      renewals.slice(0, renewalsShown + 1),
    ),
  ];
}

function parameterTable({ clvParameters }: Ready): string[] {
  return table(
    [
      { title: 'model', cell: ({ model }) => model },
      { title: 'parameter', cell: ({ parameter }) => parameter },
      { title: 'estimate', align: 'right', cell: ({ estimate }) => formatNumber(estimate, 4) },
      { title: 'std. error', align: 'right', cell: ({ stdErr }) => formatNumber(stdErr, 4) },
    ],
    clvParameters.filter(({ fittedOn }) => fittedOn === 'OBSERVATION'),
  );
}

function customerTable({ mostValuable, clvModel: model }: Ready): string[] {
  return table(
    [
      { title: '#', align: 'right', cell: ({ position }) => String(position) },
      { title: 'customer', cell: ({ customer }) => customer?.externalId ?? '–' },
      { title: 'tier', cell: ({ tier }) => tier ?? '–' },
      { title: 'P(alive)', align: 'right', cell: ({ pAlive }) => formatShare(pAlive) },
      { title: countedName(model), align: 'right', cell: ({ expectedPurchases }) => formatNumber(expectedPurchases, 1) },
      { title: model.measure.toLowerCase(), align: 'right', cell: ({ value }) => formatNumber(value, 2) },
      {
        title: 'predicted',
        cell: (row) => formatInterval(row.valuePredictedLow, row.valuePredictedHigh, (value) => formatNumber(value, 2)),
      },
      { title: 'expected', cell: (row) => formatInterval(row.valueExpectedLow, row.valueExpectedHigh, (value) => formatNumber(value, 2)) },
    ],
    mostValuable.nodes,
  );
}

function explanation({ setting, settingReason, aliveNote, confidenceLevel }: Model): string[] {
  const kind = setting === 'CONTRACTUAL' ? 'under contract' : 'not under contract';
  return [
    ...wrap(
      `Customers are taken to be ${kind}: ${settingReason}. predicted: what happens lies there with ${formatLevel(confidenceLevel)}, chance included; expected: its average over customers like these, from the doubt about the parameters alone.`,
      lineWidth,
    ),
    ...(aliveNote === null ? [] : wrap(aliveNote, lineWidth)),
  ];
}
