import type { ServerResponse } from 'node:http';

/** Ends a request with a problem document (RFC 9457). `headers` go with it, the right Upload-Offset for example. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Of an address that the API does not have. */
export const nothingHere = () =>
  new Problem(404, 'NOT_FOUND', 'There is nothing at this address: GraphiQL and the graph are at /graphql, datasets at /bi/v1/$schema');

const titles: Readonly<Record<number, string>> = {
  400: 'The request is not valid',
  401: 'No credential was accepted',
  403: 'This key may not do that',
  404: 'There is no such thing',
  405: 'This address does not do that',
  408: 'The body came too slowly',
  409: 'What is there does not allow it',
  413: 'The body is too large',
  415: 'The content type is not accepted here',
  429: 'Too much at once',
  503: 'Not now',
};

/** What went wrong, as RFC 9457 writes it: a title of the status, the case at hand in detail. */
export const problemDocument = (status: number, code: string, detail: string, requestId: unknown) => ({
  type: 'about:blank',
  title: titles[status] ?? 'The request failed',
  status,
  detail,
  code,
  requestId,
});

export function sendProblem(response: ServerResponse, { status, code, message, headers }: Problem): void {
  const body = problemDocument(status, code, message, response.getHeader('x-request-id'));
  response.writeHead(status, { ...headers, 'content-type': 'application/problem+json; charset=utf-8' }).end(JSON.stringify(body));
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response
    .writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
