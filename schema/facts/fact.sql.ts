/**
 * The statements of all lists of facts. Each answers for any number of owners at once: everyone has a limit, a cursor
 * and a filter of their own, so aliases with different arguments share a statement too.
 */
import type { Queryable } from '../../prisma/sql.ts';
import { type Cursor, cursorTime, type ListOrder, type Page } from '../connection.ts';
import { badUserInput } from '../errors.ts';
import { type CellsRow, rowsOf, selectCells, type TextForm } from '../written/cells.sql.ts';
import type { StatementTemplate } from '../written/keptStatements.ts';
import {
  type FactFilter,
  type FactOwner,
  type FactRow,
  type FactTable,
  type FactTotals,
  type Fragment,
  propertiesOf,
} from './factTable.ts';

export interface FactPage extends FactFilter {
  readonly page: Page;
  /** One statement serves pages of one order. Default: newest first. */
  readonly order?: ListOrder;
  /** What is shown of each row (columnSet); the other properties of a row are then not there. */
  readonly columns: readonly string[];
}

/** A row and which of the pages asked for it belongs to, from 1. */
export type AskedFact<Row> = Row & { readonly asked: number };

interface Source<Row extends FactRow> {
  readonly workspaceId: number;
  readonly fact: FactTable<Row>;
  readonly showPersonal: boolean;
}

const maxId = '9223372036854775807';

/**
 * A customer's facts are read identity by identity, each from its own range of the index and no further than the page:
 * a customer with years of visits costs what one with twenty does. A cursor and the end of a period that it moves away from
 * are one bound, so both are conditions of the index.
 */
export function selectFactPages<Row extends FactRow>(
  sql: Queryable,
  source: Source<Row>,
  owner: FactOwner,
  pages: readonly FactPage[],
): PromiseLike<AskedFact<Row>[]> {
  const { workspaceId, fact } = source;
  const shown = shownBy(fact, pages);
  const { asked, rows, direction } = factPages(sql, source, owner, pages, shown, 1);
  const at = sql(`page.${fact.time}`);
  const customer = shown.includes('customerId') ? customerOf(sql, workspaceId, fact, owner) : { column: sql``, join: sql`` };
  return sql<AskedFact<Row>[]>`
    select asked.ordinal::integer as asked, page.id${shownColumns(sql, fact, shown)}${customer.column}
      from ${asked} cross join lateral (${rows}) page${customer.join}
     order by asked.ordinal, ${at} ${direction}, page.id ${direction}`;
}

/** The cells of pages that are written by one template, in the order of `pages`. */
export function selectFactCells<Row extends FactRow>(
  sql: Queryable,
  source: Source<Row>,
  owner: FactOwner,
  pages: readonly FactPage[],
  template: StatementTemplate,
  texts: TextForm,
): PromiseLike<CellsRow[]> {
  const properties = [...new Set([source.fact.time as string, ...template.cells.map(({ property }) => property)])];
  const { asked, rows } = factPages(sql, source, owner, pages, properties, rowsOf({ first: 0 }, template));
  return selectCells(sql, template, texts, asked, rows);
}

/** What was asked for, and beside each of it, lateral, the rows of its page and so many more, with these properties. */
function factPages<Row extends FactRow>(
  sql: Queryable,
  { workspaceId, fact, showPersonal }: Source<Row>,
  owner: FactOwner,
  pages: readonly FactPage[],
  properties: readonly string[],
  more: number,
) {
  const isOldest = pages[0]?.order === 'OLDEST_FIRST';
  const starts = pages.map(isOldest ? boundBehind : boundBefore);
  const ends = pages.map(isOldest ? endOf : startOf);
  const direction = isOldest ? sql`asc` : sql`desc`;
  const time = sql(`f.${fact.columns[fact.time] as string}`);
  const at = sql(fact.time as string);
  const columns = tableColumns(sql, fact, properties, showPersonal);
  const identity = fact.hasCustomer && owner !== 'customer' ? sql`, f.identity_id` : sql``;
  const ofIdentity = sql`
    select f.id${columns}${identity}
      from ${sql(fact.table)} f
     where f.workspace_id = ${workspaceId} and ${belongs(sql, owner)} and (${time}, f.id) ${isOldest ? sql`>` : sql`<`} (asked.start_time, asked.start_id)
       and ${time} ${isOldest ? sql`<` : sql`>=`} asked.end_time and ${hasKind(sql, fact)}
     order by ${time} ${direction}, f.id ${direction} limit asked.row_limit`;
  const rows =
    owner === 'customer'
      ? sql`select rows.* from identity i cross join lateral (${ofIdentity}) rows
             where i.workspace_id = ${workspaceId} and i.customer_id = asked.owner order by rows.${at} ${direction}, rows.id ${direction} limit asked.row_limit`
      : ofIdentity;
  const asked = sql`
    unnest(${pages.map((page) => page.owner)}::text[]::${ownerType(sql, owner)}[], ${pages.map(({ page }) => page.first + more)}::integer[],
           ${starts.map(([at]) => at)}::text[]::timestamptz[], ${starts.map(([, id]) => id)}::text[]::bigint[],
           ${ends}::text[]::timestamptz[], ${pages.map(kindsOf)}::text[]::jsonb[])
      with ordinality as asked (owner, row_limit, start_time, start_id, end_time, kinds, ordinal)`;
  return { asked, rows, direction };
}

/** How many there are, and what they come to, without reading a page of them. */
export function selectFactTotals<Row extends FactRow>(
  sql: Queryable,
  { workspaceId, fact }: Omit<Source<Row>, 'showPersonal'>,
  owner: FactOwner,
  filters: readonly FactFilter[],
  withRevenue: boolean,
): PromiseLike<FactTotals[]> {
  const time = sql(`f.${fact.columns[fact.time] as string}`);
  const identity = owner === 'customer' ? sql`identity i join` : sql``;
  const onIdentity = owner === 'customer' ? sql`on i.workspace_id = ${workspaceId} and i.customer_id = asked.owner` : sql``;
  // 0 where somebody bought nothing, null where nobody loaded what was bought.
  const none = sql`case when exists (select from ${sql(fact.table)} where workspace_id = ${workspaceId}) then 0 end`;
  const revenue = withRevenue && fact.revenue ? sql`case when count(*) = 0 then ${none} else sum(${fact.revenue(sql)}) end` : sql`null`;
  return sql<FactTotals[]>`
    select totals.count, totals.revenue
      from unnest(${filters.map((filter) => filter.owner)}::text[]::${ownerType(sql, owner)}[], ${filters.map(startOf)}::text[]::timestamptz[],
                  ${filters.map(endOf)}::text[]::timestamptz[], ${filters.map(kindsOf)}::text[]::jsonb[])
             with ordinality as asked (owner, from_time, until_time, kinds, ordinal)
     cross join lateral (
       select count(*)::integer as count, ${revenue} as revenue
         from ${identity} ${sql(fact.table)} f ${onIdentity}
        where f.workspace_id = ${workspaceId} and ${belongs(sql, owner)} and ${time} >= asked.from_time and ${time} < asked.until_time
          and ${hasKind(sql, fact)}
     ) totals
     order by asked.ordinal`;
}

export function selectFactsById<Row extends FactRow>(sql: Queryable, source: Source<Row>, ids: readonly bigint[]): PromiseLike<Row[]> {
  return selectFacts(sql, source, sql`f.id = any(${ids.map(String)}::text[]::bigint[])`);
}

export function selectFactsByExternalId<Row extends FactRow>(
  sql: Queryable,
  source: Source<Row>,
  externalIds: readonly string[],
): PromiseLike<Row[]> {
  return selectFacts(sql, source, sql`f.external_id = any(${[...externalIds]}::text[])`);
}

function selectFacts<Row extends FactRow>(sql: Queryable, { workspaceId, fact, showPersonal }: Source<Row>, which: Fragment) {
  const identity = fact.hasCustomer ? sql`, f.identity_id` : sql``;
  const customer = customerOf(sql, workspaceId, fact, 'workspace');
  const all = propertiesOf(fact);
  return sql<Row[]>`
    select page.id${shownColumns(sql, fact, all)}${customer.column}
      from (select f.id${tableColumns(sql, fact, all, showPersonal)}${identity}
              from ${sql(fact.table)} f where f.workspace_id = ${workspaceId} and ${which}) page${customer.join}`;
}

/** What the pages of one statement show. Pages that show different things share one that reads it all. */
function shownBy<Row extends FactRow>(fact: FactTable<Row>, pages: readonly FactPage[]): readonly string[] {
  const [first] = pages;
  return first && pages.every(({ columns }) => columns === first.columns) ? first.columns : propertiesOf(fact);
}

/** Columns of the table `f` by the names of their properties. Personal ones stay in it unless they may be shown. */
function tableColumns<Row extends FactRow>(
  sql: Queryable,
  fact: FactTable<Row>,
  properties: readonly string[],
  showPersonal: boolean,
): Fragment[] {
  const columns: Readonly<Record<string, string>> = fact.columns;
  return properties.flatMap((property) => {
    if (columns[property] === undefined) return [];
    const column = sql(`f.${columns[property]}`);
    const isPersonal = fact.personal.some((personal) => personal === property);
    return isPersonal
      ? sql`, case when ${showPersonal}::boolean then ${column} end as ${sql(property)}`
      : sql`, ${column} as ${sql(property)}`;
  });
}

/**
 * The same as they leave the database, after all sorting: moments as the text that the answer holds. A Date of each,
 * only to be written out again, was some 7 % of the API's work on a page.
 */
function shownColumns<Row extends FactRow>(sql: Queryable, fact: FactTable<Row>, properties: readonly string[]): Fragment[] {
  return properties.flatMap((property) => {
    if (!(property in fact.columns)) return [];
    const column = sql(`page.${property}`);
    if (fact.times.some((time) => time === property))
      return sql`, to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${sql(property)}`;
    return fact.json?.some((json) => json === property) ? sql`, ${column}::text as ${sql(property)}` : sql`, ${column}`;
  });
}

function belongs(sql: Queryable, owner: FactOwner): Fragment {
  if (owner === 'customer') return sql`f.identity_id = i.id`;
  return owner === 'visit' ? sql`f.visit_external_id = asked.owner` : sql`true`;
}

const ownerType = (sql: Queryable, owner: FactOwner): Fragment => (owner === 'customer' ? sql`bigint` : sql`text`);

const hasKind = <Row extends FactRow>(sql: Queryable, fact: FactTable<Row>): Fragment =>
  sql`(asked.kinds is null or asked.kinds ? ${sql(`f.${fact.columns[fact.kind] as string}`)})`;

/** Beside the page and not in it: whoever a row is of is looked up for the rows of the page only. */
function customerOf<Row extends FactRow>(sql: Queryable, workspaceId: number, fact: FactTable<Row>, owner: FactOwner) {
  if (!fact.hasCustomer) return { column: sql``, join: sql`` };
  if (owner === 'customer') return { column: sql`, asked.owner as "customerId"`, join: sql`` };
  return {
    column: sql`, i.customer_id as "customerId"`,
    join: sql` left join identity i on i.workspace_id = ${workspaceId} and i.id = page.identity_id`,
  };
}

/** The place that a page of the newest first begins behind: its cursor or the end of its period, whichever comes later in the list. */
function boundBefore({ page: { after }, until }: FactPage): readonly [time: string, id: string] {
  const end = until ? ([until.toISOString(), '0'] as const) : (['infinity', maxId] as const); // ids begin at 1
  if (!after) return end;
  const time = momentOf(after);
  return until && until <= time ? end : [time.toISOString(), String(after.id)];
}

/** The same of the oldest first: its cursor or the begin of its period. */
function boundBehind({ page: { after }, from }: FactPage): readonly [time: string, id: string] {
  const start = [startOf({ from }), '0'] as const;
  if (!after) return start;
  const time = momentOf(after);
  return from && from > time ? start : [time.toISOString(), String(after.id)];
}

function momentOf(cursor: Cursor): Date {
  const time = cursorTime(cursor);
  if (!time) throw badUserInput('after', 'this is not a cursor of this list');
  return time;
}

const startOf = ({ from }: Pick<FactFilter, 'from'>) => from?.toISOString() ?? '-infinity';
const endOf = ({ until }: Pick<FactFilter, 'until'>) => until?.toISOString() ?? 'infinity';
const kindsOf = ({ kinds }: FactFilter) => (kinds ? JSON.stringify(kinds) : null);
