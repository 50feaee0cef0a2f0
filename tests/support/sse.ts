/** Reads server-sent events of a subscription as an asynchronous list of GraphQL answers. */
import type { Answer } from './api.ts';

export interface Subscription {
  readonly status: number;
  /** Every answer so far. */
  readonly answers: Answer[];
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  stop(): void;
}

export async function subscribe(url: string, query: string, headers: Record<string, string>): Promise<Subscription> {
  const abort = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query }),
    signal: abort.signal,
  });
  const answers: Answer[] = [];
  const ended = readEvents(response, answers).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
  return { status: response.status, answers, ended, stop: () => abort.abort() };
}

async function readEvents(response: Response, answers: Answer[]): Promise<void> {
  let buffered = '';
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const events = (buffered + text).split('\n\n');
    buffered = events.pop() ?? '';
    for (const event of events) {
      const data = /^event: next\ndata: (.*)$/m.exec(event)?.[1];
      if (data) answers.push(JSON.parse(data) as Answer);
    }
  }
}
