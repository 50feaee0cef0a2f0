/** Which number is called churn, and which value: one analysis gives it at every door, whatever others of its kind there are. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGraphState } from '../../../api/cache/graphState.ts';
import { connect, inSnapshot, type Sql } from '../../../prisma/sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { readSourceRun } from '../../../worker/data/readSourceRun.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Company, createCompany, now } from '../../support/valueLoyaltyFixture.ts';

let database: TestDatabase;
let api: TestApi;
let app: Sql;
let key: string;
let company: Company;
/** Names of analyses by the ids of their runs, as numbers and as the graph shows them. */
const names = new Map<string, string>();

/** Of `churn` and `clv`, the analyses that were there first; in the trials everything is the other way round. */
const risk = 0.2;
const trialRisk = 0.9;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { limits: { answerCacheMegabytes: 8 } });
  app = connect(database.appUrl, { applicationName: 'test', max: 1 });
  const person = (index: number) => ({
    value: { value: 100 + index, low: 1, high: 500 },
    risk: { risk, low: 0.1, high: 0.3 },
  });
  company = await createCompany(
    api.admin,
    Array.from({ length: 40 }, (_, index) => person(index)),
  );
  await api.admin`insert into churn_model ${api.admin(ruleOf(company.churnRunId!, 60))}`;
  remember('churn', company.churnRunId!);
  remember('clv', company.clvRunId!);
  key = await api.createKey(company.workspaceId);
});
afterAll(async () => {
  await app?.end();
  await api?.close();
  await database?.drop();
});

function remember(name: string, runId: bigint): void {
  names.set(String(runId), name);
  names.set(encodeGlobalId('Run', runId), name);
}

const ruleOf = (runId: bigint, silenceDays: number) => ({
  ...{ workspace_id: company.workspaceId, run_id: String(runId), kind: 'SILENT', silence_days: silenceDays, dated_at: 'LAST_ACTIVITY' },
  ...{ customers: 40, episodes: 40, losses: 9, returns: 0, return_share: 0, delayed_entries: 0, provisional_losses: 0 },
  ...{ is_suggested: false, visits_count: false, as_of: now, follow_up_end: now, shape: 'CURVES' },
  ...{ cohort_period: 'MONTH', cohort_customers: 40, confidence_level: 0.95 },
});

/** Of a kind, with a run that ended later than any and scores everybody. */
async function addTrial(name: string, kind: 'CHURN' | 'CLV', scores: { churn_risk?: number; value?: number }): Promise<bigint> {
  const own = { workspace_id: company.workspaceId };
  const json = api.admin.json({});
  const [analysis] = await api.admin<
    { id: bigint }[]
  >`insert into analysis ${api.admin({ ...own, name, kind, parameters: json })} returning id`;
  const ended = {
    state: 'SUCCEEDED',
    outcome: 'FITTED',
    finished_at: new Date(),
    data_through: now,
    data_versions: api.admin.json({ crm: '1' }),
  };
  const [run] = await api.admin<{ id: bigint }[]>`
    insert into run ${api.admin({ ...own, analysis_id: analysis!.id, kind, trigger: 'API', parameters: json, population: json, ...ended })} returning id`;
  const rows = company.customerIds.toReversed().map((customer_id, index) => ({
    ...{ ...own, run_id: String(run!.id), customer_id: String(customer_id), position: index + 1 },
    ...{ churn_risk: scores.churn_risk ?? null, value: scores.value ?? null },
  }));
  await api.admin`insert into customer_score ${api.admin(rows)}`;
  remember(name, run!.id);
  return run!.id;
}

const question = `{
  customer(externalId: "c0") {
    risk { ... on CustomerRisk { analysis runId churnRisk } ... on NotScored { reason } }
    value { ... on CustomerValue { analysis runId } }
  }
  risky: customers(first: 1, filter: { score: { measure: CHURN_RISK, min: 0.5 } }) { totalCount scoreRunIds }
  byRisk: customers(first: 1, orderBy: CHURN_RISK) { scoreRunIds nodes { externalId } }
  byValue: customers(first: 1, orderBy: VALUE) { scoreRunIds }
  journey(from: "2026-05-01T00:00:00Z", until: "2026-06-01T00:00:00Z") { churnRunId silenceDays }
  metrics(input: { measures: [CLV_TOTAL] }) { freshness { clvRun { runId } } }
}`;

/** The analysis that each door goes by: what is called churn, and what value. */
async function heard() {
  const { data, errors } = await api.query(key, question);
  expect(errors).toBeUndefined();
  const { customer, risky, byRisk, byValue, journey, metrics } = data;
  const file = await fetch(`${api.url}/bi/v1/customer_scores.json?columns=analysis,kind,is_standing`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const { rows } = (await file.json()) as { rows: { analysis: string; kind: string; is_standing: boolean }[] };
  const standing = (kind: string) => [
    ...new Set(rows.filter((row) => row.kind === kind && row.is_standing).map(({ analysis }) => analysis)),
  ];
  const source = (kind: 'CHURN' | 'CLV') =>
    inSnapshot(app, company.workspaceId, (tx) =>
      readSourceRun(tx, { workspaceId: company.workspaceId, kind, argument: 'x', name: null, asOf: null }),
    );
  const own = { [customer.risk.analysis]: names.get(customer.risk.runId), [customer.value.analysis]: names.get(customer.value.runId) };
  for (const [said, run] of Object.entries(own)) expect(run).toBe(said);
  return {
    churn: {
      customer: customer.risk.analysis,
      filter: risky.scoreRunIds.map((id: string) => names.get(id)),
      found: risky.totalCount,
      order: byRisk.scoreRunIds.map((id: string) => names.get(id)),
      first: byRisk.nodes[0].externalId,
      journey: names.get(journey.churnRunId),
      silenceDays: journey.silenceDays,
      dataset: standing('CHURN'),
      valueLoyalty: (await source('CHURN'))?.analysis,
    },
    value: {
      customer: customer.value.analysis,
      order: byValue.scoreRunIds.map((id: string) => names.get(id)),
      metrics: names.get(metrics.freshness.clvRun.runId),
      dataset: standing('CLV'),
      valueLoyalty: (await source('CLV'))?.analysis,
    },
  };
}

const everyDoor = {
  churn: (name: string, silenceDays: number) => ({
    ...{ customer: name, filter: [name], order: [name], journey: name, silenceDays, dataset: [name], valueLoyalty: name },
    ...(name === 'churn' ? { found: 0, first: 'c0' } : { found: 40, first: 'c39' }),
  }),
  value: (name: string) => ({ customer: name, order: [name], metrics: name, dataset: [name], valueLoyalty: name }),
};

const set = (score: string, analysis: string | null, as = key) =>
  api.query(
    as,
    `mutation ($score: ScoreName!, $analysis: String) { setScoreAnalysis(score: $score, analysis: $analysis) { scores { score isChosen analysis { name } } } }`,
    { score, analysis },
  );

const tagOf = async () =>
  (await fetch(`${api.url}/bi/v1/customer_scores.csv`, { headers: { authorization: `Bearer ${key}` } })).headers.get('etag');

describe('what is called churn, and what value', () => {
  it('stays that of the first analysis of its kind when somebody tries another, at every door', async () => {
    const before = { churn: everyDoor.churn('churn', 60), value: everyDoor.value('clv') };
    expect(await heard()).toEqual(before);
    const trial = await addTrial('trial', 'CHURN', { churn_risk: trialRisk });
    await api.admin`insert into churn_model ${api.admin(ruleOf(trial, 90))}`;
    const other = await addTrial('other', 'CLV', { value: 5 });
    await api.admin`update analysis set published_run_id = case name when 'trial' then ${String(trial)}::bigint else ${String(other)}::bigint end
      where workspace_id = ${company.workspaceId} and name in ('trial', 'other')`;
    expect(await heard()).toEqual(before); // published is said of the runs of one analysis
  });

  it('is that of the one that was chosen, at every door, in answers and files that were kept before, too', async () => {
    await heard();
    const tag = await tagOf();
    const { data } = await set('CHURN', 'trial');
    expect(data.setScoreAnalysis.scores).toEqual([
      { score: 'CHURN', isChosen: true, analysis: { name: 'trial' } },
      { score: 'VALUE', isChosen: false, analysis: { name: 'clv' } },
    ]);
    expect(await heard()).toEqual({ churn: everyDoor.churn('trial', 90), value: everyDoor.value('clv') });
    expect(await tagOf()).not.toBe(tag);
    expect((await set('VALUE', 'other')).errors).toBeUndefined();
    expect(await heard()).toEqual({ churn: everyDoor.churn('trial', 90), value: everyDoor.value('other') });
  });

  it('is put on record once, and not where nothing changes', async () => {
    const events = async () =>
      (await api.query(key, '{ auditEvents(first: 50, action: SCORE_ANALYSIS_SET) { nodes { details } } }')).data.auditEvents.nodes;
    const recorded = await events();
    expect(recorded).toEqual([
      { details: { score: 'VALUE', analysis: 'other', before: null } },
      { details: { score: 'CHURN', analysis: 'trial', before: null } },
    ]);
    expect((await set('CHURN', 'trial')).errors).toBeUndefined();
    expect(await events()).toEqual(recorded);
    await set('VALUE', null);
    expect((await events())[0]).toEqual({ details: { score: 'VALUE', analysis: null, before: 'other' } });
    expect((await heard()).value).toEqual(everyDoor.value('clv'));
  });

  it('makes stale what was computed of the scores of before, and nothing else; so does publishing and rolling back', async () => {
    await addTrial('second', 'CLV', { value: 6 });
    const [run] = await api.admin<{ id: bigint }[]>`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, data_versions, finished_at)
      select workspace_id, id, kind, 'API', '{}', '{}', 'SUCCEEDED', 'FITTED', '{}', now() from analysis
       where workspace_id = ${company.workspaceId} and id = ${company.analysisId} returning id`;
    const versions = async () => {
      const { data } = await api.query(key, '{ workspace { dataVersions { domain version } } }');
      return Object.fromEntries(data.workspace.dataVersions.map(({ domain, version }: Record<string, string>) => [domain, version]));
    };
    const stateOfData = () => readGraphState(api.services.sql, company.workspaceId, false);
    const kept = await stateOfData();
    const makesStale = async (change: () => Promise<{ errors?: unknown }>) => {
      await api.admin`update run set data_versions = ${api.admin.json(await versions())}, stale_at = null where id = ${run!.id}`;
      expect((await change()).errors).toBeUndefined();
      const stale = await app`select from runs_gone_stale(500) where run_id = ${run!.id}`;
      return stale.length === 1;
    };
    const mutate = (text: string) => () => api.query(key, `mutation { ${text} }`);
    const [clv] = await api.admin<{ id: bigint }[]>`
      select r.id from run r join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
       where r.workspace_id = ${company.workspaceId} and a.name = 'clv' limit 1`;
    expect(await makesStale(() => set('VALUE', 'second'))).toBe(true);
    expect(await makesStale(() => set('VALUE', 'second'))).toBe(false);
    expect(await makesStale(() => set('VALUE', null))).toBe(true);
    expect(await makesStale(mutate(`publishRun(id: "${encodeGlobalId('Run', clv!.id)}") { name }`))).toBe(true);
    expect(await makesStale(mutate('unpublishRun(analysis: "clv") { name }'))).toBe(true);
    expect(await makesStale(mutate(`publishRun(id: "${encodeGlobalId('Run', run!.id)}") { name }`))).toBe(false); // nothing is made of it
    expect(await makesStale(mutate('unpublishRun(analysis: "segments") { name }'))).toBe(false);
    expect(await stateOfData()).toBe(kept); // answers of facts are kept
    await api.admin`delete from run where id = ${run!.id}`;
  });

  it('says why nobody is scored by the one that is meant, not by another', async () => {
    const own = { workspace_id: company.workspaceId, name: 'new', kind: 'CHURN', parameters: api.admin.json({}) };
    await api.admin`insert into analysis ${api.admin(own)}`;
    await set('CHURN', 'new');
    const { data } = await api.query(key, '{ customer(externalId: "c0") { risk { ... on NotScored { reason } } } }');
    expect(data.customer.risk).toEqual({ reason: 'NO_RUN' });
    const refused = await api.query(key, '{ customers(first: 1, orderBy: CHURN_RISK) { nodes { id } } }');
    expect(refused.errors?.[0]?.message).toContain(
      'there is no finished run of the CHURN analysis that stands (Workspace.scores; setScoreAnalysis chooses another) to order by',
    );
    await set('CHURN', 'trial');
  });

  it('is that of the first again when the chosen one is deleted', async () => {
    const of = await api.admin`select id from run where workspace_id = ${company.workspaceId} and analysis_id = (
      select id from analysis where workspace_id = ${company.workspaceId} and name = 'trial')`;
    await api.admin`delete from customer_score where workspace_id = ${company.workspaceId} and run_id = ${of[0]!.id}`;
    await api.admin`delete from analysis where workspace_id = ${company.workspaceId} and name = 'trial'`;
    expect((await heard()).churn).toEqual(everyDoor.churn('churn', 60));
    const { data } = await api.query(key, '{ workspace { scores { score isChosen analysis { name } } } }');
    expect(data.workspace.scores[0]).toEqual({ score: 'CHURN', isChosen: false, analysis: { name: 'churn' } });
  });
});

describe('setScoreAnalysis', () => {
  it.each([
    ['CHURN', 'clv', 'BAD_USER_INPUT', 'analysis: clv is of kind CLV: what is called churn comes from one of kind CHURN'],
    ['VALUE', 'segments', 'BAD_USER_INPUT', 'analysis: segments is of kind VALUE_LOYALTY: what is called value comes from one of kind CLV'],
    ['CHURN', 'gone', 'NOT_FOUND', 'analysis: there is no such analysis'],
  ])('refuses %s of %s', async (score, analysis, code, message) => {
    const [error] = (await set(score, analysis)).errors ?? [];
    expect(error).toMatchObject({ message, extensions: { code } });
  });

  it('knows no analysis of another workspace, and changes nothing there', async () => {
    const other = await createWorkspace(api.admin, 'other');
    const stranger = await api.createKey(other);
    expect((await set('CHURN', 'churn', stranger)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const { data } = await set('CHURN', null, stranger);
    expect(data.setScoreAnalysis.scores).toEqual([
      { score: 'CHURN', isChosen: false, analysis: null },
      { score: 'VALUE', isChosen: false, analysis: null },
    ]);
    const name = { workspace_id: other, name: 'churn', kind: 'CHURN', parameters: api.admin.json({}) };
    await api.admin`insert into analysis ${api.admin(name)}`;
    await set('CHURN', 'churn', stranger);
    expect(await api.admin`select name from analysis where is_chosen and workspace_id = ${company.workspaceId}`).toEqual([]);
  });

  it('needs the scope admin', async () => {
    const [error] = (await set('CHURN', 'churn', await api.createKey(company.workspaceId, ['read', 'compute']))).errors ?? [];
    expect(error?.extensions.code).toBe('FORBIDDEN');
  });

  it('leaves one chosen, however many choose at once', async () => {
    for (const name of ['one', 'two', 'three'])
      await api.admin`insert into analysis ${api.admin({ workspace_id: company.workspaceId, name, kind: 'CHURN', parameters: api.admin.json({}) })}`;
    const answers = await Promise.all(['one', 'two', 'three', 'one', 'two'].map((name) => set('CHURN', name)));
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(await api.admin`select count(*)::integer as n from analysis where is_chosen and workspace_id = ${company.workspaceId}`).toEqual([
      { n: 1 },
    ]);
  });
});
