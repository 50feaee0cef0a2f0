/**
 * Lists of many rows: Relay connections, read forwards, by keyset and never by offset.
 * A cursor is (sort value as text, id); it names a place, not a row, so one from another workspace reveals nothing.
 */
import { builder } from './builder.ts';
import { badUserInput, limitExceeded } from './errors.ts';
import { queryLimits } from './limits/queryLimits.ts';

export interface Cursor {
  /** Null sorts last. */
  readonly sortValue: string | null;
  readonly id: bigint;
}

export interface Page {
  readonly first: number;
  readonly after: Cursor | null;
}

export interface Connection<Row> {
  edges: { cursor: string; node: Row }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const defaultPageSize = 20;

/** Arguments of every list. Forwards only: a keyset is exact in one direction, and nobody pages backwards through rows. */
export const pageArgs = builder.args((t) => ({
  first: t.int({ description: `How many, at most ${queryLimits.pageSize}. Default ${defaultPageSize}.`, defaultValue: defaultPageSize }),
  after: t.string({ description: 'The cursor to continue behind.' }),
}));

/** In which order lists by time come. */
export type ListOrder = 'NEWEST_FIRST' | 'OLDEST_FIRST';
const listOrder = builder.enumType('ListOrder', {
  description: 'In which order a list by time comes.',
  values: {
    NEWEST_FIRST: { description: 'The latest first: for people.' },
    OLDEST_FIRST: {
      description:
        'The earliest first: for programs that keep the last cursor and come back for what has happened since; undated ones come before all others.',
    },
  } as const satisfies Record<ListOrder, unknown>,
});
export const orderArgs = builder.args((t) => ({
  order: t.field({
    type: listOrder,
    defaultValue: 'NEWEST_FIRST',
    description: 'In which order. A cursor names a place in either: with the other order it leads back.',
  }),
}));

interface PageArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** What a list costs: everything below it once per row of its page. */
export const pageCost = (args: PageArgs) => ({ field: 1, multiplier: args.first ?? defaultPageSize });

export function parsePage(args: PageArgs): Page {
  const first = args.first ?? defaultPageSize;
  if (first < 1) throw badUserInput('first', 'at least 1 is needed');
  if (first > queryLimits.pageSize) {
    throw limitExceeded(`first: at most ${queryLimits.pageSize} rows a page are allowed, ask for more pages`, { argument: 'first' });
  }
  return { first, after: args.after == null ? null : decodeCursor(args.after) };
}

export function encodeCursor({ sortValue, id }: Cursor): string {
  return Buffer.from(JSON.stringify([sortValue, String(id)])).toString('base64url');
}

export function decodeCursor(text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [sortValue, id]: unknown[] = parsed;
      const isSortValue = sortValue === null || (typeof sortValue === 'string' && !sortValue.includes('\0'));
      if (isSortValue && typeof id === 'string' && /^\d{1,18}$/.test(id)) return { sortValue, id: BigInt(id) };
    }
  } catch {
    // not JSON: the same answer as for any other text that no list has handed out
  }
  throw badUserInput('after', 'this is not a cursor of this list');
}

/** The moment of a cursor whose list is sorted by time. */
export function cursorTime(cursor: Cursor): Date | null {
  if (cursor.sortValue === null) return null;
  const time = new Date(/^\d{4}-\d\d-\d\dT/.test(cursor.sortValue) ? cursor.sortValue : NaN); // JavaScript takes C-1000 for the year 1000 before Christ
  if (!(time.getTime() >= Date.parse('0001-01-01T00:00:00Z'))) throw badUserInput('after', 'this is not a cursor of this list');
  return time;
}

/** Equal for equal pages of one parent: a loader reads each once. */
export const pageKey = (parentId: bigint | string, { first, after }: Page) => `${parentId} ${first} ${after ? encodeCursor(after) : ''}`;

/** Makes its cursor when asked for: most queries show none but the last, and one costs as much as the rest of an edge. */
class Edge<Row> {
  readonly node: Row;
  readonly #cursorOf: (row: Row) => Cursor;
  constructor(node: Row, cursorOf: (row: Row) => Cursor) {
    this.node = node;
    this.#cursorOf = cursorOf;
  }
  get cursor(): string {
    return encodeCursor(this.#cursorOf(this.node));
  }
}

/**
 * Getters on a class, not in an object literal: V8 gives every literal with getters a hidden class of its own that holds their
 * closures, and with them the rows of the page until the next full collection.
 */
class PageInfo<Row> {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly #edges: readonly Edge<Row>[];
  constructor(edges: readonly Edge<Row>[], hasNextPage: boolean, hasPreviousPage: boolean) {
    this.#edges = edges;
    this.hasNextPage = hasNextPage;
    this.hasPreviousPage = hasPreviousPage;
  }
  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }
  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}

/** Of a list of which nothing but the whole is asked for. */
export const emptyPage = { edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } };

/** Builds a page from up to `first + 1` rows: the extra row only tells that more follow. */
export function toConnection<Row>(rows: readonly Row[], page: Page, cursorOf: (row: Row) => Cursor): Connection<Row> {
  const edges = rows.slice(0, page.first).map((node) => new Edge(node, cursorOf));
  return { edges, pageInfo: new PageInfo(edges, rows.length > page.first, page.after !== null) };
}
