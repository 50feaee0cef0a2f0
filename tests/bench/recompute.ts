import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { processEnvironment, workerFlags } from '../../api/processFlags.ts';
import { processorsBesideApi } from '../../worker/runProcessors.ts';
import { createBuyers } from './buyers.ts';
import { createCustomers, createWorkspace, type Product, settle, startProduct, type Workspace } from './product.ts';
import { load, pages, startGenerator } from './queryLoad.ts';
import { median, quantile, report } from './report.ts';
import { createAnalysisOf, type Kind, type TimedRun, timedRun } from './timedRun.ts';

const kinds: readonly Kind[] = ['CHURN', 'CLV'];
const perSecond = 150;
const connections = 8;
const idleBlocks = 3; // before each run, and after
const fewestBusyBlocks = 10;
const floorBlocks = 4;

type Block = Awaited<ReturnType<typeof load>>;

/**
 * CHURN and CLV end to end on a million customers and five million orders, with one worker process and with two, each alone and then again while another
 * workspace asks the API at an even pace. Two on one machine read together where it has a processor for either; on two, of which pages have one, the second is a spare.
 */
export async function benchRecompute(quick: boolean): Promise<void> {
  const customers = quick ? 20_000 : 1_000_000;
  if (quick) process.env.EARSHOT_ROWS_PER_PART = '20000'; // as many parts as of the million
  const product = await startProduct();
  const generator = startGenerator();
  let second: ChildProcess | null = null;
  try {
    const [asking, computing] = [await createWorkspace(product.app, 'asking'), await createWorkspace(product.app, 'computing')];
    await createCustomers(product.app, asking.id, 5_000);
    const { orders } = await createBuyers(product.app, computing.id, customers);
    report({ bench: 'recompute', case: 'data', customers, orders });
    for (const kind of kinds) await createAnalysisOf(product, computing, kind);
    await settle(product);
    const workerPids = [product.workerPid];
    for (const workers of [1, 2]) {
      if (workers === 2) {
        second = await startSecondWorker(product);
        workerPids.push(second.pid ?? 0);
      }
      for (const kind of kinds) {
        await measure(product, computing, kind, workerPids, customers);
        await latencyMeanwhile(product, generator, { asking, computing }, kind, workerPids, quick ? 1 : fewestBusyBlocks);
      }
    }
  } finally {
    if (second) {
      second.kill('SIGTERM');
      await once(second, 'close');
    }
    generator.kill();
    await product.stop();
  }
}

/** A worker that is started by itself, knows the database and nothing else, and is told the processors that `earshot start` lets runs have. */
async function startSecondWorker({ started }: Product): Promise<ChildProcess> {
  const file = join(import.meta.dirname, '../../worker/main.ts');
  const env = {
    ...processEnvironment,
    ...process.env,
    DATABASE_URL: started.appUrl,
    EARSHOT_RUN_PROCESSORS: (await processorsBesideApi()) ?? 'all',
  };
  const child = spawn(process.execPath, [...workerFlags, file], { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface(child.stderr)) if (line.includes('"msg":"ready"')) break;
  child.stderr.resume();
  return child;
}

async function measure(product: Product, computing: Workspace, kind: Kind, pids: readonly number[], customers: number): Promise<void> {
  const run = await timedRun(product, computing, kind, pids);
  report({
    bench: 'recompute',
    case: kind,
    workers: pids.length,
    customers,
    ...flat(run),
    goal: 'peak memory <= 1024 MB a worker',
    met: run.workerPeakMb <= 1024,
  });
}

/**
 * Pages of customers at an even pace, in blocks of 10 s: idle ones, busy ones for as long as the run takes, idle ones again, and that as often as it takes for
 * enough busy ones: of a short run there are four, whose median changes by a fifth from one time to the next, and what is idle changes within minutes, too.
 * A minute of idle ones at least, for a collection of all the API's memory comes about once a minute. As in `isolation` the ratio is that of the
 * median blocks, which one bad second of the machine does not decide; that of all answers together stands beside it, and so does the floor:
 * the same pages beside a process that only walks through memory, with as little priority.
 */
async function latencyMeanwhile(
  product: Product,
  generator: ChildProcess,
  { asking, computing }: { asking: Workspace; computing: Workspace },
  kind: Kind,
  pids: readonly number[],
  fewest: number,
): Promise<void> {
  const url = `${product.started.apiUrl}/graphql`;
  const order = { url, key: asking.key, queries: await pages(product, asking), perSecond, seconds: 10, connections };
  await load(generator, order); // warm-up
  const [idle, busy, runs]: [Block[], Block[], TimedRun[]] = [[], [], []];
  const rest = async () => {
    for (let block = 0; block < idleBlocks; block++) idle.push(await load(generator, order));
  };
  await rest();
  while (busy.length < fewest) {
    let isComputing = true;
    const running = timedRun(product, computing, kind, pids).finally(() => {
      isComputing = false;
    });
    while (isComputing) {
      const block = await load(generator, order);
      if (isComputing || busy.length === 0) busy.push(block); // the last one is idle in part
    }
    runs.push(await running);
    await rest();
  }
  const floor = await besideMemoryLoop(generator, order);
  const [idleP99s = [], p99s = [], floorP99s = []] = [idle, busy, floor].map((blocks) =>
    blocks.map(({ latenciesMs }) => quantile(latenciesMs, 0.99)),
  );
  const [idleP99Ms, p99Ms, floorP99Ms] = [median(idleP99s), median(p99s), median(floorP99s)];
  report({
    bench: 'recompute',
    case: `API while ${kind} runs`,
    workers: pids.length,
    blocks: busy.length,
    errors: busy.reduce((sum, { errors }) => sum + errors, 0),
    seconds: median(runs.map(({ seconds }) => seconds)),
    idleP99Ms,
    p99Ms,
    ratio: p99Ms / idleP99Ms,
    idleP99sMs: idleP99s,
    p99sMs: p99s,
    ratioOfAll: p99OfAll(busy) / p99OfAll(idle),
    floorP99Ms,
    floorRatio: floorP99Ms / idleP99Ms,
    ratioToFloor: p99Ms / floorP99Ms,
    goal: 'ratio <= 1.25',
    met: p99Ms / idleP99Ms <= 1.25,
  });
}

/** What the API's latency is beside any computation on this machine: one that does nothing but walk through memory. */
async function besideMemoryLoop(generator: ChildProcess, order: Parameters<typeof load>[1]): Promise<Block[]> {
  const loop = spawn(process.execPath, [join(import.meta.dirname, 'memoryLoop.ts')], { detached: true, stdio: 'ignore' });
  const blocks: Block[] = [];
  try {
    for (let block = 0; block < floorBlocks; block++) blocks.push(await load(generator, order));
  } finally {
    loop.kill('SIGKILL');
    await once(loop, 'close');
  }
  return blocks;
}

function p99OfAll(blocks: readonly Block[]): number {
  return quantile(
    blocks.flatMap(({ latenciesMs }) => latenciesMs),
    0.99,
  );
}

function flat({ stages, ...run }: TimedRun) {
  return { ...run, ...stages };
}
