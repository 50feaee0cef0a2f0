import type { GraphQLError } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Context } from '../../schema/context.ts';
import { schema } from '../../schema/index.ts';
import { createContext, type GraphRequest, type RequestContext, type Services } from '../context.ts';
import { useDocumentPolicy } from '../documents/documentPolicy.ts';
import { useAnswerCache } from './answerCache.ts';
import { useCost } from './cost.ts';
import { documentCaches, useLimitedParser } from './documentCache.ts';
import { useErrors } from './errors.ts';
import { useRequestParser } from './requestParser.ts';
import { useSnapshot } from './snapshot.ts';
import { useSubscriptionLimit } from './subscriptionLimit.ts';
import { useTable } from './table.ts';
import { useTimeout } from './timeout.ts';
import { useWrittenParts } from './writtenParts.ts';

const bodyLimitBytes = 1_000_000;

/** The graph over HTTP: one schema for all requests, parsed and validated documents cached by their text. */
export function createGraphqlHandler(services: Services, log: Logger) {
  const { limits } = services;
  const yoga = createYoga<GraphRequest, RequestContext>({
    schema,
    context: (request) => createContext(services, request, checkDocument),
    plugins: [
      useRequestParser({ bytes: bodyLimitBytes, seconds: limits.bodySeconds }),
      useLimitedParser(),
      useDocumentPolicy(services),
      useTable(),
      useCost(),
      useSubscriptionLimit(),
      useTimeout(limits.requestTimeoutSeconds),
      useSnapshot(services),
      useWrittenParts(),
      useAnswerCache(services.answers),
      useErrors(log),
    ],
    parserAndValidationCache: documentCaches(),
    graphqlEndpoint: '/graphql',
    graphiql: false, // served by plugins/graphiql.ts, before authentication
    landingPage: false,
    logging: false, // useErrors logs with the request's id
    maskedErrors: false, // useErrors masks, likewise
    cors: false, // api/cors.ts, for every address
    multipart: false,
    batching: false,
    maxRequestBodySize: false, // useRequestParser
  });
  /** Through the same caches, limits and rules as a request's. */
  const checkDocument: Context['checkDocument'] = (text) => {
    const { parse, validate, schema: validated } = yoga.getEnveloped({});
    try {
      const document = parse(text);
      return { schema, document, errors: validate(validated, document) };
    } catch (error) {
      if (error instanceof Error && error.name === 'GraphQLError') return { schema, document: null, errors: [error as GraphQLError] };
      throw error;
    }
  };
  return yoga;
}
