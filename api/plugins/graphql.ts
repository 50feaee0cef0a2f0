import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import { schema } from '../../schema/index.ts';
import { createContext, type GraphRequest, type RequestContext, type Services } from '../context.ts';
import { useCost } from './cost.ts';
import { documentCaches, useLimitedParser } from './documentCache.ts';
import { useErrors } from './errors.ts';
import { useRequestParser } from './requestParser.ts';
import { useSnapshot } from './snapshot.ts';
import { useTimeout } from './timeout.ts';

const bodyLimitBytes = 1_000_000;

/** The graph over HTTP: one schema for all requests, parsed and validated documents cached by their text. */
export function createGraphqlHandler(services: Services, log: Logger) {
  const { limits } = services;
  return createYoga<GraphRequest, RequestContext>({
    schema,
    context: (request) => createContext(services, request),
    plugins: [
      useRequestParser({ bytes: bodyLimitBytes, seconds: limits.bodySeconds }),
      useLimitedParser(),
      useCost(),
      useTimeout(limits.requestTimeoutSeconds),
      useSnapshot(services),
      useErrors(log),
    ],
    parserAndValidationCache: documentCaches(),
    graphqlEndpoint: '/graphql',
    graphiql: false, // served by plugins/graphiql.ts, before authentication
    landingPage: false,
    logging: false, // useErrors logs with the request's id
    maskedErrors: false, // useErrors masks, likewise
    cors: false, // browsers on other origins have no business with a session
    multipart: false,
    batching: false,
    maxRequestBodySize: false, // useRequestParser
  });
}
