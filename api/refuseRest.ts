import type { IncomingMessage, ServerResponse } from 'node:http';

/** Reads on for a second without keeping anything, so that the sender sees the answer and not a reset connection. */
export function refuseRest(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  if (request.complete) return;
  response.setHeader('connection', 'close');
  response.once('finish', () => setTimeout(() => request.destroy(), 1000).unref());
}
