import { inSnapshot } from '../../prisma/sql.ts';
import { progressChannel, runChannel } from '../../worker/queue.ts';
import {
  createAnalysis,
  createResponses,
  createWorkspace,
  graphql,
  type Product,
  peakMemoryMb,
  resetPeakMemory,
  settle,
  startProduct,
  type Workspace,
} from './product.ts';
import { median, report } from './report.ts';

const goalRatio = 2;
const goalMemoryMb = 400;

/** The shorter a run, the more of it is chance: about as long for each size. */
const cases = [
  { rows: 100_000, rounds: 15 },
  { rows: 300_000, rounds: 9 },
  { rows: 1_000_000, rounds: 5 },
] as const;
const quickCases = [{ rows: 20_000, rounds: 2 }] as const;
const warmUps = 3;

/**
 * A driver run from the mutation to its stored result, the queue's pick-up included, beside the floor: the columns that it reads
 * as a binary COPY to a client that discards the bytes, in turn with the runs.
 */
export async function benchDrivers(quick: boolean): Promise<void> {
  const product = await startProduct();
  try {
    const workspace = await createWorkspace(product.app, 'bench');
    const perRow: number[] = [];
    for (const { rows, rounds } of quick ? quickCases : cases) perRow.push((await benchRows(product, workspace, rows, rounds)) / rows);
    if (!quick) {
      const [small = Number.NaN, , large = Number.NaN] = perRow;
      report({
        bench: 'drivers',
        case: 'linearity: seconds a row at 1M beside 100k',
        ratio: large / small,
        goal: 1.1,
        met: large / small <= 1.1,
      });
    }
  } finally {
    await product.stop();
  }
}

async function benchRows(product: Product, workspace: Workspace, rows: number, rounds: number): Promise<number> {
  const survey = `rows-${rows}`;
  await createResponses(product.app, workspace.id, survey, rows);
  await createAnalysis(product.started.apiUrl, workspace.key, survey);
  await settle(product);
  for (let round = 0; round < warmUps; round++) {
    await floor(product, workspace, survey); // both before they count: caches, code and plans warm
    await run(product, workspace, survey);
  }
  await resetPeakMemory(product.workerPid);
  const floors: number[] = [];
  const runs: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    floors.push(await floor(product, workspace, survey));
    runs.push(await run(product, workspace, survey));
  }
  const seconds = median(runs.map((measured) => measured.seconds));
  const floorSeconds = median(floors);
  const ratio = median(runs.map((measured, index) => measured.seconds / (floors[index] ?? Number.NaN)));
  const memory = await peakMemoryMb(product.workerPid);
  report({
    bench: 'drivers',
    case: 'mutation to result',
    rows,
    seconds,
    floorSeconds,
    ratio,
    peakMemoryMb: memory,
    goal: `ratio <= ${goalRatio}, memory <= ${goalMemoryMb} MB`,
    met: ratio <= goalRatio && memory <= goalMemoryMb,
  });
  const part = (pick: (measured: Measured) => number) => median(runs.map(pick));
  report({
    bench: 'drivers',
    case: 'parts',
    rows,
    pickUpSeconds: part((m) => m.pickUp),
    readSeconds: part((m) => m.read),
    computeSeconds: part((m) => m.compute),
    writeAndRestSeconds: part((m) => m.seconds - m.pickUp - m.read - m.compute),
    largestProgressGapSeconds: Math.max(...runs.map((m) => m.progressGap)),
  });
  return seconds;
}

async function floor(product: Product, workspace: Workspace, survey: string): Promise<number> {
  return inSnapshot(product.app, workspace.id, async (tx) => {
    const [row] = await tx<{ id: bigint }[]>`select id from survey where workspace_id = ${workspace.id} and key = ${survey}`;
    const started = performance.now();
    const stream = await tx
      .unsafe(
        `copy (select id, "values" from response where workspace_id = ${workspace.id} and survey_id = ${row?.id}) to stdout (format binary)`,
      )
      .readable();
    stream.on('data', () => {});
    await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject));
    const seconds = (performance.now() - started) / 1000;
    stream._read(0); // postgres.js leaves its socket paused after a stream that ended full
    return seconds;
  });
}

interface Measured {
  readonly seconds: number;
  readonly pickUp: number;
  readonly read: number;
  readonly compute: number;
  readonly progressGap: number;
}

async function run(product: Product, workspace: Workspace, survey: string): Promise<Measured> {
  const { apiUrl } = product.started;
  const heard: number[] = [];
  let wake = () => {};
  const listening = await Promise.all(
    [runChannel, progressChannel].map((channel) =>
      product.app.listen(channel, () => {
        heard.push(performance.now());
        wake();
      }),
    ),
  );
  const started = performance.now();
  const { runAnalysis } = await graphql<{ runAnalysis: { id: string } }>(
    apiUrl,
    workspace.key,
    `mutation { runAnalysis(name: "${survey}", force: true) { id } }`,
  );
  for (;;) {
    const announced = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const { run } = await graphql<{ run: RunAnswer }>(apiUrl, workspace.key, runQuery, { id: runAnalysis.id });
    if (run.result.__typename === 'DriverResultReady') {
      const ended = performance.now();
      await Promise.all(listening.map(({ unlisten }) => unlisten()));
      const gaps = heard.slice(1).map((at, index) => at - (heard[index] ?? at));
      return {
        seconds: (ended - started) / 1000,
        pickUp: (Date.parse(run.startedAt) - Date.parse(run.queuedAt)) / 1000,
        read: run.timings.readMs / 1000,
        compute: run.timings.computeMs / 1000,
        progressGap: Math.max(0, ...gaps) / 1000,
      };
    }
    if (run.result.__typename !== 'Pending') throw new Error(`the run ended as ${JSON.stringify(run.result)}`);
    await announced;
  }
}

interface RunAnswer {
  readonly queuedAt: string;
  readonly startedAt: string;
  readonly timings: { readonly readMs: number; readonly computeMs: number };
  readonly result: { readonly __typename: string };
}

const runQuery = `query ($id: ID!) {
  run(id: $id) {
    queuedAt startedAt timings { readMs computeMs }
    result { __typename ... on DriverResultReady { model { rSquared } drivers { driver lmgShare estimate ciLow ciHigh } } }
  }
}`;
