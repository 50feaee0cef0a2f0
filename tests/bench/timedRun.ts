/** One run of an analysis from the request to its end, with what each stage took and what the workers held meanwhile. */
import { inWorkspace } from '../../prisma/sql.ts';
import { graphql, type Product, peakMemoryMb, resetPeakMemory, type Workspace } from './product.ts';

export interface TimedRun {
  readonly seconds: number;
  readonly stages: { readonly readSeconds: number; readonly computeSeconds: number; readonly writeSeconds: number };
  readonly rowsRead: number;
  readonly scores: number;
  /** Of the worker that needed most. */
  readonly workerPeakMb: number;
}

export type Kind = 'CHURN' | 'CLV';

const nameOf = (kind: Kind) => kind.toLowerCase();

export async function createAnalysisOf(product: Product, { key }: Workspace, kind: Kind): Promise<void> {
  const input = { name: nameOf(kind), kind }; // with the defaults of a first try
  await graphql(product.started.apiUrl, key, 'mutation ($input: AnalysisInput!) { createAnalysis(input: $input) { id } }', { input });
}

interface StoredRun {
  readonly state: string;
  readonly error_message: string | null;
  readonly timings: { readonly read: number; readonly compute: number; readonly write: number };
  readonly rows_read: bigint;
  readonly seconds: number;
}

/** Who looks more often is himself what pages wait for: each look is four statements. */
const lookMilliseconds = 1_000;

/** @throws Error when the run fails: then there is nothing to measure. */
export async function timedRun(product: Product, { id, key }: Workspace, kind: Kind, workerPids: readonly number[]): Promise<TimedRun> {
  await Promise.all(workerPids.map(resetPeakMemory));
  await graphql(product.started.apiUrl, key, `mutation { runAnalysis(name: "${nameOf(kind)}", force: true) { id } }`);
  let run: StoredRun | undefined;
  do {
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
    [run] = await inWorkspace(
      product.app,
      id,
      (tx) => tx<StoredRun[]>`
      select state, error_message, timings, rows_read, extract(epoch from finished_at - queued_at)::double precision as seconds from run
       where workspace_id = ${id} and kind = ${kind} order by queued_at desc, id desc limit 1`,
    );
  } while (run?.state === 'QUEUED' || run?.state === 'RUNNING');
  if (run?.state !== 'SUCCEEDED') throw new Error(`${kind} ended ${run?.state}: ${run?.error_message}`);
  const { seconds, timings, rows_read } = run;
  return {
    seconds,
    stages: { readSeconds: timings.read / 1000, computeSeconds: timings.compute / 1000, writeSeconds: timings.write / 1000 },
    rowsRead: Number(rows_read),
    scores: await countScores(product, id),
    workerPeakMb: Math.max(...(await Promise.all(workerPids.map(peakMemoryMb)))),
  };
}

function countScores({ app }: Product, workspaceId: number): Promise<number> {
  return inWorkspace(app, workspaceId, async (tx) => {
    const [row] = await tx<{ n: number }[]>`
      select count(*)::integer as n from customer_score
       where workspace_id = ${workspaceId} and run_id = (select max(id) from run where workspace_id = ${workspaceId})`;
    return row?.n ?? 0;
  });
}
