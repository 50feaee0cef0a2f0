/** Subscriptions over server-sent events, a connection each ("distinct connections" of graphql-sse). */
import { graphErrorOf, parseAnswer, type RequestOptions, readAnswer, type Variables } from './ask.ts';
import type { ClientSettings } from './clientOptions.ts';
import { EarshotError } from './earshotError.ts';
import { readEvents, type ServerEvent } from './readEvents.ts';
import { isTransientError, pause, pauseMs, retryAfterMsOf } from './retrying.ts';
import { brokenOff, send } from './send.ts';

export interface SubscribeOptions extends RequestOptions {
  /** So many failures in a row, without a connection between them that held for 10 seconds, are borne. Default: the client's `retries`. */
  readonly retries?: number | undefined;
  /** A connection on which nothing arrives for so long is dead: the server breathes every 12 seconds. Default 40 seconds. */
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
  const { signal, retries = settings.retries } = options;
  let failures = 0;
  while (!signal?.aborted) {
    const openedAt = Date.now();
    try {
      yield* openOnce<Result>(settings, query, variables, options);
      return;
    } catch (error) {
      if (signal?.aborted) return;
      if (Date.now() - openedAt >= livedMs) failures = 0;
      if (!isWorthAnother(error) || failures >= retries) throw error;
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
): AsyncGenerator<Result, void, undefined> {
  const ours = new AbortController(); // also ends the connection when the caller stops listening
  const either = signal ? AbortSignal.any([signal, ours.signal]) : ours.signal;
  const init = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
  };
  const body = await send(settings, '/graphql', init, (response) => bodyOf(settings.url, response), { signal: either, timeoutMs });
  const watch = watchdog(silenceMs, () => ours.abort());
  try {
    for await (const { event, data } of eventsOf(settings.url, body, watch.hear)) {
      if (event === 'complete') return;
      if (event === 'next' && data !== '') yield resultOf<Result>(settings.url, data);
    }
    throw brokenOff(settings.url);
  } finally {
    watch.end();
    ours.abort();
  }
}

async function* eventsOf(url: string, body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<ServerEvent> {
  try {
    yield* readEvents(body, onBytes);
  } catch (cause) {
    throw brokenOff(url, cause);
  }
}

async function bodyOf(url: string, response: Response): Promise<ReadableStream<Uint8Array>> {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (isStream && response.ok && response.body) return response.body;
  const answer = await readAnswer(url, response);
  throw graphErrorOf(answer, retryAfterMsOf(response.headers));
}

function resultOf<Result>(url: string, data: string): Result {
  const answer = parseAnswer<Result>(data);
  if (!answer) throw new EarshotError(`an event of ${url} cannot be read`, { kind: 'PROTOCOL', code: 'NOT_EARSHOT' });
  if (answer.errors.length > 0 || answer.data === null) throw graphErrorOf({ ...answer, status: 200, requestId: null });
  return answer.data;
}

/** Calls `late` when nothing was heard for so long. */
function watchdog(milliseconds: number, late: () => void): { hear(): void; end(): void } {
  let timer = setTimeout(late, milliseconds);
  const end = () => clearTimeout(timer);
  const hear = () => {
    end();
    timer = setTimeout(late, milliseconds);
  };
  return { hear, end };
}
