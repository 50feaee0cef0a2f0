/** Every door of the API, made from the routes that it serves: a new one is attacked, or fails the suite until it is decided how, the day it appears. */
import { type Route, routes } from '../../../api/routes.ts';
import type { Scope } from '../../../schema/context.ts';
import type { Headers } from './attackFixture.ts';

export interface Request {
  readonly path: string;
  readonly method: string;
  readonly body?: string;
  readonly headers?: Headers;
}

export interface Door {
  /** For example PATCH /v1/imports/{import}. */
  readonly name: string;
  readonly route: Route;
  readonly scope: Scope | null;
  /** GraphiQL, for a browser that opens /graphql. */
  readonly isPage: boolean;
  /** What its address names, the word in braces; null where it names nothing. */
  readonly names: string | null;
  request(named: string): Request;
}

const graphQuery = '{ workspace { key name } customers { nodes { id } } }';

/** What a door asks for before it looks at what is named. */
const beside: Readonly<Record<string, { search?: string; body?: string; headers?: Headers }>> = {
  'GET /': { headers: { accept: 'text/html' } },
  'GET /graphql': { search: `?query=${encodeURIComponent(graphQuery)}` },
  'POST /graphql': { body: JSON.stringify({ query: graphQuery }), headers: { 'content-type': 'application/json' } },
  'POST /v1/imports': { search: '?as=customers', body: 'external_id\nx\n', headers: { 'content-type': 'text/csv' } },
  'PATCH /v1/imports/{import}': {
    body: 'x',
    headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
  },
};

/** Doors whose addresses name nothing of a workspace. What else may be named there is attacked, or there is nothing. */
export const nameless: Readonly<Record<string, string>> = {
  'GET /': 'the same page for everybody',
  'GET /health': 'says that the process answers',
  'HEAD /health': 'says that the process answers',
  'GET /health/ready': 'says that the database answers',
  'HEAD /health/ready': 'says that the database answers',
  'GET /sign-in': 'its link is a credential: tests/integration/api/auth.test.ts',
  'GET /graphql, a page': 'the same page for everybody',
  'GET /graphql': 'every field and argument: graphAttacks.ts',
  'POST /graphql': 'every field and argument: graphAttacks.ts',
  'GET /bi/v1/$schema': 'the declaration of the datasets, the same in every workspace',
  'HEAD /bi/v1/$schema': 'the declaration of the datasets, the same in every workspace',
  'POST /v1/imports': 'every kind of file: tests/integration/imports/importIsolation.test.ts',
};
/** Words in braces that mean the same in every workspace: all of them are walked, before B exists and after. */
export const sameForAll: readonly string[] = ['dataset'];

export const doors: readonly Door[] = routes.flatMap((route) =>
  route.methods.map((method): Door => {
    const isPage = route.isOpen === true && route.path === '/graphql';
    const name = `${method} ${route.path}${isPage ? ', a page' : ''}`;
    const { search = '', ...rest } = beside[name] ?? {};
    const headers = isPage ? { accept: 'text/html' } : rest.headers;
    return {
      name,
      route,
      isPage,
      scope: route.isOpen ? null : route.scope,
      names: /\{(\w+)\}/.exec(route.path)?.[1] ?? null,
      request: (named) => ({
        ...rest,
        method,
        path: `${route.path.replace(/\{\w+\}/, encodeURIComponent(named))}${search}`,
        ...(headers && { headers }),
      }),
    };
  }),
);
