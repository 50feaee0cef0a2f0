import type { TableFormat } from './tableWish.ts';

export interface GraphParams {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

interface Asked {
  /** As it was asked for, with its search. */
  readonly url: URL;
  readonly params?: GraphParams;
  readonly table: { readonly format: TableFormat } | null;
}

/** Longer ones do not pass every proxy; the cursor is in no header then, and the query has to ask for it. */
const longest = 6000;

/** Where a GET finds the page that begins after a cursor: the same saved document, or the same query, with one variable changed. */
export function nextPageUrl({ url, params, table }: Asked, variable: string, cursor: string): string | null {
  const search = new URLSearchParams(url.searchParams);
  if (url.pathname.startsWith('/q/')) search.set(variable, cursor);
  else if (params) {
    search.set('query', params.query);
    if (params.operationName) search.set('operationName', params.operationName);
    search.set('variables', JSON.stringify({ ...params.variables, [variable]: cursor }));
  }
  if (table) search.set('format', table.format); // the next request may not have this one's Accept
  const next = `${url.pathname}?${search}`;
  return next.length <= longest ? next : null;
}
