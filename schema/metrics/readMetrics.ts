/** An answer to `metrics`: one statement for what the workspace is, one for its coverage, one or two a source; never one a group. */
import type { Queryable } from '../../prisma/sql.ts';
import type { Context } from '../context.ts';
import { badUserInput, limitExceeded } from '../errors.ts';
import { type CellsReader, openCells, type ServedFrom } from './cellsReader.ts';
import { coarseFrameOf, frameOf, isWithinReach } from './frame.ts';
import { type Coverage, type CurrentClvRun, selectCoverage, selectWorkspaceFacts, type WorkspaceFacts } from './metricContext.sql.ts';
import { isTime } from './metricDimensions.ts';
import { measureCatalogue, partsOf } from './metricMeasures.ts';
import { type MetricRow, metricRows, type SourceCells } from './metricRows.ts';
import { requireSameQuestion, requireSameState } from './metricsCursor.ts';
import type { MetricsInput } from './metricsInput.ts';
import { cellsContext, cellsRequests, checkInput, topColumn } from './metricsPlan.ts';
import { type CellsRequest, type MetricCell, mostCells } from './metricsRequest.ts';
import { orderedRows } from './orderedRows.ts';
import { readSegments } from './segments.sql.ts';
import { metricSourcesSql } from './sources/metricSourcesSql.ts';
import type { CellsContext } from './sources/sourceSql.ts';
import { bucketsBetween, unitOf } from './timeBuckets.ts';

export const confidenceLevel = 0.95;

export interface MetricsAnswer {
  readonly input: MetricsInput;
  readonly rows: readonly MetricRow[];
  readonly facts: WorkspaceFacts;
  readonly coverage: readonly Coverage[];
  readonly clvRun: CurrentClvRun | null;
  readonly servedFrom: ServedFrom;
}

/** @throws BAD_USER_INPUT, CONFLICT where the cursor is of an answer of before, LIMIT_EXCEEDED where there are too many groups */
export async function readMetrics(
  input: MetricsInput,
  { snapshot, workspaceId, principal }: Pick<Context, 'snapshot' | 'workspaceId'> & Partial<Pick<Context, 'principal'>>,
): Promise<MetricsAnswer> {
  checkInput(input);
  requireSameQuestion(workspaceId, input);
  return snapshot.read((sql) => answer(sql, workspaceId, input, principal?.scopes.has('pii') ?? false));
}

async function answer(sql: Queryable, workspaceId: number, input: MetricsInput, showPersonal: boolean): Promise<MetricsAnswer> {
  // One plan for all values would go by an average period; these statements are few and large, so each is planned for its own.
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`;
  const facts = await selectWorkspaceFacts(sql, workspaceId, needsOf(input));
  const context = cellsContext(
    input,
    facts,
    workspaceId,
    await readSegments(sql, workspaceId, [...input.by, ...input.where], showPersonal),
  );
  const requests = cellsRequests(input, facts);
  const coverage = await selectCoverage(
    sql,
    workspaceId,
    requests.map(({ source }) => source),
  );
  for (const request of requests) await requireFewRows(sql, context, request, input);
  const reader = openCells(sql, context, coverage);
  const kept = await keptGroups(reader, facts, input, requests);
  const sources: SourceCells[] = [];
  for (const request of requests) sources.push(await sourceCells(reader, { ...request, kept }, coverage, facts));
  const rows = await metricRows(sources, {
    measures: input.measures,
    isWeighted: input.weighted,
    confidenceLevel,
    timeZone: facts.timeZone,
    now: facts.now,
    buckets: await bucketsOf(input, coverage, facts),
  });
  const usesClv = requests.some(({ source }) => source === 'SCORE') || needsOf(input).clv;
  const clvRun = usesClv ? facts.clvRun : null;
  const found = { input, rows: orderedRows(input, rows), facts, coverage, clvRun, servedFrom: reader.servedFrom() };
  await requireSameState(sql, workspaceId, found);
  return found;
}

export function needsOf({ measures, by, where }: Pick<MetricsInput, 'measures' | 'by' | 'where'>): { loyalty: boolean; clv: boolean } {
  const dimensions = [...by, ...where].map(({ dimension }) => dimension);
  return {
    loyalty: dimensions.includes('NPS_BAND'),
    clv:
      dimensions.includes('VALUE_TIER') ||
      measures.some((name) => partsOf(measureCatalogue[name]).some(({ source }) => source === 'SCORE')),
  };
}

/** What one source says to a request, with the table that its filters narrow. */
export async function sourceCells(
  reader: CellsReader,
  request: CellsRequest,
  coverage: readonly Coverage[],
  { clvRun }: WorkspaceFacts,
): Promise<SourceCells> {
  const of = coverage.find(({ source }) => source === request.source);
  if (!of) throw new Error(`no coverage of ${request.source}`);
  return {
    request,
    cells: await cellsOf(reader, request),
    frame: request.where.length === 0 ? null : await framedCells(reader, request),
    coverage: { ...of, isLoaded: of.isLoaded && (of.source !== 'SCORE' || clvRun !== null) },
  };
}

/** Of what is of whole periods. Some seconds are taken by so many; by the day, contracts of years are many more. */
const mostRows = 3_000_000;

async function requireFewRows(sql: Queryable, context: CellsContext, request: CellsRequest, { measures }: MetricsInput): Promise<void> {
  const { size } = metricSourcesSql[request.source];
  const unit = unitOf(request);
  if (size === undefined || unit === null) return;
  const [counted] = await sql<{ rows: number }[]>`${size(sql, context, request)}`;
  const rows = Math.round(counted?.rows ?? 0);
  if (rows <= mostRows) return;
  const names = measures.filter((name) => partsOf(measureCatalogue[name]).some(({ source }) => source === request.source)).join(' and ');
  const nearer = request.from === null ? 'say `from`' : 'ask for a shorter period';
  throw limitExceeded(
    `${names} by ${unit} would be of ${rows} contracts and periods, at most ${mostRows} can be summed at once: ${nearer}, or group by a longer unit of time`,
    { rows },
  );
}

const cellsOf = async (reader: CellsReader, request: CellsRequest) => requireFew(await reader.read(request));

function requireFew(cells: MetricCell[]): MetricCell[] {
  if (cells.length <= mostCells) return cells;
  throw limitExceeded(`There are more than ${mostCells} groups: ask for a shorter period, coarser groups, or the largest by \`top\``);
}

async function framedCells(reader: CellsReader, request: CellsRequest): Promise<SourceCells['frame']> {
  const frame = frameOf(request);
  const cells = await reader.readFrame(frame.request);
  if (cells.length <= mostCells && isWithinReach(frame, cells.length)) return { cells, filters: frame.filters };
  const coarse = coarseFrameOf(request);
  return { cells: requireFew(await reader.readFrame(coarse.request)), filters: coarse.filters };
}

/** The largest groups of one column by a measure, found by that column alone: the same in all others. */
async function keptGroups(
  reader: CellsReader,
  { timeZone, now }: WorkspaceFacts,
  input: MetricsInput,
  requests: readonly CellsRequest[],
): Promise<CellsRequest['kept']> {
  if (input.top === null) return null;
  const column = topColumn(input);
  const grouping = input.by[column];
  const measure = input.top.measure ?? input.measures[0];
  if (!grouping || !measure) throw badUserInput('input.top', 'a grouping and a measure are needed');
  const alone: MetricsInput = { ...input, measures: [measure], by: [grouping], compare: null };
  const sources: SourceCells[] = [];
  for (const request of requests.filter(({ source }) => partsOf(measureCatalogue[measure]).some((part) => part.source === source))) {
    const asked = { ...request, by: [grouping], reference: null };
    sources.push({
      request: asked,
      cells: await cellsOf(reader, asked),
      frame: null,
      coverage: { source: request.source, isLoaded: true, first: null, last: null, through: null },
    });
  }
  const options = { measures: [measure], isWeighted: input.weighted, confidenceLevel, timeZone, now, buckets: [] };
  const rows = (await metricRows(sources, options)).filter(({ values }) => values[0]?.value != null);
  const largest = orderedRows({ ...alone, having: [], orderBy: [{ measure, dimension: null, descending: true }] }, rows);
  return { column, values: largest.slice(0, input.top.count).map(({ keys }) => keys[0] ?? null) };
}

/** Grouped by time alone, a bucket without facts is a row too: of the period asked for, else from the first fact to the last. */
async function bucketsOf(
  { by, from, until }: MetricsInput,
  coverage: readonly Coverage[],
  { timeZone }: WorkspaceFacts,
): Promise<string[]> {
  const unit = unitOf({ by });
  if (unit === null || by.length > 1 || !by.every(({ dimension }) => isTime(dimension))) return [];
  const firsts = coverage.flatMap(({ first }) => (first === null ? [] : [+first]));
  const lasts = coverage.flatMap(({ through }) => (through === null ? [] : [+through + 1]));
  const start = from ?? (firsts.length > 0 ? new Date(Math.min(...firsts)) : null);
  const end = until ?? (lasts.length > 0 ? new Date(Math.max(...lasts)) : null);
  if (start === null || end === null) return [];
  const buckets = await bucketsBetween(start, end, unit, timeZone, mostCells);
  if (buckets.length > mostCells)
    throw limitExceeded(`There are more than ${mostCells} buckets of time: ask for a shorter period or a coarser unit`);
  return buckets;
}
