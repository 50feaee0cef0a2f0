import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createBuyers } from './buyers.ts';
import { createCustomers, createWorkspace, type Product, settle, startProduct, type Workspace } from './product.ts';
import { load, pages, startGenerator } from './queryLoad.ts';
import { quantile, report } from './report.ts';
import { createAnalysisOf, type Kind, type TimedRun, timedRun } from './timedRun.ts';

const kinds: readonly Kind[] = ['CHURN', 'CLV'];
const perSecond = 150;
const connections = 8;

/**
 * CHURN and CLV end to end on a million customers and five million orders, with one worker process and with two that share the
 * reading, each alone and then once more while another workspace asks the API at an even pace.
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
        await latencyMeanwhile(product, generator, { asking, computing }, kind, workerPids);
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

/** A worker as on another host: it knows the database and nothing else. */
async function startSecondWorker({ started }: Product): Promise<ChildProcess> {
  const file = join(import.meta.dirname, '../../worker/main.ts');
  const env = { ...process.env, DATABASE_URL: started.appUrl };
  const child = spawn(process.execPath, [file], { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
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

/** Pages of customers at an even pace: one block idle before, blocks for as long as the run takes, one block idle after. */
async function latencyMeanwhile(
  product: Product,
  generator: ChildProcess,
  { asking, computing }: { asking: Workspace; computing: Workspace },
  kind: Kind,
  pids: readonly number[],
): Promise<void> {
  const url = `${product.started.apiUrl}/graphql`;
  const order = { url, key: asking.key, queries: await pages(product, asking), perSecond, seconds: 10, connections };
  await load(generator, order); // warm-up
  const before = await load(generator, order);
  let isComputing = true;
  const running = timedRun(product, computing, kind, pids).finally(() => {
    isComputing = false;
  });
  const during = [];
  while (isComputing) during.push(await load(generator, { ...order, seconds: 5 }));
  const run = await running;
  const idle = [before, await load(generator, order)].flatMap(({ latenciesMs }) => latenciesMs);
  const busy = during.flatMap(({ latenciesMs }) => latenciesMs);
  const [idleP99Ms, p99Ms] = [quantile(idle, 0.99), quantile(busy, 0.99)];
  report({
    bench: 'recompute',
    case: `API while ${kind} runs`,
    workers: pids.length,
    requests: busy.length,
    errors: during.reduce((sum, { errors }) => sum + errors, 0),
    seconds: run.seconds,
    idleP99Ms,
    p99Ms,
    ratio: p99Ms / idleP99Ms,
    goal: 'ratio <= 1.25',
    met: p99Ms / idleP99Ms <= 1.25,
  });
}

function flat({ stages, ...run }: TimedRun) {
  return { ...run, ...stages };
}
