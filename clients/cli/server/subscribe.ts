/** A subscription over server-sent events: every answer as it comes, until the server ends it or the connection breaks. */
import type { TypedDocumentString } from '../generated/graphql.ts';
import { GraphRefusal, parseAnswer } from './ask.ts';
import { type Connection, send, Unreachable } from './connection.ts';

export async function* subscribe<Result, Variables>(
  connection: Connection,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): AsyncGenerator<Result> {
  const response = await send(connection, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: document.toString(), variables }),
    ...(signal ? { signal } : {}),
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const [error] = parseAnswer(connection, await response.text()).errors ?? [];
    throw error ? new GraphRefusal(error) : new Unreachable('the subscription was not opened', 'try again');
  }
  for await (const { event, data } of readEvents(response)) {
    if (event === 'complete') return;
    if (data === '') continue;
    const answer = parseAnswer(connection, data);
    const [error] = answer.errors ?? [];
    if (error) throw new GraphRefusal(error);
    yield answer.data as Result;
  }
}

interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

async function* readEvents(response: Response): AsyncGenerator<ServerEvent> {
  let held = '';
  try {
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (held + piece).split(/\r?\n\r?\n/);
      held = blocks.pop() ?? '';
      for (const block of blocks) yield parseEvent(block);
    }
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Unreachable('the subscription broke off', 'try again');
  }
}

export function parseEvent(block: string): ServerEvent {
  const fields = block.split(/\r?\n/).map((line) => /^(\w*): ?(.*)$/.exec(line));
  const valuesOf = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ''] : []));
  return { event: valuesOf('event').at(-1) ?? 'next', data: valuesOf('data').join('\n') };
}
