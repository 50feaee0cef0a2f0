/** Pages that leave the database as JSON. */
import type { Queryable } from '../../prisma/sql.ts';
import { type Connection, encodeCursor, type Page } from '../connection.ts';
import { keptAs, type StatementTemplate } from './keptStatements.ts';
import type { RowTemplate } from './rowTemplate.ts';
import { type Fragment, momentText, type ObjectSource, writtenObject } from './writtenObject.sql.ts';

/** The rows of a page as a JSON array, and where it stands in its list. */
export interface WrittenPage {
  readonly rows: string;
  readonly pageInfo: Connection<never>['pageInfo'];
}

/** As `pageSelection` gives it. */
export interface WrittenPageRow {
  readonly rows: string | null;
  readonly hasNextPage?: boolean;
  readonly firstId?: bigint | null;
  readonly firstTime?: string | null;
  readonly lastId?: bigint | null;
  readonly lastTime?: string | null;
}

/** The rows that have to be read for a page: one more where it is asked whether more follow. */
export const rowsOf = ({ first }: Pick<Page, 'first'>, { showsEnds }: Pick<RowTemplate, 'showsEnds'>) => (showsEnds ? first + 1 : first);

interface PageSource {
  /** A query of `limit` rows at most, in any order, which are called `page` here. */
  readonly rows: Fragment;
  readonly object: ObjectSource & { readonly time: Fragment };
  readonly order: Fragment;
  readonly limit: Fragment;
}

/** One row: the page that these rows make. */
export function pageSelection(sql: Queryable, template: RowTemplate, { rows, object, order, limit }: PageSource): Fragment {
  const json = writtenObject(sql, template, object);
  if (!template.showsEnds) return sql`select string_agg(${json}, ',' order by ${order}) as rows from (${rows}) page`;
  const last = sql`least(count(*), ${limit} - 1)`;
  const ids = sql`array_agg(${object.id} order by page.place)`;
  const times = sql`array_agg(${momentText(sql, object.time)} order by page.place)`;
  return sql`
    select string_agg(${json}, ',' order by page.place) filter (where page.place < ${limit}) as rows, count(*) = ${limit} as "hasNextPage",
           (${ids})[1] as "firstId", (${times})[1] as "firstTime", (${ids})[${last}] as "lastId", (${times})[${last}] as "lastTime"
      from (select page.*, row_number() over (order by ${order}) as place from (${rows}) page) page`;
}

/**
 * A page for each of those who `asked`, in their order: a set that is called so and has their `ordinal` and their `row_limit`, beside which `rows`
 * stand lateral.
 */
export function selectWrittenPages(
  sql: Queryable,
  template: StatementTemplate,
  asked: Fragment,
  source: Omit<PageSource, 'limit'>,
): PromiseLike<WrittenPageRow[]> {
  const page = pageSelection(sql, template, { ...source, limit: sql`asked.row_limit` });
  const statement = sql<WrittenPageRow[]>`select written.* from ${asked} cross join lateral (${page}) written order by asked.ordinal`;
  return keptAs(template, statement);
}

export function writtenPage(
  { rows, hasNextPage = false, firstId, firstTime, lastId, lastTime }: WrittenPageRow,
  { after }: Page,
): WrittenPage {
  const cursorOf = (id: bigint | null | undefined, time: string | null | undefined) =>
    id == null ? null : encodeCursor({ sortValue: time ?? null, id });
  return {
    rows: `[${rows ?? ''}]`,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== null,
      startCursor: cursorOf(firstId, firstTime),
      endCursor: cursorOf(lastId, lastTime),
    },
  };
}
