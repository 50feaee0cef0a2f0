/** An answer that was given before comes again without being computed, until anything that it was read from has changed. */

import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cachePlan, keptFields } from '../../../api/cache/cachePlan.ts';
import { readGraphState } from '../../../api/cache/graphState.ts';
import { inWorkspace } from '../../../prisma/sql.ts';
import { schema } from '../../../schema/index.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { fillClvRun } from '../../support/clvRunFixture.ts';
import { everyField } from '../../support/everyField.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';
import { fillSegments } from '../../support/segmentFixture.ts';
import { kinds, whole } from '../imports/factFiles.ts';
import { type ImportBench, openImportBench } from '../imports/importBench.ts';

let bench: ImportBench;
let caching: TestApi;
let computing: TestApi;
let key: string;

beforeAll(async () => {
  bench = await openImportBench();
  const { admin, workspaceId } = bench;
  await fillWorkspace(admin, workspaceId, { customers: 6, responsesEach: 2 });
  await fillFacts(admin, workspaceId);
  await fillSegments(admin, workspaceId);
  await fillRun(admin, workspaceId);
  caching = await startTestApi(bench.database, { limits: { answerCacheMegabytes: 8 } });
  computing = await startTestApi(bench.database);
  key = await caching.createKey(workspaceId);
});
afterAll(async () => {
  await Promise.all([caching?.close(), computing?.close()]);
  await bench?.close();
});

async function ask(query: string, { by = key, headers = {}, variables = {} } = {}) {
  const response = await fetch(`${caching.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.headers.get('cache-status'), body: await response.text() };
}

const planOf = (query: string) => cachePlan(schema, parse(query));
/** One query of each field whose answers are kept, with all below it but what makes it one that is not. */
const kept = [...everyField()]
  .filter(([name]) => keptFields.has(name.split(' ')[0] ?? ''))
  .map(([name, query]) => [name, query.replaceAll(/\brun(b\d)?(: run)? \{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, '')] as const);

describe('an answer that was given before', () => {
  const query = '{ customers(first: 3) { nodes { externalId orders(first: 2) { nodes { revenue } } } } }';

  it('comes again as it was, with one statement for what it depends on', async () => {
    const first = await ask(query);
    expect(first.status).toBe('earshot; fwd=miss');
    caching.statements.length = 0;
    const second = await ask(query);
    expect(second).toEqual({ status: 'earshot; hit', body: first.body });
    const reads = caching.statements.filter((text) => /\bselect\b/i.test(text) && !/pg_backend_pid|authenticate/.test(text));
    expect(reads).toHaveLength(1);
    expect(JSON.parse(second.body).extensions.cost).toMatchObject({ limit: expect.any(Number) });
  });

  it('is another one for other variables, another operation, another document', async () => {
    const document = 'query A($n: Int!) { orders(first: $n) { totalCount nodes { externalId } } }';
    await ask(document, { variables: { n: 1 } });
    expect((await ask(document, { variables: { n: 1 } })).status).toBe('earshot; hit');
    expect((await ask(document, { variables: { n: 2 } })).status).toBe('earshot; fwd=miss');
    expect((await ask(`${document} `, { variables: { n: 1 } })).status).toBe('earshot; fwd=miss');
  });

  it('is shown to nobody else, not even to a key of the same scopes', async () => {
    await ask(query);
    const another = await caching.createKey(bench.workspaceId);
    const less = await caching.createKey(bench.workspaceId, ['read']);
    const stranger = await caching.createKey(bench.otherWorkspaceId);
    for (const by of [another, less, stranger]) expect((await ask(query, { by })).status).toBe('earshot; fwd=miss');
    expect(JSON.parse((await ask(query, { by: stranger })).body).data.customers.nodes).toEqual([]);
  });

  it('is computed for who asks for that, and for who is not let in there is none', async () => {
    await ask(query);
    for (const value of ['no-cache', 'max-age=0, no-store'])
      expect((await ask(query, { headers: { 'cache-control': value } })).status).toBe(null);
    const refused = await ask(query, { by: `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}` });
    expect(refused).toMatchObject({ status: null, body: expect.stringContaining('UNAUTHENTICATED') });
  });

  it('is not kept when a part of it failed', async () => {
    const failing = '{ customers(first: 3) { nodes { externalId } } orders(first: 1, after: "no cursor") { totalCount } }';
    await ask(failing);
    expect((await ask(failing)).status).toBe('earshot; fwd=miss');
  });
});

describe('what is kept', () => {
  it.each([
    ['a mutation', 'mutation { runAnalysis(name: "drivers") { id } }'],
    ['a subscription', 'subscription { runUpdated(id: "x") { id } }'],
    ['states of runs', '{ runs(first: 1) { nodes { state } } }'],
    ['an import', '{ imports(first: 1) { nodes { state } } }'],
    ['keys', '{ apiKeys { nodes { name } } }'],
    ['introspection', '{ __schema { types { name } } }'],
    ['any row by its id', '{ node(id: "x") { id } }'],
    ['a run below a score', '{ customers(first: 1) { nodes { value { ... on NotScored { run { state } } } } } }'],
    ['part of that in a fragment', 'query { ...all } fragment all on Query { surveys { nodes { key } } webhooks { nodes { url } } }'],
  ])('is not %s', (_name, query) => expect(planOf(query)).toBe(null));

  it('depends on runs and on the time of day only where it reads them', () => {
    expect(planOf('{ surveys { nodes { key nps { estimate } } } }')).toEqual({ readsRuns: false, readsClock: false });
    expect(planOf('{ orders(first: 1) { nodes { customer { risk { __typename } } } } }')).toEqual({ readsRuns: true, readsClock: false });
    expect(planOf('{ customers(first: 1) { nodes { id } } }')).toEqual({ readsRuns: false, readsClock: false });
    for (const field of ['lastActivityAt', 'lastOrderAt'])
      expect(planOf(`{ orders(first: 1) { nodes { customer { ${field} } } } }`), field).toEqual({ readsRuns: false, readsClock: true });
    expect(planOf('{ journey { churnDays } }')).toEqual({ readsRuns: true, readsClock: true });
    const filtered = '($filter: CustomerFilter) { customers(filter: $filter) { nodes { id } } }';
    expect(planOf(`query ${filtered}`)).toEqual({ readsRuns: true, readsClock: true }); // it may be by a score
    expect(planOf('{ customers(orderBy: VALUE) { nodes { id } } }')).toEqual({ readsRuns: true, readsClock: false });
  });

  it('is every field of Query that tells of customers: who adds one to the graph decides here', () => {
    const others = Object.keys(schema.getQueryType()!.getFields()).filter((name) => !keptFields.has(name));
    expect(others.toSorted()).toEqual([
      ...['analyses', 'analysis', 'apiKeys', 'auditEvents', 'backfill', 'backfillPreview', 'backfills', 'compareRuns', 'cronTimes'],
      ...['import', 'imports', 'memberships', 'node', 'run', 'runs', 'savedDocument', 'savedDocuments', 'schedules', 'segment', 'segments'],
      ...['webhookDeliveries', 'webhooks', 'workspace'],
    ]);
  });
});

describe('every kind of change', () => {
  const survey = { questions: [{ key: 'NPS', kind: 'NPS', label: 'Would you?' }] };
  const mutate = async (query: string) => expect((await computing.query(key, query)).errors).toBe(undefined);
  const load = async (file: string, as: Parameters<ImportBench['run']>[1]['as'], more = {}) =>
    expect(await bench.run(file, { as, ...more })).toMatchObject({ state: 'SUCCEEDED', message: null });
  const stateNow = (withRuns: boolean) =>
    inWorkspace(bench.app, bench.workspaceId, (tx) => readGraphState(tx, bench.workspaceId, withRuns));
  const answers = () => Promise.all(kept.map(async ([field, query]) => [field, JSON.parse((await ask(query)).body).data] as const));

  /** Metrics say when they were computed. */
  const timeless = (data: unknown) => JSON.parse(JSON.stringify(data).replaceAll(/"computedAt":"[^"]*"/g, '"computedAt":null'));

  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    customers: () => load('external_id,created_at,plan\nC000001,2026-01-01,gold\nnew,2026-01-01,gold\n', 'CUSTOMERS'),
    answers: () => load('response_id,NPS\nfresh,1\n', 'RESPONSES', { survey: 'fresh', codebook: survey }),
    ...Object.fromEntries(kinds.map((kind) => [kind.toLowerCase(), () => load(whole[kind].file, kind)])),
    'a survey': () =>
      mutate(
        'mutation { createSurvey(input: { key: "made", title: "Made", kind: RELATIONAL, questions: [{ key: "NPS", kind: NPS, label: "Would you?" }] }) { key } }',
      ),
    'a touchpoint rule': () => mutate('mutation { setTouchpointRules(rules: [{ touchpoint: "checkout", fact: TICKET }]) { key } }'),
    'the currency': () => bench.admin`update workspace set currency = 'CHF' where id = ${bench.workspaceId}`,
  };
  const changesOfRuns: typeof changes = {
    'a run that is asked for': () => mutate('mutation { runAnalysis(name: "drivers", force: true) { id } }'),
    'the progress of a run': () => bench.admin`update run set progress = '{"stage":"READ"}' where state = 'RUNNING'`,
    'a run that ends': () => fillClvRun(bench.admin, bench.workspaceId, { mark: 'later', name: 'value-later' }),
    'a run that is published': () => bench.admin`update analysis set published_at = now() where name = 'drivers'`,
  };

  it('is known by the state that answers depend on; of runs only where runs are read', async () => {
    const before = await answers();
    for (const [name, change] of Object.entries(changes)) {
      const [without, withRuns] = [await stateNow(false), await stateNow(true)];
      await change();
      expect.soft(await stateNow(false), name).not.toBe(without);
      expect.soft(await stateNow(true), name).not.toBe(withRuns);
    }
    for (const [name, change] of Object.entries(changesOfRuns)) {
      const [without, withRuns] = [await stateNow(false), await stateNow(true)];
      await change();
      expect.soft(await stateNow(true), name).not.toBe(withRuns);
      expect.soft(await stateNow(false), name).toBe(without);
    }
    const after = await answers();
    const computed = await Promise.all(kept.map(async ([, query]) => (await computing.query(key, query)).data));
    for (const [index, [field, data]] of after.entries()) expect.soft(timeless(data), field).toEqual(timeless(computed[index]));
    const isOther = ([, data]: (typeof after)[number], index: number) => JSON.stringify(data) !== JSON.stringify(before[index]?.[1]);
    const changed = after.filter(isOther).map(([field]) => field.split(' ')[0]);
    expect(new Set([...changed, 'featureCatalogue', 'metricCatalogue'])).toEqual(new Set(keptFields));
  }, 60_000);

  it('changes nothing of what another workspace has at hand', async () => {
    const by = await caching.createKey(bench.otherWorkspaceId);
    const query = '{ surveys { nodes { key } } }';
    await ask(query, { by });
    await changes.customers?.();
    await mutate('mutation { runAnalysis(name: "drivers", force: true) { id } }');
    expect((await ask(query, { by })).status).toBe('earshot; hit');
  });

  it('was tried on a query of every field', () => expect(new Set(kept.map(([name]) => name.split(' ')[0]))).toEqual(new Set(keptFields)));
});
