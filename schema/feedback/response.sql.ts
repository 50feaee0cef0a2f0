import type { Queryable } from '../../prisma/sql.ts';
import { type Cursor, cursorTime, type Page } from '../connection.ts';
import { type CellsRow, type Fragment, rowsOf, selectCells, type TextForm } from '../written/cells.sql.ts';
import type { StatementTemplate } from '../written/keptStatements.ts';

export interface ResponseRow {
  readonly id: bigint;
  readonly surveyId: bigint;
  readonly customerId: bigint | null;
  readonly externalId: string;
  readonly respondedAt: Date | null;
  readonly invitedAt: Date | null;
  readonly channel: string | null;
  readonly touchpoint: string | null;
  readonly brand: string | null;
  readonly sampleSource: string | null;
  readonly samplingWeight: number | null;
  /** By position, from 0; null = not asked for. Blank is NaN: postgres.js reads a NULL inside an array as one. */
  readonly values: readonly number[] | null;
  readonly comment: string | null;
  readonly answers: Readonly<Record<string, unknown>> | null;
}

export const responseColumns = (
  sql: Queryable,
) => sql`r.id, r.survey_id as "surveyId", r.external_id as "externalId", r.responded_at as "respondedAt",
  r.invited_at as "invitedAt", r.channel, r.touchpoint, r.brand, r.sample_source as "sampleSource", r.sampling_weight as "samplingWeight"`;
/** An array of 60 numbers a row, read by character: a fifth of the cost of a page, so only when asked for. */
const answerColumns = (sql: Queryable) => sql`case when asked.with_answers then r."values" end as "values",
  case when asked.with_answers then r.answers end as answers`;

/** The same for rows of which no more leaves the database than is asked for. */
export const storedAnswers = (sql: Queryable) => sql`r."values", r.answers`;

/** A response and which of the pages asked for it belongs to, from 1. */
export type AskedResponse = ResponseRow & { readonly asked: number };

/** What of each response is asked for beyond its own columns. */
export interface ResponseParts {
  readonly survey: boolean;
  readonly answers: boolean;
}

/** Which of a customer's responses are asked for. Null: whatever it is. */
export interface OwnResponses {
  readonly customerId: bigint;
  readonly surveyId: bigint | null;
  /** Inclusive. A period leaves undated ones out. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly until: Date | null;
}

export interface CustomerPage extends OwnResponses {
  readonly page: Page;
  /** Of pages that are written, their template says it. */
  readonly parts?: ResponseParts;
}

/**
 * One page of responses for each of many customers, in one statement whatever the number of customers.
 * Every customer has a limit and a cursor of its own, so aliases with different arguments share the statement too.
 * Personal text stays in the database unless it may be shown.
 */
export function selectResponsesOfCustomers(
  sql: Queryable,
  workspaceId: number,
  pages: readonly CustomerPage[],
  showPersonal: boolean,
): PromiseLike<AskedResponse[]> {
  const { asked, rows } = ofCustomers(sql, workspaceId, pages, 1, answerColumns(sql));
  return sql<AskedResponse[]>`
    select asked.ordinal::integer as asked, page.id, page."surveyId", page."externalId", page."respondedAt", page."invitedAt", page.channel, page.touchpoint,
           page.brand, page."sampleSource", page."samplingWeight", page."values", page.answers, asked.customer_id as "customerId",
           case when ${showPersonal}::boolean then page.comment end as comment
      from ${asked} cross join lateral (${rows}) page
     order by asked.ordinal, page."respondedAt" desc nulls last, page.id desc`;
}

/** The cells of the same, in the order of `pages`. */
export function selectResponseCellsOfCustomers(
  sql: Queryable,
  workspaceId: number,
  pages: readonly CustomerPage[],
  template: StatementTemplate,
  texts: TextForm,
): PromiseLike<CellsRow[]> {
  const { asked, rows } = ofCustomers(sql, workspaceId, pages, rowsOf({ first: 0 }, template), storedAnswers(sql));
  return selectCells(sql, template, texts, asked, rows);
}

const maxId = '9223372036854775807';

/** What was asked for, and beside each of it, lateral, the rows of its page and so many more. */
function ofCustomers(sql: Queryable, workspaceId: number, pages: readonly CustomerPage[], more: number, answers: Fragment) {
  const cursors = pages.map(({ page }) => page.after);
  // Undated answers sort last: newest first means as if they were infinitely old.
  const afterTimes = cursors.map((cursor) => (cursor ? (cursorTime(cursor)?.toISOString() ?? '-infinity') : 'infinity'));
  const afterIds = cursors.map((cursor) => (cursor ? String(cursor.id) : maxId));
  const { values, names, holds } = narrowed(sql, pages);
  const asked = sql`
    unnest(${pages.map((key) => String(key.customerId))}::bigint[], ${pages.map((key) => key.page.first + more)}::integer[],
           ${afterTimes}::text[]::timestamptz[], ${afterIds}::bigint[], ${pages.map((key) => String(key.parts?.answers ?? true))}::text[]::boolean[]${values})
      with ordinality as asked (customer_id, row_limit, after_time, after_id, with_answers${names}, ordinal)`;
  const rows = sql`
    select ${responseColumns(sql)}, ${answers}, r.comment
      from identity i
      join response r on r.workspace_id = i.workspace_id and r.identity_id = i.id
     where i.workspace_id = ${workspaceId} and i.customer_id = asked.customer_id
       and (coalesce(r.responded_at, '-infinity'), r.id) < (asked.after_time, asked.after_id)${holds}
     order by coalesce(r.responded_at, '-infinity') desc, r.id desc
     limit asked.row_limit`;
  return { asked, rows };
}

/** What narrows them is a part of the statement where anybody asks for it: most pages are of all. */
function narrowed(sql: Queryable, asked: readonly OwnResponses[]): { values: Fragment; names: Fragment; holds: Fragment } {
  const none = sql``;
  if (asked.every(({ surveyId, from, until }) => surveyId === null && from === null && until === null))
    return { values: none, names: none, holds: none };
  const moments = (end: 'from' | 'until') => sql`${asked.map((one) => one[end]?.toISOString() ?? null)}::text[]::timestamptz[]`;
  return {
    values: sql`, ${asked.map(({ surveyId }) => surveyId?.toString() ?? null)}::text[]::bigint[], ${moments('from')}, ${moments('until')}`,
    names: sql`, survey_id, from_time, until_time`,
    holds: sql`
       and (asked.survey_id is null or r.survey_id = asked.survey_id)
       and (asked.from_time is null or r.responded_at >= asked.from_time) and (asked.until_time is null or r.responded_at < asked.until_time)`,
  };
}

export interface SurveyPage {
  readonly surveyId: bigint;
  readonly page: Page;
  /** As of a CustomerPage. */
  readonly parts?: ResponseParts;
}

/** One page of all responses for each of many surveys, oldest first, undated ones last, in one statement. */
export function selectResponsesOfSurveys(
  sql: Queryable,
  workspaceId: number,
  pages: readonly SurveyPage[],
  showPersonal: boolean,
): PromiseLike<AskedResponse[]> {
  const personal = sql`, r.identity_id, case when ${showPersonal}::boolean then r.comment end as comment`;
  const { asked, rows } = ofSurveys(sql, workspaceId, pages, 1, sql`${answerColumns(sql)}${personal}`);
  return sql<AskedResponse[]>`
    select asked.ordinal::integer as asked, page.*, i.customer_id as "customerId"
      from ${asked} cross join lateral (${rows}) page
      left join identity i on i.workspace_id = ${workspaceId} and i.id = page.identity_id
     order by asked.ordinal, page."respondedAt" nulls last, page.id`;
}

/** The cells of the same, in the order of `pages`. */
export function selectResponseCellsOfSurveys(
  sql: Queryable,
  workspaceId: number,
  pages: readonly SurveyPage[],
  template: StatementTemplate,
  texts: TextForm,
): PromiseLike<CellsRow[]> {
  const { asked, rows } = ofSurveys(sql, workspaceId, pages, rowsOf({ first: 0 }, template), storedAnswers(sql));
  return selectCells(sql, template, texts, asked, rows);
}

/**
 * Dated and undated responses are two ranges of one index: each is read from its cursor on, never from its beginning. The undated
 * ones are ordered by their missing time too, or the planner walks the primary key and throws dated ones away.
 */
function ofSurveys(sql: Queryable, workspaceId: number, pages: readonly SurveyPage[], more: number, columns: Fragment) {
  const starts = pages.map(({ page: { after } }) => rangeStarts(after));
  const asked = sql`
    unnest(${pages.map((key) => String(key.surveyId))}::bigint[], ${pages.map((key) => key.page.first + more)}::integer[],
           ${starts.map((start) => start.time)}::text[]::timestamptz[], ${starts.map((start) => start.id)}::bigint[],
           ${starts.map((start) => start.undatedId)}::bigint[], ${pages.map((key) => String(key.parts?.answers ?? true))}::text[]::boolean[])
      with ordinality as asked (survey_id, row_limit, after_time, after_id, undated_after_id, with_answers, ordinal)`;
  const rows = sql`
    (select ${responseColumns(sql)}, ${columns} from response r
      where r.workspace_id = ${workspaceId} and r.survey_id = asked.survey_id and r.responded_at is not null
        and (r.responded_at, r.id) > (asked.after_time, asked.after_id)
      order by r.responded_at, r.id limit asked.row_limit)
    union all
    (select ${responseColumns(sql)}, ${columns} from response r
      where r.workspace_id = ${workspaceId} and r.survey_id = asked.survey_id and r.responded_at is null and r.id > asked.undated_after_id
      order by r.responded_at, r.id limit asked.row_limit)
    order by "respondedAt" nulls last, id limit asked.row_limit`;
  return { asked, rows };
}

function rangeStarts(after: Cursor | null) {
  const time = after && cursorTime(after);
  if (!after) return { time: '-infinity', id: '0', undatedId: '0' };
  return time
    ? { time: time.toISOString(), id: String(after.id), undatedId: '0' }
    : { time: 'infinity', id: '0', undatedId: String(after.id) };
}

export function selectResponsesById(
  sql: Queryable,
  workspaceId: number,
  ids: readonly bigint[],
  showPersonal: boolean,
): PromiseLike<ResponseRow[]> {
  return sql<ResponseRow[]>`
    select ${responseColumns(sql)}, r."values", r.answers, i.customer_id as "customerId", case when ${showPersonal}::boolean then r.comment end as comment
      from response r
      left join identity i on i.workspace_id = r.workspace_id and i.id = r.identity_id
     where r.workspace_id = ${workspaceId} and r.id = any(${ids.map(String)}::bigint[])`;
}

/** In the order of what is asked. */
export async function countResponsesOfCustomers(sql: Queryable, workspaceId: number, asked: readonly OwnResponses[]): Promise<number[]> {
  const { values, names, holds } = narrowed(sql, asked);
  const rows = await sql<{ count: number }[]>`
    select total.count
      from unnest(${asked.map(({ customerId }) => String(customerId))}::text[]::bigint[]${values}) with ordinality as asked (customer_id${names}, ordinal)
     cross join lateral (
       select count(*)::integer as count
         from identity i join response r on r.workspace_id = i.workspace_id and r.identity_id = i.id
        where i.workspace_id = ${workspaceId} and i.customer_id = asked.customer_id${holds}
     ) total
     order by asked.ordinal`;
  return rows.map(({ count }) => count);
}

/** In the order of the surveys. */
export async function countResponsesOfSurveys(sql: Queryable, workspaceId: number, surveyIds: readonly bigint[]): Promise<number[]> {
  const rows = await sql<{ count: number }[]>`
    select total.count
      from unnest(${surveyIds.map(String)}::text[]::bigint[]) with ordinality as asked (survey_id, ordinal)
     cross join lateral (
       select count(*)::integer as count from response r where r.workspace_id = ${workspaceId} and r.survey_id = asked.survey_id
     ) total
     order by asked.ordinal`;
  return rows.map(({ count }) => count);
}
