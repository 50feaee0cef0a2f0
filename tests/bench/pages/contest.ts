import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { connect } from '../../../prisma/sql.ts';
import type { ClosedLoopOrder, ClosedLoopResult } from '../closedLoop.ts';
import { createWorkspace, graphql, type Product, peakMemoryMb, startProduct } from '../product.ts';
import { median, report } from '../report.ts';
import { benchPages, type PageName } from './benchPages.ts';
import type { FloorsOrder } from './floors.ts';

const clients = 4;
type Requests = ClosedLoopOrder['requests'];

/** As the rows of a bench are headed. */
export type Heading = Readonly<Record<string, string>>;

const names = ['graph', 'jsonAgg', 'prismaInclude', 'askedAgain'] as const;
type Name = (typeof names)[number];

/**
 * A page of customers from the graph, with authentication, policies and snapshot, beside (a) the best single statement that makes the
 * same JSON and (b) Prisma's include, each over HTTP, in turns. All must give the same page. `askedAgain` is the graph when its cache of
 * answers may help; the others are computed each time.
 */
export async function pageContest(heading: Heading, pageName: PageName, quick: boolean): Promise<void> {
  const { rounds, seconds, customers } = quick ? { rounds: 2, seconds: 2, customers: 1_000 } : { rounds: 5, seconds: 6, customers: 5_000 };
  const page = benchPages[pageName];
  const product = await startProduct();
  const floors = fork(join(import.meta.dirname, 'floors.ts'), { detached: true });
  const generator = fork(join(import.meta.dirname, '../closedLoop.ts'), { detached: true });
  try {
    const workspace = await createWorkspace(product.app, pageName);
    await page.create(product.app, workspace.id, customers);
    await analyze(product, page.tables);
    floors.send({ appUrl: product.started.appUrl, workspaceId: workspace.id, page: pageName } satisfies FloorsOrder);
    const [{ port }] = (await once(floors, 'message')) as [{ port: number }];
    const contestants = await requestsOf(product, workspace.key, `http://127.0.0.1:${port}`, page.query, page.customers, customers);
    await requireSamePages(contestants);

    const results: Record<Name, ClosedLoopResult[]> = { graph: [], jsonAgg: [], prismaInclude: [], askedAgain: [] };
    for (const requests of Object.values(contestants)) await loop(generator, { requests, clients, seconds: 2 * seconds }); // until V8 has compiled what is hot
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        const result = await loop(generator, { requests: contestants[name], clients, seconds });
        if (result.errors > 0) throw new Error(`${result.errors} requests of ${name} failed`);
        results[name].push(result);
        const { perSecond, p99Ms, bytesEach } = result;
        report({ ...heading, case: name, round: round + 1, pagesPerSecond: perSecond, p99Ms, bytesEach });
      }
    }
    summarise(heading, pageName, results, await peakMemoryMb(product.apiPid));
  } finally {
    floors.kill();
    generator.kill();
    await product.stop();
  }
}

function summarise(
  heading: Heading,
  pageName: PageName,
  results: Readonly<Record<Name, readonly ClosedLoopResult[]>>,
  peakMb: number,
): void {
  const speed = (name: Name) => results[name].map(({ perSecond }) => perSecond);
  const ratios = (floor: Name) => speed('graph').map((perSecond, round) => perSecond / (speed(floor)[round] ?? Number.NaN));
  const [ofJsonAgg, ofPrisma] = [ratios('jsonAgg'), ratios('prismaInclude')];
  report({
    ...heading,
    case: `page of ${benchPages[pageName].customers} customers, ${pageName}`,
    pagesPerSecond: median(speed('graph')),
    p99Ms: median(results.graph.map(({ p99Ms }) => p99Ms)),
    jsonAggPerSecond: median(speed('jsonAgg')),
    prismaIncludePerSecond: median(speed('prismaInclude')),
    askedAgainPerSecond: median(speed('askedAgain')),
    ofJsonAgg: median(ofJsonAgg),
    ofJsonAggLow: Math.min(...ofJsonAgg),
    ofPrismaInclude: median(ofPrisma),
    ofPrismaIncludeLow: Math.min(...ofPrisma),
    peakMemoryMb: peakMb,
    goal: '>= 0.5 x json_agg, >= 4 x Prisma include',
    met: median(ofJsonAgg) >= 0.5 && median(ofPrisma) >= 4,
  });
}

/** Every page of the customers, from each contestant. */
async function requestsOf({ started }: Product, key: string, floors: string, query: string, size: number, customers: number) {
  const requests: Record<Name, Requests[number][]> = { graph: [], jsonAgg: [], prismaInclude: [], askedAgain: [] };
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  let cursor: string | null = null;
  for (let index = 0; index < customers / size; index++) {
    const last = index === 0 ? '' : `C${String(index * size).padStart(7, '0')}`;
    const body = JSON.stringify({ query, variables: { after: cursor } });
    const url = `${started.apiUrl}/graphql`;
    requests.graph.push({ url, headers: { ...headers, 'cache-control': 'no-cache' }, body });
    requests.askedAgain.push({ url, headers, body });
    requests.jsonAgg.push({ url: `${floors}/json_agg?after=${last}`, headers: {}, body: null });
    requests.prismaInclude.push({ url: `${floors}/include?after=${last}`, headers: {}, body: null });
    const answer: { customers: { pageInfo: { endCursor: string } } } = await graphql(started.apiUrl, key, query, { after: cursor });
    cursor = answer.customers.pageInfo.endCursor;
  }
  return requests;
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

async function analyze({ started }: Product, tables: readonly string[]): Promise<void> {
  const admin = connect(started.adminUrl, { applicationName: 'bench', max: 1 });
  await admin.unsafe(`vacuum analyze ${tables.join(', ')}`);
  await admin.end();
}

async function loop(generator: ChildProcess, order: ClosedLoopOrder): Promise<ClosedLoopResult> {
  generator.send(order);
  const [result] = (await once(generator, 'message')) as [ClosedLoopResult];
  return result;
}
