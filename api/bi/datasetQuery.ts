import type { DatasetColumn } from '../../prisma/bi/datasets.ts';
import { literal, type Queryable } from '../../prisma/sql.ts';
import type { DatasetRequest } from './datasetRequest.ts';

const sqlTypes: Readonly<Record<DatasetColumn['type'], string>> = {
  text: 'text',
  integer: 'integer',
  bigint: 'bigint',
  decimal: 'numeric(18,4)',
  double: 'double precision',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  date: 'date',
  json: 'jsonb',
};

/** Names come from the declaration of the datasets; this keeps one that is a keyword from being read as such. */
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const typed = ({ name, type }: DatasetColumn) => `${quoted(name)}::${sqlTypes[type]}`;
/** The same text in every format: RFC 3339, UTC, to the millisecond that is stored. The session's time zone is UTC. */
const isoTime = (column: DatasetColumn) => `to_char(${quoted(column.name)}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** COPY takes no parameters, so the statements are text: names of the declaration, and values through `literal`. */
export function csvCopy(workspaceId: number, request: DatasetRequest, runs: readonly PagedRun[] | null): string {
  const { delimiter, escapeFormulas } = request.csv;
  const rows = select(workspaceId, request, runs, (column) => {
    if (column.type === 'timestamp') return isoTime(column);
    if (column.type === 'boolean') return `${typed(column)}::text`;
    return column.type === 'text' && escapeFormulas ? withoutFormula(typed(column)) : typed(column);
  });
  return `copy (${rows}) to stdout (format csv, header, delimiter ${literal(delimiter)})`;
}

/** A number is never text, so -5 stays a number; a text "-5" could as well be "-5+cmd". */
const withoutFormula = (text: string) =>
  `case when left(${text}, 1) in ('=', '+', '-', '@', chr(9), chr(13)) then '''' || ${text} else ${text} end`;

/**
 * One JSON object a row, each followed by `separator`. COPY's text format would double the backslashes, its CSV format quotes
 * only what holds the delimiter, the quote or a line's end: with control characters for these, which JSON never holds, it
 * leaves the text as it is. Exact numbers that a JavaScript number cannot hold travel as text, as in the graph.
 */
export function jsonCopy(workspaceId: number, request: DatasetRequest, runs: readonly PagedRun[] | null, separator: '' | ','): string {
  const rows = select(workspaceId, request, runs, (column) => {
    if (column.type === 'timestamp') return isoTime(column);
    return column.type === 'bigint' || column.type === 'decimal' ? `${typed(column)}::text` : typed(column);
  });
  const object = separator === '' ? 'row_to_json(t)' : `row_to_json(t)::text || ${literal(separator)}`;
  return `copy (select ${object} from (${rows}) t) to stdout (format csv, delimiter E'\\x02', quote E'\\x01')`;
}

/** Decimals as whole ten-thousandths, which are read faster than PostgreSQL's digits to the base of 10,000. */
export function binaryCopy(workspaceId: number, request: DatasetRequest, runs: readonly PagedRun[] | null): string {
  const rows = select(workspaceId, request, runs, (column) => {
    if (column.type === 'decimal') return `(${typed(column)} * 10000)::bigint`;
    return column.type === 'json' ? `${typed(column)}::text` : typed(column);
  });
  return `copy (${rows}) to stdout (format binary)`;
}

/** A run whose rows a page may hold. */
export interface PagedRun {
  readonly analysis: string;
  readonly runId: bigint;
}

/**
 * The runs that a page may go through, in the order of the key; null where its rows are not of runs. A page is then read run by run, each by its
 * number from its own index: of the view as a whole the planner sorts all rows.
 */
export async function readPagedRuns(
  sql: Queryable,
  workspaceId: number,
  { dataset, limit, after }: DatasetRequest,
): Promise<PagedRun[] | null> {
  if (!dataset.isByRun || limit === null) return null;
  return sql<PagedRun[]>`
    select analysis, result_run_id as "runId" from current_run where workspace_id = ${workspaceId} and analysis >= ${after?.[0] ?? ''} order by analysis`;
}

function select(
  workspaceId: number,
  request: DatasetRequest,
  runs: readonly PagedRun[] | null,
  expression: (column: DatasetColumn) => string,
): string {
  const columns = request.columns.map((column) => `${expression(column)} as ${quoted(column.name)}`);
  const page = request.limit === null ? '' : ` order by ${keyOf(request)} limit ${literal(request.limit)}`;
  return `select ${columns.join(', ')} ${rowsOf(workspaceId, request, runs)}${page}`;
}

/** Of the dataset itself: by its bare name a column would be the one that is put out, and a number that travels as text be sorted as text. */
const keyOf = ({ dataset }: DatasetRequest) => dataset.key.map((name) => `d.${quoted(name)}`).join(', ');

function rowsOf(workspaceId: number, request: DatasetRequest, runs: readonly PagedRun[] | null): string {
  const { dataset, after, limit } = request;
  const view = `dataset.${quoted(dataset.name)} d`;
  if (runs === null || limit === null) {
    const typeOf = (name: string) => sqlTypes[dataset.columns.find((column) => column.name === name)?.type ?? 'text'];
    const key = after?.map((value, index) => `${literal(value)}::${typeOf(dataset.key[index] ?? '')}`);
    const behind = key ? [`(${keyOf(request)}) > (${key.join(', ')})`] : [];
    return `from ${view} where ${[...conditionsOf(workspaceId, request), ...behind].join(' and ')}`;
  }
  if (runs.length === 0) return `from ${view} where false`;
  const pieces = runs.map(({ analysis, runId }) => {
    const behind = analysis === after?.[0] ? [`customer_id > ${literal(BigInt(after[1] ?? 0))}`] : [];
    const conditions = [...conditionsOf(workspaceId, request), `result_run_id = ${literal(runId)}`, ...behind];
    return `(select * from ${view} where ${conditions.join(' and ')} order by d.customer_id limit ${literal(limit + 1)})`; // one more tells that more follow
  });
  return `from (${pieces.join(' union all ')}) d`;
}

function conditionsOf(workspaceId: number, { dataset, since, until }: DatasetRequest): string[] {
  const moment = dataset.since === null ? '' : quoted(dataset.since);
  return [
    `workspace_id = ${literal(workspaceId)}`,
    ...(since === null ? [] : [`${moment} >= ${literal(since)}::timestamptz`]),
    ...(until === null ? [] : [`${moment} < ${literal(until)}::timestamptz`]),
  ];
}

/** The key of the page's last row where rows follow it; null for the last page. */
export async function readPageEnd(
  sql: Queryable,
  workspaceId: number,
  request: DatasetRequest,
  runs: readonly PagedRun[] | null,
): Promise<readonly string[] | null> {
  if (request.limit === null) return null;
  const key = request.dataset.key.map((name) => `${quoted(name)}::text`).join(', ');
  const order = `order by ${keyOf(request)} offset ${literal(request.limit - 1)} limit 2`;
  const rows = await sql.unsafe<Record<string, string>[]>(`select array[${key}] as key ${rowsOf(workspaceId, request, runs)} ${order}`);
  return rows.length < 2 ? null : (rows[0]?.key as unknown as string[]);
}
