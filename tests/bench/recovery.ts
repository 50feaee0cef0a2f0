import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from '../../prisma/seeds/lumen/generate.ts';
import { wilson } from '../../worker/stats/descriptive/wilson.ts';
import { sendImport } from './importing.ts';
import { createWorkspace, graphql, type Product, startProduct } from './product.ts';
import { report } from './report.ts';

const goalShare = 0.9;
const files = ['customers', 'tickets', 'relationship'] as const;

/** As the demo asks it (clients/cli/demo/lumen.ts): the model is the one that the scores were drawn from. */
const analysis = {
  name: 'loyalty',
  kind: 'DRIVERS',
  survey: 'relationship',
  drivers: {
    outcome: 'recommend',
    drivers: ['product', 'delivery', 'support', 'price', 'website', 'billing'],
    features: [{ feature: 'COMPLAINTS', windowDays: 90 }],
  },
};

interface Found {
  readonly driver: string;
  readonly estimate: number;
  readonly stdErr: number;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

interface Recovered extends Found {
  readonly ciLow: number;
  readonly ciHigh: number;
  readonly truth: number;
}

/**
 * Whether the drivers of a company whose truth is known are found: lumen drawn from one seed after the other, imported and
 * analysed as a user's files are, and each reported 95 % interval held against the coefficient that the simulation put in.
 */
export async function benchRecovery(quick: boolean): Promise<void> {
  const { seeds, customers } = quick ? { seeds: 3, customers: 1_000 } : { seeds: 20, customers: 3_000 };
  const product = await startProduct();
  try {
    const recovered: Recovered[] = [];
    for (let seed = 1; seed <= seeds; seed++) recovered.push(...(await recover(product, seed, customers)));
    const drivers = Map.groupBy(recovered, ({ driver }) => driver);
    for (const [driver, ofSeeds] of drivers) reportDriver(driver, ofSeeds);
    const share = shareInside(recovered);
    report({
      bench: 'recovery',
      case: `true coefficients inside their 95 % intervals: ${seeds} seeds x ${drivers.size} drivers, ${customers} customers each`,
      intervals: recovered.length,
      share,
      ...binomial(share, recovered.length),
      goal: `>= ${goalShare}`,
      met: share >= goalShare,
    });
  } finally {
    await product.stop();
  }
}

async function recover(product: Product, seed: number, customers: number): Promise<Recovered[]> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-lumen-'));
  try {
    generate({ out: folder, customers, seed, messy: false });
    const { key } = await createWorkspace(product.app, `seed-${seed}`, ['read', 'ingest', 'compute']);
    for (const file of files) await importFile(product, key, folder, file);
    const found = await analyse(product, key);
    const { score } = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as {
      readonly score: { readonly coefficients: Readonly<Record<string, number>>; readonly complaints90: number };
    };
    const truths: Readonly<Record<string, number>> = { ...score.coefficients, complaints_90d: score.complaints90 };
    return Object.entries(truths).map(([driver, truth]) => {
      const one = found.find((estimate) => estimate.driver === driver);
      if (!one || one.ciLow === null || one.ciHigh === null) throw new Error(`seed ${seed} has no interval of ${driver}`);
      const { ciLow, ciHigh } = one;
      return { ...one, ciLow, ciHigh, truth };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importFile(product: Product, key: string, folder: string, file: (typeof files)[number]): Promise<void> {
  const bytes = await readFile(join(folder, `${file}.csv`));
  const announced =
    file === 'relationship'
      ? { as: 'responses', survey: file, codebook: JSON.parse(await readFile(join(folder, `${file}.codebook.json`), 'utf8')) as unknown }
      : { as: file };
  await sendImport(product, key, { ...announced, uploadLength: bytes.length }, () => bytes);
}

async function analyse({ started: { apiUrl } }: Product, key: string): Promise<readonly Found[]> {
  await graphql(apiUrl, key, 'mutation ($input: AnalysisInput!) { createAnalysis(input: $input) { id } }', { input: analysis });
  const { runAnalysis } = await graphql<{ runAnalysis: { id: string } }>(
    apiUrl,
    key,
    `mutation { runAnalysis(name: "${analysis.name}") { id } }`,
  );
  for (;;) {
    const { run } = await graphql<{ run: { state: string; result: { drivers?: readonly Found[] } | null } }>(
      apiUrl,
      key,
      'query ($id: ID!) { run(id: $id) { state result { ... on DriverResultReady { drivers { driver estimate stdErr ciLow ciHigh } } } } }',
      { id: runAnalysis.id },
    );
    if (run.state === 'SUCCEEDED' && run.result?.drivers) return run.result.drivers;
    if (!['QUEUED', 'RUNNING'].includes(run.state)) throw new Error(`the run ended without drivers: ${JSON.stringify(run)}`);
    await sleep(100);
  }
}

/** A bias of b standard errors in the mean of k seeds is itself uncertain by 1/√k. */
function reportDriver(driver: string, ofSeeds: readonly Recovered[]): void {
  const coverage = shareInside(ofSeeds);
  report({
    bench: 'recovery',
    case: driver,
    seeds: ofSeeds.length,
    truth: ofSeeds[0]?.truth,
    meanEstimate: mean(ofSeeds.map(({ estimate }) => estimate)),
    biasInStandardErrors: mean(ofSeeds.map(({ estimate, truth, stdErr }) => (estimate - truth) / stdErr)),
    coverage,
    ...binomial(coverage, ofSeeds.length),
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const shareInside = (recovered: readonly Recovered[]) =>
  mean(recovered.map(({ truth, ciLow, ciHigh }) => Number(ciLow <= truth && truth <= ciHigh)));

/** What chance leaves open about a share of so many intervals. An interval of 95 % should hold 95 %. */
function binomial(share: number, n: number) {
  const { ciLow, ciHigh } = wilson(share, n);
  return { shareLow: ciLow, shareHigh: ciHigh, nominal: 0.95 };
}
