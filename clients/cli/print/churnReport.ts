/** Who leaves, when and why, for people: curves at a few dates with the doubt beside them, reasons, cohorts, revenue kept. */
import type { RunReport } from '../server/followRun.ts';
import { cohortLines } from './cohortTriangle.ts';
import { exclusionLines, warningLines } from './driverReport.ts';
import { formatCount, formatDay, formatInterval, formatLevel, formatNumber, formatPValue, formatShare } from './numbers.ts';
import { riskReport } from './riskReport.ts';
import { type Column, table, wrap } from './table.ts';

export type ChurnReady = Extract<RunReport['result'], { __typename: 'ChurnResultReady' }>;
type Curve = ChurnReady['curves'][number];
type Cause = ChurnReady['causes'][number];

const months = [3, 6, 12, 24];
const lineWidth = 108;
const daysIn = (count: number): number => Math.round((count * 365.25) / 12);

export function churnReport(run: RunReport, result: ChurnReady): string[] {
  return [
    ...definitionLines(result, run.timeZone),
    ...exclusionLines(run),
    ...(result.model.shape === 'ONE_PERIOD' ? onePeriodLines(result, run.timeZone) : curveLines(result)),
    ...causeLines(result),
    ...cohortLines(result),
    ...rateLines(result),
    ...revenueLines(result),
    ...riskReport(result, run.timeZone),
    ...warningLines(run),
  ];
}

function definitionLines({ model, silenceOptions }: ChurnReady, timeZone: string): string[] {
  const what =
    model.kind === 'CONTRACTUAL'
      ? 'no active subscription for more than 30 days'
      : `no ${model.visitsCount ? 'order or visit' : 'order'} for ${model.silenceDays} days${model.isSuggested ? ' (suggested by the gaps)' : ''}`;
  const chosen = silenceOptions.find(({ isChosen }) => isChosen);
  const wrong =
    chosen === undefined || chosen.returnShare === null
      ? []
      : [
          `  ${formatShare(chosen.returnShare)} of the silences that are longer end with a return all the same${within(chosen.returnWithinDays)}`,
        ];
  const dated =
    model.datedAt === 'LAST_ACTIVITY' ? `, dated at the last one; clocks stop at ${formatDay(model.followUpEnd, timeZone)}` : '';
  const late =
    Number(model.provisionalLosses) > 0
      ? [`  ${formatCount(model.provisionalLosses)} ended in the last 30 days or will end yet: a return could still undo that`]
      : [];
  const delayed =
    Number(model.delayedEntries) > 0
      ? [`  ${formatCount(model.delayedEntries)} were first observed after their start, and count from then on`]
      : [];
  return [
    `Churn: ${what}${dated}; as of ${formatDay(model.asOf, timeZone)}`,
    `  ${formatCount(model.losses)} losses of ${formatCount(model.customers)} customers, ${formatCount(model.returns)} returns`,
    ...wrong,
    ...delayed,
    ...late,
  ];
}

const within = (days: number | null): string => (days === null ? '' : `, within ${formatNumber(days, 0)} days`);

/** The step in force on a day: what is stored is exact there. Null after the last day of observation. */
function stepAt<Point extends { readonly day: number }>(points: readonly Point[], day: number): Point | undefined {
  return points.findLast((point) => point.day <= day);
}

function curveLines({ curves, tests, model }: ChurnReady): string[] {
  const columns: Column<Curve>[] = [
    { title: 'still there after', cell: nameOf },
    { title: 'customers', align: 'right', cell: ({ n }) => formatCount(n) },
    { title: 'lost', align: 'right', cell: ({ losses }) => formatCount(losses) },
    ...months.map((count): Column<Curve> => ({ title: `${count} months`, cell: (curve) => survivalCell(curve, daysIn(count)) })),
    { title: 'median days', align: 'right', cell: ({ medianDays }) => formatNumber(medianDays, 0) },
  ];
  const late = curves.filter(({ observedFromDay }) => observedFromDay !== null && observedFromDay > 0);
  const begins = late.map((curve) => `${nameOf(curve)} day ${formatNumber(curve.observedFromDay, 0)}`).join(', ');
  const shown = tests.map(
    ({ grouping, landmarkDays, statistic, df, pValue, reason }) =>
      `  ${groupingName(grouping, landmarkDays)}: ${reason ?? `log-rank ${formatNumber(statistic, 2)}, ${df} df, p ${formatPValue(pValue)}`}`,
  );
  return [
    '',
    ...table(columns, curves),
    '',
    ...wrap(
      `Kaplan-Meier, ${formatLevel(model.confidenceLevel)} intervals; with a landmark: of those still there then, from then on. A curve of fewer than 5 losses is not shown, nor where fewer than 10 customers are at risk.`,
      lineWidth,
    ),
    ...(late.length > 0 ? wrap(`First observed late, and of those there then: ${begins}.`, lineWidth) : []),
    ...(shown.length > 0 ? ['', 'Are the groups lost alike?', ...shown] : []),
  ];
}

function nameOf({ grouping, level, landmarkDays }: Curve): string {
  return level === null ? 'everybody' : `${groupingName(grouping, landmarkDays)} ${level}`;
}

export function groupingName(grouping: string, landmarkDays: number | null): string {
  const name = grouping.replace(/^trait:/, '').replaceAll('_', ' ');
  return landmarkDays === null ? name : `${name} from day ${landmarkDays}`;
}

/** Whether fewer than 10 customers were at risk there: the step before it is not what the curve is on that day. */
function isHiddenOn({ shownFromDay, shownUntilDay }: Curve | Cause, day: number): boolean {
  return (shownFromDay !== null && day < shownFromDay) || (shownUntilDay !== null && day > shownUntilDay);
}

/** Nothing is known of the days before. */
const isUnobservedOn = ({ observedFromDay }: Curve | Cause, day: number): boolean => observedFromDay !== null && day < observedFromDay;

function survivalCell(curve: Curve, day: number): string {
  const { reason, points, lastDay } = curve;
  if (reason !== null) return reason === 'TOO_FEW_EVENTS' ? 'too few' : 'hidden';
  if (lastDay === null || day > lastDay) return '–';
  if (isUnobservedOn(curve, day)) return 'not observed';
  if (isHiddenOn(curve, day)) return 'hidden';
  const point = stepAt(points, day);
  if (point === undefined) return '100 %';
  return `${formatShare(point.survival)} (${formatInterval(point.ciLow, point.ciHigh, (share) => formatNumber(share * 100, 1))})`;
}

function onePeriodLines({ tenureRates, model }: ChurnReady, timeZone: string): string[] {
  const [from, until] = [model.periodFrom, model.periodUntil].map((moment) => formatDay(moment, timeZone));
  return [
    '',
    ...table(
      [
        { title: `lost from ${from} to ${until}`, cell: tenureName },
        { title: 'there', align: 'right', cell: ({ active }) => formatCount(active) },
        { title: 'lost', align: 'right', cell: ({ lost }) => formatCount(lost) },
        { title: 'churn', align: 'right', cell: ({ rate }) => formatShare(rate) },
        { title: 'interval', cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, (share) => formatShare(share)) },
      ],
      tenureRates,
    ),
    '',
    ...wrap(
      'A snapshot: whoever left before this period is not in the data. A curve from the start would take those who are for all there ever were, so none is drawn.',
      lineWidth,
    ),
  ];
}

function tenureName({ grouping, level, fromMonths, untilMonths }: ChurnReady['tenureRates'][number]): string {
  if (grouping === 'all') return 'everybody there at its start';
  if (grouping !== 'tenure') return `${groupingName(grouping, null)} ${level}`;
  if (fromMonths === null) return 'joined within it';
  return untilMonths === null ? `there for ${fromMonths} months and longer` : `there for ${fromMonths} to ${untilMonths} months`;
}

function causeLines({ causes }: ChurnReady): string[] {
  if (causes.length === 0) return [];
  const columns: Column<Cause>[] = [
    { title: 'lost by reason within', cell: ({ cause }) => cause.toLowerCase() },
    { title: 'lost', align: 'right', cell: ({ losses }) => formatCount(losses) },
    ...months.map((count): Column<Cause> => ({ title: `${count} months`, cell: (cause) => incidenceCell(cause, daysIn(count)) })),
    { title: 'at most', align: 'right', cell: boundCell },
  ];
  return [
    '',
    ...table(columns, causes),
    '',
    ...wrap(
      'Cumulative incidence (Aalen-Johansen); at most: within 24 months if every loss of unknown reason had been for this one.',
      lineWidth,
    ),
  ];
}

function boundCell(cause: Cause): string {
  if (isUnobservedOn(cause, daysIn(24))) return 'not observed';
  return isHiddenOn(cause, daysIn(24)) ? 'hidden' : formatShare(stepAt(cause.points, daysIn(24))?.boundHigh);
}

function incidenceCell(cause: Cause, day: number): string {
  const { reason, points } = cause;
  if (reason !== null) return reason === 'TOO_FEW_EVENTS' ? 'too few' : 'hidden';
  if (isUnobservedOn(cause, day)) return 'not observed';
  if (isHiddenOn(cause, day)) return 'hidden';
  const point = stepAt(points, day);
  if (point === undefined) return '0 %';
  return `${formatShare(point.incidence)} (${formatInterval(point.ciLow, point.ciHigh, (share) => formatNumber(share * 100, 1))})`;
}

/** The months of the last year that are complete. */
function rateLines({ churnRates }: ChurnReady): string[] {
  const shown = churnRates.filter(({ isComplete, rate }) => isComplete && rate !== null).slice(-12);
  if (shown.length === 0) return [];
  return [
    '',
    ...table(
      [
        { title: 'month', cell: ({ period }) => period },
        { title: 'active at its start', align: 'right', cell: ({ active }) => formatCount(active) },
        { title: 'lost', align: 'right', cell: ({ lost }) => formatCount(lost) },
        { title: 'churn rate', align: 'right', cell: ({ rate }) => formatShare(rate, 2) },
        { title: 'interval', cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, (share) => formatShare(share, 2)) },
      ],
      shown,
    ),
  ];
}

function revenueLines({ model }: ChurnReady): string[] {
  const { revenueFrom, revenueTo, revenueReason, revenueCustomers, grossRetention, netRetention } = model;
  if (revenueFrom === null) return [];
  const span = `Recurring revenue from the end of ${revenueFrom} to the end of ${revenueTo}`;
  if (revenueCustomers === null) {
    // Of runs of an earlier release, which did not count the customers.
    if (revenueReason === null) return ['', `${span}: not shown, this run did not count who paid; run the analysis again`];
    return ['', `${span}: hidden, fewer than 10 customers paid at its beginning`];
  }
  if (grossRetention === null) return ['', `${span}: hidden, fewer than 10 customers still pay`];
  const share = (value: number | null, low: number | null, high: number | null) =>
    `${formatShare(value)} (${formatInterval(low, high, (bound) => formatNumber(bound * 100, 1))})`;
  const gross = share(grossRetention, model.grossCiLow, model.grossCiHigh);
  const net = share(netRetention, model.netCiLow, model.netCiHigh);
  return ['', `${span}, of ${formatCount(revenueCustomers)} customers:`, `  ${gross} kept (gross), ${net} with what they added (net)`];
}
