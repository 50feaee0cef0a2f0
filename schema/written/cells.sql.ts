/**
 * Rows as cells in text. A row of its own costs the database, the wire and postgres.js more than what is in it, so all rows of a page
 * leave as one value, with a separator behind each cell but the last. No column can hold one but a text; whether any does is counted
 * (cellRows.ts), and then they are read as JSON, which escapes them. To read them so at once would cost the database a quarter more.
 */
import { randomBytes } from 'node:crypto';
import type { Queryable } from '../../prisma/sql.ts';
import type { Page } from '../connection.ts';
import { keptAs, type StatementTemplate } from './keptStatements.ts';
import type { Cell, RowTemplate } from './rowTemplate.ts';

export type Fragment = ReturnType<typeof empty>;
const empty = (sql: Queryable) => sql``;

/** How texts stand in their cells. Null is `nullText` or, as JSON, `null`. */
export type TextForm = 'PLAIN' | 'JSON';

/** What no text is: nobody can know it who stores one. */
export const nullText = `\x1d${randomBytes(6).toString('base64url')}`;

/** The rows of a page, as they came over the wire, and how many there are. The first is null where there are none. */
export type CellsRow = readonly [cells: Buffer | null, count: Buffer];

/** The rows that have to be read for a page: one more where it is asked whether more follow. */
export const rowsOf = ({ first }: Pick<Page, 'first'>, { ends }: Pick<RowTemplate, 'ends'>) => (ends ? first + 1 : first);

/**
 * One row: the page that `rows` make, a query whose columns are called as their properties. It is in the order of the page, and what is
 * aggregated straight from it is in its order; to sort it once more took a sixth of the statement.
 */
export const cellsSelection = (sql: Queryable, { cells }: Pick<RowTemplate, 'cells'>, texts: TextForm, rows: Fragment): Fragment =>
  sql`select string_agg(concat_ws(chr(31), ${list(sql, cells, texts)}), chr(30)) as cells, count(*) from (${rows}) page`;

/**
 * A page for each of those who `asked`, in their order: a set that is called so and has their `ordinal`, beside which `rows` stand lateral.
 */
export function selectCells(
  sql: Queryable,
  template: StatementTemplate,
  texts: TextForm,
  asked: Fragment,
  rows: Fragment,
): PromiseLike<CellsRow[]> {
  const page = cellsSelection(sql, template, texts, rows);
  return keptAs(
    template,
    rawCells(sql`select written.cells, written.count from ${asked} cross join lateral (${page}) written order by asked.ordinal`),
  );
}

/** A statement whose columns come as bytes. */
export const rawCells = (statement: Fragment) => statement.raw() as unknown as PromiseLike<CellsRow[]> & object;

const list = (sql: Queryable, cells: readonly Cell[], texts: TextForm): Fragment =>
  cells.map((cell) => cellOf(sql, cell, texts)).reduce((all, one) => sql`${all}, ${one}`);

/** Never null: concat_ws() would leave it out. What is null is empty, but of texts, which may be that. */
function cellOf(sql: Queryable, { property, as, isRequired }: Cell, texts: TextForm): Fragment {
  const column = sql`${sql(`page.${property}`)}`;
  if (as === 'TEXT' && texts === 'JSON') return sql`coalesce(to_json(${column}), 'null')`;
  if (as === 'TEXT') return isRequired ? column : sql`coalesce(${column}, ${nullText})`;
  const value = as === 'MOMENT' ? sql`${column} at time zone 'UTC'` : column;
  return isRequired ? value : sql`coalesce((${value})::text, '')`;
}
