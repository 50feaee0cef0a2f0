/** What drives an outcome, for people: ranked, with the doubt beside every number, and what to do first. */
import type { RunReport } from '../server/followRun.ts';
import { bar } from './bar.ts';
import { forceLines, groupLines } from './driverGroupReport.ts';
import { formatCount, formatInterval, formatLevel, formatNumber, formatPValue, formatShare, formatTime } from './numbers.ts';
import { table, wrap } from './table.ts';

type Ready = Extract<RunReport['result'], { __typename: 'DriverResultReady' }>;
type Driver = Ready['drivers'][number];

const priorities: Readonly<Record<NonNullable<Driver['priority']>, string>> = {
  FIX_FIRST: 'fix first',
  KEEP: 'keep',
  MONITOR: 'monitor',
  MAINTAIN: 'maintain',
  SUPPRESSOR: 'beware: suppressor',
};
const featureWords =
  'What customers did before the answer has its effect and its mean in its own unit (orders, hours, days, money), and no priority: neither much nor little is good in itself.';
const barWidth = 10;
const labelWidth = 42;
const lineWidth = 108;

export function driverReport(run: RunReport, result: Ready): string[] {
  const { model, drivers } = result;
  return [
    `What drives ${model.outcome}: ${qualityOf(model)}, ${formatCount(model.n)} answers${ofCustomers(model)} used of ${formatCount(run.rowsRead)}`,
    ...exclusionLines(run),
    '',
    ...driverTable(drivers, model),
    ...scoreEffectLines(result),
    ...forceLines(result),
    ...groupLines(result),
    '',
    ...explanation(result),
    ...warningLines(run),
  ];
}

function qualityOf({ model, rSquared, quality, mcFadden, auc }: Ready['model']): string {
  if (model === 'LINEAR') return `R² ${formatNumber(rSquared, 3)} (${quality.toLowerCase()})`;
  return `McFadden R² ${formatNumber(mcFadden, 3)}${auc === null ? '' : `, area under the curve ${formatNumber(auc, 3)}`}`;
}

/** Only where it tells something: errors are by customer then. */
const ofCustomers = ({ clusters }: Ready['model']) => (clusters === null ? '' : ` of ${formatCount(clusters)} customers`);

function driverTable(drivers: readonly Driver[], model: Ready['model']): string[] {
  const isLinear = model.importanceMeasure === 'LMG';
  const shareOf = ({ lmgShare, shapleyShare }: Driver) => (isLinear ? lmgShare : shapleyShare);
  const widest = Math.max(...drivers.map((driver) => shareOf(driver) ?? 0), Number.MIN_VALUE);
  const hasOdds = model.model !== 'LINEAR';
  return table(
    [
      { title: '#', align: 'right', cell: ({ rank }) => String(rank) },
      { title: 'driver', cell: nameOf },
      {
        title: 'importance',
        cell: (driver) => `${formatShare(shareOf(driver)).padStart(6)} ${bar((shareOf(driver) ?? 0) / widest, barWidth)}`,
      },
      ...(isLinear && model.draws > 0
        ? [
            {
              title: 'its interval',
              cell: ({ shareCiLow, shareCiHigh }: Driver) => formatInterval(shareCiLow, shareCiHigh, (value) => formatShare(value, 0)),
            },
          ]
        : []),
      {
        title: hasOdds ? 'odds ratio' : 'effect',
        align: 'right',
        cell: ({ estimate, oddsRatio }) => formatNumber(hasOdds ? oddsRatio : estimate, 3),
      },
      {
        title: `${formatLevel(model.confidenceLevel)} interval`,
        cell: ({ ciLow, ciHigh, oddsRatioCiLow, oddsRatioCiHigh }) =>
          formatInterval(hasOdds ? oddsRatioCiLow : ciLow, hasOdds ? oddsRatioCiHigh : ciHigh, (value) => formatNumber(value, 3)),
      },
      { title: 'mean', align: 'right', cell: ({ mean }) => formatNumber(mean, 2) },
      { title: 'top two', align: 'right', cell: ({ topTwoShare }) => formatShare(topTwoShare, 0) },
      { title: 'priority', cell: ({ priority }) => (priority === null ? '' : priorities[priority]) },
    ],
    drivers,
  );
}

/** What an ordinal model of a score of 0-10 is asked for. */
function scoreEffectLines({ drivers, model }: Ready): string[] {
  if (drivers.every(({ promoterEffect, detractorEffect }) => promoterEffect === null && detractorEffect === null)) return [];
  const points = (value: number | null) => (value === null ? '–' : `${value > 0 ? '+' : ''}${formatNumber(100 * value, 1)}`);
  const between = (low: number | null, high: number | null) => formatInterval(low, high, points);
  return [
    '',
    ...table(
      [
        { title: 'one point more of', cell: nameOf },
        { title: 'promoters', align: 'right', cell: ({ promoterEffect }: Driver) => points(promoterEffect) },
        { title: 'interval', cell: ({ promoterEffectCiLow, promoterEffectCiHigh }) => between(promoterEffectCiLow, promoterEffectCiHigh) },
        { title: 'detractors', align: 'right', cell: ({ detractorEffect }) => points(detractorEffect) },
        {
          title: 'interval',
          cell: ({ detractorEffectCiLow, detractorEffectCiHigh }) => between(detractorEffectCiLow, detractorEffectCiHigh),
        },
      ],
      drivers,
    ),
    '',
    ...wrap(
      `Points of share of those who answer ${model.outcome} by 9 or 10, and by 0 to 6, the others held fixed: the slope, averaged over the answers.`,
      lineWidth,
    ),
  ];
}

/** A question may be a paragraph; a feature is a few words whose end, the window, tells two of them apart. */
function nameOf({ label, feature }: Driver): string {
  return feature === null && label.length > labelWidth ? `${label.slice(0, labelWidth - 1)}…` : label;
}

const importanceWords = {
  LMG: 'share of the explained variance (LMG)',
  MCFADDEN: 'share of McFadden’s R² (Shapley value)',
} as const;
const seTypeWords: Readonly<Record<string, string>> = { CR1: 'CR1 (by customer)' };
const incompleteWords = {
  AVAILABLE: 'Each pair of columns is taken from the answers that have both; errors are from the draws.',
  EM: 'Blank answers are filled in by maximum likelihood under a joint normal distribution; errors are from the draws.',
} as const;

function effectWords({ model, outcome }: Ready['model']): string {
  if (model === 'LINEAR') return `effect: points of ${outcome} per point of the driver`;
  return `odds ratio: how the odds of ${model === 'LOGISTIC' ? outcome : `a higher ${outcome}`} multiply per point of the driver`;
}

function drawWords({ draws, agreement, importanceMeasure, model }: Ready['model']): string[] {
  const agree =
    agreement === null
      ? []
      : [`Kendall’s W of the rankings by LMG, coefficient and correlation: ${formatNumber(agreement, 2)} (1 = they agree).`];
  const slow =
    model !== 'LINEAR' && importanceMeasure === 'LMG'
      ? ['Importance is the linear model’s: that of McFadden’s R² would take too long.']
      : [];
  if (draws === 0)
    return [...agree, ...slow, 'Shares and ranks stand without intervals: there were no draws (drivers.draws asks for them).'];
  return [...agree, ...slow, `Intervals of shares from ${formatCount(draws)} draws of customers; they rank, they do not test.`];
}

const weakerThan = { MEAN: 'the average driver', MEDIAN: 'the median driver', GIVEN: 'asked for' } as const;
const cutWords = { MEAN: 'the mean', MEDIAN: 'the median', GIVEN: 'as asked for' } as const;

/** At the means they are where everybody looks for them. */
function lineWords({ importanceCut, importanceCutAt, performanceCut, performanceCutAt, performanceUnit }: Ready['model']): string[] {
  if (importanceCutAt === 'MEAN' && performanceCutAt === 'MEAN') return [];
  const important = `Important from ${formatShare(importanceCut)} of the importance (${cutWords[importanceCutAt]})`;
  if (performanceCut === null) return [`${important}.`];
  const strong =
    performanceUnit === 'SHARE_OF_SCALE'
      ? `${formatShare(performanceCut, 0)} of the scale`
      : `a mean of ${formatNumber(performanceCut, 2)}`;
  return [`${important}, strong from ${strong} (${cutWords[performanceCutAt]}).`];
}

function explanation({ drivers, model }: Ready): string[] {
  const first = drivers.filter(({ priority }) => priority === 'FIX_FIRST').map(({ label }) => label);
  const unclear = drivers
    .filter(({ pAdjusted }) => pAdjusted !== null && pAdjusted >= 0.05)
    .map(({ label, pAdjusted }) => `${label} (${formatPValue(pAdjusted)})`);
  return [
    ...wrap(
      `importance: ${importanceWords[model.importanceMeasure]}; ${effectWords(model)}, the others held fixed, ${seTypeWords[model.seType] ?? model.seType} errors; performance: mean answer, and share of the top two boxes.`,
      lineWidth,
    ),
    ...drawWords(model).flatMap((line) => wrap(line, lineWidth)),
    ...(model.missing === 'LISTWISE' ? [] : wrap(incompleteWords[model.missing], lineWidth)),
    ...(model.observedUntil === null
      ? []
      : wrap(`Observation ended at ${formatTime(model.observedUntil)}: answers whose days were not over then are left out.`, lineWidth)),
    ...(drivers.every(({ feature }) => feature === null) ? [] : wrap(featureWords, lineWidth)),
    ...lineWords(model).flatMap((line) => wrap(line, lineWidth)),
    ...(unclear.length === 0
      ? []
      : ['', ...wrap(`Not told apart from no effect (p > 0.05, corrected by Holm): ${unclear.join('; ')}`, lineWidth)]),
    ...(first.length === 0
      ? []
      : ['', ...wrap(`Fix first (important, yet weaker than ${weakerThan[model.performanceCutAt]}): ${first.join('; ')}`, lineWidth)]),
  ];
}

/** After a number of rows: "12 that were cancelled". */
const exclusionWords: Readonly<Record<RunReport['exclusions'][number]['reason'], string>> = {
  ANONYMOUS: 'of nobody known',
  CANCELLED: 'that were cancelled',
  REFUNDED: 'that were paid back in full',
  NO_REVENUE: 'that do not say their revenue',
  AFTER_OBSERVATION: 'after the end of observation',
  POPULATION: 'outside the population asked for',
  MISSING: 'with a blank or not applicable answer to one of these questions',
  NO_VALUE: 'whom the CLV run does not value',
  INACTIVE: 'without an order, subscription, handled ticket or answer in the twelve months',
  FOLLOW_UP: 'answered too recently: the days after were not over when observation ended',
  NOT_AT_RISK: 'had left before they answered',
  NOT_APPLICABLE: 'to whom one of these questions does not apply',
  NOT_OBSERVED: 'that were over before anybody watched them',
  STARTED_AFTER_FOLLOW_UP: 'that began after the clocks had stopped',
  REVENUE_UNKNOWN: 'customers whose recurring revenue is not known, from gross and net retention alone',
};
const missingWithFeatures =
  'with a blank or not applicable answer, or without one of these features (no date, no known customer, nothing to measure)';

export function exclusionLines({ exclusions, parameters }: RunReport): string[] {
  const joins =
    parameters.__typename === 'DriverParameters' &&
    (parameters.features.length > 0 || parameters.traits.length > 0 || parameters.behaviour !== null);
  const wordsOf = (reason: keyof typeof exclusionWords) =>
    reason === 'MISSING' && joins ? missingWithFeatures : (exclusionWords[reason] ?? reason); // the server may be newer
  return exclusions.filter(({ rows }) => rows > 0).map(({ reason, rows }) => `  left out: ${formatCount(rows)} ${wordsOf(reason)}`);
}

export function warningLines({ warnings }: RunReport): string[] {
  return warnings.flatMap(({ code, subject, manager, detail }) => [
    '',
    ...wrap(`Note ${code}${subject === null ? '' : ` (${subject})`}: ${manager} (${detail})`, lineWidth),
  ]);
}
