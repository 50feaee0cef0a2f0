import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { AsyncRecordBatchStreamReader, RecordBatchReader } from 'apache-arrow';
import { connect, inWorkspace, type Sql } from '../../prisma/sql.ts';
import type { FloorOrder } from './exportFloor.ts';
import { createWorkspace, type Product, peakMemoryMb, resetPeakMemory, startProduct } from './product.ts';
import { eventLoop, freePort } from './queryLoad.ts';
import { median, report } from './report.ts';

const contestants = ['copyCsv', 'csv', 'copyBinary', 'arrow'] as const;
type Contestant = (typeof contestants)[number];

interface Timing {
  readonly rowsPerSecond: number;
  readonly megabytes: number;
  readonly peakMemoryMb: number;
  readonly loopMaxMs: number;
}

/**
 * The flat export of customer scores as CSV and Arrow, beside COPY of the same columns, as CSV and binary, through a bare HTTP
 * server to the same client, in turns. All of them give every row. Memory is what the API's process takes beyond what it had before its first export.
 */
export async function benchExports(quick: boolean): Promise<void> {
  const { rows, rounds } = quick ? { rows: 200_000, rounds: 3 } : { rows: 1_000_000, rounds: 5 };
  const probePort = await freePort();
  process.env.EARSHOT_BENCH_PROBE_PORT = String(probePort);
  process.env.NODE_OPTIONS = `--import ${join(import.meta.dirname, 'eventLoopProbe.ts')}`;
  const product = await startProduct();
  delete process.env.NODE_OPTIONS;
  const floor = fork(join(import.meta.dirname, 'exportFloor.ts'), { detached: true });
  try {
    const workspace = await createWorkspace(product.app, 'scored', ['read']);
    const runId = await createScores(product.app, workspace.id, rows);
    await settleScores(product);
    floor.send({ appUrl: product.started.appUrl, workspaceId: workspace.id, runId } satisfies FloorOrder);
    const [{ port }] = (await once(floor, 'message')) as [{ port: number }];
    const api = `${product.started.apiUrl}/bi/v1/customer_scores`;
    const urls = {
      copyCsv: `http://127.0.0.1:${port}/csv`,
      copyBinary: `http://127.0.0.1:${port}/binary`,
      csv: `${api}.csv`,
      arrow: `${api}.arrow`,
    };
    const ask = (name: Contestant) => open(urls[name], { authorization: `Bearer ${workspace.key}` });
    await resetPeakMemory(product.apiPid);
    const idleMemoryMb = await peakMemoryMb(product.apiPid);
    await requireEveryRow(ask, rows);
    const timings: Record<Contestant, Timing[]> = { copyCsv: [], csv: [], copyBinary: [], arrow: [] };
    for (let round = 1; round <= rounds; round++) {
      for (const name of contestants) {
        const timing = await measure(product, probePort, rows, () => ask(name));
        timings[name].push(timing);
        report({ bench: 'api', part: 'c', case: name, round, ...timing });
      }
    }
    summarise('csv', rows, idleMemoryMb, timings.csv, timings.copyCsv);
    summarise('arrow', rows, idleMemoryMb, timings.arrow, timings.copyBinary);
  } finally {
    floor.kill();
    await product.stop();
  }
}

function summarise(format: string, rows: number, idleMemoryMb: number, own: readonly Timing[], floor: readonly Timing[]): void {
  const ratios = own.map(({ rowsPerSecond }, round) => rowsPerSecond / (floor[round]?.rowsPerSecond ?? Number.NaN));
  const peak = Math.max(...own.map(({ peakMemoryMb: each }) => each));
  report({
    bench: 'api',
    part: 'c',
    case: `${rows} customer scores as ${format}`,
    rowsPerSecond: median(own.map(({ rowsPerSecond }) => rowsPerSecond)),
    copyRowsPerSecond: median(floor.map(({ rowsPerSecond }) => rowsPerSecond)),
    ofCopy: median(ratios),
    ofCopyLow: Math.min(...ratios),
    peakMemoryMb: peak,
    idleMemoryMb,
    loopMaxMs: Math.max(...own.map(({ loopMaxMs }) => loopMaxMs)),
    goal: '>= 0.5 x COPY, < 200 MB more than idle',
    met: median(ratios) >= 0.5 && peak - idleMemoryMb < 200,
  });
}

async function measure({ apiPid }: Product, probePort: number, rows: number, ask: () => Promise<IncomingMessage>): Promise<Timing> {
  await resetPeakMemory(apiPid);
  await eventLoop(probePort); // forgets what was before
  const from = performance.now();
  let bytes = 0;
  for await (const chunk of (await ask()) as AsyncIterable<Buffer>) bytes += chunk.length;
  const seconds = (performance.now() - from) / 1000;
  return {
    rowsPerSecond: rows / seconds,
    megabytes: bytes / 1e6,
    peakMemoryMb: await peakMemoryMb(apiPid),
    loopMaxMs: (await eventLoop(probePort)).maxMs,
  };
}

/** Counted by reading them, before anything is timed. */
async function requireEveryRow(ask: (name: Contestant) => Promise<IncomingMessage>, rows: number): Promise<void> {
  for (const name of ['copyCsv', 'csv'] as const) {
    let lines = -1; // the header
    for await (const chunk of (await ask(name)) as AsyncIterable<Buffer>) for (const byte of chunk) if (byte === 0x0a) lines++;
    if (lines !== rows) throw new Error(`${name} gives ${lines} rows of ${rows}`);
  }
  const reader = await RecordBatchReader.from(await ask('arrow'));
  if (!(reader instanceof AsyncRecordBatchStreamReader)) throw new Error('arrow is no stream');
  let found = 0;
  for await (const batch of reader) found += batch.numRows;
  if (found !== rows) throw new Error(`arrow gives ${found} rows of ${rows}`);
}

function open(url: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) =>
      response.statusCode === 200 ? resolve(response) : reject(new Error(`HTTP ${response.statusCode}`)),
    ).on('error', reject);
  });
}

/** A run of CLV on all the data, with numbers of every length. */
async function createScores(app: Sql, workspaceId: number, rows: number): Promise<string> {
  return inWorkspace(app, workspaceId, async (tx) => {
    await tx`insert into customer (workspace_id, external_id, acquired_at)
      select ${workspaceId}, 'C' || lpad(i::text, 7, '0'), '2025-01-01' from generate_series(1, ${rows}::integer) i`;
    const [analysis] = await tx<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, 'value', 'CLV', '{}') returning id`;
    const [run] = await tx<{ id: bigint }[]>`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, finished_at, data_versions, data_through)
      values (${workspaceId}, ${analysis?.id ?? 0n}, 'CLV', 'API', '{}', '{}', 'SUCCEEDED', 'FITTED', now(), '{}', now()) returning id`;
    const runId = run?.id ?? 0n;
    await tx`
      insert into customer_score (workspace_id, run_id, customer_id, position, p_alive, expected_purchases, expected_purchases_low, expected_purchases_high,
                                  value, value_expected_low, value_expected_high, value_predicted_low, value_predicted_high, percentile, tier)
      select workspace_id, ${runId}::bigint, id, row_number() over (order by id), random(), random() * 10, random(), random() * 20, random() * 1000, random() * 900,
             random() * 1100, random() * 500, random() * 2000, random(), (array['GOLD', 'SILVER', 'IRON'])[1 + id % 3]
        from customer where workspace_id = ${workspaceId}`;
    return String(runId);
  });
}

async function settleScores({ started }: Product): Promise<void> {
  const admin = connect(started.adminUrl, { applicationName: 'bench', max: 1 });
  await admin`vacuum analyze customer_score, customer, run, analysis`;
  await admin.end();
  await new Promise((resolve) => setTimeout(resolve, 5_000));
}
