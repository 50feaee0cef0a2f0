import { randomUUID } from 'node:crypto';
import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../../prisma/databaseAway.ts';
import type { ErrorCode } from '../../schema/errors.ts';
import type { GraphRequest } from '../context.ts';
import { awaySeconds, databaseAway } from '../refuse.ts';
import { answerGivenUp, senderGone } from '../requestSnapshot.ts';

/** Status of an answer that has no data at all. With some data it is 200, as GraphQL over HTTP asks. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  LIMIT_EXCEEDED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  TIMEOUT: 504,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

interface ShownExtensions {
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly [detail: string]: unknown;
}
type Shown = GraphQLFormattedError & { readonly extensions: ShownExtensions };
type Result = ExecutionResult & { readonly extensions?: object };

/**
 * Every error that leaves has a stable code and the id under which the log knows the request. What nobody meant to
 * show (a fault of ours, of a library or of the database) is logged and masked.
 */
export function useErrors(log: Logger): Plugin {
  return {
    onExecutionResult({ result, setResult, context, request }) {
      if (!result) return;
      const requestId = 'requestId' in context && typeof context.requestId === 'string' ? context.requestId : randomUUID();
      const isStrict = acceptsStatus(request.headers.get('accept') ?? '');
      const finish = (one: ExecutionResult) => finishResult(one as Result, requestId, isStrict, log);
      if (Symbol.asyncIterator in result) setResult(mapped(result as AsyncIterable<ExecutionResult>, finish));
      else setResult(finish(result as ExecutionResult));
    },
    /** What was refused before there was a query to execute did not pass above. */
    onResultProcess({ result, setResult, serverContext, request }) {
      if (!('errors' in result) || !result.errors?.some((error) => error instanceof Error)) return;
      const { requestId } = serverContext as unknown as GraphRequest;
      setResult(finishResult(result as Result, requestId, acceptsStatus(request.headers.get('accept') ?? ''), log));
    },
  };
}

async function* mapped(results: AsyncIterable<ExecutionResult>, finish: (one: ExecutionResult) => ExecutionResult) {
  for await (const result of results) yield finish(result);
}

/** Who asks for plain application/json is an older client that reads the body only with status 200. */
function acceptsStatus(accept: string): boolean {
  return accept.includes('application/graphql-response+json') || !accept.includes('application/json');
}

function finishResult(result: Result, requestId: string, isStrict: boolean, log: Logger): ExecutionResult {
  if (!result.errors?.length) return result;
  const reasons = result.errors.filter(({ originalError }) => originalError !== answerGivenUp);
  const told = reasons.length > 0 ? reasons : result.errors;
  const errors = told.map((error) => present(error, requestId, log));
  const isAway = errors.some(({ extensions }) => extensions.code === 'UNAVAILABLE');
  const data = isAway ? whatThereIs(result.data) : result.data;
  const hasData = data !== undefined && data !== null;
  const statuses = errors.map(({ extensions }, index) => asked(told[index]).status ?? statusOf[extensions.code]);
  const isLate = errors.some(({ extensions }) => extensions.code === 'TIMEOUT');
  const status = !hasData && (isStrict || isLate || isAway) ? Math.max(...statuses) : 200; // so that clients of any age see that it failed
  const headers = Object.assign({}, ...told.map((error) => asked(error).headers), isAway && { 'retry-after': String(awaySeconds) });
  // Plain objects: the errors of the library are cached with their document and shared between requests.
  const shown = errors as unknown as GraphQLError[];
  return { ...result, ...(isAway && { data }), errors: shown, extensions: { ...result.extensions, http: { status, headers } } };
}

/** Null, too, where every field of it is: fields that may be null were not read, and nobody should take them for what there is. */
const whatThereIs = (data: ExecutionResult['data']) => (Object.values(data ?? {}).every((value) => value === null) ? null : (data ?? null));

/** 405 with what is allowed for a mutation by GET, 413 for a body that is too large. */
const asked = (error: GraphQLError | undefined) =>
  (error?.extensions.http ?? {}) as { readonly status?: number; readonly headers?: Readonly<Record<string, string>> };

function present(error: GraphQLError, requestId: string, log: Logger): Shown {
  const { http: _http, code, ...details } = error.extensions;
  const { message, ...place } = error.toJSON();
  if (isMeantForCallers(error)) {
    return { ...place, message, extensions: { ...details, code: isKnown(code) ? code : codeOfStatus(error), requestId } };
  }
  if (isNulCharacter(error.originalError))
    return {
      ...place,
      message: 'A text holds a NUL character, which nothing stored can contain',
      extensions: { code: 'BAD_USER_INPUT', requestId },
    };
  if ((error.originalError as { code?: unknown } | undefined)?.code === queryCancelled)
    return { ...place, message: 'The database gave the request up: it took too long', extensions: { code: 'TIMEOUT', requestId } };
  if (isDatabaseAway(error.originalError)) {
    log.warn({ requestId, path: error.path, err: error.originalError }, 'the database is away');
    return { ...place, message: databaseAway.message, extensions: { code: 'UNAVAILABLE', requestId, retryAfterSeconds: awaySeconds } };
  }
  if (error.originalError !== senderGone)
    log.error({ requestId, path: error.path, err: error.originalError ?? error }, 'a resolver failed');
  return { ...place, message: `Something failed here; the log knows it as ${requestId}`, extensions: { code: 'INTERNAL', requestId } };
}

/** How PostgreSQL says that a statement came to its limit of time. */
const queryCancelled = '57014';

/** PostgreSQL refuses it, in a text and within JSON. */
const isNulCharacter = (error: unknown) => ['22021', '22P05'].includes(String((error as { code?: unknown } | undefined)?.code));

/** The library has codes of its own; a method that is wrong has the one that every other address gives it. */
const codeOfStatus = (error: GraphQLError): ErrorCode => (asked(error).status === 405 ? 'METHOD_NOT_ALLOWED' : 'BAD_USER_INPUT');

const isKnown = (code: unknown): code is ErrorCode => typeof code === 'string' && code in statusOf;

/** By name, not by class: a second copy of the library would make a stranger of its errors. */
function isMeantForCallers(error: Error): boolean {
  const { originalError, extensions } = error as Partial<GraphQLError>;
  if (error.name !== 'GraphQLError' && !error.name.startsWith('Pothos')) return false;
  if (extensions?.code === 'INTERNAL_SERVER_ERROR') return false;
  return originalError ? isMeantForCallers(originalError) : true;
}
