/** An answer to `scoreChange`: what is compared and its groups by the statements of metrics, then one more for the products over customers. */

import type { Queryable } from '../../../prisma/sql.ts';
import { adjustedFamily } from '../../../worker/stats/descriptive/adjustedFamily.ts';
import { type ChangeOfSums, changeOfSums, type SegmentEffects } from '../../../worker/stats/descriptive/changeOfSums.ts';
import { RELIABLE_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import type { Context } from '../../context.ts';
import { openCells } from '../cellsReader.ts';
import { selectCoverage, selectWorkspaceFacts, type WorkspaceFacts } from '../metricContext.sql.ts';
import { type MeasureName, measureCatalogue, partsOf } from '../metricMeasures.ts';
import { type MetricRow, type MetricValue, metricRows, type RowsOptions } from '../metricRows.ts';
import type { MetricsInput } from '../metricsInput.ts';
import { cellsContext, cellsRequests } from '../metricsPlan.ts';
import type { MetricGrouping } from '../metricsRequest.ts';
import { confidenceLevel, type MetricsAnswer, needsOf, sourceCells } from '../readMetrics.ts';
import { readSegments } from '../segments.sql.ts';
import { type ChangeGroup, type ChangeSide, type ReadChange, selectChangeSums } from './changeSums.sql.ts';
import { checkScoreChange, type ScoreChangeInput, sidesOf } from './scoreChangeInput.ts';

/** One group's part. */
export interface GroupEffects {
  readonly by: MetricGrouping;
  readonly group: ChangeGroup;
  readonly timeZone: string;
  readonly effects: SegmentEffects;
  readonly customersBefore: number;
  readonly customersAfter: number;
  readonly isReliable: boolean;
  /** Holm's, over the groups; null where there is no test, or too few to test. */
  readonly adjusted: { readonly mix: number | null; readonly within: number | null };
}

export interface ScoreChangeAnswer extends Pick<MetricsAnswer, 'coverage' | 'facts' | 'clvRun'> {
  readonly measure: MeasureName;
  readonly sides: { readonly before: MetricsInput; readonly after: MetricsInput };
  readonly before: MetricValue;
  readonly after: MetricValue;
  readonly change: ChangeOfSums | null;
  readonly groups: readonly GroupEffects[];
  readonly reason: StatusCode | null;
  readonly reasonDetail: string | null;
}

/** @throws BAD_USER_INPUT, LIMIT_EXCEEDED where there are too many groups or the database takes too long */
export async function readScoreChange(
  input: ScoreChangeInput,
  { snapshot, workspaceId, principal }: Pick<Context, 'snapshot' | 'workspaceId' | 'principal'>,
): Promise<ScoreChangeAnswer> {
  checkScoreChange(input);
  return snapshot.read((sql) => answer(sql, workspaceId, input, principal.scopes.has('pii')));
}

async function answer(sql: Queryable, workspaceId: number, input: ScoreChangeInput, showPersonal: boolean): Promise<ScoreChangeAnswer> {
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`; // as readMetrics
  const filters = [...input.where, ...(input.of && input.against ? [input.of, input.against] : [])];
  const needs = needsOf({ measures: [input.measure], by: [input.by], where: filters });
  const facts = await selectWorkspaceFacts(sql, workspaceId, needs);
  const asked = sidesOf(input, facts.timeZone);
  const segments = await readSegments(sql, workspaceId, [input.by, ...filters], showPersonal);
  const coverage = await selectCoverage(
    sql,
    workspaceId,
    partsOf(measureCatalogue[input.measure]).map(({ source }) => source),
  );
  const options: RowsOptions = {
    measures: [input.measure],
    isWeighted: input.weighted,
    confidenceLevel,
    timeZone: facts.timeZone,
    now: facts.now,
    buckets: [],
  };
  const read = async (side: MetricsInput) => {
    const context = cellsContext(side, facts, workspaceId, segments);
    const reader = openCells(sql, context, coverage);
    const rowsOf = async (by: readonly MetricGrouping[]) => {
      const sources = [];
      for (const request of cellsRequests({ ...side, by }, facts)) sources.push(await sourceCells(reader, request, coverage, facts));
      return metricRows(sources, options);
    };
    const [total] = await rowsOf([]);
    const value = total?.values[0];
    if (!value) throw new Error('a question without groups has one row');
    return { context, side, value, rows: await rowsOf([input.by]) };
  };
  const [before, after] = [await read(asked.before), await read(asked.after)];
  const known = {
    ...{ measure: input.measure, sides: asked, before: before.value, after: after.value },
    ...{ coverage, facts, clvRun: needs.clv ? facts.clvRun : null },
  };
  const reasonDetail = notComparable(before.value, after.value);
  if (reasonDetail !== null) return { ...known, change: null, groups: [], reason: 'NOT_ENOUGH_DATA', reasonDetail };
  const kept = { column: 0, values: shownGroups(before.rows, after.rows).slice(0, input.groups) };
  const sideOf = ({ context, side }: typeof before): ChangeSide => {
    const [request] = cellsRequests({ ...side, by: [input.by] }, facts);
    if (!request) throw new Error('a measure is read from a source');
    return { context, request: { ...request, kept } };
  };
  const sums = await selectChangeSums(sql, sideOf(before), sideOf(after));
  const { estimate } = measureCatalogue[input.measure];
  if (estimate.kind !== 'SCORE') throw new Error(`${input.measure} is no score`);
  const outcome = changeOfSums(estimate.score, sums.sums, input.weighted && estimate.of.source === 'ANSWER', confidenceLevel);
  if (outcome.kind !== 'fitted') return { ...known, change: null, groups: [], reason: outcome.reason, reasonDetail: outcome.detail };
  return { ...known, change: outcome.fit, groups: effectsOf(input.by, facts, sums, outcome.fit), reason: null, reasonDetail: null };
}

function notComparable(before: MetricValue, after: MetricValue): string | null {
  for (const [name, { value, isReliable, reasonDetail }] of Object.entries({ before, after })) {
    if (value === null) return `${name}: ${reasonDetail ?? 'not known'}`;
    if (!isReliable) return `${name}: fewer than ${RELIABLE_CUSTOMERS} customers, which are not compared`;
  }
  return null;
}

/** Groups that are hidden on neither side, the largest first: all others are one, so that none of them follows from the rest. */
function shownGroups(before: readonly MetricRow[], after: readonly MetricRow[]): (string | null)[] {
  const customers = new Map<string | null, number>();
  const hidden = new Set<string | null>();
  for (const { keys, values } of [...before, ...after]) {
    const key = keys[0] ?? null;
    if (values[0]?.isHidden) hidden.add(key);
    customers.set(key, Math.max(customers.get(key) ?? 0, values[0]?.customers ?? 0));
  }
  const shown = [...customers].filter(([key, count]) => !hidden.has(key) && count > 0);
  return shown.sort(([a, x], [b, y]) => y - x || (String(a) < String(b) ? -1 : 1)).map(([key]) => key);
}

function effectsOf(by: MetricGrouping, { timeZone }: WorkspaceFacts, read: ReadChange, { segments }: ChangeOfSums): GroupEffects[] {
  const rows = segments.flatMap((effects) => {
    const place = Number(effects.segment);
    const group = read.groups[place];
    if (!group) return [];
    const customersIn = (isAfter: boolean) =>
      read.sums.cells.reduce(
        (sum, cell, at) => (cell.segment === place && cell.isAfter === isAfter ? sum + (read.customers[at] ?? 0) : sum),
        0,
      );
    const [customersBefore, customersAfter] = [customersIn(false), customersIn(true)];
    const isReliable = [customersBefore, customersAfter].every((count) => count === 0 || count >= RELIABLE_CUSTOMERS);
    return [{ by, group, timeZone, effects, customersBefore, customersAfter, isReliable }];
  });
  const tested = ({ effects: { doubt, presence }, isReliable }: (typeof rows)[number]) => [
    isReliable ? doubt.mix.pValue : null,
    isReliable && presence === 'BOTH' ? doubt.within.pValue : null,
  ];
  const adjusted = adjustedFamily(rows.flatMap(tested));
  const size = ({ effects: { mix, within } }: (typeof rows)[number]) => Math.abs(mix + within);
  return rows
    .map((row, at) => ({ ...row, adjusted: { mix: adjusted[2 * at] ?? null, within: adjusted[2 * at + 1] ?? null } }))
    .sort((a, b) => Number(a.group.isOther) - Number(b.group.isOther) || size(b) - size(a));
}
