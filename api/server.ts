/** HTTP: who may ask, and which part answers. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { StartError } from '../prisma/startError.ts';
import type { Principal } from '../schema/context.ts';
import { answerQuery } from './answerQuery.ts';
import { type Credential, csrfHeader, isCsrfSafe, readCredential } from './auth/credential.ts';
import { NotAdmitted } from './auth/notAdmitted.ts';
import { admitSignedUrl, isSigned } from './auth/signedUrl.ts';
import { handleSignIn } from './auth/signInPage.ts';
import { handleDatasets } from './bi/datasets.ts';
import type { Config } from './config.ts';
import type { Services } from './context.ts';
import { handleHealth } from './health.ts';
import { createRateLimit, type Spend } from './limits/rateLimit.ts';
import { callerAddress, createWrongCredentials, type WrongCredentials } from './limits/wrongCredentials.ts';
import { handleGraphiql, wantsGraphiql } from './plugins/graphiql.ts';
import { createGraphqlHandler } from './plugins/graphql.ts';
import { refuse } from './plugins/refuse.ts';
import { handleRuns } from './runs/runs.ts';

/** Answers requests below /v1/imports; false when the path is none of its own. */
export type UploadHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  principal: Principal,
  services: Pick<Services, 'sql' | 'queue'>,
) => Promise<boolean>;

export interface RunningServer {
  readonly url: string;
  /** Takes no more requests, ends subscriptions, lets the others finish for up to `drainSeconds`. */
  close(drainSeconds?: number): Promise<void>;
}

interface ServerParts {
  readonly services: Services;
  readonly log: Logger;
  readonly handleUploads: UploadHandler;
}

/** Why a request's signal aborts. Given, because making the default reason (a DOMException with its stack) costs 1 % of a request. */
const over = Symbol('the request is over');

export async function startServer(config: Pick<Config, 'host' | 'port'>, parts: ServerParts): Promise<RunningServer> {
  const open = new Set<AbortController>();
  const { limits } = parts.services;
  const edge: Edge = {
    ...parts,
    graphql: createGraphqlHandler(parts.services, parts.log),
    spend: createRateLimit(limits.pointsPerMinute),
    wrongCredentials: createWrongCredentials(limits),
  };
  const server = createServer({ headersTimeout: limits.bodySeconds * 1000, connectionsCheckingInterval: 1000 }, (request, response) => {
    const requestId = readRequestId(request);
    response.setHeader('x-request-id', requestId);
    cutOffWhenAnswered(request, response);
    const abort = new AbortController();
    open.add(abort);
    response.once('close', () => {
      open.delete(abort);
      abort.abort(over);
    });
    logWhenDone(parts.log, request, response, requestId);
    route(request, response, requestId, abort.signal, edge).catch((err: unknown) => {
      parts.log.error({ err, requestId }, 'a request failed');
      if (response.headersSent) response.destroy();
      else
        refuse(request, response, requestId, {
          status: 500,
          code: 'INTERNAL',
          message: `Something failed here; the log names it by ${requestId}`,
        });
    });
  });
  server.requestTimeout = 3_600_000; // an upload may take long; headersTimeout still cuts off those who send nothing
  await listen(server, config);
  return { url: urlOf(server, config.host), close: (drainSeconds = 10) => close(server, open, drainSeconds) };
}

/** What every request needs. */
interface Edge extends ServerParts {
  readonly graphql: ReturnType<typeof createGraphqlHandler>;
  readonly spend: Spend;
  readonly wrongCredentials: WrongCredentials;
}

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
): Promise<void> {
  const { services, handleUploads } = edge;
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  const path = url?.pathname ?? '';
  if (!url) return refuse(request, response, requestId, { status: 400, code: 'BAD_USER_INPUT', message: 'The address is malformed' });
  if (path === '/health' || path === '/health/ready') return handleHealth(path, response, services.sql);
  if (path === '/sign-in') return signIn(request, response, requestId, url, edge);
  if (path === '/graphql' && wantsGraphiql(request, url)) return handleGraphiql(request, response);
  if (path !== '/graphql' && !/^\/(v1|bi\/v1|q)\//.test(path)) {
    return refuse(request, response, requestId, { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this address' });
  }
  const admitted = isSigned(url)
    ? await admitUrl(request, response, requestId, url, edge)
    : await admit(request, response, requestId, edge);
  if (!admitted) return;
  const { credential, principal } = admitted;
  const spend = async (points: number) => {
    const allowance = await edge.spend(principal, points);
    if (!response.headersSent) for (const [name, value] of Object.entries(allowance.headers)) response.setHeader(name, value);
    return allowance;
  };
  const { isExceeded, resetSeconds } = await spend(1);
  if (isExceeded) return refuse(request, response, requestId, { status: 429, code: 'RATE_LIMITED', message: tooMany(resetSeconds) });
  if ((path === '/graphql' || path.startsWith('/q/')) && credential) {
    await answerQuery({ request, response, url }, { requestId, credential, principal, signal, spend }, edge);
  } else if (path.startsWith('/bi/v1/')) {
    await handleDatasets({ request, response, url: admitted.url ?? url, principal, services });
  } else if (
    !(await handleRuns(request, response, principal, services)) &&
    !(await handleUploads(request, response, principal, services))
  ) {
    refuse(request, response, requestId, { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this address' });
  }
}

const tooMany = (seconds: number) => `This key has used up its allowance; more is possible in ${seconds} s`;

interface Admitted {
  /** Null for a signed address, which is its own. */
  readonly credential: Credential | null;
  readonly principal: Principal;
  /** A signed address without its signature. */
  readonly url?: URL;
}

/** A signed address opens itself alone, whatever credential comes with it. One that is no good counts as a wrong credential. */
async function admitUrl(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  url: URL,
  edge: Edge,
): Promise<Admitted | null> {
  const { services, wrongCredentials } = edge;
  const address = callerAddress(request, services.limits);
  response.setHeader('referrer-policy', 'no-referrer'); // the signature is in the address
  const waitSeconds = await wrongCredentials.waitSeconds(address, null);
  if (waitSeconds > 0) return refuseAddress(request, response, requestId, waitSeconds);
  const admitted = await admitSignedUrl(services.sql, url);
  if (admitted) return { credential: null, ...admitted };
  await wrongCredentials.noteWrong(address);
  const message = 'This signed address is no good: it was changed, has expired, or its key has ended. Ask for a new one: createSignedUrl';
  refuse(request, response, requestId, { status: 401, code: 'UNAUTHENTICATED', message });
  return null;
}

/** Lets a live credential in; otherwise answers the request itself. Introspection, too, needs one. */
async function admit(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  { services, wrongCredentials }: Edge,
): Promise<Admitted | null> {
  const address = callerAddress(request, services.limits);
  const credential = readCredential(request.headers);
  const waitSeconds = credential ? await wrongCredentials.waitSeconds(address, credential.secret) : 0;
  if (waitSeconds > 0) return refuseAddress(request, response, requestId, waitSeconds);
  let principal: Principal | null;
  try {
    principal = credential && (await services.authenticate(credential));
  } catch (error) {
    if (!(error instanceof NotAdmitted)) throw error;
    if (error.refusal.status === 503) response.setHeader('retry-after', '5');
    refuse(request, response, requestId, error.refusal);
    return null;
  }
  if (!credential || !principal) {
    if (credential) await wrongCredentials.noteWrong(address);
    const message = credential
      ? 'The credential is unknown, was revoked or has expired'
      : 'A key is needed: Authorization: Bearer ek_… (earshot keys create), or the cookie of a sign-in link';
    response.setHeader('www-authenticate', 'Bearer');
    refuse(request, response, requestId, { status: 401, code: 'UNAUTHENTICATED', message });
    return null;
  }
  wrongCredentials.noteGood(credential.secret);
  if (!isCsrfSafe(credential, request.headers)) {
    const message = `A request that shows a cookie must also carry the header ${csrfHeader}; one that shows a key need not`;
    refuse(request, response, requestId, { status: 403, code: 'FORBIDDEN', message });
    return null;
  }
  return { credential, principal };
}

/** A link that is no good counts as a wrong credential. */
async function signIn(request: IncomingMessage, response: ServerResponse, requestId: string, url: URL, edge: Edge): Promise<void> {
  const address = callerAddress(request, edge.services.limits);
  const waitSeconds = await edge.wrongCredentials.waitSeconds(address, null);
  if (waitSeconds > 0) return void refuseAddress(request, response, requestId, waitSeconds);
  await handleSignIn(request, response, url, edge.services.sql);
  if (response.statusCode === 410) await edge.wrongCredentials.noteWrong(address);
}

function refuseAddress(request: IncomingMessage, response: ServerResponse, requestId: string, waitSeconds: number): null {
  response.setHeader('retry-after', String(waitSeconds));
  const message = `Too many wrong credentials came from this address; another is looked at in ${waitSeconds} s`;
  refuse(request, response, requestId, { status: 429, code: 'RATE_LIMITED', message });
  return null;
}

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
