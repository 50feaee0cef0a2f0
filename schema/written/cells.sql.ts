/**
 * Rows as cells in text. A row of its own costs the database, the wire and postgres.js more than what is in it, so all rows of a page
 * leave as one value: cells behind tabs, rows behind line breaks. No cell holds either: a text is JSON, which escapes both.
 */
import type { Queryable } from '../../prisma/sql.ts';
import type { Page } from '../connection.ts';
import { keptAs, type StatementTemplate } from './keptStatements.ts';
import type { Cell, RowTemplate } from './rowTemplate.ts';

export type Fragment = ReturnType<typeof empty>;
const empty = (sql: Queryable) => sql``;

/** The rows of a page, as they came over the wire; null where there are none. */
export type CellsRow = readonly [cells: Buffer | null];

/** The rows that have to be read for a page: one more where it is asked whether more follow. */
export const rowsOf = ({ first }: Pick<Page, 'first'>, { ends }: Pick<RowTemplate, 'ends'>) => (ends ? first + 1 : first);

interface PageSource {
  /** A query of the rows, in any order, which are called `page` here and have their properties for columns. */
  readonly rows: Fragment;
  readonly order: Fragment;
}

/** One row: the page that these rows make. */
export const cellsSelection = (sql: Queryable, { cells }: Pick<RowTemplate, 'cells'>, { rows, order }: PageSource): Fragment =>
  sql`select string_agg(concat_ws(chr(9), ${list(sql, cells)}), chr(10) order by ${order}) as cells from (${rows}) page`;

/**
 * A page for each of those who `asked`, in their order: a set that is called so and has their `ordinal`, beside which `rows` stand lateral.
 */
export function selectCells(sql: Queryable, template: StatementTemplate, asked: Fragment, source: PageSource): PromiseLike<CellsRow[]> {
  const page = cellsSelection(sql, template, source);
  return keptAs(template, rawCells(sql`select written.cells from ${asked} cross join lateral (${page}) written order by asked.ordinal`));
}

/** A statement whose only column comes as bytes. */
export const rawCells = (statement: Fragment) => statement.raw() as unknown as PromiseLike<CellsRow[]> & object;

const list = (sql: Queryable, cells: readonly Cell[]): Fragment =>
  cells.map((cell) => cellOf(sql, cell)).reduce((all, one) => sql`${all}, ${one}`);

/** Never null: concat_ws() would leave it out. What is null is `null` of a text and empty of anything else. */
function cellOf(sql: Queryable, { property, as }: Cell): Fragment {
  const column = sql`${sql(`page.${property}`)}`;
  if (as === 'TEXT') return sql`coalesce(to_json(${column}), 'null')`;
  return as === 'MOMENT' ? sql`coalesce((${column} at time zone 'UTC')::text, '')` : sql`coalesce(${column}::text, '')`;
}
