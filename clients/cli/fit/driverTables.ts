/** `earshot fit drivers` as people read it. */
import type { DriverBootstrap, DriverDifference, ForceImportance, ImportanceStability } from '../../../worker/stats/index.ts';
import { formatCount, formatInterval, formatLevel, formatNumber, formatPValue, formatShare } from '../print/numbers.ts';
import { type Column, table, wrap } from '../print/table.ts';
import type { DriverAnalysis, DriverFit } from './driverAnalysis.ts';
import { warningLines } from './outcomeReport.ts';
import { coefficientLines, seTypeNames, significant } from './regressionOutput.ts';

const labelNames = { FIX_FIRST: 'fix first', KEEP: 'keep', MONITOR: 'monitor', MAINTAIN: 'maintain', SUPPRESSOR: 'suppressor' } as const;

const lineWidth = 110;

export function driverLines(fit: DriverFit, analysis: DriverAnalysis): string[] {
  const { model, drivers, intercept, agreement } = fit;
  const { bootstrap } = analysis;
  return [
    sampleLine(fit, analysis),
    [`R² ${formatNumber(model.rSquared, 3)} (${model.quality.toLowerCase()})`, `agreement of methods W ${formatNumber(agreement, 2)}`].join(
      ' · ',
    ),
    '',
    ...importanceLines(fit, bootstrap),
    ...(fit.forces.length > 0 ? ['', ...forceLines(fit.forces, drivers, bootstrap)] : []),
    '',
    `coefficients, ${seTypeNames[model.seType]}:`,
    ...coefficientLines([intercept, ...drivers], model.confidenceLevel),
  ];
}

/** How many answers there are, what was done about missing ones, and what was drawn. */
export function sampleLine({ model }: DriverFit, { data, bootstrap }: DriverAnalysis): string {
  const answers =
    'treatment' in model ? `n ${formatCount(model.n)}, ${formatCount(model.completeN)} of them complete` : `n ${formatCount(model.n)}`;
  const unit = bootstrap?.unit === 'CLUSTER' ? 'clusters' : 'answers';
  const made = bootstrap === null ? [] : [`${formatCount(bootstrap.draws)} draws of ${formatCount(bootstrap.units)} ${unit}`];
  return [answers, `missing: ${data.missing}`, ...made].join(' · ');
}

/** What the numbers mean, and what they do not. */
export function readingLines(bootstrap: DriverBootstrap | null, secondsLeftOut: number | null): string[] {
  const share =
    "share: part of R² that is this driver's (LMG), averaged over all orders of entry. It is never negative, so its interval tests nothing: see p (Holm).";
  return ['', ...wrap(share, lineWidth), ...(bootstrap === null ? noDrawsLines(secondsLeftOut, 'intervals of shares and ranks') : [])];
}

/** What is missing without draws, and how to get it. */
export function noDrawsLines(secondsLeftOut: number | null, missed: string): string[] {
  const why = secondsLeftOut === null ? '' : `, 1,000 would take about ${formatNumber(secondsLeftOut, 0)} s`;
  return wrap(`No draws were made${why}. Say --bootstrap 1000 for ${missed}.`, lineWidth);
}

/** One of the groups: the lines of a fitted one from `linesOf`; or why it has none. */
export function groupLines(
  { group, ...analysis }: DriverAnalysis & { readonly group: string },
  linesOf: (fit: DriverFit, analysis: DriverAnalysis) => string[],
): string[] {
  const { outcome } = analysis;
  if (outcome.kind === 'notEstimable') return ['', `${group}: cannot be estimated (${outcome.reason})`, ...wrap(outcome.detail, lineWidth)];
  return ['', `${group}:`, ...linesOf(outcome.fit, analysis), ...warningLines(outcome.warnings)];
}

/** Differences that stand out, or the closest to it. */
export function differenceLines(differences: readonly DriverDifference[]): string[] {
  if (differences.length === 0) return [];
  const shown = differences.toSorted((a, b) => (a.pValue ?? 1) - (b.pValue ?? 1)).slice(0, 20);
  return [
    '',
    `differences between groups (${shown.length} of ${formatCount(differences.length)}, the clearest first; p adjusted for all of them):`,
    ...table<DriverDifference>(
      [
        { title: 'driver', cell: ({ driver }) => driver },
        { title: 'of', cell: ({ measure }) => (measure === 'LMG' ? 'importance' : 'mean') },
        { title: 'groups', cell: ({ group, reference }) => `${group} - ${reference}` },
        { title: 'difference', align: 'right', cell: ({ estimate }) => significant(estimate) },
        { title: 'interval', align: 'right', cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, significant) },
        { title: 'p (BH)', align: 'right', cell: ({ pAdjusted }) => formatPValue(pAdjusted) },
      ],
      shown,
    ),
  ];
}

function importanceLines({ drivers, model }: DriverFit, bootstrap: DriverBootstrap | null): string[] {
  const rows = drivers.map((row, j) => ({ ...row, stability: bootstrap?.drivers[j] })).toSorted((a, b) => a.rank - b.rank);
  const has = (isThere: (row: (typeof rows)[number]) => boolean): boolean => rows.some(isThere);
  const columns: Column<(typeof rows)[number]>[] = [
    { title: 'driver', cell: ({ name }) => name },
    ...shareColumns<(typeof rows)[number]>(model.confidenceLevel, bootstrap !== null, ({ stability }) => stability),
    ...(has(({ samplingStdErr }) => samplingStdErr !== null)
      ? [
          {
            title: '± sampling',
            align: 'right' as const,
            cell: (row: (typeof rows)[number]) => formatShare((row.samplingStdErr ?? 0) / model.rSquared),
          },
        ]
      : []),
    { title: 'rel. weight', align: 'right', cell: ({ relativeWeight }) => formatNumber(relativeWeight, 3) },
    { title: 'beta', align: 'right', cell: ({ standardizedEstimate }) => formatNumber(standardizedEstimate, 3) },
    { title: 'r', align: 'right', cell: ({ correlation }) => formatNumber(correlation, 3) },
    { title: 'partial r', align: 'right', cell: ({ partialCorrelation }) => formatNumber(partialCorrelation, 3) },
    { title: 'mean', align: 'right', cell: ({ performance }) => formatNumber(performance.estimate, 2) },
    ...(has(({ topTwoBox }) => topTwoBox !== null)
      ? [{ title: 'top two', align: 'right' as const, cell: (row: (typeof rows)[number]) => formatShare(row.topTwoBox?.estimate) }]
      : []),
    { title: 'advice', cell: ({ label }) => (label === null ? '–' : labelNames[label]) },
  ];
  return table(columns, rows);
}

function forceLines(
  forces: readonly ForceImportance[],
  drivers: readonly { readonly name: string }[],
  bootstrap: DriverBootstrap | null,
): string[] {
  const rows = forces.map((force, i) => ({ ...force, stability: bootstrap?.forces[i] })).toSorted((a, b) => a.rank - b.rank);
  return table<(typeof rows)[number]>(
    [
      { title: 'force', cell: ({ name }) => name },
      ...shareColumns<(typeof rows)[number]>(bootstrap?.confidenceLevel ?? 0.95, bootstrap !== null, ({ stability }) => stability),
      { title: 'drivers', cell: ({ members }) => members.map((j) => drivers[j]?.name ?? '').join(', ') },
    ],
    rows,
  );
}

interface SharedImportance {
  readonly lmgShare: number | null;
  readonly rank: number;
}

function shareColumns<Row extends SharedImportance>(
  confidenceLevel: number,
  hasDraws: boolean,
  stabilityOf: (row: Row) => ImportanceStability | undefined,
): Column<Row>[] {
  const ranks = (row: Row): string => {
    const stability = stabilityOf(row);
    const range = stability === undefined || stability.rankLow === null ? '' : ` (${stability.rankLow}-${stability.rankHigh})`;
    return `${row.rank}${range}`;
  };
  const interval: Column<Row> = {
    title: `${formatLevel(confidenceLevel)} interval`,
    align: 'right',
    cell: (row) => {
      const share = stabilityOf(row)?.lmgShare;
      return formatInterval(share?.ciLow, share?.ciHigh, (value) => formatShare(value));
    },
  };
  return [
    { title: 'rank', align: 'right', cell: ranks },
    { title: 'share', align: 'right', cell: ({ lmgShare }) => formatShare(lmgShare) },
    ...(hasDraws ? [interval] : []),
  ];
}
