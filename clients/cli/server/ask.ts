/** One question to the graph, one answer, and errors as a person needs them. */

import type { GraphAnswer, RequestOptions } from '../../sdk/core/ask.ts';
import { type Connection as Page, pages } from '../../sdk/core/pages.ts';
import type { TypedDocument } from '../../sdk/core/typedDocument.ts';
import { collect } from '../collect.ts';
import { type Connection, cliErrorOf, clientOf } from './connection.ts';

type Variables = Readonly<Record<string, unknown>>;

/** An API that is restarted takes seconds: so many tries take some 45. */
export const patientRetries = 14;

/** The whole answer, errors included. */
export function askAnything(connection: Connection, query: string, variables: Variables): Promise<GraphAnswer<unknown>> {
  const document: TypedDocument<unknown, Variables> = query;
  return tellingPeople(clientOf(connection).answer(document, variables));
}

/** @throws GraphRefusal when any part of the answer is an error */
export function ask<Result, Needed>(
  connection: Connection,
  document: TypedDocument<Result, Needed>,
  variables: Needed,
  signal?: AbortSignal,
): Promise<Result> {
  return request(connection, document, variables, { signal });
}

/** Asks again while the server is away, if the document may be sent twice: queries, and mutations with an idempotency key. */
export function askPatiently<Result, Needed>(
  connection: Connection,
  document: TypedDocument<Result, Needed>,
  variables: Needed,
  signal?: AbortSignal,
): Promise<Result> {
  return request(connection, document, variables, { signal, retries: patientRetries });
}

/** As many as the graph gives at a time. */
const longestPage = 500;

/**
 * The first rows of a list, page after page, each asked for again while the server is away. The document passes `$first` and `$after` to the
 * list and asks for its `pageInfo`.
 *
 * @param most Infinity: all of them
 */
export async function* rowsOf<Result, Needed extends { readonly first: number; readonly after?: string | null | undefined }, Node>(
  connection: Connection,
  document: TypedDocument<Result, Needed>,
  variables: Omit<Needed, 'first' | 'after'>,
  pick: (result: Result) => Page<Node> | null | undefined,
  most: number,
): AsyncGenerator<Node, void, undefined> {
  const asked = { ...variables, first: Math.min(longestPage, most) } as unknown as Needed;
  let count = 0;
  for await (const row of everyRow(connection, document, asked, pick)) {
    yield row;
    if (++count >= most) return;
  }
}

/** Every row of a list whose document says how long a page is. */
export function askForAll<Result, Needed extends { readonly after?: string | null | undefined }, Node>(
  connection: Connection,
  document: TypedDocument<Result, Needed>,
  variables: Needed,
  pick: (result: Result) => Page<Node> | null | undefined,
): Promise<Node[]> {
  return collect(everyRow(connection, document, variables, pick));
}

async function* everyRow<Result, Needed extends { readonly after?: string | null | undefined }, Node>(
  connection: Connection,
  document: TypedDocument<Result, Needed>,
  variables: Needed,
  pick: (result: Result) => Page<Node> | null | undefined,
): AsyncGenerator<Node, void, undefined> {
  const readPage = async (after: string | null) => {
    const retries = after === null ? 3 : patientRetries; // what has been read is not lost; who asks in vain is told soon
    return pick(await request(connection, document, { ...variables, after }, { retries }));
  };
  try {
    yield* pages(readPage, variables.after);
  } catch (error) {
    throw cliErrorOf(error);
  }
}

function request<Result, Needed>(connection: Connection, document: TypedDocument<Result, Needed>, variables: Needed, how: RequestOptions) {
  const text: TypedDocument<Result, Variables> = document.toString();
  return tellingPeople(clientOf(connection).request(text, variables as Variables, how));
}

export async function tellingPeople<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw cliErrorOf(error);
  }
}
