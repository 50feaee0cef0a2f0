/** A subscription through a real client of server-sent events (eventsource-client), as a list of GraphQL answers. */
import { createEventSource } from 'eventsource-client';
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
  const answers: Answer[] = [];
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const status = Promise.withResolvers<number>();
  const source = createEventSource({
    url: `${url}/graphql`,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      status.resolve(response.status);
      return response;
    },
    onMessage: ({ event, data }) => {
      if (event === 'next') answers.push(JSON.parse(data) as Answer);
    },
    onScheduleReconnect: () => stop(), // it would open every stream that ends anew; what is tested is this one
  });
  const stop = () => {
    source.close();
    end();
  };
  return { status: await status.promise, answers, ended, stop };
}
