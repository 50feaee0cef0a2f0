import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { connect } from '../../prisma/sql.ts';
import type { ClosedLoopOrder, ClosedLoopResult } from './closedLoop.ts';
import { createJoined, page, pageQuery } from './graphData.ts';
import { createWorkspace, graphql, type Product, peakMemoryMb, startProduct } from './product.ts';
import { median, report } from './report.ts';

const clients = 4;
type Requests = ClosedLoopOrder['requests'];

/**
 * A page of 50 customers, each with 20 orders, 5 tickets and the last visit, from the graph, beside (a) the best single
 * statement that makes the same JSON and (b) Prisma's include, each over HTTP, in turns. All three must give the same page.
 */
export async function benchGraph(quick: boolean): Promise<void> {
  const { rounds, seconds, customers } = quick ? { rounds: 2, seconds: 2, customers: 1_000 } : { rounds: 5, seconds: 6, customers: 5_000 };
  const product = await startProduct();
  const floors = fork(join(import.meta.dirname, 'graphFloors.ts'), { detached: true });
  const generator = fork(join(import.meta.dirname, 'closedLoop.ts'), { detached: true });
  try {
    const workspace = await createWorkspace(product.app, 'joined');
    await createJoined(product.app, workspace.id, customers);
    await analyze(product);
    floors.send({ appUrl: product.started.appUrl, workspaceId: workspace.id });
    const [{ port }] = (await once(floors, 'message')) as [{ port: number }];
    const contestants = await requestsOf(product, workspace.key, `http://127.0.0.1:${port}`, customers / page.customers);
    await requireSamePages(contestants);

    const results = { graph: [] as number[], jsonAgg: [] as number[], prismaInclude: [] as number[] };
    for (const requests of Object.values(contestants)) await loop(generator, { requests, clients, seconds: 2 * seconds }); // until V8 has compiled what is hot
    for (let round = 0; round < rounds; round++) {
      for (const name of ['graph', 'jsonAgg', 'prismaInclude'] as const) {
        const { perSecond, errors, bytesEach } = await loop(generator, { requests: contestants[name], clients, seconds });
        if (errors > 0) throw new Error(`${errors} requests of ${name} failed`);
        results[name].push(perSecond);
        report({ bench: 'graph', case: name, round: round + 1, pagesPerSecond: perSecond, bytesEach });
      }
    }
    summarise(results, await peakMemoryMb(product.apiPid));
  } finally {
    floors.kill();
    generator.kill();
    await product.stop();
  }
}

function summarise(results: Readonly<Record<'graph' | 'jsonAgg' | 'prismaInclude', readonly number[]>>, peakMb: number): void {
  const ratios = (floor: readonly number[]) => results.graph.map((perSecond, round) => perSecond / (floor[round] ?? Number.NaN));
  const [ofJsonAgg, ofPrisma] = [ratios(results.jsonAgg), ratios(results.prismaInclude)];
  report({
    bench: 'graph',
    case: `page of ${page.customers} customers x ${page.orders} orders x ${page.tickets} tickets x last visit`,
    pagesPerSecond: median(results.graph),
    jsonAggPerSecond: median(results.jsonAgg),
    prismaIncludePerSecond: median(results.prismaInclude),
    ofJsonAgg: median(ofJsonAgg),
    ofJsonAggLow: Math.min(...ofJsonAgg),
    ofPrismaInclude: median(ofPrisma),
    ofPrismaIncludeLow: Math.min(...ofPrisma),
    peakMemoryMb: peakMb,
    goal: '>= 0.5 x json_agg, >= 4 x Prisma include',
    met: median(ofJsonAgg) >= 0.5 && median(ofPrisma) >= 4,
  });
}

/** Every page of the customers, from each contestant: no cache of one page answers. */
async function requestsOf({ started }: Product, key: string, floors: string, pages: number) {
  const graph: Requests[number][] = [];
  const [jsonAgg, prismaInclude]: Requests[number][][] = [[], []];
  let cursor: string | null = null;
  for (let index = 0; index < pages; index++) {
    const last = index === 0 ? '' : `C${String(index * page.customers).padStart(7, '0')}`;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'cache-control': 'no-cache' };
    graph.push({ url: `${started.apiUrl}/graphql`, headers, body: JSON.stringify({ query: pageQuery, variables: { after: cursor } }) });
    jsonAgg?.push({ url: `${floors}/json_agg?after=${last}`, headers: {}, body: null });
    prismaInclude?.push({ url: `${floors}/include?after=${last}`, headers: {}, body: null });
    const answer: { customers: { pageInfo: { endCursor: string } } } = await graphql(started.apiUrl, key, pageQuery, { after: cursor });
    cursor = answer.customers.pageInfo.endCursor;
  }
  return { graph, jsonAgg: jsonAgg ?? [], prismaInclude: prismaInclude ?? [] };
}

async function requireSamePages(contestants: Readonly<Record<string, Requests>>): Promise<void> {
  const pagesOf = (name: string) => Promise.all((contestants[name] ?? []).slice(0, 3).map(nodesOf));
  const wanted = await pagesOf('graph');
  for (const name of Object.keys(contestants))
    if (!isDeepStrictEqual(await pagesOf(name), wanted)) throw new Error(`${name} does not give the same page as the graph`);
}

async function nodesOf({ url, headers, body }: Requests[number]): Promise<unknown> {
  const answer = await fetch(url, body === null ? {} : { method: 'POST', headers, body });
  const { data } = (await answer.json()) as { data: { customers: { nodes: unknown[] } } };
  return data.customers.nodes;
}

async function analyze({ started }: Product): Promise<void> {
  const admin = connect(started.adminUrl, { applicationName: 'bench', max: 1 });
  await admin`vacuum analyze customer, identity, "order", ticket, visit`;
  await admin.end();
}

async function loop(generator: ChildProcess, order: ClosedLoopOrder): Promise<ClosedLoopResult> {
  generator.send(order);
  const [result] = (await once(generator, 'message')) as [ClosedLoopResult];
  return result;
}
