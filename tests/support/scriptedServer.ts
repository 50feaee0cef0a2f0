/** A real HTTP server that does to each request what a test says, and remembers what it was sent. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SeenRequest {
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly body: { readonly query: string; readonly variables: Record<string, unknown> };
  /** The caller ended the connection before the answer was complete. */
  isCutOff: boolean;
}
export type Reply = (response: ServerResponse, request: SeenRequest) => unknown;

export interface ScriptedServer {
  readonly url: string;
  readonly requests: SeenRequest[];
  close(): void;
}

/** The first reply is for the first request; the last one goes on for all that follow. */
export async function scriptedServer(...replies: readonly Reply[]): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const sent = await text(request);
    const body = (sent === '' ? {} : JSON.parse(sent)) as SeenRequest['body'];
    const seen = { headers: request.headers, path: request.url ?? '', body, isCutOff: false };
    response.once('close', () => {
      seen.isCutOff = !response.writableFinished;
    });
    requests.push(seen);
    await replies[Math.min(requests.length, replies.length) - 1]?.(response, seen);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/graphql-response+json', ...headers }).end(JSON.stringify(body));
