/** One question to the graph, one answer, and errors as a person needs them. */
import type { GraphAnswer, RequestOptions } from '../../sdk/core/ask.ts';
import type { Connection as Page } from '../../sdk/core/pages.ts';
import type { TypedDocument } from '../../sdk/core/typedDocument.ts';
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

/** Every row of a list, page after page. The document passes `$after` to the list and asks for its `pageInfo`. */
export async function askForAll<Result, Needed extends { readonly after?: string | null | undefined }, Node>(
  connection: Connection,
  document: TypedDocument<Result, Needed>,
  variables: Needed,
  pick: (result: Result) => Page<Node> | null | undefined,
): Promise<Node[]> {
  const text: TypedDocument<Result, Needed> = document.toString();
  const rows: Node[] = [];
  const read = async () => {
    for await (const row of clientOf(connection).pages(text, variables, pick)) rows.push(row);
    return rows;
  };
  return tellingPeople(read());
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
