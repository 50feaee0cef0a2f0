/** Responses of the whole workspace by their time, by what they are and who gave them. */
import type { Queryable } from '../../prisma/sql.ts';
import { cursorTime, type ListOrder, type Page } from '../connection.ts';
import { customerFilter } from '../customers/customerFilter.sql.ts';
import { scoresOfBand } from '../customers/filter/answered.sql.ts';
import { joined, present } from '../customers/filter/condition.sql.ts';
import type { CustomerFilter } from '../customers/filter/customerFilter.ts';
import type { FilterNames } from '../customers/filter/filterNames.ts';
import { plannedAnew } from '../plannedAnew.ts';
import { type CellsRow, cellsSelection, type Fragment, rawCells, rowsOf, type TextForm } from '../written/cells.sql.ts';
import type { RowTemplate } from '../written/rowTemplate.ts';
import { type ResponseParts, type ResponseRow, responseColumns, storedAnswers } from './response.sql.ts';

/** Null: whatever it is. */
export interface ResponseFilter {
  readonly surveyId: bigint | null;
  readonly touchpoints: readonly string[] | null;
  readonly channels: readonly string[] | null;
  readonly brands: readonly string[] | null;
  readonly bands: readonly (keyof typeof scoresOfBand)[] | null;
  /** Inclusive. A period leaves undated ones out. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly until: Date | null;
  readonly customers: CustomerFilter | null;
  /** Undated ones come last, and first where the oldest do: whoever keeps the last cursor then finds what is answered later. */
  readonly order: ListOrder;
}

export interface ResponseSource {
  readonly workspaceId: number;
  readonly showPersonal: boolean;
  readonly filter: ResponseFilter;
  /** What the names in the filter of customers stand for. */
  readonly names: FilterNames;
}

const maxId = '9223372036854775807';

/**
 * Dated and undated responses are two ranges of one index, of a survey or of all, each read from the cursor on and no further than the
 * page. What no index has (a touchpoint, a band) is looked for along the way: a period bounds how far.
 */
export function responseListStatement(sql: Queryable, source: ResponseSource, page: Page, parts: ResponseParts) {
  const answers = parts.answers ? storedAnswers(sql) : sql`null::real[] as "values", null::jsonb as answers`;
  const personal = sql`, r.identity_id, case when ${source.showPersonal}::boolean then r.comment end as comment`;
  const { rows, order } = responseRows(sql, source, page, page.first + 1, sql`${answers}${personal}`);
  return sql<ResponseRow[]>`
    select page.*, i.customer_id as "customerId"
      from (${rows}) page
      left join identity i on i.workspace_id = ${source.workspaceId} and i.id = page.identity_id
     order by ${order}`;
}

/** The cells of the same. */
export function responseCellsStatement(sql: Queryable, source: ResponseSource, page: Page, template: RowTemplate, texts: TextForm) {
  const { rows } = responseRows(sql, source, page, rowsOf(page, template), storedAnswers(sql));
  return rawCells(cellsSelection(sql, template, texts, rows));
}

function responseRows(sql: Queryable, source: ResponseSource, page: Page, most: number, columns: Fragment) {
  const { filter } = source;
  const { after } = page;
  const isOldest = filter.order === 'OLDEST_FIRST';
  const [direction, behind] = isOldest ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`];
  const [first, last] = isOldest ? (['-infinity', 'infinity'] as const) : (['infinity', '-infinity'] as const);
  const moment = after && cursorTime(after);
  const isUndated = after !== null && moment === null;
  // Behind an undated place lie all dated ones where they come first, or none; behind a dated one all undated ones, or none.
  const time = moment?.toISOString() ?? (isUndated && !isOldest ? last : first);
  const firstId = isOldest ? '0' : maxId;
  const datedId = moment ? String(after?.id) : firstId;
  const undatedId = isUndated ? String(after.id) : firstId;
  const undatedRows = hasPeriod(filter) || (moment && isOldest) ? 0 : most;
  const undated = isOldest ? sql`nulls first` : sql`nulls last`;
  const some = (where: Fragment, limit: number) => sql`(
    select ${responseColumns(sql)}, ${columns}
      from response r where ${where} and ${matches(sql, source)} order by r.responded_at ${direction}, r.id ${direction} limit ${limit})`;
  const rows = sql`
    ${some(sql`(r.responded_at, r.id) ${behind} (${time}::text::timestamptz, ${datedId}::bigint)`, most)}
    union all
    ${some(sql`r.responded_at is null and r.id ${behind} ${undatedId}::bigint`, undatedRows)}
    order by "respondedAt" ${direction} ${undated}, id ${direction} limit ${most}`;
  return { rows, order: sql`page."respondedAt" ${direction} ${undated}, page.id ${direction}` };
}

export const selectResponseList = (sql: Queryable, source: ResponseSource, page: Page, parts: ResponseParts): Promise<ResponseRow[]> =>
  plannedAnew(sql, responseListStatement(sql, source, page, parts));

export const selectResponseListCells = (
  sql: Queryable,
  source: ResponseSource,
  page: Page,
  template: RowTemplate,
  texts: TextForm,
): Promise<CellsRow[]> => plannedAnew(sql, responseCellsStatement(sql, source, page, template, texts));

export function responseCountStatement(sql: Queryable, source: ResponseSource) {
  const dated = hasPeriod(source.filter) ? sql`r.responded_at is not null` : sql`true`;
  return sql<{ count: number }[]>`select count(*)::integer as count from response r where ${dated} and ${matches(sql, source)}`;
}

export async function countResponses(sql: Queryable, source: ResponseSource): Promise<number> {
  const [row] = await plannedAnew(sql, responseCountStatement(sql, source));
  return row?.count ?? 0;
}

const hasPeriod = ({ from, until }: ResponseFilter) => from !== null || until !== null;

function matches(sql: Queryable, { workspaceId, filter, names, showPersonal }: ResponseSource): Fragment {
  const { surveyId, touchpoints, channels, brands, bands, from, until, customers } = filter;
  const among = (column: string, values: readonly string[] | null) => values && sql`${sql(`r.${column}`)} = any(${[...values]}::text[])`;
  const scope = { workspaceId, names, asOf: null, showPersonal, isJoinable: true, path: 'customers' };
  return joined(
    sql,
    present([
      sql`r.workspace_id = ${workspaceId}`,
      surveyId === null ? null : sql`r.survey_id = ${String(surveyId)}::bigint`,
      from && sql`r.responded_at >= ${from.toISOString()}::timestamptz`,
      until && sql`r.responded_at < ${until.toISOString()}::timestamptz`,
      among('touchpoint', touchpoints),
      among('channel', channels),
      among('brand', brands),
      bands && isInBand(sql, workspaceId, bands),
      customers &&
        sql`exists (
          select from identity i join customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id
           where i.workspace_id = ${workspaceId} and i.id = r.identity_id and ${customerFilter(sql, scope, customers)})`,
    ]),
    'and',
  );
}

/** Whether any survey asks what a band is of. */
export async function hasBandedQuestion(sql: Queryable, workspaceId: number): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from question where workspace_id = ${workspaceId} and kind = 'NPS') as found`;
  return row?.found === true;
}

/** By the first question of kind NPS of its survey, as the score of the survey goes by it. */
function isInBand(sql: Queryable, workspaceId: number, bands: NonNullable<ResponseFilter['bands']>): Fragment {
  const value = sql`r."values"[q.position]`;
  const inBand = bands.map((band) => sql`${value} between ${scoresOfBand[band][0]}::real and ${scoresOfBand[band][1]}::real`);
  return sql`exists (
    select from (select position, not_applicable_codes from question
                  where workspace_id = ${workspaceId} and survey_id = r.survey_id and kind = 'NPS' order by position limit 1) q
     where ${value} <> all (q.not_applicable_codes) and (${joined(sql, inBand, 'or')}))`;
}
