import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { inWorkspace } from '../../prisma/sql.ts';
import type { LoadOrder } from './loadGenerator.ts';
import type { LoadResult } from './openLoop.ts';
import {
  createAnalysis,
  createCustomers,
  createResponses,
  createWorkspace,
  graphql,
  type Product,
  peakMemoryMb,
  settle,
  startProduct,
  type Workspace,
} from './product.ts';
import { eventLoop, freePort, load, pages, startGenerator } from './queryLoad.ts';
import { median, quantile, report } from './report.ts';

const perSecond = 150;
const connections = 8;
const survey = 'million';

/**
 * The headline: what a running recompute does to the API's latency. Evenly paced requests of a nested query in blocks,
 * idle and busy in turn; busy = driver runs over a million rows without a pause. One workspace computes, another asks.
 */
export async function benchIsolation(quick: boolean): Promise<void> {
  const probePort = await freePort();
  process.env.EARSHOT_BENCH_PROBE_PORT = String(probePort);
  process.env.NODE_OPTIONS = `--import ${join(import.meta.dirname, 'eventLoopProbe.ts')}`;
  const product = await startProduct();
  delete process.env.NODE_OPTIONS;
  const generator = startGenerator();
  try {
    const [asking, computing] = [await createWorkspace(product.app, 'asking'), await createWorkspace(product.app, 'computing')];
    await createCustomers(product.app, asking.id, 5_000);
    await createResponses(product.app, computing.id, survey, quick ? 100_000 : 1_000_000);
    await createAnalysis(product.started.apiUrl, computing.key, survey);
    await settle(product);
    const blocks = await measureBlocks(
      product,
      generator,
      asking,
      computing,
      probePort,
      quick ? { pairs: 2, seconds: 3 } : { pairs: 9, seconds: 20 },
    );
    summarise(blocks, await peakMemoryMb(product.apiPid), await peakMemoryMb(product.workerPid));
  } finally {
    generator.kill();
    await product.stop();
  }
}

interface Block extends LoadResult {
  readonly busy: boolean;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly eventLoopP99Ms: number;
  readonly runsFinished: number;
}

async function measureBlocks(
  product: Product,
  generator: ChildProcess,
  asking: Workspace,
  computing: Workspace,
  probePort: number,
  { pairs, seconds }: { pairs: number; seconds: number },
): Promise<Block[]> {
  const order: LoadOrder = {
    url: `${product.started.apiUrl}/graphql`,
    key: asking.key,
    queries: await pages(product, asking),
    perSecond,
    seconds,
    connections,
  };
  const blocks: Block[] = [];
  await load(generator, { ...order, seconds: Math.max(5, seconds) }); // warm-up, idle and busy
  const warm = keepComputing(product, computing);
  await load(generator, { ...order, seconds: Math.max(3, seconds) });
  await warm.stop();
  for (let block = 0; block < 2 * pairs; block++) {
    const busy = block % 2 === 1;
    const computation = busy ? keepComputing(product, computing) : null;
    if (computation) await computation.underWay;
    await eventLoop(probePort);
    const result = await load(generator, order);
    const { p99Ms: eventLoopP99Ms } = await eventLoop(probePort);
    const runsFinished = (await computation?.stop()) ?? 0;
    const [p50Ms, p99Ms] = [quantile(result.latenciesMs, 0.5), quantile(result.latenciesMs, 0.99)];
    blocks.push({ ...result, busy, p50Ms, p99Ms, eventLoopP99Ms, runsFinished });
    report({
      bench: 'isolation',
      case: busy ? 'busy block' : 'idle block',
      requests: result.latenciesMs.length,
      p50Ms,
      p99Ms,
      maxMs: Math.max(...result.latenciesMs),
      errors: result.errors,
      sentOnTime: result.sentOnTime,
      eventLoopP99Ms,
      runsFinished,
    });
  }
  return blocks;
}

function summarise(blocks: readonly Block[], apiPeakMb: number, workerPeakMb: number): void {
  const idle = blocks.filter(({ busy }) => !busy);
  const busy = blocks.filter((block) => block.busy);
  const ratios = busy.map(({ p99Ms }, index) => p99Ms / (idle[index]?.p99Ms ?? Number.NaN));
  const ratio = median(ratios);
  const idleP99Ms = median(idle.map(({ p99Ms }) => p99Ms));
  const errors = blocks.reduce((sum, block) => sum + block.errors, 0);
  const requests = blocks.reduce((sum, block) => sum + block.latenciesMs.length, 0);
  const sentOnTime = blocks.reduce((sum, block) => sum + block.sentOnTime * block.latenciesMs.length, 0) / requests;
  const eventLoopP99Ms = Math.max(...blocks.map((block) => block.eventLoopP99Ms));
  report({
    bench: 'isolation',
    case: 'p99 under a running recompute',
    p50Ms: median(busy.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(busy.map(({ p99Ms }) => p99Ms)),
    idleP50Ms: median(idle.map(({ p50Ms }) => p50Ms)),
    idleP99Ms,
    ratio,
    ratioLow: Math.min(...ratios),
    ratioHigh: Math.max(...ratios),
    errors,
    sentOnTime,
    sentOnTimeLow: Math.min(...blocks.map((block) => block.sentOnTime)),
    eventLoopP99Ms,
    peakMemoryMb: apiPeakMb,
    workerPeakMemoryMb: workerPeakMb,
    goal: 'ratio <= 1.25, idle p99 <= 30 ms, no error, 99 % sent on time, event loop p99 < 20 ms',
    met: ratio <= 1.25 && idleP99Ms <= 30 && errors === 0 && sentOnTime >= 0.99 && eventLoopP99Ms < 20,
  });
}

/** Keeps one run under way and one waiting until it is stopped; says how many finished. */
function keepComputing(product: Product, { key, id }: Workspace): { underWay: Promise<void>; stop(): Promise<number> } {
  const before = countFinished(product, id);
  const started = Promise.withResolvers<void>();
  let stopping = false;
  const feeding = (async () => {
    while (!stopping) {
      await graphql(product.started.apiUrl, key, `mutation { runAnalysis(name: "${survey}", force: true) { id } }`); // returns the waiting run while there is one
      const [row] = await inWorkspace(product.app, id, async (tx) => {
        return tx<{ running: boolean }[]>`select exists (select from run where workspace_id = ${id} and state = 'RUNNING') as running`;
      });
      if (row?.running) started.resolve();
      await new Promise((resolve) => setTimeout(resolve, 1_000)); // a run takes three: to ask more often would be load of the bench's own
    }
  })();
  feeding.catch(started.reject);
  return {
    underWay: started.promise,
    async stop() {
      stopping = true;
      await feeding;
      const { runs } = await graphql<{ runs: { edges: { node: { id: string; state: string } }[] } }>(
        product.started.apiUrl,
        key,
        '{ runs(first: 5) { edges { node { id state } } } }',
      );
      for (const { node } of runs.edges)
        if (node.state === 'QUEUED' || node.state === 'RUNNING')
          await graphql(product.started.apiUrl, key, `mutation { cancelRun(id: "${node.id}") { id } }`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return (await countFinished(product, id)) - (await before);
    },
  };
}

async function countFinished(product: Product, workspaceId: number): Promise<number> {
  return inWorkspace(product.app, workspaceId, async (tx) => {
    const [row] = await tx<
      { n: number }[]
    >`select count(*)::integer as n from run where workspace_id = ${workspaceId} and state = 'SUCCEEDED'`;
    return row?.n ?? 0;
  });
}
