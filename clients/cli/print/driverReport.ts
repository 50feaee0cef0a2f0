/** What drives an outcome, for people: ranked, with the doubt beside every number, and what to do first. */
import type { RunReport } from '../server/followRun.ts';
import { bar } from './bar.ts';
import { formatCount, formatInterval, formatNumber, formatPValue, formatShare } from './numbers.ts';
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
    `What drives ${model.outcome}: R² ${formatNumber(model.rSquared, 3)} (${model.quality.toLowerCase()}), ${formatCount(model.n)} answers used of ${formatCount(run.rowsRead)}`,
    ...exclusionLines(run),
    '',
    ...driverTable(drivers, model.confidenceLevel),
    '',
    ...explanation(result),
    ...warningLines(run),
  ];
}

function driverTable(drivers: readonly Driver[], confidenceLevel: number): string[] {
  const widest = Math.max(...drivers.map(({ lmgShare }) => lmgShare ?? 0), Number.MIN_VALUE);
  return table(
    [
      { title: '#', align: 'right', cell: ({ rank }) => String(rank) },
      { title: 'driver', cell: nameOf },
      { title: 'importance', cell: ({ lmgShare }) => `${formatShare(lmgShare).padStart(6)} ${bar((lmgShare ?? 0) / widest, barWidth)}` },
      { title: 'effect', align: 'right', cell: ({ estimate }) => formatNumber(estimate, 3) },
      {
        title: `${formatNumber(confidenceLevel * 100, 0)} % interval`,
        cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, (value) => formatNumber(value, 3)),
      },
      { title: 'mean', align: 'right', cell: ({ mean }) => formatNumber(mean, 2) },
      { title: 'top two', align: 'right', cell: ({ topTwoShare }) => formatShare(topTwoShare, 0) },
      { title: 'priority', cell: ({ priority }) => (priority === null ? '' : priorities[priority]) },
    ],
    drivers,
  );
}

/** A question may be a paragraph; a feature is a few words whose end, the window, tells two of them apart. */
function nameOf({ label, feature }: Driver): string {
  return feature === null && label.length > labelWidth ? `${label.slice(0, labelWidth - 1)}…` : label;
}

function explanation({ drivers, model }: Ready): string[] {
  const first = drivers.filter(({ priority }) => priority === 'FIX_FIRST').map(({ label }) => label);
  const unclear = drivers
    .filter(({ pAdjusted }) => pAdjusted !== null && pAdjusted >= 0.05)
    .map(({ label, pAdjusted }) => `${label} (${formatPValue(pAdjusted)})`);
  return [
    ...wrap(
      `importance: share of the explained variance (LMG); effect: points of ${model.outcome} per point of the driver, the others held fixed, ${model.seType} errors; performance: mean answer, and share of the top two boxes.`,
      lineWidth,
    ),
    ...(drivers.every(({ feature }) => feature === null) ? [] : wrap(featureWords, lineWidth)),
    ...(unclear.length === 0
      ? []
      : ['', ...wrap(`Not told apart from no effect (p > 0.05, corrected by Holm): ${unclear.join('; ')}`, lineWidth)]),
    ...(first.length === 0
      ? []
      : ['', ...wrap(`Fix first (important, yet weaker than the average driver): ${first.join('; ')}`, lineWidth)]),
  ];
}

const exclusionWords: Readonly<Record<string, string>> = {
  POPULATION: 'outside the population asked for',
  MISSING: 'with a blank or not applicable answer to one of these questions',
  NO_VALUE: 'whom the CLV run does not value',
  INACTIVE: 'without an order, subscription, handled ticket or answer in the twelve months',
};
const missingWithFeatures =
  'with a blank or not applicable answer, or without one of these features (no date, no known customer, nothing to measure)';

export function exclusionLines({ exclusions, parameters }: RunReport): string[] {
  const features = parameters.__typename === 'DriverParameters' ? parameters.features : [];
  const wordsOf = (reason: string) =>
    reason === 'MISSING' && features.length > 0 ? missingWithFeatures : (exclusionWords[reason] ?? reason);
  return exclusions.filter(({ rows }) => rows > 0).map(({ reason, rows }) => `  left out: ${formatCount(rows)} ${wordsOf(reason)}`);
}

export function warningLines({ warnings }: RunReport): string[] {
  return warnings.flatMap(({ code, subject, manager, detail }) => [
    '',
    ...wrap(`Note ${code}${subject === null ? '' : ` (${subject})`}: ${manager} (${detail})`, lineWidth),
  ]);
}
