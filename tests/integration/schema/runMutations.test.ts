import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { type Answer, createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { surveyInput as aSurvey } from '../../support/surveyInput.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;
let counter = 0;
let unique: string; // a new name for every test

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  key = await api.createKey(workspaceId);
});
beforeEach(() => {
  unique = `n${counter++}`;
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const surveyInput = (rest: object = {}) => aSurvey(unique, rest);

const createSurvey = (input: object) =>
  api.query(
    key,
    'mutation ($input: SurveyInput!) { createSurvey(input: $input) { id key questions { position key scaleMin scaleMax } } }',
    { input },
  );
const createAnalysis = (input: object) =>
  api.query(
    key,
    'mutation ($input: AnalysisInput!) { createAnalysis(input: $input) { id name parameters { ... on DriverParameters { outcome drivers confidenceLevel features { driver feature windowDays } } } population { answered { question min max } respondedFrom } } }',
    {
      input: { name: unique, kind: 'DRIVERS', survey: unique, drivers: { outcome: 'NPS', drivers: ['A', 'B'] }, ...input },
    },
  );
const run = (args: string) => api.query(key, `mutation { runAnalysis(${args}) { id state trigger analysis { name } } }`);
const fault = ({ errors }: Answer) => ({ message: errors?.[0]?.message, ...errors?.[0]?.extensions });
const numberOf = (id: string) => Buffer.from(id, 'base64url').toString().split(':')[1];
const jobs = () =>
  api.admin<
    { data: { id: string } }[]
  >`select data from pgboss.job where name = 'perform' and data ->> 'table' = 'run' order by created_on`;

describe('runAnalysis', () => {
  async function analysis(): Promise<string> {
    await createSurvey(surveyInput());
    return (await createAnalysis({})).data.createAnalysis.id;
  }
  it('writes the run and its job in one transaction', async () => {
    await analysis();
    const before = (await jobs()).length;
    const answer = await run(`name: "${unique}", trigger: CLI`);
    expect(answer.data.runAnalysis).toMatchObject({ state: 'QUEUED', trigger: 'CLI', analysis: { name: unique } });
    const queued = (await jobs()).slice(before);
    expect(queued.map(({ data }) => data)).toEqual([{ workspaceId, table: 'run', id: numberOf(answer.data.runAnalysis.id) }]);
  });
  it('returns the run that waits, also to many who ask at once, and starts another when none waits', async () => {
    const id = await analysis();
    const before = (await jobs()).length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => run(`id: "${id}"`)));
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    const ids = new Set(answers.map((answer) => answer.data.runAnalysis.id));
    expect(ids.size).toBe(1);
    expect((await jobs()).length - before).toBe(1);
    await api.admin`update run set state = 'RUNNING' where workspace_id = ${workspaceId} and id = ${numberOf([...ids][0]!)!}`;
    expect(ids).not.toContain((await run(`id: "${id}"`)).data.runAnalysis.id);
  });
  it('returns the first run for the same idempotency key, also when it has ended', async () => {
    await analysis();
    const first = await run(`name: "${unique}", idempotencyKey: "k-${unique}"`);
    await api.query(key, `mutation { cancelRun(id: "${first.data.runAnalysis.id}") { state } }`);
    const again = await run(`name: "${unique}", idempotencyKey: "k-${unique}"`);
    expect(again.data.runAnalysis).toMatchObject({ id: first.data.runAnalysis.id, state: 'CANCELLED' });
  });
  it('returns the run that it was given because it waited for the same idempotency key, too, whosever that run was', async () => {
    await analysis();
    const { id } = (await run(`name: "${unique}"`)).data.runAnalysis;
    const ask = async (mark: string) => (await run(`name: "${unique}", idempotencyKey: "${mark}-${unique}"`)).data.runAnalysis.id;
    expect(new Set(await Promise.all(['a', 'a', 'b', 'a', 'b'].map(ask)))).toEqual(new Set([id]));
    await api.query(key, `mutation { cancelRun(id: "${id}") { state } }`);
    expect([await ask('a'), await ask('b')]).toEqual([id, id]);
    expect(await ask('c')).not.toBe(id);
  });
  it('refuses an idempotency key that was sent with another moment or force, instead of showing what was not asked for', async () => {
    await analysis();
    const asOf = (day: string, rest = '') => run(`name: "${unique}", asOf: "${day}T00:00:00Z", idempotencyKey: "k-${unique}"${rest}`);
    const first = await asOf('2026-01-31');
    expect((await asOf('2026-01-31')).data.runAnalysis.id).toBe(first.data.runAnalysis.id);
    for (const other of [asOf('2026-02-28'), asOf('2026-01-31', ', force: true')])
      expect(fault(await other)).toMatchObject({ code: 'CONFLICT', argument: 'idempotencyKey' });
  });
  it('refuses an idempotency key that started another analysis', async () => {
    await analysis();
    await run(`name: "${unique}", idempotencyKey: "k-${unique}"`);
    const used = `k-${unique}`;
    unique = `${unique}-other`;
    await analysis();
    expect(fault(await run(`name: "${unique}", idempotencyKey: "${used}"`))).toMatchObject({
      code: 'CONFLICT',
      argument: 'idempotencyKey',
    });
  });
  it.each([
    ['name: "none"', 'NOT_FOUND', 'name'],
    [`id: "${encodeGlobalId('Analysis', 999_999)}"`, 'NOT_FOUND', 'id'],
    [`id: "${encodeGlobalId('Run', 1)}"`, 'BAD_USER_INPUT', 'id'],
    ['trigger: API', 'BAD_USER_INPUT', 'name'],
    ['name: "x", idempotencyKey: ""', 'BAD_USER_INPUT', 'idempotencyKey'],
    ['name: "x", asOf: "2999-01-01T00:00:00Z"', 'BAD_USER_INPUT', 'asOf'],
  ])('refuses %s with %s at %s', async (args, code, argument) => {
    expect(fault(await run(args))).toMatchObject({ code, argument });
  });
});

describe('limits of an analysis', () => {
  const ask = (field: string) => api.query(key, `{ ${field} { timeoutSeconds memoryMegabytes } }`);
  const set = (limits: string) =>
    api.query(key, `mutation { setRunLimits(analysis: "${unique}"${limits}) { timeoutSeconds memoryMegabytes } }`);
  it('are those of its runs; another limit holds for runs that wait too, and for none that has ended', async () => {
    await createSurvey(surveyInput());
    const input = { timeoutSeconds: 600, memoryMegabytes: 256 };
    expect((await createAnalysis(input)).errors).toBeUndefined();
    const waiting = async () => (await run(`name: "${unique}"`)).data.runAnalysis.id;
    const ended = await waiting();
    expect((await ask(`run(id: "${ended}")`)).data.run).toEqual(input);
    await api.query(key, `mutation { cancelRun(id: "${ended}") { id } }`);
    const id = await waiting();

    expect((await set(', timeoutSeconds: 1200')).data.setRunLimits).toEqual({ timeoutSeconds: 1200, memoryMegabytes: 256 });
    expect((await set(', memoryMegabytes: null')).data.setRunLimits).toEqual({ timeoutSeconds: 1200, memoryMegabytes: null });
    expect(await waiting()).toBe(id);
    expect((await ask(`run(id: "${id}")`)).data.run).toEqual({ timeoutSeconds: 1200, memoryMegabytes: null });
    expect((await ask(`run(id: "${ended}")`)).data.run).toEqual(input);
    expect((await ask(`analysis(name: "${unique}")`)).data.analysis).toEqual({ timeoutSeconds: 1200, memoryMegabytes: null });

    expect((await createAnalysis({})).errors).toBeUndefined(); // the same question, of whose limits nothing is said
    expect(fault(await createAnalysis(input))).toMatchObject({
      code: 'CONFLICT',
      field: 'timeoutSeconds',
      message: expect.stringContaining('setRunLimits'),
    });
  });
  it('lie within what a worker can give', async () => {
    expect(fault(await set(', timeoutSeconds: 86001'))).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'timeoutSeconds' });
    expect(fault(await set(', memoryMegabytes: 16001'))).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'memoryMegabytes' });
    expect(fault(await set(', timeoutSeconds: 1'))).toMatchObject({ code: 'NOT_FOUND', argument: 'analysis' });
  });
});

describe('cancelRun', () => {
  it('ends a run that waits or is under way, once, and tells whoever listens by its uuid alone', async () => {
    await createSurvey(surveyInput());
    await createAnalysis({});
    const { id } = (await run(`name: "${unique}"`)).data.runAnalysis;
    const progress = api.admin.json({ stage: 'computing', fraction: 0.5, estimatedSecondsLeft: 40 });
    await api.admin`update run set state = 'RUNNING', progress = ${progress} where workspace_id = ${workspaceId} and id = ${numberOf(id)!}`;
    const heard: string[] = [];
    const listening = await api.admin.listen('earshot_run', (payload) => void heard.push(payload));
    const cancel = () =>
      api.query(
        key,
        `mutation { cancelRun(id: "${id}") { state finishedAt progress { fraction estimatedSecondsLeft } result { __typename } } }`,
      );
    const first = await cancel();
    expect(first.data.cancelRun).toMatchObject({
      state: 'CANCELLED',
      progress: { fraction: 0.5, estimatedSecondsLeft: null }, // how far it came; it takes no longer
      result: { __typename: 'Cancelled' },
    });
    expect(await cancel()).toEqual(first);
    await expect.poll(() => heard).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    await listening.unlisten();
  });
});
