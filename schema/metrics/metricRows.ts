/** The groups of an answer with their measures: merged over sources, estimated, protected, compared. */

import { setImmediate } from 'node:timers/promises';
import { adjustedFamily } from '../../worker/stats/descriptive/adjustedFamily.ts';
import { type CellSums, noSums } from '../../worker/stats/descriptive/cellSums.ts';
import { hiddenGroups } from '../../worker/stats/descriptive/hiddenGroups.ts';
import { privacyCustomers, reliableCustomers } from '../feedback/score.ts';
import {
  customersOf,
  isOfCustomers,
  type MeasureSums,
  type MeasureValue,
  measureDifference,
  measureValue,
  type SumsOptions,
} from './measureValue.ts';
import type { Coverage } from './metricContext.sql.ts';
import { type MeasureName, measureCatalogue, partsOf } from './metricMeasures.ts';
import type { CellsRequest, MetricCell, MetricSource } from './metricsRequest.ts';
import { bucketEnd, unitOf } from './timeBuckets.ts';

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
  /** The same without the filters, by whether each of them holds; empty where there are none. */
  readonly flagged: readonly MetricCell[];
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
  /** Of time: buckets that have to be there, whether or not there are facts in them. */
  readonly buckets: readonly string[];
}

const groupsAtOnce = 500;

export async function metricRows(sources: readonly SourceCells[], options: RowsOptions): Promise<MetricRow[]> {
  const groups = mergedGroups(sources, options.buckets);
  const columns: MetricValue[][] = [];
  for (const measure of options.measures) columns.push(await measureColumn(measure, groups, sources, options));
  const rows = groups.map(({ keys, isOther }, row) => ({ keys, isOther, values: columns.flatMap((column) => column[row] ?? []) }));
  return withFamily(rows);
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

async function measureColumn(
  name: MeasureName,
  groups: readonly Group[],
  sources: readonly SourceCells[],
  options: RowsOptions,
): Promise<MetricValue[]> {
  const measure = measureCatalogue[name];
  const parts = partsOf(measure).map(({ source, part }) => {
    const of = sources.find(({ request }) => request.source === source);
    if (!of) throw new Error(`nothing was read of ${source}`);
    return { of, index: of.request.parts.indexOf(part) };
  });
  const hasReference = parts[0]?.of.request.reference != null;
  const sumsIn = (group: Group, period: 'sums' | 'reference'): MeasureSums =>
    parts.map(({ of, index }) => group.cells.get(of.request.source)?.[period]?.[index] ?? emptySums(of, group, period, options.timeZone));
  const [hidden, hiddenBefore] = (['sums', 'reference'] as const).map((period) =>
    hiddenIn(name, groups, (group) => sumsIn(group, period), leftOutOf(parts, period)),
  );
  const column: MetricValue[] = [];
  for (const [row, group] of groups.entries()) {
    if (row > 0 && row % groupsAtOnce === 0) await setImmediate(); // other requests come in between
    const sums = sumsIn(group, 'sums');
    const value = measureValue(measure, sums, options);
    const shown = protectedValue(value, hidden?.[row] ?? false);
    const isReliable = isOfReliable(shown);
    const change = hasReference
      ? changeOf(
          name,
          {
            sums,
            reference: sumsIn(group, 'reference'),
            shared: parts.map(({ of, index }) => group.cells.get(of.request.source)?.shared?.[index]),
          },
          shown,
          hiddenBefore?.[row] ?? false,
          options,
        )
      : null;
    column.push({ measure: name, ...shown, isReliable, change });
  }
  return column;
}

/** Nothing where facts are known to be: 0. Null where nothing is known: not loaded, or before the first or after the last fact. */
function emptySums({ request, coverage }: SourceCells, { keys }: Group, period: 'sums' | 'reference', timeZone: string): CellSums | null {
  const { isLoaded, first, last } = coverage;
  if (!isLoaded) return null;
  const unit = unitOf(request);
  const bucket = unit === null ? null : (keys[request.by.findIndex(({ dimension }) => dimension === unit)] ?? null);
  if (period === 'reference') return noSums;
  const from = bucket === null ? request.from : new Date(bucket);
  const until = bucket === null || unit === null ? request.until : bucketEnd(bucket, unit, timeZone);
  if (first === null || last === null) return noSums;
  return (until !== null && until <= first) || (from !== null && from > last) ? null : noSums;
}

/** Groups of too few customers, and those beside them that would lead back to them. */
function hiddenIn(
  name: MeasureName,
  groups: readonly Group[],
  sumsOf: (group: Group) => MeasureSums,
  leavesFewOut: (group: Group) => boolean,
): boolean[] {
  const { estimate } = measureCatalogue[name];
  if (!isOfCustomers(estimate)) return groups.map(() => false);
  return hiddenGroups(
    groups.map((group) => ({
      keys: group.keys.map((key) => JSON.stringify([key, key === null && group.isOther])),
      customers: customersOf(estimate, sumsOf(group)),
    })),
    privacyCustomers,
    (at) => leavesFewOut(groups[at] as Group),
  );
}

/**
 * Whether the filters of a group leave so few customers out that the group without filters, which is there for the asking, less this one
 * would tell of them: of one filter alone, or of all together. Customers can be left out by several, so the most that one way leaves out count.
 */
function leftOutOf(
  parts: readonly { readonly of: SourceCells; readonly index: number }[],
  period: 'sums' | 'reference',
): (group: Group) => boolean {
  const ways = new Map<string, { readonly customers: number; readonly missed: number }[]>();
  for (const { of, index } of parts.slice(-1)) {
    const width = of.request.by.length;
    for (const { keys, isOther, ...sums } of of.flagged) {
      const missed = keys.slice(width).filter((flag) => flag !== 'true').length;
      const name = JSON.stringify([keys.slice(0, width), isOther]);
      const customers = sums[period]?.[index]?.customers ?? 0;
      if (missed > 0 && customers > 0) ways.set(name, [...(ways.get(name) ?? []), { customers, missed }]);
    }
  }
  return ({ keys, isOther }) => {
    const found = ways.get(JSON.stringify([keys, isOther])) ?? [];
    const most = Math.max(0, ...found.map(({ customers }) => customers));
    return (
      found.length > 0 && (most < privacyCustomers || found.some(({ customers, missed }) => missed === 1 && customers < privacyCustomers))
    );
  };
}

type Shown = MeasureValue & { readonly isHidden: boolean };

function protectedValue(value: MeasureValue, isHidden: boolean): Shown {
  if (!isHidden) return { ...value, isHidden };
  const few = (value.customers ?? 0) < privacyCustomers;
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
      ? `fewer than ${privacyCustomers} customers: hidden to protect them`
      : 'hidden, for a smaller group beside it would follow from it',
  };
}

const isOfReliable = ({ customers, isHidden }: Shown) => !isHidden && (customers === null || customers >= reliableCustomers);

function changeOf(
  name: MeasureName,
  {
    sums,
    reference,
    shared,
  }: { readonly sums: MeasureSums; readonly reference: MeasureSums; readonly shared: Parameters<typeof measureDifference>[3] },
  now: Shown,
  isHidden: boolean,
  options: SumsOptions,
): MetricChange {
  const measure = measureCatalogue[name];
  const before = protectedValue(measureValue(measure, reference, options), isHidden);
  const none = { difference: null, stdErr: null, ciLow: null, ciHigh: null, pValue: null, pAdjusted: null, sharedCustomers: null };
  if (now.value === null || before.value === null) return { reference: before, ...none, reasonDetail: 'one of the two is not known' };
  if (!isOfReliable(now) || !isOfReliable(before))
    return { reference: before, ...none, reasonDetail: `fewer than ${reliableCustomers} customers in one of the two: not compared` };
  const difference = measureDifference(measure, sums, reference, shared, options);
  if (difference === null)
    return {
      reference: before,
      ...none,
      difference: now.value - before.value,
      reasonDetail: 'both are counted, so the difference has no test',
    };
  const { estimate, stdErr, ciLow, ciHigh, pValue, sharedCustomers, reason } = difference;
  const reasonDetail = reason === null ? null : 'nothing varies, so the difference has no test';
  return { reference: before, difference: estimate, stdErr, ciLow, ciHigh, pValue, pAdjusted: null, sharedCustomers, reasonDetail };
}

/** Holm's adjustment over all comparisons of the answer. */
function withFamily(rows: readonly MetricRow[]): MetricRow[] {
  const adjusted = adjustedFamily(rows.flatMap(({ values }) => values.map(({ change }) => change?.pValue ?? null)));
  let next = 0;
  return rows.map((row) => ({
    ...row,
    values: row.values.map((value) => {
      const pAdjusted = adjusted[next++] ?? null;
      return value.change === null ? value : { ...value, change: { ...value.change, pAdjusted } };
    }),
  }));
}
