import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphRequest, Services } from './context.ts';
import { readSavedQuery } from './documents/savedQuery.ts';
import { readTableWish } from './formats/tableWish.ts';
import type { createGraphqlHandler } from './plugins/graphql.ts';
import { Problem, sendProblem } from './problem.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

type Admitted = Pick<GraphRequest, 'requestId' | 'credential' | 'principal' | 'signal' | 'spend'>;

/** /graphql, and /q/{name}, which is a query of /graphql that the workspace has given a name. */
export async function answerQuery(
  { request, response, url }: Exchange,
  admitted: Admitted,
  { graphql, services }: { readonly graphql: ReturnType<typeof createGraphqlHandler>; readonly services: Services },
): Promise<void> {
  const cleanup: (() => Promise<void>)[] = [];
  // At the end of the response and not of this call, which ends when a stream of events begins.
  response.once('close', () => void Promise.all(cleanup.map((clean) => clean())));
  try {
    const table = readTableWish(request, url.searchParams);
    const isNamed = url.pathname !== '/graphql';
    const saved = isNamed ? await readSavedQuery(request.method, url, admitted.principal, services) : null;
    if (isNamed) request.url = '/graphql'; // the one address that the handler knows
    await graphql(request, response, { ...admitted, cleanup, url, table, saved, isCostOnly: wantsCostOnly(request, url) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    request.resume();
    sendProblem(response, error);
  }
}

/** A dry run: the query is validated and costed. */
function wantsCostOnly(request: IncomingMessage, url: URL): boolean {
  return ['1', 'true'].includes(String(request.headers['x-cost-only'] ?? url.searchParams.get('costOnly')));
}
