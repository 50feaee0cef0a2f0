/** HTTP: who may ask, and which part answers. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../prisma/databaseAway.ts';
import { StartError } from '../prisma/startError.ts';
import type { Principal } from '../schema/context.ts';
import { admit, admitSigned } from './admit.ts';
import { isSigned } from './auth/signedUrl.ts';
import { breakOff } from './bi/exportBody.ts';
import type { Config } from './config.ts';
import type { Services } from './context.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import { createRateLimit } from './limits/rateLimit.ts';
import { createWrongCredentials } from './limits/wrongCredentials.ts';
import { createGraphqlHandler } from './plugins/graphql.ts';
import { nothingHere, Problem, sendProblem } from './problem.ts';
import { hasGone } from './readJson.ts';
import { awaySeconds, databaseAway, type Refusal, refuse } from './refuse.ts';
import { type Edge, type Exchange, type Found, type GuardedRoute, isAmongGuarded, type Route, routesAt } from './routes.ts';

export interface RunningServer {
  readonly url: string;
  /** Takes no more requests, ends subscriptions, lets the others finish for up to `drainSeconds`. */
  close(drainSeconds?: number): Promise<void>;
}

interface ServerParts {
  readonly services: Services;
  readonly log: Logger;
}

/** Why a request's signal aborts. Given, because making the default reason (a DOMException with its stack) costs 1 % of a request. */
const over = Symbol('the request is over');

export async function startServer(config: Pick<Config, 'host' | 'port' | 'corsOrigins'>, parts: ServerParts): Promise<RunningServer> {
  const open = new Set<AbortController>();
  const { limits } = parts.services;
  const edge: Edge = {
    services: parts.services,
    graphql: createGraphqlHandler(parts.services, parts.log),
    spend: createRateLimit(limits.pointsPerMinute),
    wrongCredentials: createWrongCredentials(limits),
  };
  const server = createServer({ headersTimeout: limits.bodySeconds * 1000, connectionsCheckingInterval: 1000 }, (request, response) => {
    const requestId = readRequestId(request);
    response.setHeader('x-request-id', requestId);
    // Unless its route says otherwise: a cache on the way knows neither our keys nor what one of them may see.
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    const isPreflight = allowOrigin(config.corsOrigins, request, response);
    cutOffWhenAnswered(request, response);
    const abort = new AbortController();
    open.add(abort);
    response.once('close', () => {
      open.delete(abort);
      abort.abort(over);
    });
    logWhenDone(parts.log, request, response, requestId);
    route(request, response, requestId, abort.signal, edge, isPreflight).catch((err: unknown) => {
      const isAway = isDatabaseAway(err);
      if (isAway) parts.log.warn({ err, requestId }, 'the database is away');
      else parts.log.error({ err, requestId }, 'a request failed');
      if (response.headersSent) return breakOff(response); // what was sent of it must not pass for the whole
      if (isAway) response.setHeader('retry-after', String(awaySeconds));
      refuse(request, response, requestId, isAway ? databaseAway : failed(requestId));
    });
  });
  server.requestTimeout = 3_600_000; // an upload may take long; headersTimeout still cuts off those who send nothing
  await listen(server, config);
  return { url: urlOf(server, config.host), close: (drainSeconds = 10) => close(server, open, drainSeconds) };
}

const failed = (requestId: string): Refusal => ({
  status: 500,
  code: 'INTERNAL',
  message: `Something failed here; the log names it by ${requestId}`,
});

/** Who was answered and goes on sending (a body of any size that was refused by its first bytes) is heard for a second more. */
function cutOffWhenAnswered(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (!request.complete) setTimeout(() => request.destroy(), 1000).unref();
  });
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  signal: AbortSignal,
  edge: Edge,
  isPreflight: boolean,
): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  if (!url) return refuse(request, response, requestId, { status: 400, code: 'BAD_USER_INPUT', message: 'The address is malformed' });
  const there = routesAt(request, url);
  if (isPreflight && there.length > 0) return answerPreflight(response, methodsOf(there));
  const nothing = () => {
    const { status, message } = nothingHere();
    return refuse(request, response, requestId, { status, code: 'NOT_FOUND', message });
  };
  const { route, named } = there.find((found) => found.route.methods.includes(request.method ?? '')) ??
    there[0] ?? { route: null, named: '' };
  if (!route && !isAmongGuarded(url)) return nothing();
  const exchange: Exchange = { ...edge, request, response, requestId, url, named, signal };
  if (route?.isOpen) {
    return answer(exchange, () => {
      requireMethod(request, there, route);
      return route.answer(exchange);
    });
  }
  const admitted = route?.isSignable && isSigned(url) ? await admitSigned(exchange) : await admit(exchange);
  if (!admitted) return;
  const { principal } = admitted;
  const spend: Edge['spend'] = async (spender, points) => {
    const allowance = await edge.spend(spender, points);
    if (!response.headersSent) for (const [name, value] of Object.entries(allowance.headers)) response.setHeader(name, value);
    return allowance;
  };
  const { isExceeded, resetSeconds } = await spend(principal, 1);
  if (isExceeded) return refuse(request, response, requestId, { status: 429, code: 'RATE_LIMITED', message: tooMany(resetSeconds) });
  if (!route) return nothing();
  return answer(exchange, () => {
    requireMethod(request, there, route);
    requireScope(principal, route);
    return route.answer({ ...exchange, ...admitted, spend });
  });
}

/** What the sender did wrong is told in a problem document, to whoever is still there. */
async function answer({ request, response }: Exchange, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (hasGone(request) || response.destroyed) return;
    if (!(error instanceof Problem) || response.headersSent) throw error;
    request.resume(); // so that the sender sees the answer and not a reset connection; cutOffWhenAnswered ends it
    if (!request.complete) response.setHeader('connection', 'close');
    sendProblem(response, error);
  }
}

function requireScope({ scopes }: Principal, { scope }: GuardedRoute): void {
  if (scope && !scopes.has(scope)) throw new Problem(403, 'FORBIDDEN', `this needs a key with the scope "${scope}"`);
}

function requireMethod({ method = '' }: IncomingMessage, there: readonly Found[], route: Route): void {
  if (route.methods.includes(method)) return;
  const allow = methodsOf(there).join(', ');
  throw new Problem(405, 'METHOD_NOT_ALLOWED', `${method} is not for this address; it knows ${allow}`, { allow });
}

const methodsOf = (there: readonly Found[]) => [...new Set(there.flatMap(({ route }) => route.methods))];

const tooMany = (seconds: number) => `This key has used up its allowance; more is possible in ${seconds} s`;

function readRequestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

/** No query string, no body, and of the headers only what a client calls itself: any other may hold a secret or personal data. */
function logWhenDone(log: Logger, request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const startedAt = performance.now();
  const path = request.url?.split('?', 1)[0]?.slice(0, 200);
  response.once('close', () => {
    const milliseconds = Math.round((performance.now() - startedAt) * 10) / 10;
    const { method } = request;
    const status = response.statusCode;
    log.debug({ requestId, method, path, ...clientOf(request), status, isComplete: response.writableFinished, milliseconds }, 'request');
  });
}

/** As a client calls itself (graphql-client-name and -version), where that is a short plain word. */
function clientOf({ headers }: IncomingMessage): { client?: string; clientVersion?: string } {
  const [client, clientVersion] = ['graphql-client-name', 'graphql-client-version'].map((name) => {
    const value = headers[name];
    return typeof value === 'string' && /^[\w.+@/-]{1,64}$/.test(value) ? value : undefined;
  });
  return { ...(client && { client }), ...(clientVersion && { clientVersion }) };
}

function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(new StartError(`port ${port} is taken`, `stop what uses it, or choose another: PORT=${port + 1}`));
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const isLocal = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host);
  return `http://${isLocal ? 'localhost' : host}:${port}`;
}

async function close(server: Server, open: ReadonlySet<AbortController>, drainSeconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const abort of open) abort.abort(over); // ends subscriptions; nothing else looks at it
  const late = setTimeout(() => server.closeAllConnections(), drainSeconds * 1000);
  // A connection is kept alive after its last answer: it becomes idle only then.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  await closed;
  clearTimeout(late);
  clearInterval(idle);
}
