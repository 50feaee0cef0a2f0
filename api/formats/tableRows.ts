import { badUserInput, notFound } from '../../schema/errors.ts';
import type { TablePlan } from './tablePlan.ts';

export type Cell = unknown;

/** Rows as arrays in the order of the columns. @throws GraphQLError NOT_FOUND where what leads to the list is null */
export function tableRows({ path, columns }: TablePlan, data: unknown): Cell[][] {
  let list = data;
  for (const name of path) {
    list = (list as Record<string, unknown>)[name];
    if (list == null) throw notFound(name, 'thing to list: it is null in this answer');
  }
  return (list as unknown[]).map((row) => columns.map((column) => cellAt(row, column.path)));
}

function cellAt(row: unknown, path: readonly string[]): Cell {
  let cell = row;
  for (const name of path) {
    if (cell == null) return null;
    cell = (cell as Record<string, unknown>)[name];
  }
  return cell ?? null;
}

/** Where the page ends; null where the list does not come in pages. */
export function pageEnd({ page }: TablePlan, data: unknown): { hasNextPage: boolean; endCursor: string | null } | null {
  if (!page) return null;
  let info = data;
  for (const name of page.path) info = (info as Record<string, unknown>)[name];
  const told = info as Record<string, unknown> | null | undefined;
  const hasNextPage = told?.[page.hasNextPage];
  const endCursor = told?.[page.endCursor];
  // By @skip: a part would pass for the whole.
  if (typeof hasNextPage !== 'boolean' || endCursor === undefined)
    throw badUserInput('query', 'pageInfo { hasNextPage endCursor } cannot be left out of a table');
  return { hasNextPage, endCursor: endCursor as string | null };
}
