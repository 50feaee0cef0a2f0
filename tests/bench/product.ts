/** The product as `earshot start` runs it, on an embedded database of its own, and generated data in it. */
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey } from '../../api/auth/apiKeys.ts';
import { type Started, start } from '../../api/compose.ts';
import { connect, inWorkspace, type Sql } from '../../prisma/sql.ts';
import type { Scope } from '../../schema/context.ts';

export interface Product {
  readonly started: Started;
  readonly app: Sql;
  readonly workerPid: number;
  readonly apiPid: number;
  stop(): Promise<void>;
}

export async function startProduct(): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-bench-'));
  await chmod(folder, 0o711);
  const started = await start({ port: 0, dataDir: join(folder, 'data'), command: 'bench' });
  const app = connect(started.appUrl, { applicationName: 'bench', max: 2 });
  return {
    started,
    app,
    workerPid: await childRunning('worker/main.ts'),
    apiPid: await childRunning('api/main.ts'),
    async stop() {
      await app.end();
      await started.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function childRunning(file: string): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [command, status] = await Promise.all([readProc(pid, 'cmdline'), readProc(pid, 'status')]);
    if (command.includes(file) && status.includes(`PPid:\t${process.pid}\n`)) return Number(pid);
  }
  throw new Error(`no child runs ${file}; this bench reads /proc, so it needs Linux`);
}

function readProc(pid: number | string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}

/** Largest resident memory since `resetPeakMemory`, in MiB. */
export async function peakMemoryMb(pid: number): Promise<number> {
  const [, kilobytes = 'NaN'] = /VmHWM:\s+(\d+)/.exec(await readProc(pid, 'status')) ?? [];
  return Number(kilobytes) / 1024;
}

export async function resetPeakMemory(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => {}); // without the right to, the peak is since the start
}

export interface Workspace {
  readonly id: number;
  readonly key: string;
}

export async function createWorkspace(app: Sql, name: string, scopes: readonly Scope[] = ['read', 'compute']): Promise<Workspace> {
  const [row] = await app<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values (${name}, ${name}, 'EUR', 'UTC') returning id`;
  const id = row?.id ?? 0;
  const { key } = await createApiKey(app, { workspaceId: id, name: 'bench', scopes, expiresAt: null });
  return { id, key };
}

export const questionCount = 20;
const questions = Array.from({ length: questionCount }, (_, index) => `Q${index + 1}`);

/** What the analysis asks: what of Q2 … Q20 drives Q1. */
export const driversInput = { outcome: 'Q1', drivers: questions.slice(1), draws: 0 };

/** A survey of 20 ratings 1-5, complete, pseudo-random by hash and so the same in every run; Q1 leans on its neighbours. */
export async function createResponses(app: Sql, workspaceId: number, survey: string, rows: number): Promise<void> {
  await inWorkspace(app, workspaceId, async (tx) => {
    const [created] = await tx<{ id: bigint }[]>`
      insert into survey (workspace_id, key, title, kind) values (${workspaceId}, ${survey}, ${survey}, 'RELATIONAL') returning id`;
    const surveyId = created?.id ?? 0n;
    await tx`
      insert into question ${tx(
        questions.map((key, index) => ({
          workspace_id: workspaceId,
          survey_id: surveyId,
          position: index + 1,
          key,
          label: key,
          kind: 'RATING',
          scale_min: 1,
          scale_max: 5,
        })),
      )}`;
    await tx`
      insert into response (workspace_id, survey_id, external_id, responded_at, "values")
      select ${workspaceId}, ${surveyId}, 'r' || i, timestamptz '2026-01-01' + make_interval(secs => i),
             array(select 1 + ((hashint8(i::bigint * 64 + q) & 1023) % 4 + case when q = 1 and (hashint8(i::bigint * 64 + 2) & 2) = 2 then 1 else 0 end)
                     from generate_series(1, ${questionCount}::integer) q)::real[]
        from generate_series(1, ${rows}::integer) i`;
  });
}

/** Customers with three answers each, for the page that is asked for over and over. */
export async function createCustomers(app: Sql, workspaceId: number, customers: number): Promise<void> {
  await inWorkspace(app, workspaceId, async (tx) => {
    await tx`insert into customer (workspace_id, external_id, acquired_at) select ${workspaceId}, 'C' || lpad(i::text, 7, '0'), '2025-01-01' from generate_series(1, ${customers}::integer) i`;
    await tx`insert into identity (workspace_id, kind, value, customer_id) select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${workspaceId}`;
    const [survey] = await tx<
      { id: bigint }[]
    >`insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'visit', 'Visit', 'TRANSACTIONAL') returning id`;
    const surveyId = survey?.id ?? 0n;
    await tx`
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
      values (${workspaceId}, ${surveyId}, 1, 'NPS', 'Would you recommend us?', 'NPS', 0, 10), (${workspaceId}, ${surveyId}, 2, 'STAFF', 'Staff', 'RATING', 1, 5)`;
    await tx`
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
      select ${workspaceId}, ${surveyId}, i.id || '-' || n, i.id, timestamptz '2026-01-01' + make_interval(days => n::integer, secs => i.id::double precision), array[(i.id + n) % 11, 1 + (i.id + n) % 5]::real[]
        from identity i, generate_series(1, 3) n where i.workspace_id = ${workspaceId}`;
  });
}

/** After a bulk load the server vacuums, analyses and writes its log out in its own time: not during a measurement. */
export async function settle({ started }: Product): Promise<void> {
  const admin = connect(started.adminUrl, { applicationName: 'bench', max: 1 });
  await admin`vacuum analyze response, customer, identity, "order", response_rollup`;
  await admin.end();
  await new Promise((resolve) => setTimeout(resolve, 5_000));
}

/** One GraphQL request; throws what the API answers when that is an error. */
export async function graphql<Data>(apiUrl: string, key: string, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(`${apiUrl}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'cache-control': 'no-cache' }, // computed, whatever was asked before
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: Data; errors?: unknown };
  if (!answer.data || answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

export async function createAnalysis(apiUrl: string, key: string, survey: string): Promise<void> {
  const input = { name: survey, kind: 'DRIVERS', survey, drivers: driversInput };
  await graphql(apiUrl, key, 'mutation ($input: AnalysisInput!) { createAnalysis(input: $input) { id } }', { input });
}
