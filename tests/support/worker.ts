/** Real worker processes, and runs for them to do, on a test database. */
import { workerFlags } from '../../api/processFlags.ts';
import { connect, executor, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { openSender } from '../../worker/queue.ts';
import { type RunOrder, requestRun as requestRunOf } from '../../worker/requestRun.ts';
import type { TestDatabase } from './database.ts';
import { startNode, type TestProcess } from './process.ts';
import { eventually } from './until.ts';

export async function startWorker(database: Pick<TestDatabase, 'appUrl'>, env: NodeJS.ProcessEnv = {}): Promise<TestProcess> {
  const worker = startNode([...workerFlags, 'worker/main.ts'], {
    env: { ...process.env, DATABASE_URL: database.appUrl, EARSHOT_WORKER_THREADS: '1', ...env },
  });
  await worker.line((line) => line.includes('"msg":"ready"'));
  return worker;
}

/** A survey whose every question is a rating 1-5 but Q1, and an analysis that asks what drives Q1. */
export interface DriverFixture {
  readonly workspaceId: number;
  readonly surveyId: bigint;
  readonly analysisId: bigint;
}

export async function createDriverFixture(sql: Sql, options: { rows: number; questions?: number }): Promise<DriverFixture> {
  const { rows, questions = 6 } = options;
  const keys = Array.from({ length: questions }, (_, index) => `Q${index + 1}`);
  const [workspace] = await sql<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values ('w' || floor(random() * 1e9)::text, 'Test', 'EUR', 'UTC') returning id`;
  const workspaceId = workspace!.id;
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [survey] = await tx<{ id: bigint }[]>`
      insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 's', 'Survey', 'RELATIONAL') returning id`;
    const surveyId = survey!.id;
    await tx`
      insert into question ${tx(
        keys.map((key, index) => ({
          workspace_id: workspaceId,
          survey_id: surveyId,
          position: index + 1,
          key,
          label: `Question ${key}`,
          kind: 'RATING',
          scale_min: 1,
          scale_max: 5,
          role: index === 0 ? 'OUTCOME' : 'DRIVER',
        })),
      )}`;
    // Pseudo-random by hash, so the same rows in every run: 1-5, the outcome one more where its neighbour is high.
    await tx`
      insert into response (workspace_id, survey_id, external_id, responded_at, "values")
      select ${workspaceId}, ${surveyId}, 'r' || i, timestamptz '2026-01-01' + make_interval(secs => i),
             array(select 1 + ((hashint8(i::bigint * 64 + q) & 1023) % 4 + case when q = 1 and (hashint8(i::bigint * 64 + 2) & 1) = 1 then 1 else 0 end)
                     from generate_series(1, ${questions}::integer) q)::real[]
        from generate_series(1, ${rows}::integer) i`;
    await tx`insert into data_version (workspace_id, domain, version) values (${workspaceId}, 'feedback', 1)`;
    const [analysis] = await tx<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, survey_id, parameters)
      values (${workspaceId}, 'drivers', 'DRIVERS', ${surveyId}, ${tx.json({ outcome: 'Q1', drivers: keys.slice(1), draws: 0 })}) returning id`;
    return { workspaceId, surveyId, analysisId: analysis!.id };
  });
}

/** Does what the mutation runAnalysis does: run row and job in one transaction. */
export async function requestRun(
  database: Pick<TestDatabase, 'appUrl'>,
  { workspaceId, analysisId }: Pick<DriverFixture, 'workspaceId' | 'analysisId'>,
  how: Pick<RunOrder, 'force' | 'asOf'> = {},
): Promise<bigint> {
  const sql = connect(database.appUrl, { applicationName: 'test', max: 2 });
  const sender = await openSender(executor(sql));
  try {
    const order = { workspaceId, analysisId, trigger: 'API', triggeredBy: null, ...how } as const;
    const requested = await inWorkspace(sql, workspaceId, (tx) => requestRunOf(executor(tx), sender, order));
    return requested!.runId;
  } finally {
    await sender.stop();
    await sql.end();
  }
}

export interface RunRow {
  readonly state: string;
  readonly outcome: string | null;
  readonly attempt: number;
  readonly failures: number;
  readonly progress: { readonly stage?: string; readonly rowsDone?: number | null };
  readonly status_code: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly rows_read: bigint | null;
  readonly rows_used: bigint | null;
  readonly exclusions: Readonly<Record<string, number>>;
  readonly data_versions: Readonly<Record<string, string>> | null;
  readonly data_through: Date | null;
  readonly run_key: string | null;
  readonly retry_at: Date | null;
}

/** Reads a run as the owner, who sees all workspaces. */
export async function readRun(admin: Sql, runId: bigint): Promise<RunRow> {
  const [run] = await admin<RunRow[]>`select * from run where id = ${runId}`;
  return run!;
}

export function isOver(run: RunRow): boolean {
  return ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(run.state);
}

/** Waits until a run meets `wanted`; says what it saw last when that takes too long. */
export const waitForRun = (admin: Sql, runId: bigint, wanted: (run: RunRow) => boolean, seconds = 60): Promise<RunRow> =>
  eventually(() => readRun(admin, runId), wanted, seconds);

/** How many statements of one attempt PostgreSQL works on now; `sql` must be of the app role, others see no state. */
export async function activeJobStatements(sql: Sql, applicationName: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::integer as n from pg_stat_activity where application_name = ${applicationName} and state <> 'idle'`;
  return row!.n;
}
