/**
 * Every address that the API answers, with what it asks of whoever comes. The server knows no other, and
 * tests/integration/schema/isolation.test.ts attacks all that stand here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal, Scope } from '../schema/context.ts';
import { type Admitted, signIn } from './admit.ts';
import { answerQuery } from './answerQuery.ts';
import { sendDataset, sendSchema } from './bi/datasets.ts';
import type { Services } from './context.ts';
import { handleFrontPage } from './frontPage.ts';
import { handleHealth } from './health.ts';
import type { Spend } from './limits/rateLimit.ts';
import type { WrongCredentials } from './limits/wrongCredentials.ts';
import { handleGraphiql, wantsGraphiql } from './plugins/graphiql.ts';
import type { createGraphqlHandler } from './plugins/graphql.ts';
import { startRun } from './runs/runs.ts';
import { uploads } from './uploads/uploads.ts';

/** What every request needs. */
export interface Edge {
  readonly services: Services;
  readonly graphql: ReturnType<typeof createGraphqlHandler>;
  readonly spend: Spend;
  readonly wrongCredentials: WrongCredentials;
}

export interface Exchange extends Edge {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly url: URL;
  /** What stands in the place of the braces, as it was sent; '' where the route has none. */
  readonly named: string;
  /** Aborts when the request is over. */
  readonly signal: AbortSignal;
}

export interface AdmittedExchange extends Exchange, Admitted {
  readonly principal: Principal;
  readonly url: URL;
}

interface Address {
  readonly methods: readonly string[];
  /** One part may be in braces, which say what it names. */
  readonly path: string;
}

/** Answered to anybody. */
export interface OpenRoute extends Address {
  readonly isOpen: true;
  /** Leaves the address to the next route where it says no. */
  readonly when?: (request: IncomingMessage, url: URL) => boolean;
  readonly answer: (exchange: Exchange) => Promise<void>;
}

/** Answered to whoever shows a live credential. */
export interface GuardedRoute extends Address {
  readonly isOpen?: false;
  /** Null: what is asked for decides. */
  readonly scope: Scope | null;
  /** Whether an address of it may be signed, and then needs no credential. */
  readonly isSignable?: boolean;
  /** @throws Problem what the sender is told */
  readonly answer: (exchange: AdmittedExchange) => Promise<void>;
}

export type Route = OpenRoute | GuardedRoute;

const health = ({ url, response, services }: Exchange) => handleHealth(url.pathname, response, services.sql);
const frontPage = async ({ request, response }: Exchange) => handleFrontPage(request, response);
const graphiql = ({ request, response }: Exchange) => handleGraphiql(request, response);

export const routes: readonly Route[] = [
  { methods: ['GET'], path: '/', isOpen: true, answer: frontPage },
  { methods: ['GET', 'HEAD'], path: '/health', isOpen: true, answer: health },
  { methods: ['GET', 'HEAD'], path: '/health/ready', isOpen: true, answer: health },
  { methods: ['GET'], path: '/sign-in', isOpen: true, answer: signIn },
  { methods: ['GET'], path: '/graphql', isOpen: true, when: wantsGraphiql, answer: graphiql },
  { methods: ['GET', 'POST'], path: '/graphql', scope: null, answer: answerQuery },
  { methods: ['GET'], path: '/q/{document}', scope: null, answer: answerQuery },
  { methods: ['GET', 'HEAD'], path: '/bi/v1/$schema', scope: 'read', answer: sendSchema },
  { methods: ['GET', 'HEAD'], path: '/bi/v1/{dataset}', scope: 'read', isSignable: true, answer: sendDataset },
  { methods: ['POST'], path: '/v1/analyses/{analysis}/runs', scope: 'compute', answer: startRun },
  { methods: ['POST'], path: '/v1/imports', scope: 'ingest', answer: uploads.announce },
  { methods: ['GET'], path: '/v1/imports/{import}', scope: 'ingest', answer: uploads.show },
  { methods: ['HEAD'], path: '/v1/imports/{import}', scope: 'ingest', answer: uploads.tellOffset },
  { methods: ['PATCH'], path: '/v1/imports/{import}', scope: 'ingest', answer: uploads.append },
  { methods: ['DELETE'], path: '/v1/imports/{import}', scope: 'ingest', answer: uploads.cancel },
];

export interface Found {
  readonly route: Route;
  readonly named: string;
}

/** The routes at an address, of any method. */
export function routesAt(request: IncomingMessage, url: URL): Found[] {
  // Some programs encode the dollar; and what is below /v1 may end in a slash.
  const path = url.pathname.replace('%24', '$').replace(/^(\/v1\/.+)\/$/, '$1');
  return places.flatMap(({ route, before, after }) => {
    const named = after === undefined ? (path === before ? '' : null) : namedBetween(before, after, path);
    const isAnothers = named === null || (route.isOpen && route.when && !route.when(request, url));
    return isAnothers ? [] : [{ route, named }];
  });
}
const places = routes.map((route) => {
  const [before = '', after] = route.path.split(/\{\w+\}/);
  return { route, before, after };
});

/** Beside addresses that need a credential: whoever has none does not learn that nothing is there. */
export const isAmongGuarded = ({ pathname }: URL): boolean => guardedFolders.has(folderOf(pathname));
const folderOf = (path: string) => /^\/[^/]+\//.exec(path)?.[0] ?? '/';
const guardedFolders = new Set(routes.filter(({ isOpen, path }) => !isOpen && folderOf(path) !== '/').map(({ path }) => folderOf(path)));

function namedBetween(before: string, after: string, path: string): string | null {
  if (!path.startsWith(before) || !path.endsWith(after)) return null;
  const named = path.slice(before.length, path.length - after.length);
  return named === '' || named.includes('/') ? null : named;
}
