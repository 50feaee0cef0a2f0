import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '../schema/errors.ts';
import { problemDocument } from './problem.ts';

export interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** After so long the database may be there again: a restart takes as much. */
export const awaySeconds = 5;

export const databaseAway: Refusal = {
  status: 503,
  code: 'UNAVAILABLE',
  message: 'The database does not answer now: ask again soon. What a change had begun may be done all the same',
};

/** An answer before any handler is asked: a GraphQL error at /graphql, a problem document elsewhere. */
export function refuse(request: IncomingMessage, response: ServerResponse, requestId: string, { status, code, message }: Refusal): void {
  const isGraphql = request.url?.startsWith('/graphql') ?? false;
  const body = isGraphql ? { errors: [{ message, extensions: { code, requestId } }] } : problemDocument(status, code, message, requestId);
  const type = isGraphql ? 'application/graphql-response+json' : 'application/problem+json';
  request.resume(); // what was sent is not read further, and the connection stays usable
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(JSON.stringify(body));
}
