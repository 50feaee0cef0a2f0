/** Every error that a caller can do something about, with its stable code. Anything else that is thrown is INTERNAL and masked. */
import { GraphQLError } from 'graphql';
import type { Scope } from './context.ts';

export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CONFLICT'
  | 'LIMIT_EXCEEDED'
  | 'RATE_LIMITED'
  | 'TIMEOUT'
  | 'UNAVAILABLE'
  | 'INTERNAL';

function graphError(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details } });
}

/** `argument` is the path of what is wrong, for example input.drivers.outcome. */
export const badUserInput = (argument: string, message: string) => graphError('BAD_USER_INPUT', `${argument}: ${message}`, { argument });
export const limitExceeded = (message: string, details: Readonly<Record<string, unknown>> = {}) =>
  graphError('LIMIT_EXCEEDED', message, details);
/** What this installation or the workspace does not do for anybody with such a key. */
export const notAllowed = (message: string) => graphError('FORBIDDEN', message);
export const rateLimited = (message: string, details: Readonly<Record<string, unknown>>) => graphError('RATE_LIMITED', message, details);
export const timedOut = (message: string, details: Readonly<Record<string, unknown>>) => graphError('TIMEOUT', message, details);
export const conflict = (message: string, details: Readonly<Record<string, unknown>>) => graphError('CONFLICT', message, details);
export const unauthenticated = (message = 'The credential was revoked or has expired') => graphError('UNAUTHENTICATED', message);
export const forbidden = (scope: Scope) => graphError('FORBIDDEN', `This needs a key with the scope "${scope}"`, { scope });
/** The same whether a thing does not exist or belongs to another workspace: a stranger cannot tell the two apart. */
export const notFound = (argument: string, what: string) => notFoundAs(argument, `there is no such ${what}`);
/** Where more can be said of what the workspace once had. */
export const notFoundAs = (argument: string, message: string, details: Readonly<Record<string, unknown>> = {}) =>
  graphError('NOT_FOUND', `${argument}: ${message}`, { argument, ...details });
