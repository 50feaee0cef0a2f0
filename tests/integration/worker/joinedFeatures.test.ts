/**
 * What customers did, as drivers: the window of each feature to the millisecond, no leakage, and runs that use them.
 * Over 300 lines: values and runs are held against the same few hand-made answers and facts, whose making is a third of it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseDataVersions } from '../../../prisma/raiseDataVersions.ts';
import { connect, executor, inSnapshot, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { wholeSlice } from '../../../worker/data/customerSlice.ts';
import { driverQuery } from '../../../worker/data/driverQuery.ts';
import { readDriverColumns } from '../../../worker/data/readDriverColumns.ts';
import { readDriverRun } from '../../../worker/data/readDriverRun.ts';
import { readRunRequest } from '../../../worker/data/readRunRequest.ts';
import type { JoinedFeature } from '../../../worker/featureCatalogue.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { TestProcess } from '../../support/process.ts';
import { createDriverFixture, type DriverFixture, isOver, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

type Feature = { readonly feature: JoinedFeature; readonly windowDays: number | null; readonly event?: string };

let database: TestDatabase;
let worker: TestProcess;
let api: TestApi;
let app: Sql;
let admin: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  worker = await startWorker(database);
  api = await startTestApi(database);
});
afterAll(async () => {
  await api?.close();
  worker.signalGroup('SIGTERM');
  await worker.ended;
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

const answeredAt = new Date('2026-03-31T12:00:00Z'); // its window of 90 days crosses a change of the clocks in most places
const day = 86_400_000;
const second = 1000;
const ago = (milliseconds: number) => new Date(answeredAt.getTime() - milliseconds);

/** A survey of Q1 (the outcome) and Q2, empty. */
const emptySurvey = () => createDriverFixture(app, { rows: 0, questions: 2 });

/** A customer, known under as many identities as asked for. */
async function addCustomer({ workspaceId }: DriverFixture, { identities = 1, acquiredAt = null as Date | null } = {}): Promise<bigint[]> {
  const [customer] = await admin<{ id: bigint }[]>`
    insert into customer (workspace_id, acquired_at) values (${workspaceId}, ${acquiredAt}) returning id`;
  const rows = await admin<{ id: bigint }[]>`
    insert into identity (workspace_id, kind, value, customer_id)
    select ${workspaceId}::integer, 'EMAIL', gen_random_uuid()::text, ${customer!.id}::bigint from generate_series(1, ${identities}::integer) returning id`;
  return rows.map(({ id }) => id);
}

interface Answer {
  readonly identity?: bigint | null | undefined;
  readonly respondedAt?: Date | null;
  readonly values?: readonly number[];
}
const addAnswers = ({ workspaceId, surveyId }: DriverFixture, answers: readonly Answer[]) =>
  admin`insert into response ${admin(
    answers.map(({ identity = null, respondedAt = answeredAt, values = [1, 2] }) => ({
      workspace_id: workspaceId,
      survey_id: surveyId,
      external_id: crypto.randomUUID(),
      identity_id: identity,
      responded_at: respondedAt,
      values: [...values],
    })),
  )}`;

const facts = {
  order: { time: 'occurred_at', rest: { currency: 'EUR', revenue: '10.00' } },
  ticket: { time: 'opened_at', rest: { kind: 'QUESTION' } },
  visit: { time: 'started_at', rest: {} },
  event: { time: 'occurred_at', rest: { name: 'view' } },
} as const;
interface Fact {
  readonly identity: bigint;
  readonly at: Date;
  readonly [column: string]: unknown;
}
async function addFacts({ workspaceId }: DriverFixture, table: keyof typeof facts, added: readonly Fact[]): Promise<void> {
  const rows = added.map(({ identity, at, ...rest }) => ({
    identity_id: identity,
    [facts[table].time]: at,
    ...facts[table].rest,
    ...rest,
  }));
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  const blank = Object.fromEntries([...columns].map((column) => [column, null]));
  await admin`insert into ${admin(table)} ${admin(
    rows.map((row) => ({ workspace_id: workspaceId, external_id: crypto.randomUUID(), ...blank, ...row })),
  )}`;
}

async function ask({ workspaceId }: DriverFixture, features: readonly Feature[], drivers: readonly string[] = []): Promise<void> {
  const parameters = { outcome: 'Q1', drivers: [...drivers], features: features.map((feature) => ({ ...feature })), draws: 0 };
  await admin`update analysis set parameters = ${admin.json(parameters)} where workspace_id = ${workspaceId}`;
}

async function startedRun({ workspaceId, analysisId }: DriverFixture): Promise<bigint> {
  const [run] = await admin<{ id: bigint }[]>`
    insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, attempt)
    select workspace_id, id, kind, 'API', parameters, population, 'RUNNING', 1 from analysis where workspace_id = ${workspaceId} and id = ${analysisId} returning id`;
  return run!.id;
}

/** What the job reads for these features, complete rows only: one array a row. */
async function read(fixture: DriverFixture, features: readonly Feature[]) {
  const { workspaceId } = fixture;
  await ask(fixture, features);
  const runId = await startedRun(fixture);
  return inSnapshot(app, workspaceId, async (tx) => {
    const asked = await readDriverRun(tx, await readRunRequest(tx, workspaceId, runId));
    const { part: columns, exclusions } = await readDriverColumns(tx, workspaceId, asked, wholeSlice, () => {});
    const rows = Array.from(columns.outcome, (_, i) => columns.drivers.map((column) => column[i]));
    return { rows, exclusions };
  });
}
const valuesOf = async (fixture: DriverFixture, ...features: Feature[]) => (await read(fixture, features)).rows;
const in90 = (feature: JoinedFeature): Feature => ({ feature, windowDays: 90 });
const tenure: Feature = { feature: 'TENURE_DAYS', windowDays: null };

async function finishedRun(fixture: DriverFixture, { force = false } = {}) {
  const runId = await requestRun(database, fixture, { force });
  const run = await waitForRun(admin, runId, isOver);
  const [model] = await admin`select * from driver_model where run_id = ${runId}`;
  const estimates = await admin`select * from driver_estimate where run_id = ${runId} order by position`;
  const withoutId = ({ run_id: _, ...row }: Record<string, unknown>) => row;
  return { runId, run, model: model && withoutId(model), estimates: estimates.map(withoutId) };
}

describe('the window of a joined feature', () => {
  const edges = [
    ['a millisecond more than 90 days before', ago(90 * day + 1), 0],
    ['exactly 90 days before', ago(90 * day), 1],
    ['a millisecond before the answer', ago(1), 1],
    ['at the answer', answeredAt, 0],
    ['a second after it', ago(-second), 0],
  ] as const;
  it.each(edges)('a fact %s', async (_when, at, count) => {
    const fixture = await emptySurvey();
    const [identity = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity }]);
    await addFacts(fixture, 'order', [{ identity, at, revenue: '12.50' }]);
    await addFacts(fixture, 'ticket', [{ identity, at, kind: 'COMPLAINT' }]);
    await addFacts(fixture, 'visit', [{ identity, at }]);
    const features = (['ORDERS', 'REVENUE', 'TICKETS', 'COMPLAINTS', 'VISITS'] as const).map(in90);
    expect(await valuesOf(fixture, ...features)).toEqual([[count, 12.5 * count, count, count, count]]);
  });

  it('is of the length asked for, and each answer has its own', async () => {
    const fixture = await emptySurvey();
    const [identity = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity }, { identity, respondedAt: ago(20 * day) }, { identity, respondedAt: ago(3000 * day) }]);
    await addFacts(
      fixture,
      'order',
      [1, 10, 25, 400].map((days) => ({ identity, at: ago(days * day) })),
    );
    const windows = [7, 30, 3650].map((windowDays): Feature => ({ feature: 'ORDERS', windowDays }));
    expect(await valuesOf(fixture, ...windows)).toEqual([
      [1, 3, 4],
      [1, 1, 2],
      [0, 0, 0],
    ]);
  });
});

describe('a joined feature', () => {
  it('of revenue counts orders as placed, whatever became of them, and is missing where one is unknown', async () => {
    const fixture = await emptySurvey();
    const [placed = 0n] = await addCustomer(fixture);
    const [unknown = 0n] = await addCustomer(fixture);
    const [none = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity: placed }, { identity: unknown }, { identity: none }]);
    await addFacts(fixture, 'order', [
      { identity: placed, at: ago(day), revenue: '20.25', status: 'CANCELLED' },
      { identity: placed, at: ago(day), revenue: '30.50', refunded_amount: '30.50' },
      { identity: unknown, at: ago(day), revenue: '30.50' },
      { identity: unknown, at: ago(day), revenue: null },
    ]);
    const { rows, exclusions } = await read(fixture, [in90('REVENUE')]);
    expect(rows).toEqual([[50.75], [0]]);
    expect(exclusions).toEqual({ POPULATION: 0, MISSING: 1 });
    expect(await valuesOf(fixture, in90('ORDERS'))).toEqual([[2], [2], [0]]);
  });

  it('of complaints counts those alone', async () => {
    const fixture = await emptySurvey();
    const [identity = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity }]);
    const kinds = ['COMPLAINT', 'QUESTION', 'COMPLAINT', 'REVIEW'];
    await addFacts(
      fixture,
      'ticket',
      kinds.map((kind) => ({ identity, at: ago(day), kind })),
    );
    expect(await valuesOf(fixture, in90('TICKETS'), in90('COMPLAINTS'))).toEqual([[4, 2]]);
  });

  it('of first response is the mean of what was known at the answer, and missing where that is nothing', async () => {
    const fixture = await emptySurvey();
    const [waited = 0n] = await addCustomer(fixture);
    const [waits = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity: waited }, { identity: waits }, { identity: (await addCustomer(fixture))[0] }]);
    const hour = day / 24;
    await addFacts(fixture, 'ticket', [
      { identity: waited, at: ago(2 * day), first_response_at: ago(2 * day - hour) },
      { identity: waited, at: ago(day), first_response_at: ago(day - 2.5 * hour) },
      { identity: waited, at: ago(day), first_response_at: null },
      { identity: waited, at: ago(day), first_response_at: answeredAt }, // at the answer: not before it
      { identity: waited, at: ago(91 * day), first_response_at: ago(80 * day) }, // opened before the window
      { identity: waits, at: ago(day), first_response_at: ago(-second) },
    ]);
    const { rows, exclusions } = await read(fixture, [in90('FIRST_RESPONSE_HOURS')]);
    expect(rows).toEqual([[1.75]]);
    expect(exclusions).toEqual({ POPULATION: 0, MISSING: 2 });
  });

  it('of tenure is in days, and missing where it is unknown or negative', async () => {
    const fixture = await emptySurvey();
    const acquired = [ago(36.5 * day), answeredAt, ago(-second), null];
    for (const acquiredAt of acquired) await addAnswers(fixture, [{ identity: (await addCustomer(fixture, { acquiredAt }))[0] }]);
    const { rows, exclusions } = await read(fixture, [tenure]);
    expect(rows).toEqual([[36.5], [0]]);
    expect(exclusions).toEqual({ POPULATION: 0, MISSING: 2 });
  });

  it('of recency is the days since the last order of all time before the answer, and missing where there is none', async () => {
    const fixture = await emptySurvey();
    const [buyer = 0n] = await addCustomer(fixture);
    const [later = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity: buyer }, { identity: later }]);
    await addFacts(fixture, 'order', [
      { identity: buyer, at: ago(900 * day) },
      { identity: buyer, at: ago(400.5 * day) },
      { identity: buyer, at: answeredAt },
      { identity: later, at: ago(-second) },
    ]);
    const { rows, exclusions } = await read(fixture, [{ feature: 'RECENCY_DAYS', windowDays: null }]);
    expect(rows).toEqual([[400.5]]);
    expect(exclusions).toEqual({ POPULATION: 0, MISSING: 1 });
  });

  it('of bounces is the share of the visits over by then whose pageviews are known', async () => {
    const fixture = await emptySurvey();
    const [visitor = 0n] = await addCustomer(fixture);
    const [unknown = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity: visitor }, { identity: unknown }]);
    await addFacts(fixture, 'visit', [
      { identity: visitor, at: ago(day), pageviews: 1 },
      { identity: visitor, at: ago(2 * day), pageviews: 7, ended_at: ago(2 * day - 60 * second) },
      { identity: visitor, at: ago(3 * day), pageviews: 2 },
      { identity: visitor, at: ago(4 * day), pageviews: 1 },
      { identity: visitor, at: ago(day), pageviews: null },
      { identity: visitor, at: ago(60 * second), pageviews: 1, ended_at: ago(-second) }, // still on it at the answer
      { identity: visitor, at: ago(-second), pageviews: 1 },
      { identity: unknown, at: ago(day), pageviews: null },
    ]);
    const { rows, exclusions } = await read(fixture, [in90('BOUNCE_SHARE')]);
    expect(rows).toEqual([[0.5]]);
    expect(exclusions).toEqual({ POPULATION: 0, MISSING: 1 });
  });

  it('of events counts those of the name asked for, whatever the name', async () => {
    const fixture = await emptySurvey();
    const [identity = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity }]);
    const strange = "it's \\ 100 %";
    const names = ['view', strange, 'view', 'buy'];
    await addFacts(
      fixture,
      'event',
      names.map((name) => ({ identity, at: ago(day), name })),
    );
    await addFacts(fixture, 'event', [{ identity, at: answeredAt, name: 'view' }]);
    const counts = await valuesOf(
      fixture,
      ...['view', strange, 'none'].map((event): Feature => ({ feature: 'EVENTS', windowDays: 90, event })),
    );
    expect(counts).toEqual([[2, 1, 0]]);
  });

  it('follows the customer through every identity, also those of customers that were merged', async () => {
    const fixture = await emptySurvey();
    const [crm = 0n, email = 0n] = await addCustomer(fixture, { identities: 2 });
    const [cookie = 0n] = await addCustomer(fixture);
    await admin`update identity set customer_id = (select customer_id from identity where id = ${crm}) where id = ${cookie}`;
    const [stranger = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity: email }]);
    await addFacts(
      fixture,
      'visit',
      [crm, email, cookie, stranger].map((identity) => ({ identity, at: ago(day) })),
    );
    expect(await valuesOf(fixture, in90('VISITS'))).toEqual([[3]]);
  });

  it('is missing, not 0, for an answer that is undated or of nobody known', async () => {
    const fixture = await emptySurvey();
    const [identity = 0n] = await addCustomer(fixture, { acquiredAt: ago(day) });
    await addAnswers(fixture, [{ identity }, { identity, respondedAt: null }, { identity: null }, { identity: 999_999_999n }]);
    for (const feature of [in90('ORDERS'), in90('REVENUE'), in90('TICKETS'), in90('COMPLAINTS'), in90('VISITS'), tenure]) {
      const { rows, exclusions } = await read(fixture, [feature]);
      expect(rows, feature.feature).toHaveLength(1);
      expect(exclusions, feature.feature).toEqual({ POPULATION: 0, MISSING: 3 });
    }
  });

  it('does not see the facts of another workspace, whatever ids they carry', async () => {
    const [fixture, other] = [await emptySurvey(), await emptySurvey()];
    const [identity = 0n] = await addCustomer(fixture);
    await addAnswers(fixture, [{ identity }]);
    for (const table of ['order', 'ticket', 'visit'] as const) await addFacts(other, table, [{ identity, at: ago(day) }]);
    const [customer] = await admin<{ customer_id: bigint }[]>`select customer_id from identity where id = ${identity}`;
    await admin`insert into customer (workspace_id, id, acquired_at) overriding system value values (${other.workspaceId}, ${customer!.customer_id}, ${ago(day)})`;
    await admin`insert into identity (workspace_id, kind, value, customer_id) values (${other.workspaceId}, 'EMAIL', 'x', ${customer!.customer_id})`;
    const seen = { ...fixture };
    expect(await valuesOf(seen, in90('ORDERS'), in90('TICKETS'), in90('VISITS'))).toEqual([[0, 0, 0]]);
    expect((await read(seen, [tenure])).exclusions.MISSING).toBe(1);
  });
});

/** Customers with an answer each, whose tickets, orders and visits before it vary, as does the answer. */
async function livelySurvey(answers = 120): Promise<{ fixture: DriverFixture; identities: bigint[]; outcomes: number[] }> {
  const fixture = await emptySurvey();
  const identities: bigint[] = [];
  for (let i = 0; i < answers; i++) identities.push((await addCustomer(fixture, { acquiredAt: ago((10 + ((i * 37) % 400)) * day) }))[0]!);
  const outcomes = identities.map((_, i) => 1 + ((i * i + 3 * i) % 5));
  await addAnswers(
    fixture,
    identities.map((identity, i) => ({ identity, values: [outcomes[i]!, 1 + ((i * 7) % 4)] })),
  );
  const some = (salt: number, most: number) =>
    identities.flatMap((identity, i) => Array.from({ length: (i * salt) % most }, (_, k) => ({ identity, at: ago((k + 1) * day + i) })));
  await addFacts(fixture, 'order', some(5, 7));
  await addFacts(fixture, 'visit', some(11, 9));
  await addFacts(
    fixture,
    'ticket',
    identities.flatMap((identity, i) =>
      Array.from({ length: 1 + (i % 3) }, (_, k) => ({
        identity,
        at: ago((k + 2) * day),
        first_response_at: ago((k + 1) * day + 1000 * ((i * 13) % 7)),
        kind: (i + k) % 2 === 0 ? 'COMPLAINT' : 'QUESTION',
      })),
    ),
  );
  return { fixture, identities, outcomes };
}

const every: readonly Feature[] = [
  ...(['ORDERS', 'REVENUE', 'TICKETS', 'COMPLAINTS', 'FIRST_RESPONSE_HOURS', 'VISITS'] as const).map(in90),
  tenure,
];

describe('planted leakage', () => {
  const happy = (outcome: number) => outcome >= 4;

  it('leaves a feature at 0: a ticket a second after the answer, for those who are unhappy', async () => {
    const fixture = await emptySurvey();
    for (const outcome of [1, 5, 2, 4]) {
      const [identity = 0n] = await addCustomer(fixture);
      await addAnswers(fixture, [{ identity, values: [outcome, 1] }]);
      if (!happy(outcome)) await addFacts(fixture, 'ticket', [{ identity, at: ago(-second), kind: 'COMPLAINT' }]);
    }
    expect(await valuesOf(fixture, in90('TICKETS'), in90('COMPLAINTS'))).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('leaves the run as it was, digit for digit; the same facts a second before the answer would explain nearly all of it', async () => {
    const { fixture, identities, outcomes } = await livelySurvey();
    await ask(fixture, [...every.filter(({ feature }) => feature !== 'REVENUE')], ['Q2']);
    const plant = async (at: Date) => {
      const rows = identities.filter((_, i) => happy(outcomes[i]!)).map((identity) => ({ identity, at }));
      await addFacts(
        fixture,
        'ticket',
        rows.map((row) => ({ ...row, first_response_at: row.at })),
      );
      await addFacts(fixture, 'order', [...rows, ...rows, ...rows, ...rows, ...rows, ...rows, ...rows, ...rows]);
      await addFacts(fixture, 'visit', rows);
    };
    const before = await finishedRun(fixture);
    expect(before.run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED', rows_used: 120n });
    await plant(ago(-second));
    await plant(answeredAt);
    const after = await finishedRun(fixture, { force: true }); // the rows came past the loader, so no version rose
    expect(after.model).toEqual(before.model);
    expect(after.estimates).toEqual(before.estimates);

    await plant(ago(second));
    const leaked = await finishedRun(fixture, { force: true });
    expect(before.model?.r_squared).toBeLessThan(0.2);
    expect(leaked.model?.r_squared).toBeGreaterThan(0.6);
  });
});

describe('a driver run with joined features', () => {
  it('stores features beside questions: with a label, without a question, a scale or a place among performances', async () => {
    const { fixture } = await livelySurvey();
    await ask(fixture, [in90('REVENUE'), { feature: 'TICKETS', windowDays: 30 }, tenure], ['Q2']);
    const { model, estimates } = await finishedRun(fixture);
    const [question, ...features] = estimates;
    expect(question).toMatchObject({ driver_key: 'Q2', position: 1, label: 'Question Q2' });
    expect(question?.question_id).not.toBeNull();
    expect(question?.priority).not.toBeNull();
    expect(features.map(({ driver_key, label, position }) => [driver_key, label, position])).toEqual([
      ['revenue_90d', 'Revenue in the 90 days before the answer', 2],
      ['tickets_30d', 'Tickets in the 30 days before the answer', 3],
      ['tenure_days', 'Days as a customer at the answer', 4],
    ]);
    for (const row of features) {
      expect(row).toMatchObject({ question_id: null, top_two_share: null, n: 120n });
      expect([null, 'SUPPRESSOR']).toContain(row.priority);
    }
    expect(model).toMatchObject({ performance_unit: 'MEAN', performance_cut: question?.mean }); // of the one question
    expect(estimates.reduce((sum, row) => sum + (row.lmg_share as number), 0)).toBeCloseTo(1, 12);
  });

  it('needs no question beside them', async () => {
    const { fixture } = await livelySurvey();
    await ask(fixture, [in90('ORDERS'), in90('FIRST_RESPONSE_HOURS')]);
    const { run, model, estimates } = await finishedRun(fixture);
    expect(run).toMatchObject({ outcome: 'FITTED' });
    expect(model).toMatchObject({ performance_cut: null, performance_unit: null });
    expect(estimates).toHaveLength(2);
  });

  it('counts answers without a feature among the MISSING, and says what they lack', async () => {
    const { fixture, identities } = await livelySurvey(60);
    await addAnswers(fixture, [...Array.from({ length: 20 }, () => ({ identity: null })), { identity: identities[0], respondedAt: null }]);
    await ask(fixture, [in90('ORDERS')], ['Q2']);
    const { runId, run } = await finishedRun(fixture);
    expect(run).toMatchObject({ rows_read: 81n, rows_used: 60n, exclusions: { POPULATION: 0, MISSING: 21 } });
    const [{ warnings } = { warnings: [] }] = await admin<{ warnings: { code: string; detail: string }[] }[]>`
      select warnings from run where id = ${runId}`;
    expect(warnings.find(({ code }) => code === 'ROWS_DROPPED')?.detail).toMatch(
      /lack an answer to one of the questions or one of the features/,
    );
  });

  it('knows the versions of what it read, and of no more: orders that are loaded later make it stale, visits do not', async () => {
    const { fixture } = await livelySurvey(40);
    const { workspaceId } = fixture;
    await ask(fixture, [in90('ORDERS')], ['Q2']);
    const key = await api.createKey(workspaceId);
    const { run, runId } = await finishedRun(fixture);
    expect(run.data_versions).toEqual({ feedback: '1', customers: '0', crm: '0' });
    const isStale = async () => {
      const answer = await api.query(
        key,
        '{ analysis(name: "drivers") { latestRun { result { ... on DriverResultReady { isStale } } } } }',
      );
      return answer.data.analysis.latestRun.result.isStale;
    };
    expect(await isStale()).toBe(false);
    await inWorkspace(app, workspaceId, (tx) => raiseDataVersions(executor(tx), workspaceId, ['web', 'journey']));
    expect(await isStale()).toBe(false);
    await inWorkspace(app, workspaceId, (tx) => raiseDataVersions(executor(tx), workspaceId, ['crm']));
    expect(await isStale()).toBe(true);
    const again = await finishedRun(fixture);
    expect(again.run.data_versions).toEqual({ feedback: '1', customers: '0', crm: '1' });
    expect(again.run.run_key).not.toBe(run.run_key);
    expect(again.runId).not.toBe(runId);
    expect(await isStale()).toBe(false);
  });

  it('is shown with what tells a feature from a question', async () => {
    const { fixture } = await livelySurvey(40);
    await ask(fixture, [in90('ORDERS'), tenure], ['Q2']);
    await finishedRun(fixture);
    const key = await api.createKey(fixture.workspaceId);
    const answer = await api.query(
      key,
      `{ analysis(name: "drivers") { parameters { ... on DriverParameters { drivers features { driver feature windowDays } } }
         latestRun { result { ... on DriverResultReady { model { performanceUnit } drivers { driver feature windowDays position } } } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    const { parameters, latestRun } = answer.data.analysis;
    expect(parameters.features).toEqual([
      { driver: 'orders_90d', feature: 'ORDERS', windowDays: 90 },
      { driver: 'tenure_days', feature: 'TENURE_DAYS', windowDays: null },
    ]);
    const byPosition = latestRun.result.drivers.toSorted((a: { position: number }, b: { position: number }) => a.position - b.position);
    expect(byPosition).toMatchObject([
      { driver: 'Q2', feature: null, windowDays: null },
      { driver: 'orders_90d', feature: 'ORDERS', windowDays: 90 },
      { driver: 'tenure_days', feature: 'TENURE_DAYS', windowDays: null },
    ]);
  });

  it('reads each table once, and never facts answer by answer, also where there are no statistics yet', async () => {
    const { fixture } = await livelySurvey(40);
    const { workspaceId } = fixture;
    await ask(fixture, every);
    const plan = await inSnapshot(app, workspaceId, async (tx) => {
      const asked = await readDriverRun(tx, await readRunRequest(tx, workspaceId, await startedRun(fixture)));
      await tx`set local enable_nestloop = off`;
      const rows = await tx.unsafe(`explain ${driverQuery(workspaceId, asked, wholeSlice)}`);
      return rows.map((row) => row['QUERY PLAN'] as string).join('\n');
    });
    expect(plan).not.toContain('Nested Loop');
    for (const table of ['"order"', 'ticket', 'visit', 'customer'])
      expect(plan.match(new RegExp(`on ${table} [fc]`, 'g')), plan).toHaveLength(1);
  });
});
