/** Subscriptions over server-sent events, a connection each ("distinct connections" of graphql-sse). */
import { alarm } from './alarm.ts';
import { graphErrorOf, isEventStream, parseAnswer, type RequestOptions, readAnswer, type Variables } from './ask.ts';
import type { ClientSettings } from './clientOptions.ts';
import { EarshotError } from './earshotError.ts';
import { type Hear, readEvents, type ServerEvent } from './readEvents.ts';
import { isTransientError, isWorthWaiting, pause, pauseMs, retryAfterMsOf } from './retrying.ts';
import { brokenOff, send } from './send.ts';

export interface SubscribeOptions extends RequestOptions {
  /** So many failures in a row, without a connection between them that held for 10 seconds, are borne. Default: the client's `retries`. */
  readonly retries?: number | undefined;
  /** In place of `retries`: failures are borne until there was no such connection for so long. */
  readonly awayMs?: number | undefined;
  /** A connection on which nothing arrives for so long is dead: the server breathes every 12 seconds. 0: never. Default 40 seconds. */
  readonly silenceMs?: number | undefined;
}

/** A connection that broke sooner was no good, though it may have brought the first event: that one comes at once. */
const livedMs = 10_000;

/**
 * Every answer as it comes. A connection that breaks is opened anew; what the server says first on it is the state as it is then.
 * Ends when the server ends it (also when it stops: see waitForRun), and when the signal is aborted.
 *
 * @throws EarshotError when the graph refuses, or the server stays away
 */
export async function* subscribe<Result>(
  settings: ClientSettings,
  query: string,
  variables: Variables,
  options: SubscribeOptions,
): AsyncGenerator<Result, void, undefined> {
  const { signal, retries = settings.retries, awayMs } = options;
  let failures = 0;
  let awaySince = Date.now();
  while (!signal?.aborted) {
    let openedAt = Number.POSITIVE_INFINITY; // what never opened has not lived, however long it took
    const onOpen = () => {
      openedAt = Date.now();
    };
    try {
      yield* openOnce<Result>(settings, query, variables, options, onOpen);
      return;
    } catch (error) {
      if (signal?.aborted) return;
      const now = Date.now();
      if (now - openedAt >= livedMs) [failures, awaySince] = [0, now];
      const isBorne = awayMs === undefined ? failures < retries : now - awaySince < awayMs;
      if (!isBorne || !isWorthAnother(error) || !isWorthWaiting(error)) throw error;
      await pause(pauseMs(failures++, error.retryAfterMs), signal).catch(() => {}); // aborted: the loop ends
    }
  }
}

/** Opening a stream costs the server little, so one that was late is opened again. */
const isWorthAnother = (error: unknown): error is EarshotError =>
  isTransientError(error) || (error instanceof EarshotError && error.kind === 'TIMEOUT');

async function* openOnce<Result>(
  settings: ClientSettings,
  query: string,
  variables: Variables,
  { signal, timeoutMs, headers, silenceMs = 40_000 }: SubscribeOptions,
  onOpen: () => void,
): AsyncGenerator<Result, void, undefined> {
  const ours = new AbortController(); // also ends the connection when the caller stops listening
  const either = signal ? AbortSignal.any([signal, ours.signal]) : ours.signal;
  const init = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
  };
  const body = await send(settings, '/graphql', init, (response) => bodyOf(settings.url, response), { signal: either, timeoutMs });
  onOpen();
  // Only while it reads: what the caller does between two events is no silence of the server.
  const hear: Hear = (bytes) => bytes.finally(alarm(silenceMs, () => ours.abort()));
  try {
    for await (const { event, data } of eventsOf(settings.url, body, hear)) {
      if (event === 'complete') return;
      if (event === 'next' && data !== '') yield resultOf<Result>(settings.url, data);
    }
    throw brokenOff(settings.url);
  } finally {
    ours.abort();
  }
}

async function* eventsOf(url: string, body: ReadableStream<Uint8Array>, hear: Hear): AsyncGenerator<ServerEvent> {
  try {
    yield* readEvents(body, hear);
  } catch (cause) {
    throw brokenOff(url, cause);
  }
}

async function bodyOf(url: string, response: Response): Promise<ReadableStream<Uint8Array>> {
  if (isEventStream(response) && response.ok && response.body) return response.body;
  const answer = await readAnswer(url, response);
  throw graphErrorOf(answer, retryAfterMsOf(response.headers));
}

function resultOf<Result>(url: string, data: string): Result {
  const answer = parseAnswer<Result>(data);
  if (!answer) throw new EarshotError(`an event of ${url} cannot be read`, { kind: 'PROTOCOL', code: 'NOT_EARSHOT' });
  if (answer.errors.length > 0 || answer.data === null) throw graphErrorOf({ ...answer, status: 200, requestId: null });
  return answer.data;
}
