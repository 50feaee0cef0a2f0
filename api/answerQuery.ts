import type { IncomingMessage } from 'node:http';
import { readSavedQuery } from './documents/savedQuery.ts';
import { readTableWish } from './formats/tableWish.ts';
import { Problem } from './problem.ts';
import type { AdmittedExchange } from './routes.ts';

/** /graphql, and /q/{name}, which is a query of /graphql that the workspace has given a name. @throws Problem */
export async function answerQuery({ request, response, requestId, url, named, signal, ...exchange }: AdmittedExchange): Promise<void> {
  const { credential, principal, spend, graphql, services } = exchange;
  if (!credential) throw new Error('only datasets are read by a signed address');
  const cleanup: (() => Promise<void>)[] = [];
  // At the end of the response and not of this call, which ends when a stream of events begins.
  response.once('close', () => void Promise.all(cleanup.map((clean) => clean())));
  const table = readTableWish(request, url.searchParams);
  const saved = named === '' ? null : await readSavedQuery(named, url, principal, services);
  if (saved) request.url = '/graphql'; // the one address that the handler knows
  const spendPoints = (points: number) => spend(principal, points);
  const isCostOnly = wantsCostOnly(request, url);
  await graphql(request, response, {
    requestId,
    credential,
    principal,
    signal,
    spend: spendPoints,
    cleanup,
    url,
    table,
    saved,
    isCostOnly,
  });
}

/** A dry run: the query is validated and costed. What says neither yes nor no is not taken for no: it would execute what was not to be. */
function wantsCostOnly(request: IncomingMessage, url: URL): boolean {
  const header = request.headers['x-cost-only'];
  const wish = header ?? url.searchParams.get('costOnly') ?? '0';
  if (wish === '1' || wish === 'true') return true;
  if (wish === '0' || wish === 'false') return false;
  throw new Problem(400, 'BAD_USER_INPUT', `${header === undefined ? 'costOnly' : 'X-Cost-Only'}: 1, true, 0 and false are possible`);
}
