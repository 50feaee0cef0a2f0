/** Which run's numbers stand, what happened to a run, and what differs between two. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let stranger: string;
let workspaceId: number;
let analysisId: bigint;
let earlier: bigint;
let later: bigint;

/** A finished run of the analysis, fitted unless `columns` say otherwise. */
async function addRun(columns: Record<string, unknown> = {}): Promise<bigint> {
  const row = {
    workspace_id: workspaceId,
    analysis_id: analysisId,
    kind: 'DRIVERS',
    trigger: 'API',
    parameters: api.admin.json({ outcome: 'NPS', drivers: ['RATE'], confidenceLevel: 0.95 }),
    population: api.admin.json({}),
    state: 'SUCCEEDED',
    outcome: 'FITTED',
    finished_at: new Date(),
    data_versions: api.admin.json({ feedback: '3' }),
    ...columns,
  };
  const [run] = await api.admin<{ id: bigint }[]>`insert into run ${api.admin(row)} returning id`;
  return run!.id;
}
const addEffect = (runId: bigint, estimate: number) => api.admin`
  insert into driver_estimate ${api.admin({ workspace_id: workspaceId, run_id: runId, driver_key: 'RATE', position: 1, label: 'Rating', rank: 1, lmg: 0.1, lmg_share: 1, estimate, ci_low: estimate - 1, ci_high: estimate + 1, classical_std_err: 0.1, standardized_estimate: 0.2, correlation: 0.2, vif: 1, mean: 3, mean_std_err: 0.1, mean_ci_low: 2.8, mean_ci_high: 3.2, n: 100, priority: 'KEEP' })}`;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  const other = await createWorkspace(api.admin, 'b');
  await fillWorkspace(api.admin, workspaceId);
  await fillRun(api.admin, workspaceId);
  const [analysis] = await api.admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, survey_id, parameters)
    select ${workspaceId}, 'history', 'DRIVERS', id, '{"outcome":"NPS","drivers":["RATE"]}' from survey where workspace_id = ${workspaceId} returning id`;
  analysisId = analysis!.id;
  earlier = await addRun({ warnings: api.admin.json([{ code: 'LOW_R2', subject: null, detail: '' }]) });
  later = await addRun({ data_versions: api.admin.json({ feedback: '4' }), seed: 2 });
  await addEffect(earlier, 1);
  await addEffect(later, 1.5);
  await addRun({ outcome: 'NOT_ESTIMABLE', status_code: 'RANK_DEFICIENT' });
  await addRun({ as_of: new Date('2025-12-31T00:00:00Z') });
  key = await api.createKey(workspaceId);
  stranger = await api.createKey(other);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const runId = (id: bigint) => encodeGlobalId('Run', id);
const current = async () =>
  (await api.query(key, '{ analysis(name: "history") { currentRun { id } publishedRun { id } publishedBy } }')).data.analysis;
const publish = (id: bigint, as = key) =>
  api.query(as, 'mutation ($id: ID!) { publishRun(id: $id) { publishedRun { id } currentRun { id } } }', { id: runId(id) });

describe('the run whose numbers stand', () => {
  it('is the latest with a result, and neither one that cannot tell nor one as of a past date', async () => {
    expect(await current()).toEqual({ currentRun: { id: runId(later) }, publishedRun: null, publishedBy: null });
  });
  it('is the published one whatever ran later, until it is published no more', async () => {
    const answer = await publish(earlier);
    expect(answer.data.publishRun).toEqual({ publishedRun: { id: runId(earlier) }, currentRun: { id: runId(earlier) } });
    expect((await publish(earlier)).data).toEqual(answer.data); // sent again, nothing more happens
    expect((await current()).publishedBy).toMatch(/^API_KEY \d+$/);
    const log = await api.admin<{ message: string }[]>`select message from run_log where run_id = ${earlier}`;
    expect(log.map(({ message }) => message)).toEqual([expect.stringMatching(/^published by API_KEY \d+$/)]);
    const undone = await api.query(key, 'mutation { unpublishRun(analysis: "history") { currentRun { id } publishedAt } }');
    expect(undone.data.unpublishRun).toEqual({ currentRun: { id: runId(later) }, publishedAt: null });
  });
  it('cannot be one without a result, nor one of another workspace', async () => {
    const [failed] = await api.admin<{ id: bigint }[]>`select id from run where workspace_id = ${workspaceId} and state = 'FAILED' limit 1`;
    expect((await publish(failed!.id)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'id' });
    expect((await publish(later, stranger)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const foreign = await api.query(stranger, 'mutation { unpublishRun(analysis: "history") { name } }');
    expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});

describe('compareRuns', () => {
  const compare = (a: bigint, b: bigint, as = key) =>
    api.query(
      as,
      `query ($a: ID!, $b: ID!) { compareRuns(a: $a, b: $b) { inputs { name a b } warningsGone warningsNew
         numbers { key estimateA ciLowA estimateB ciHighB difference } } }`,
      { a: runId(a), b: runId(b) },
    );
  it('tells what differs in what was asked and read, and the numbers side by side', async () => {
    const { data } = await compare(earlier, later);
    expect(data.compareRuns.inputs).toEqual([
      { name: 'version of feedback', a: '3', b: '4' },
      { name: 'seed', a: 1, b: 2 },
    ]);
    expect(data.compareRuns).toMatchObject({ warningsGone: ['LOW_R2'], warningsNew: [] });
    expect(data.compareRuns.numbers).toContainEqual({
      key: 'effect RATE',
      estimateA: 1,
      ciLowA: 0,
      estimateB: 1.5,
      ciHighB: 2.5,
      difference: 0.5,
    });
  });
  it('refuses runs of two analyses, and knows none of another workspace', async () => {
    const [foreign] = await api.admin<
      { id: bigint }[]
    >`select id from run where workspace_id = ${workspaceId} and analysis_id <> ${analysisId} limit 1`;
    expect((await compare(earlier, foreign!.id)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'b' });
    expect((await compare(earlier, later, stranger)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
  it.each(['CHURN', 'CLV', 'VALUE_LOYALTY'])('of kind %s asks tables that are there', async (kind) => {
    const [analysis] = await api.admin<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, ${`of-${kind.toLowerCase()}`}, ${kind}, '{}') returning id`;
    const [a, b] = [await addRun({ kind, analysis_id: analysis!.id }), await addRun({ kind, analysis_id: analysis!.id })];
    expect((await compare(a, b)).data.compareRuns).toEqual({ inputs: [], warningsGone: [], warningsNew: [], numbers: [] });
  });
});

it('the log of a run is read page by page from its beginning', async () => {
  const lines = Array.from({ length: 5 }, (_, n) => ({
    workspace_id: workspaceId,
    run_id: later,
    attempt: 1,
    level: 'INFO',
    message: `line ${n}`,
  }));
  await api.admin`insert into run_log ${api.admin(lines)}`;
  const read: string[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await api.query(
      key,
      'query ($id: ID!, $after: String) { run(id: $id) { log(first: 2, after: $after) { edges { node { message level attempt } } pageInfo { hasNextPage endCursor } } } }',
      { id: runId(later), after },
    );
    const { edges, pageInfo } = answer.data.run.log;
    read.push(...edges.map(({ node }: { node: { message: string } }) => node.message));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(read).toEqual(lines.map(({ message }) => message));
});
