/** One question to the graph, one answer. */
import { CliError } from '../cliError.ts';
import type { TypedDocumentString } from '../generated/graphql.ts';
import { type Connection, send, Unreachable } from './connection.ts';

export interface GraphErrorJson {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly scope?: string; readonly requestId?: string };
}
export interface GraphAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphErrorJson[];
}

/** The graph refused, with its stable code. */
export class GraphRefusal extends CliError {
  override readonly name = 'GraphRefusal';
  readonly code: string;
  constructor({ message, extensions }: GraphErrorJson) {
    super(message, remedyFor(extensions));
    this.code = extensions?.code ?? 'UNKNOWN';
  }
}

/** The whole answer, errors included. */
export async function askAnything(
  connection: Connection,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<GraphAnswer> {
  const response = await send(connection, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query, variables }),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text().catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Unreachable(`the answer of ${connection.url} broke off`, 'try again');
  });
  return parseAnswer(connection, text);
}

export function parseAnswer({ url }: Connection, text: string): GraphAnswer {
  try {
    const answer = JSON.parse(text) as GraphAnswer | null;
    if (answer && (answer.data !== undefined || Array.isArray(answer.errors))) return answer;
  } catch {
    // below
  }
  throw new CliError(`what answers at ${url} is not Earshot`, 'set EARSHOT_URL to where Earshot is, for example http://localhost:4000');
}

/** @throws GraphRefusal when any part of the answer is an error */
export async function ask<Result, Variables>(
  connection: Connection,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const answer = await askAnything(connection, document.toString(), variables as Record<string, unknown>, signal);
  const [error] = answer.errors ?? [];
  if (error) throw new GraphRefusal(error);
  return answer.data as Result;
}

function remedyFor(extensions: GraphErrorJson['extensions']): string | null {
  if (extensions?.code === 'FORBIDDEN' && extensions.scope)
    return `create a key that has it: earshot keys create --workspace KEY --scopes read,${extensions.scope}`;
  if (extensions?.code === 'INTERNAL') return 'the log of the API tells more';
  return null;
}
