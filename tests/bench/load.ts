import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { connect } from '../../prisma/sql.ts';
import { type Announced, sendImport } from './importing.ts';
import { customersFile, type LoadFile, loadCodebook, ordersFile, responsesFile, writeFile } from './loadFiles.ts';
import {
  createCustomers,
  createWorkspace,
  type Product,
  peakMemoryMb,
  resetPeakMemory,
  settle,
  startProduct,
  type Workspace,
} from './product.ts';
import { load, pages, startGenerator } from './queryLoad.ts';
import { median, quantile, report } from './report.ts';

const files = [ordersFile, responsesFile];
const perSecond = 50;
const connections = 8;

/**
 * A million orders and a million answers to 20 questions, from CSV file to queryable, beside COPY of the same files into
 * bare tables of the same types. Then once more into another workspace while a third asks: what that does to its latency.
 */
export async function benchLoad(quick: boolean): Promise<void> {
  const rows = quick ? 100_000 : 1_000_000;
  const folder = await mkdtemp(join(tmpdir(), 'earshot-load-'));
  const pathOf = (file: LoadFile) => join(folder, `${file.as}.csv`);
  const product = await startProduct();
  const generator = startGenerator();
  try {
    for (const file of files) await writeFile(pathOf(file), file, rows);
    const [asking, quiet, busy] = await Promise.all(
      ['asking', 'quiet', 'busy'].map((name) => createWorkspace(product.app, name, ['read', 'ingest'])),
    );
    if (!asking || !quiet || !busy) throw new Error('a workspace is missing');
    await createCustomers(product.app, asking.id, 5_000);
    for (const { key } of [quiet, busy]) await importBytes(product, key, { as: 'customers' }, Buffer.from(customersFile()));
    await settle(product);

    let floorSeconds = 0;
    let loadSeconds = 0;
    for (const file of files) {
      const floors = [await copyBare(product, file, pathOf(file)), await copyBare(product, file, pathOf(file))];
      const floor = Math.min(...floors);
      await Promise.all([resetPeakMemory(product.apiPid), resetPeakMemory(product.workerPid)]);
      const seconds = await importFile(product, quiet, file, pathOf(file));
      const megabytes = (await stat(pathOf(file))).size / 2 ** 20;
      report({
        bench: 'load',
        case: file.as,
        rows,
        megabytes,
        floorSeconds: floor,
        seconds,
        ratio: seconds / floor,
        ...(await peaks(product)),
      });
      floorSeconds += floor;
      loadSeconds += seconds;
    }
    const peak = await peaks(product);
    report({
      bench: 'load',
      case: 'both',
      rows: 2 * rows,
      floorSeconds,
      seconds: loadSeconds,
      ratio: loadSeconds / floorSeconds,
      ...peak,
      goal: 'ratio <= 5, API + worker <= 500 MB',
      met: loadSeconds / floorSeconds <= 5 && peak.apiAndWorkerMb <= 500,
    });
    await latencyMeanwhile(product, generator, { asking, busy }, pathOf);
  } finally {
    generator.kill();
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function peaks({ apiPid, workerPid }: Product) {
  const [apiMb, workerMb] = await Promise.all([peakMemoryMb(apiPid), peakMemoryMb(workerPid)]);
  return { apiMb, workerMb, apiAndWorkerMb: apiMb + workerMb };
}

/** COPY of the file as it is, by the owner of the database, into a table without a key. */
async function copyBare({ started }: Product, file: LoadFile, path: string): Promise<number> {
  const admin = connect(started.adminUrl, { applicationName: 'bench floor', max: 1 });
  await admin.unsafe(
    `drop table if exists bare; create table bare (${file.header.map((name, index) => `${name} ${file.types[index]}`).join(', ')})`,
  );
  const from = performance.now();
  await pipeline(createReadStream(path), await admin`copy bare from stdin (format csv, header)`.writable());
  const seconds = (performance.now() - from) / 1000;
  await admin`drop table bare`;
  await admin.end();
  return seconds;
}

/** Announces the file, sends it and waits until the import is over. Returns the seconds that all this took. */
async function importFile(product: Product, { key }: Workspace, file: LoadFile, path: string): Promise<number> {
  const codebook = file.as === 'responses' ? { codebook: loadCodebook } : {};
  const uploadLength = (await stat(path)).size;
  return sendImport(product, key, { as: file.as, uploadLength, ...codebook }, () => createReadStream(path));
}

const importBytes = (product: Product, key: string, announced: Announced, bytes: Buffer) =>
  sendImport(product, key, { ...announced, uploadLength: bytes.length }, () => bytes);

/** Blocks of evenly paced queries, idle and then for as long as the imports take. */
async function latencyMeanwhile(
  product: Product,
  generator: ReturnType<typeof startGenerator>,
  { asking, busy }: { asking: Workspace; busy: Workspace },
  pathOf: (file: LoadFile) => string,
): Promise<void> {
  await settle(product);
  const order = {
    url: `${product.started.apiUrl}/graphql`,
    key: asking.key,
    queries: await pages(product, asking),
    perSecond,
    seconds: 10,
    connections,
  };
  await load(generator, order); // warm-up
  const idle = [await load(generator, order), await load(generator, order)];
  let isLoading = true;
  const loading = (async () => {
    for (const file of files) await importFile(product, busy, file, pathOf(file));
  })().finally(() => {
    isLoading = false;
  });
  const during = [];
  while (isLoading) during.push(await load(generator, { ...order, seconds: 5 }));
  await loading;
  const p99 = (blocks: typeof idle) =>
    quantile(
      blocks.flatMap(({ latenciesMs }) => latenciesMs),
      0.99,
    );
  const [idleP99Ms, p99Ms] = [p99(idle), p99(during)];
  report({
    bench: 'load',
    case: 'API meanwhile',
    requests: during.reduce((sum, { latenciesMs }) => sum + latenciesMs.length, 0),
    errors: during.reduce((sum, { errors }) => sum + errors, 0),
    idleP50Ms: median(idle.flatMap(({ latenciesMs }) => latenciesMs)),
    p50Ms: median(during.flatMap(({ latenciesMs }) => latenciesMs)),
    idleP99Ms,
    p99Ms,
    ratio: p99Ms / idleP99Ms,
    ...(await peaks(product)),
    goal: 'ratio <= 1.5',
    met: p99Ms / idleP99Ms <= 1.5,
  });
}
