/**
 * Analyses that are given another name, or deleted: what hangs on them, what names them, and what is left.
 * Over 300 lines: every door at which an analysis was is tried, of one company a test.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, executor, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { requestRun } from '../../../worker/requestRun.ts';
import { clearScores } from '../../../worker/scheduling/clearScores.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillSchedules } from '../../support/scheduleFixture.ts';
import { until } from '../../support/until.ts';
import { type Company, createCompany } from '../../support/valueLoyaltyFixture.ts';

let database: TestDatabase;
let api: TestApi;
let app: Sql;
let superuser: Sql;
let company: Company;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  superuser = connect(database.superuserUrl, { applicationName: 'test superuser', max: 1 }); // sees for what others wait
});
afterAll(async () => {
  await Promise.all([app?.end(), superuser?.end(), api?.close()]);
  await database?.drop();
});

/** A company a test: `clv` and `churn` with scores of 12 customers, `segments` of value and loyalty without a run. */
beforeEach(async () => {
  const people = Array.from({ length: 12 }, (_, index) => ({
    value: { value: 100 + index, low: 1, high: 500 },
    risk: { risk: 0.2, low: 0.1, high: 0.3 },
  }));
  company = await createCompany(api.admin, people);
  key = await api.createKey(company.workspaceId);
});

const idOf = async (name: string): Promise<bigint> => {
  const [row] = await api.admin<{ id: bigint }[]>`select id from analysis where workspace_id = ${company.workspaceId} and name = ${name}`;
  return row!.id;
};
/** How many sessions wait for a row that another one holds. */
const waiting = async (): Promise<number> =>
  (await superuser`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length;
const rename = (analysis: string, name: string, as = key) =>
  api.query(as, 'mutation ($analysis: String!, $name: String!) { renameAnalysis(analysis: $analysis, name: $name) { id name } }', {
    analysis,
    name,
  });
const remove = (analysis: string, as = key) =>
  api.query(as, 'mutation ($analysis: String!) { deleteAnalysis(analysis: $analysis) }', { analysis });
const faultOf = ({ errors }: { errors?: { message: string; extensions: Record<string, unknown> }[] }) => ({
  message: errors?.[0]?.message,
  code: errors?.[0]?.extensions.code,
});
const recorded = (action: string) => api.admin<{ subjectId: bigint; details: object }[]>`
  select subject_id as "subjectId", details from audit_event where workspace_id = ${company.workspaceId} and action = ${action} order by id`;
const dataset = async (name: string): Promise<Record<string, unknown>[]> => {
  const response = await fetch(`${api.url}/bi/v1/${name}.ndjson`, { headers: { authorization: `Bearer ${key}` } });
  return (await response.text()).split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
};
const post = async (name: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${api.url}/v1/analyses/${name}/runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  return { status: response.status, body: (await response.json()) as { id?: string; detail?: string } };
};
const addSegment = (name: string) =>
  api.query(key, 'mutation ($input: SegmentInput!) { createSegment(input: $input) { key } }', {
    input: {
      key: 'in-danger',
      name: 'In danger',
      filter: {
        and: [{ or: [{ not: { score: { measure: 'CHURN_RISK', min: 0.1, analysis: name } } }] }, { score: { measure: 'VALUE', min: 1 } }],
      },
    },
  });
const addWebhook = () => api.admin`
  insert into webhook (workspace_id, url, events) values (${company.workspaceId}, 'https://hooks.example.com/', array['run.succeeded']) returning id`;

describe('renameAnalysis', () => {
  it('keeps id, runs, schedule and published run, and is told by every door', async () => {
    const id = await idOf('clv');
    await fillSchedules(api.admin, company.workspaceId, id, 'renamed');
    await api.admin`update analysis set published_run_id = ${company.clvRunId} where id = ${id}`;
    expect((await rename('clv', 'worth')).data.renameAnalysis).toEqual({ id: encodeGlobalId('Analysis', id), name: 'worth' });
    const { data } = await api.query(
      key,
      '{ analysis(name: "worth") { id publishedRun { id } schedule { cron } } old: analysis(name: "clv") { id } runs(analysis: "worth") { nodes { analysis { name } } } }',
    );
    expect(data.analysis).toEqual({
      id: encodeGlobalId('Analysis', id),
      publishedRun: { id: encodeGlobalId('Run', company.clvRunId!) },
      schedule: { cron: '0 6 * * *' },
    });
    expect(data.old).toBeNull();
    expect(data.runs.nodes).toEqual([{ analysis: { name: 'worth' } }, { analysis: { name: 'worth' } }]);
    expect(new Set((await dataset('customer_scores')).map(({ analysis }) => analysis))).toEqual(new Set(['worth', 'churn']));
    expect(new Set((await dataset('runs')).map(({ analysis }) => analysis))).toEqual(new Set(['worth', 'churn']));
  });

  it('does nothing more when it is sent again, and is on record once', async () => {
    const id = await idOf('clv');
    const first = await rename('clv', 'worth');
    expect(await rename('clv', 'worth')).toEqual(first);
    expect(await rename('worth', 'worth')).toEqual(first);
    expect(await recorded('ANALYSIS_RENAMED')).toEqual([
      { subjectId: id, details: { name: 'worth', before: 'clv', analyses: [], segments: [] } },
    ]);
  });

  it('refuses a name that is taken or no name, and an analysis that is not there', async () => {
    expect(faultOf(await rename('clv', 'churn'))).toEqual({
      message: 'name: there is an analysis churn already: choose another name, or rename or delete that one first',
      code: 'CONFLICT',
    });
    expect(faultOf(await rename('clv', 'No Name'))).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('lower-case letters'),
    });
    expect(faultOf(await rename('gone', 'worth'))).toEqual({ message: 'analysis: there is no such analysis', code: 'NOT_FOUND' });
    expect(faultOf(await rename('clv', 'worth', await api.createKey(company.workspaceId, ['read', 'ingest'])))).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await idOf('clv')).toBeDefined();
  });

  it('is one of two that want the same name at once', async () => {
    const answers = await Promise.all([rename('clv', 'both'), rename('churn', 'both')]);
    expect(answers.map((answer) => faultOf(answer).code ?? answer.data.renameAnalysis.name).sort()).toEqual(['CONFLICT', 'both']);
  });

  it.each([
    ['runAnalysis', 'mutation { runAnalysis(name: "clv") { id } }', 'name'],
    ['setSchedule', 'mutation { setSchedule(input: { analysis: "clv", cron: "@daily" }) { cron } }', 'input.analysis'],
    ['pauseSchedule', 'mutation { pauseSchedule(analysis: "clv") { cron } }', 'analysis'],
    ['setRunOnChange', 'mutation { setRunOnChange(analysis: "clv", runOnChange: true) { name } }', 'analysis'],
    ['setRunLimits', 'mutation { setRunLimits(analysis: "clv", timeoutSeconds: 60) { name } }', 'analysis'],
    ['unpublishRun', 'mutation { unpublishRun(analysis: "clv") { name } }', 'analysis'],
    ['setScoreAnalysis', 'mutation { setScoreAnalysis(score: VALUE, analysis: "clv") { key } }', 'analysis'],
    ['backfillPreview', '{ backfillPreview(input: { analysis: "clv", from: "2026-01-01", to: "2026-01-31" }) { runs } }', 'input.analysis'],
    ['deleteAnalysis', 'mutation { deleteAnalysis(analysis: "clv") }', 'analysis'],
    ['renameAnalysis', 'mutation { renameAnalysis(analysis: "clv", name: "another") { name } }', 'analysis'],
  ])('lets %s by the old name say the new one', async (_name, document, argument) => {
    await rename('clv', 'worth');
    const { message, code } = faultOf(await api.query(key, document));
    expect(code).toBe('NOT_FOUND');
    expect(message).toMatch(
      new RegExp(
        `^${argument.replace('.', '\\.')}: there is no analysis clv any more: since 20\\d\\d-\\d\\d-\\d\\dT[\\d:]+Z it is called worth$`,
      ),
    );
  });

  it('lets an address with the old name say the new one, to its own workspace alone', async () => {
    await rename('clv', 'worth');
    expect(await post('clv')).toMatchObject({
      status: 404,
      body: { detail: expect.stringMatching(/^there is no analysis clv any more: since .* it is called worth$/) },
    });
    expect((await post('worth')).status).toBe(202);
    const stranger = await createCompany(api.admin, []);
    key = await api.createKey(stranger.workspaceId);
    expect(await post('clv')).toMatchObject({ status: 404, body: { detail: 'there is no such analysis' } });
  });

  it('gives the old name away to the next that takes it', async () => {
    await rename('clv', 'worth');
    await rename('churn', 'clv');
    expect(faultOf(await rename('churn', 'x')).message).toContain('it is called clv');
    expect((await rename('clv', 'leaving')).data.renameAnalysis.name).toBe('leaving');
    const again = await api.query(key, 'mutation { createAnalysis(input: { name: "clv", kind: CLV }) { name } }');
    expect(again.data.createAnalysis).toEqual({ name: 'clv' });
    expect(faultOf(await api.query(key, 'mutation { runAnalysis(name: "clv") { state } }')).code).toBeUndefined();
  });

  it('takes along what is stored with the name: value and loyalty, its runs that are not over, segments in every version', async () => {
    await api.admin`update analysis set parameters = '{"churnAnalysis": "churn", "tiers": 2}' where id = ${company.analysisId}`;
    const { data } = await api.query(key, 'mutation { runAnalysis(name: "segments") { id } }');
    await addSegment('churn');
    const change = { filter: { score: { measure: 'CHURN_RISK', max: 0.5, analysis: 'churn' } } };
    const changed = await api.query(
      key,
      'mutation ($change: SegmentChange!) { updateSegment(key: "in-danger", change: $change) { version } }',
      { change },
    );
    expect(changed.data.updateSegment).toEqual({ version: 2 });
    await rename('churn', 'leaving');
    const shown = await api.query(
      key,
      `query ($id: ID!) { segment(key: "in-danger") { version definition fault count versions { definition } }
        analysis(name: "segments") { parametersJson } run(id: $id) { parameters { ... on ValueLoyaltyParameters { churnAnalysis } } } }`,
      { id: data.runAnalysis.id },
    );
    const { segment, analysis, run } = shown.data;
    expect(segment).toMatchObject({ version: 2, fault: null, count: 12, definition: { score: { analysis: 'leaving' } } });
    expect(JSON.stringify(segment.versions)).not.toContain('"churn"');
    expect(segment.versions[1].definition.and).toEqual([
      { or: [{ not: { score: { measure: 'CHURN_RISK', min: 0.1, analysis: 'leaving' } } }] },
      { score: { measure: 'VALUE', min: 1 } },
    ]);
    expect(analysis.parametersJson).toMatchObject({ churnAnalysis: 'leaving', valueAnalysis: null, tiers: 2 });
    expect(run.parameters).toEqual({ churnAnalysis: 'leaving' });
    expect((await recorded('ANALYSIS_RENAMED'))[0]!.details).toMatchObject({ analyses: ['segments'], segments: ['in-danger'] });
  });
});

describe('deleteAnalysis', () => {
  it('takes runs, scores, schedule and backfill from every door at once, and their rows bit by bit', async () => {
    const { workspaceId, clvRunId } = company;
    const id = await idOf('clv');
    await fillSchedules(api.admin, workspaceId, id, 'deleted');
    expect(await dataset('customer_scores')).toHaveLength(24);
    expect((await remove('clv')).data).toEqual({ deleteAnalysis: 'clv' });
    const run = encodeGlobalId('Run', clvRunId!);
    const { data, errors } = await api.query(
      key,
      `query ($run: ID!) { analysis(name: "clv") { id } run(id: $run) { id } node(id: $run) { id } runs { nodes { analysis { name } } } analyses { nodes { name } }
        workspace { scores { score analysis { name } } } customers(first: 1) { nodes { value { __typename } } } backfills { nodes { id } } schedules { nodes { cron } } }`,
      { run },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      ...{ analysis: null, run: null, node: null, backfills: { nodes: [] }, schedules: { nodes: [] } },
      runs: { nodes: [{ analysis: { name: 'churn' } }] },
      analyses: { nodes: [{ name: 'churn' }, { name: 'segments' }] },
      workspace: {
        scores: [
          { score: 'CHURN', analysis: { name: 'churn' } },
          { score: 'VALUE', analysis: null },
        ],
      },
      customers: { nodes: [{ value: { __typename: 'NotScored' } }] },
    });
    expect(await dataset('customer_scores')).toHaveLength(12);
    expect(new Set((await dataset('runs')).map(({ analysis }) => analysis))).toEqual(new Set(['churn']));
    for (const document of ['publishRun(id: $run) { name }', 'cancelRun(id: $run) { id }'])
      expect(faultOf(await api.query(key, `mutation ($run: ID!) { ${document} }`, { run }))).toEqual({
        message: 'id: there is no such run',
        code: 'NOT_FOUND',
      });
    expect(faultOf(await api.query(key, '{ compareRuns(a: $run, b: $run) { a { id } } }'.replaceAll('$run', `"${run}"`))).code).toBe(
      'NOT_FOUND',
    );
    while (await clearScores(app, new Date(0)));
    const left = await api.admin`
      select (select count(*)::integer from run where workspace_id = ${workspaceId} and analysis_id is null) as runs,
             (select count(*)::integer from customer_score where workspace_id = ${workspaceId} and run_id = ${clvRunId}) as scores,
             (select count(*)::integer from customer_score where workspace_id = ${workspaceId}) as others`;
    expect(left[0]).toEqual({ runs: 0, scores: 0, others: 12 });
  });

  it('cancels what waits or is under way, and a worker that is at it writes no end', async () => {
    const id = await idOf('segments');
    const { data } = await api.query(key, 'mutation { runAnalysis(name: "segments") { id } }');
    const [run] = await api.admin<{ id: bigint }[]>`
      update run set state = 'RUNNING', attempt = 1, started_at = now() where workspace_id = ${company.workspaceId} and analysis_id = ${id} returning id`;
    expect(data.runAnalysis.id).toBe(encodeGlobalId('Run', run!.id));
    const heard: string[] = [];
    const { unlisten } = await app.listen('earshot_run', (uuid) => void heard.push(uuid));
    await remove('segments');
    const [row] = await api.admin<{ uuid: string }[]>`
      select uuid, state, cancel_reason as reason, analysis_id as "analysisId" from run where id = ${run!.id}`;
    expect(row).toMatchObject({ state: 'CANCELLED', reason: 'ANALYSIS_DELETED', analysisId: null });
    await expect.poll(() => heard).toContain(row!.uuid);
    await unlisten();
    expect((await recorded('ANALYSIS_DELETED'))[0]!.details).toMatchObject({
      name: 'segments',
      kind: 'VALUE_LOYALTY',
      runs: 1,
      cancelled: 1,
    });
  });

  it('waits for a run that is just writing its result', async () => {
    const written = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const writing = inWorkspace(app, company.workspaceId, async (tx) => {
      await tx`insert into run_log (workspace_id, run_id, attempt, level, message) values (${company.workspaceId}, ${company.clvRunId}, 1, 'INFO', 'writes')`;
      written.resolve();
      await mayEnd.promise;
    });
    await written.promise;
    const deleted = remove('clv');
    try {
      await until(async () => (await waiting()) > 0, 'the deletion waits for the row of the run');
      expect(await idOf('clv')).toBeDefined();
    } finally {
      mayEnd.resolve(); // or the transaction stays open, and all that follows waits for it
    }
    await writing;
    expect((await deleted).data).toEqual({ deleteAnalysis: 'clv' });
  });

  it('lets who asks for a run meanwhile find no analysis', async () => {
    const id = await idOf('clv');
    const order = { workspaceId: company.workspaceId, analysisId: id, trigger: 'API', triggeredBy: null } as const;
    const asked = await Promise.all([
      remove('clv'),
      ...Array.from({ length: 4 }, () =>
        inWorkspace(app, company.workspaceId, (tx) => requestRun(executor(tx), api.services.queue, order)),
      ),
    ]);
    expect(asked[0]).toMatchObject({ data: { deleteAnalysis: 'clv' } });
    expect(await inWorkspace(app, company.workspaceId, (tx) => requestRun(executor(tx), api.services.queue, order))).toBeNull();
    const [left] = await api.admin`select count(*)::integer as n from run where workspace_id = ${company.workspaceId} and state = 'QUEUED'`;
    expect(left).toEqual({ n: 0 });
  });

  it.each([
    ['setSchedule', 'setSchedule(input: { analysis: "segments", cron: "0 6 * * *" }) { id }'],
    ['startBackfill', 'startBackfill(input: { analysis: "segments", from: "2025-01-01", to: "2025-03-31", step: MONTH }) { id }'],
    ['setRunLimits', 'setRunLimits(analysis: "segments", timeoutSeconds: 60) { id }'],
    ['renameAnalysis', 'renameAnalysis(analysis: "segments", name: "cells") { id }'],
  ])('lets who changes it meanwhile find no analysis: %s', async (_name, mutation) => {
    const isGone = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const deleting = inWorkspace(app, company.workspaceId, async (tx) => {
      await tx`delete from analysis where workspace_id = ${company.workspaceId} and name = 'segments'`;
      isGone.resolve();
      await mayEnd.promise;
    });
    await isGone.promise;
    const changed = api.query(key, `mutation { ${mutation} }`);
    try {
      await until(async () => (await waiting()) > 0, 'the change waits for the end of the deletion');
    } finally {
      mayEnd.resolve();
    }
    await deleting;
    expect(faultOf(await changed)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is no error when it is sent again, is on record once, and frees name and idempotency keys', async () => {
    const first = await post('clv', { 'idempotency-key': 'nightly' });
    await remove('clv');
    expect((await remove('clv')).data).toEqual({ deleteAnalysis: 'clv' });
    expect(await recorded('ANALYSIS_DELETED')).toHaveLength(1);
    await api.query(key, 'mutation { createAnalysis(input: { name: "clv", kind: CLV }) { name } }');
    const next = await post('clv', { 'idempotency-key': 'nightly' });
    expect(next).toMatchObject({ status: 202 });
    expect(next.body.id).not.toBe(first.body.id);
  });

  it('is refused while segments or value and loyalty name it, and says which', async () => {
    await addSegment('churn');
    await api.admin`update analysis set parameters = '{"churnAnalysis": "churn"}' where id = ${company.analysisId}`;
    expect(faultOf(await remove('churn'))).toEqual({
      message: 'analysis: churn is named by the analysis segments, the segment in-danger: delete or change those first',
      code: 'CONFLICT',
    });
    expect(await idOf('churn')).toBeDefined();
    await remove('segments');
    await api.query(key, 'mutation { deleteSegment(key: "in-danger") }');
    expect((await remove('churn')).data).toEqual({ deleteAnalysis: 'churn' });
  });

  it('raises the version of scores, so that what is made of them is stale', async () => {
    const version = async () =>
      (await api.admin`select version::integer from data_version where workspace_id = ${company.workspaceId} and domain = 'scores'`)[0]
        ?.version ?? 0;
    const before = await version();
    await remove('segments');
    expect(await version()).toBe(before);
    await remove('clv');
    expect(await version()).toBe(before + 1);
  });

  it('keeps messages of webhooks that are still to be delivered', async () => {
    const [webhook] = (await addWebhook()) as unknown as { id: bigint }[];
    const own = { workspace_id: company.workspaceId };
    const [event] = await api.admin<{ id: bigint }[]>`
      insert into webhook_event ${api.admin({ ...own, type: 'run.succeeded', run_id: company.clvRunId!, transition_id: company.clvRunId!, body: '{"type":"run.succeeded"}' })} returning id`;
    await api.admin`insert into webhook_delivery ${api.admin({ ...own, webhook_id: webhook!.id, event_id: event!.id })}`;
    await remove('clv');
    while (await clearScores(app, new Date(0)));
    const { data } = await api.query(
      key,
      'query ($id: ID!) { webhookDeliveries(webhook: $id) { nodes { state eventType body run { id } } } }',
      { id: encodeGlobalId('Webhook', webhook!.id) },
    );
    expect(data.webhookDeliveries.nodes).toEqual([
      { state: 'PENDING', eventType: 'run.succeeded', body: '{"type":"run.succeeded"}', run: null },
    ]);
  });

  it('touches no analysis of that name in another workspace', async () => {
    const other = await createCompany(api.admin, []);
    await api.admin`insert into analysis (workspace_id, name, kind, parameters) values (${other.workspaceId}, 'clv', 'CLV', '{}')`;
    await remove('clv');
    const [left] = await api.admin`select count(*)::integer as n from analysis where workspace_id = ${other.workspaceId} and name = 'clv'`;
    expect(left).toEqual({ n: 1 });
  });
});
