/** One question to the graph, one answer. */
import type { ClientSettings } from './clientOptions.ts';
import { EarshotError, type GraphError, isTransientStatus } from './earshotError.ts';
import { readEvents } from './readEvents.ts';
import { isRepeatable } from './repeatable.ts';
import { retryAfterMsOf, retrying } from './retrying.ts';
import { send } from './send.ts';

export interface RequestOptions {
  readonly signal?: AbortSignal | null | undefined;
  /** In place of the client's. */
  readonly retries?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** More headers for this request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What the graph said: with errors, `data` may be there in part. */
export interface GraphAnswer<Result> {
  readonly data: Result | null;
  readonly errors: readonly GraphError[];
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly requestId: string | null;
}

export type Variables = Readonly<Record<string, unknown>>;

/**
 * The whole answer, errors included; asked again while the server is away or busy, if the document may be sent twice.
 *
 * @throws EarshotError when there is no answer of the graph, or one that only says "not now"
 */
export function ask<Result>(
  settings: ClientSettings,
  query: string,
  variables: Variables,
  options: RequestOptions,
): Promise<GraphAnswer<Result>> {
  return askFor<Result, GraphAnswer<Result>>(settings, query, variables, options, (answer) => answer);
}

/** @throws EarshotError when any part of the answer is an error */
export function request<Result>(settings: ClientSettings, query: string, variables: Variables, options: RequestOptions): Promise<Result> {
  return askFor<Result, Result>(settings, query, variables, options, (answer) => {
    if (answer.errors.length > 0 || answer.data === null) throw graphErrorOf(answer);
    return answer.data;
  });
}

function askFor<Result, Wanted>(
  settings: ClientSettings,
  query: string,
  variables: Variables,
  options: RequestOptions,
  take: (answer: GraphAnswer<Result>) => Wanted,
): Promise<Wanted> {
  const init = {
    method: 'POST',
    headers: {
      ...options.headers,
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
    },
    body: JSON.stringify({ query, variables }),
  };
  const work = async () => take(await send(settings, '/graphql', init, (response) => readAnswer<Result>(settings.url, response), options));
  const { retries = settings.retries, signal } = options;
  return retrying(work, { retries: isRepeatable(query, variables) ? retries : 0, signal });
}

export async function readAnswer<Result>(url: string, response: Response): Promise<GraphAnswer<Result>> {
  const { status, headers } = response;
  const requestId = headers.get('x-request-id');
  const answer = parseAnswer<Result>(await textOf(response));
  const retryAfterMs = retryAfterMsOf(headers);
  if (answer && isTransientStatus(status)) throw graphErrorOf({ ...answer, status, requestId }, retryAfterMs);
  if (answer) return { ...answer, status, requestId };
  if (isTransientStatus(status))
    throw new EarshotError(`Earshot at ${url} is not ready (HTTP ${status})`, {
      kind: 'HTTP',
      code: `HTTP_${status}`,
      status,
      requestId,
      retryAfterMs,
    });
  if (!response.ok)
    throw new EarshotError(`what answers at ${url} is not Earshot (HTTP ${status})`, {
      kind: 'HTTP',
      code: `HTTP_${status}`,
      status,
      requestId,
    });
  throw new EarshotError(`what answers at ${url} is not Earshot`, { kind: 'PROTOCOL', code: 'NOT_EARSHOT', status, requestId });
}

/** To who asks for events a refusal comes as one, too. */
async function textOf(response: Response): Promise<string> {
  if (!isEventStream(response) || !response.body) return response.text();
  for await (const { event, data } of readEvents(response.body)) if (event === 'next') return data;
  return '';
}

export const isEventStream = ({ headers }: Response) => headers.get('content-type')?.startsWith('text/event-stream') ?? false;

type Parsed<Result> = Omit<GraphAnswer<Result>, 'status' | 'requestId'>;

/** Null when it is no answer of a graph. */
export function parseAnswer<Result>(text: string): Parsed<Result> | null {
  try {
    const answer = JSON.parse(text) as Partial<Parsed<Result>> | null;
    if (typeof answer !== 'object' || answer === null) return null;
    const { data = null, errors = [], extensions = {} } = answer;
    const saysSomething = Array.isArray(errors) && (errors.length > 0 || data !== null || answer.extensions?.cost !== undefined); // of a dry run the cost alone
    return saysSomething ? { data, errors, extensions } : null;
  } catch {
    return null;
  }
}

export function graphErrorOf(
  { errors, status, requestId }: Omit<GraphAnswer<unknown>, 'data' | 'extensions'>,
  retryAfterMs?: number | null,
): EarshotError {
  const [first] = errors;
  const seconds = first?.extensions?.retryAfterSeconds; // where no header says it
  const waitMs = retryAfterMs ?? (typeof seconds === 'number' ? seconds * 1000 : null);
  const code = first?.extensions?.code ?? 'UNKNOWN';
  return new EarshotError(first?.message ?? 'the answer is empty', {
    kind: 'GRAPH',
    code,
    status,
    requestId,
    errors,
    retryAfterMs: waitMs,
  });
}
