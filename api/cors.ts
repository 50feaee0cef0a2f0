import type { IncomingMessage, ServerResponse } from 'node:http';
import { workspaceHeader } from './auth/credential.ts';

/** What a page may send. Not the header that goes with a cookie: a page of another origin shows a key or a token. */
const sendable = [
  'accept',
  'authorization',
  'cache-control',
  'content-type',
  'graphql-client-name',
  'graphql-client-version',
  'idempotency-key',
  'if-none-match',
  'upload-length',
  'upload-offset',
  'x-api-key',
  'x-cost-only',
  workspaceHeader,
  'x-request-id',
].join(', ');

/** What a page may read of an answer, beside what any page may (cache-control, content-type and a few more). */
const readable = [
  'allow',
  'cache-status',
  'content-disposition',
  'etag',
  'link',
  'location',
  'ratelimit',
  'ratelimit-limit',
  'ratelimit-policy',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'upload-length',
  'upload-offset',
  'www-authenticate',
  'x-last-page',
  'x-request-id',
].join(', ');

/** How long a browser remembers a preflight: longer, and an origin that was taken off the list would not notice. */
const rememberedSeconds = 600;

/**
 * Lets pages of the given origins read answers (the CORS protocol of the Fetch standard), never with a cookie. Returns
 * whether the request may be a preflight of one of them. An answer with a Vary of its own names Origin there.
 */
export function allowOrigin(origins: ReadonlySet<string>, request: IncomingMessage, response: ServerResponse): boolean {
  if (origins.size === 0) return false;
  response.setHeader('vary', 'Origin'); // of every answer: a cache must not show that of one origin, or of none, to another
  const { origin } = request.headers;
  if (origin === undefined || !origins.has(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', readable);
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

/** A browser asks before it sends, without the credential that it is going to show. */
export function answerPreflight(response: ServerResponse, methods: readonly string[]): void {
  response.removeHeader('access-control-expose-headers'); // means nothing here
  response
    .writeHead(204, {
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': sendable,
      'access-control-max-age': String(rememberedSeconds),
    })
    .end();
}
