/** The groups of an answer with their measures: merged over sources, estimated, protected, compared. */

import { setImmediate } from 'node:timers/promises';
import { adjustedFamily } from '../../worker/stats/descriptive/adjustedFamily.ts';
import { type CellSums, noSums } from '../../worker/stats/descriptive/cellSums.ts';
import { shownOverlap } from '../../worker/stats/descriptive/shownOverlap.ts';
import { PRIVACY_CUSTOMERS, RELIABLE_CUSTOMERS } from '../../worker/stats/descriptive/thresholds.ts';
import { limitExceeded } from '../errors.ts';
import { BucketCalendar } from './bucketCalendar.ts';
import { boundsOf, timeColumn, unfinished } from './groupBounds.ts';
import { type CountedFrame, type FrameFilter, type HiddenRows, hiddenRows, type KeysOfRows, type Period } from './hiddenRows.ts';
import { isOfCustomers, type MeasureSums, type MeasureValue, measureDifference, measureValue, type SumsOptions } from './measureValue.ts';
import type { Coverage } from './metricContext.sql.ts';
import { guardedParts, type MeasureName, type MetricMeasure, measureCatalogue, partsOf } from './metricMeasures.ts';
import type { CellsRequest, MetricCell, MetricSource } from './metricsRequest.ts';
import { unitOf } from './timeBuckets.ts';

export interface MetricValue extends MeasureValue {
  readonly measure: MeasureName;
  readonly isHidden: boolean;
  readonly isReliable: boolean;
  /** Null where no comparison was asked for. */
  readonly change: MetricChange | null;
}

export interface MetricChange {
  /** Of the reference period. */
  readonly reference: MeasureValue & { readonly isHidden: boolean };
  readonly difference: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly pValue: number | null;
  readonly pAdjusted: number | null;
  readonly sharedCustomers: number | null;
  readonly reasonDetail: string | null;
}

export interface MetricRow {
  readonly keys: readonly (string | null)[];
  readonly isOther: boolean;
  readonly values: readonly MetricValue[];
}

/** What the statements gave, by source. */
export interface SourceCells {
  readonly request: CellsRequest;
  readonly cells: readonly MetricCell[];
  /** The same without the filters, by what they ask for; null where there are none. */
  readonly frame: { readonly cells: readonly MetricCell[]; readonly filters: readonly FrameFilter[] } | null;
  readonly coverage: Coverage;
}

/** A group before it is shown: sums of each measure, now and in the reference period. */
interface Group {
  readonly keys: readonly (string | null)[];
  readonly isOther: boolean;
  readonly cells: ReadonlyMap<MetricSource, MetricCell>;
}

export interface RowsOptions extends SumsOptions {
  readonly measures: readonly MeasureName[];
  readonly timeZone: string;
  readonly now: Date;
  /** Of time: buckets that have to be there, whether or not there are facts in them. */
  readonly buckets: readonly string[];
}

const groupsAtOnce = 500;
/** All of an answer are computed, whichever page is shown: so many take a second, in turns with other requests, and 50 MB. */
const mostValues = 100_000;

export async function metricRows(sources: readonly SourceCells[], options: RowsOptions): Promise<MetricRow[]> {
  const groups = mergedGroups(sources, options.buckets);
  requireFewValues(groups, options);
  const calendar = await calendarOf(sources, groups, options);
  const columns: MetricValue[][] = [];
  for (const measure of options.measures) columns.push(await measureColumn(measure, groups, { ...options, sources, calendar }));
  const rows = groups.map(({ keys, isOther }, row) => ({ keys, isOther, values: columns.flatMap((column) => column[row] ?? []) }));
  return isCompared(sources) ? withFamily(rows) : rows;
}

const isCompared = (sources: readonly SourceCells[]) => sources.some(({ request }) => request.reference !== null);

/** @throws LIMIT_EXCEEDED */
function requireFewValues(groups: readonly Group[], { measures }: RowsOptions): void {
  if (groups.length * measures.length <= mostValues) return;
  const most = Math.floor(mostValues / measures.length);
  throw limitExceeded(
    `There are ${groups.length} groups of ${measures.length} measures, at most ${mostValues} values are possible at once, which are ${most} groups: ` +
      'ask for fewer measures, a shorter period, coarser groups, or the largest by `top`',
  );
}

function mergedGroups(sources: readonly SourceCells[], buckets: readonly string[]): Group[] {
  const groups = new Map<string, { keys: readonly (string | null)[]; isOther: boolean; cells: Map<MetricSource, MetricCell> }>();
  const groupOf = (keys: readonly (string | null)[], isOther: boolean) => {
    const name = JSON.stringify([keys, isOther]);
    const known = groups.get(name);
    if (known) return known;
    const group = { keys, isOther, cells: new Map<MetricSource, MetricCell>() };
    groups.set(name, group);
    return group;
  };
  for (const { request, cells } of sources) for (const cell of cells) groupOf(cell.keys, cell.isOther).cells.set(request.source, cell);
  for (const bucket of buckets) groupOf([bucket], false);
  if ([...sources][0]?.request.by.length === 0) groupOf([], false); // one row, also of nothing
  return [...groups.values()];
}

/** Of all buckets that the answer or a frame has. */
async function calendarOf(sources: readonly SourceCells[], groups: readonly Group[], { timeZone }: RowsOptions): Promise<BucketCalendar> {
  const request = sources[0]?.request;
  const unit = request ? unitOf(request) : null;
  const calendar = new BucketCalendar(unit ?? 'DAY', timeZone); // of no time nothing is asked
  if (!request || unit === null) return calendar;
  const column = timeColumn(request);
  const reference = sources.map((source) => source.request.reference).find((one) => one !== null) ?? null;
  const frames = sources.flatMap(({ frame }) => frame?.cells ?? []);
  const starts = [...groups, ...frames].flatMap(({ keys }) => keys[column] ?? []);
  await calendar.prepare(starts, reference?.kind === 'SHIFT' ? reference : null);
  return calendar;
}

async function measureColumn(
  name: MeasureName,
  groups: readonly Group[],
  { sources, calendar, ...options }: RowsOptions & { readonly sources: readonly SourceCells[]; readonly calendar: BucketCalendar },
): Promise<MetricValue[]> {
  const measure = measureCatalogue[name];
  const parts = partsOf(measure).map(({ source, part }) => {
    const of = sources.find(({ request }) => request.source === source);
    if (!of) throw new Error(`nothing was read of ${source}`);
    return { of, index: of.request.parts.indexOf(part) };
  });
  const hasReference = parts[0]?.of.request.reference != null;
  const sumsIn = (group: Group, period: Period): MeasureSums =>
    parts.map(({ of, index }) => {
      const sums = group.cells.get(of.request.source)?.[period]?.[index];
      return sums && sums.n > 0 ? sums : emptySums(of, group, period, calendar);
    });
  const valueIn = (group: Group, period: Period, sums: MeasureSums): MeasureValue => {
    const value = measureValue(measure, sums, options);
    const fault = value.n > 0 ? null : parts.map(({ of }) => unfinished(of, group.keys, period, calendar, options.now)).find(Boolean);
    return fault ? { ...value, reason: 'INCOMPLETE_PERIOD', reasonDetail: fault } : value;
  };
  const guarded = guardedParts(measure);
  const hidden = either(guarded.map((at) => hiddenIn(name, groups, parts[at], calendar)));
  const isOfFew = (sums: MeasureSums) => guarded.some((at) => isFew(sums[at]?.customers ?? 0));
  const changeIn = (group: Group, row: number, sums: MeasureSums, now: Shown) => {
    const reference = sumsIn(group, 'reference');
    const before = protectedValue(valueIn(group, 'reference', reference), hidden.reference[row] ?? false, isOfFew(reference));
    const shared = parts.map(({ of, index }) => group.cells.get(of.request.source)?.shared?.[index]);
    return changeOf(measure, { sums, reference, shared }, now, before, options);
  };
  const column: MetricValue[] = [];
  for (const [row, group] of groups.entries()) {
    if (row % groupsAtOnce === 0) await setImmediate(); // other requests come in between
    const sums = sumsIn(group, 'sums');
    const shown = protectedValue(valueIn(group, 'sums', sums), hidden.sums[row] ?? false, isOfFew(sums));
    const isReliable = isOfReliable(shown);
    column.push({ measure: name, ...shown, isReliable, change: hasReference ? changeIn(group, row, sums, shown) : null });
  }
  return column;
}

/** Nothing where facts are known to be: 0. Null where nothing is known: not loaded, or before the first or after the last fact. */
function emptySums({ request, coverage }: SourceCells, { keys }: Group, period: Period, calendar: BucketCalendar): CellSums | null {
  const { isLoaded, first, through } = coverage;
  if (!isLoaded) return null;
  if (first === null || through === null) return noSums;
  const [from, until] = boundsOf(request, keys, period, calendar);
  return (until !== null && until <= first) || (from !== null && from > through) ? null : noSums;
}

/** Groups of too few customers, and those beside them that would lead back to them. */
function hiddenIn(
  name: MeasureName,
  groups: readonly Group[],
  counting: { readonly of: SourceCells; readonly index: number } | undefined,
  calendar: BucketCalendar,
): HiddenRows {
  const { estimate } = measureCatalogue[name];
  if (!counting || !isOfCustomers(estimate)) return { sums: [], reference: [] };
  const { request, frame } = counting.of;
  const customersIn = (cell: MetricCell | undefined) => ({
    sums: cell?.sums[counting.index]?.customers ?? 0,
    reference: cell?.reference?.[counting.index]?.customers ?? 0,
  });
  const rows = groups.map((group) => ({ ...group, customers: customersIn(group.cells.get(request.source)) }));
  const counted = (cell: MetricCell) => ({ ...cell, customers: customersIn(cell) });
  const framed: CountedFrame | null = frame && { cells: frame.cells.map(counted), filters: frame.filters };
  return hiddenRows(rows, framed, keysOf(request, calendar));
}

function keysOf(request: CellsRequest, calendar: BucketCalendar): KeysOfRows {
  const { by, kept, reference } = request;
  const column = timeColumn(request);
  const toReference: KeysOfRows['toReference'] =
    reference?.kind === 'SHIFT'
      ? (keys) => keys.map((key, at) => (at === column && key !== null ? calendar.movedBack(key, reference) : key))
      : null;
  return { width: by.length, keptColumn: kept?.column ?? null, toReference };
}

type Shown = MeasureValue & { readonly isHidden: boolean };

const isFew = (customers: number) => customers > 0 && customers < PRIVACY_CUSTOMERS;

/** Hidden by one is hidden. */
function either(all: readonly HiddenRows[]): HiddenRows {
  const of = (period: Period) => Array.from(all[0]?.[period] ?? [], (_, row) => all.some((hidden) => hidden[period][row] === true));
  return { sums: of('sums'), reference: of('reference') };
}

function protectedValue(value: MeasureValue, isHidden: boolean, few: boolean): Shown {
  if (!isHidden) return { ...value, isHidden };
  return {
    value: null,
    exact: null,
    n: 0,
    customers: null,
    stdErr: null,
    ciLow: null,
    ciHigh: null,
    seType: null,
    isHidden,
    reason: 'NOT_ENOUGH_DATA',
    reasonDetail: few
      ? `fewer than ${PRIVACY_CUSTOMERS} customers: hidden to protect them`
      : 'hidden, for a smaller group beside it would follow from it',
  };
}

const isOfReliable = ({ customers, isHidden }: Shown) => !isHidden && (customers === null || customers >= RELIABLE_CUSTOMERS);

function changeOf(
  measure: MetricMeasure,
  {
    sums,
    reference,
    shared,
  }: { readonly sums: MeasureSums; readonly reference: MeasureSums; readonly shared: Parameters<typeof measureDifference>[3] },
  now: Shown,
  before: Shown,
  options: SumsOptions,
): MetricChange {
  const none = { difference: null, stdErr: null, ciLow: null, ciHigh: null, pValue: null, pAdjusted: null, sharedCustomers: null };
  if (now.value === null || before.value === null) return { reference: before, ...none, reasonDetail: 'one of the two is not known' };
  if (!isOfReliable(now) || !isOfReliable(before))
    return { reference: before, ...none, reasonDetail: `fewer than ${RELIABLE_CUSTOMERS} customers in one of the two: not compared` };
  const difference = measureDifference(measure, sums, reference, shared, options);
  if (difference === null)
    return {
      reference: before,
      ...none,
      difference: now.value - before.value,
      reasonDetail: 'both are counted, so the difference has no test',
    };
  const { estimate, stdErr, ciLow, ciHigh, pValue, reason } = difference;
  const sharedCustomers = shownOverlap(difference.sharedCustomers, sums[0]?.customers ?? 0, reference[0]?.customers ?? 0);
  const reasonDetail = reason === null ? null : 'nothing varies, so the difference has no test';
  return { reference: before, difference: estimate, stdErr, ciLow, ciHigh, pValue, pAdjusted: null, sharedCustomers, reasonDetail };
}

/** Holm's adjustment over all comparisons of the answer. */
async function withFamily(rows: readonly MetricRow[]): Promise<MetricRow[]> {
  const adjusted = adjustedFamily(rows.flatMap(({ values }) => values.map(({ change }) => change?.pValue ?? null)));
  let next = 0;
  const withAdjusted = (value: MetricValue): MetricValue => {
    const pAdjusted = adjusted[next++] ?? null;
    return value.change === null || pAdjusted === null ? value : { ...value, change: { ...value.change, pAdjusted } };
  };
  const found: MetricRow[] = [];
  for (const row of rows) {
    if (found.length % groupsAtOnce === groupsAtOnce - 1) await setImmediate();
    found.push({ ...row, values: row.values.map(withAdjusted) });
  }
  return found;
}
