/** A key of one workspace gets nothing of another: through no table, field, id, cursor or argument. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inWorkspace } from '../../../prisma/sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { everyField } from '../../support/everyField.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { makeRollups } from '../../support/rollupFixture.ts';
import { fillRun, type RunFixture } from '../../support/runFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';
import { fillSegments } from '../../support/segmentFixture.ts';

let database: TestDatabase;
let api: TestApi;
let a: number;
let b: number;
let key: string;
let strangers: RunFixture;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  a = await createWorkspace(api.admin, 'a');
  b = await createWorkspace(api.admin, 'b');
  await fillWorkspace(api.admin, a, { mark: 'alpha' });
  await fillWorkspace(api.admin, b, { mark: 'bravo' });
  await fillFacts(api.admin, a, { mark: 'alpha' });
  await fillFacts(api.admin, b, { mark: 'bravo' });
  await fillSegments(api.admin, a, 'alpha');
  await fillSegments(api.admin, b, 'bravo');
  await fillRun(api.admin, a, { mark: 'alpha' });
  strangers = await fillRun(api.admin, b, { mark: 'bravo' });
  await makeRollups(api.admin, a);
  await makeRollups(api.admin, b);
  key = await api.createKey(a);
  await api.createKey(b);
  await api.admin`insert into session (workspace_id, link_hash, link_expires_at, scopes, expires_at)
    select w.id, sha256(w.key::bytea), now() + interval '1 hour', '{read}', now() + interval '1 hour' from workspace w`;
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

describe('as the app role, without any where', () => {
  const tables = (sql: TestApi['admin']) => sql<{ name: string }[]>`
    select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'workspace_id' order by 1`;

  it('every table of the fixture holds rows of both, so that the next two say something', async () => {
    for (const { name } of await tables(api.admin)) {
      const rows = await api.admin<{ workspaceId: number }[]>`select distinct workspace_id as "workspaceId" from ${api.admin(name)}`;
      expect.soft(rows.map(({ workspaceId }) => workspaceId).sort(), name).toEqual([a, b]);
    }
  });
  it('a SELECT of every table gives 0 rows of another workspace', async () => {
    const sql = connect(database.appUrl, { applicationName: 'test', max: 1 });
    for (const { name } of await tables(api.admin)) {
      const rows = await inWorkspace(
        sql,
        a,
        (tx) => tx<{ workspaceId: number }[]>`select distinct workspace_id as "workspaceId" from ${tx(name)}`,
      );
      expect.soft([...rows], name).toEqual([{ workspaceId: a }]);
    }
    await sql.end();
  });
  it('a SELECT of every table gives 0 rows when no workspace is set, also on a connection that had one', async () => {
    const sql = connect(database.appUrl, { applicationName: 'test', max: 1 });
    const count = async (name: string) => (await sql`select from ${sql(name)}`).length;
    for (const { name } of await tables(api.admin)) expect.soft(await count(name), name).toBe(0);
    await inWorkspace(sql, b, (tx) => tx`select 1`);
    for (const { name } of await tables(api.admin)) expect.soft(await count(name), name).toBe(0);
    await sql.end();
  });
  it('no row can be written into another workspace', async () => {
    const sql = connect(database.appUrl, { applicationName: 'test', max: 1 });
    await expect(
      inWorkspace(sql, a, (tx) => tx`insert into survey (workspace_id, key, title, kind) values (${b}, 'x', 'x', 'PULSE')`),
    ).rejects.toThrow(/row-level security/);
    expect((await inWorkspace(sql, a, (tx) => tx`update survey set title = 'x' where workspace_id = ${b}`)).count).toBe(0);
    await sql.end();
  });
});

/** Every field that the graph has, so that a new one cannot be forgotten here: filled in from the schema itself. */
describe('with a key of A', () => {
  it('no field shows anything that only B has', async () => {
    const shown = new Map<string, string>(); // a field may be asked for in several queries
    for (const [query, text] of everyField()) {
      const answer = await api.query(key, text);
      expect.soft(answer.errors, query).toBeUndefined();
      expect.soft(JSON.stringify(answer.data), query).not.toContain('bravo');
      const [field = ''] = query.split(' ');
      shown.set(field, `${shown.get(field) ?? ''}${JSON.stringify(answer.data).toLowerCase()}`);
    }
    for (const field of ['cronTimes', 'featureCatalogue', 'metricCatalogue']) shown.delete(field); // they show nothing of any workspace
    for (const [field, text] of shown) expect.soft(text, field).toMatch(field === 'workspace' ? /workspace a/ : /alpha/);
  });

  it('no id of B finds anything, and answers as an id that nobody has', async () => {
    const rows = {
      Customer: await firstId('customer'),
      Survey: await firstId('survey'),
      Question: await firstId('question'),
      Response: await firstId('response'),
      Analysis: strangers.analysis,
      Run: strangers.run,
      Import: strangers.import,
      Schedule: strangers.schedule,
      Backfill: strangers.backfill,
      Webhook: strangers.webhook,
      WebhookDelivery: strangers.delivery,
      ApiKey: await firstId('api_key'),
      AuditEvent: await firstId('audit_event'),
      Membership: await firstId('membership'),
      Order: await firstId('order'),
      CustomerSubscription: await firstId('subscription'),
      Ticket: await firstId('ticket'),
      Spend: await firstId('spend'),
      Visit: await firstId('visit'),
      Event: await firstId('event'),
      Invitation: await firstId('invitation'),
      Touchpoint: await firstId('touchpoint'),
      Segment: await firstId('segment'),
    };
    for (const [type, id] of Object.entries(rows)) {
      const answer = await api.query(key, 'query ($id: ID!) { node(id: $id) { id } }', { id: encodeGlobalId(type, id) });
      expect.soft(answer, type).toMatchObject({ data: { node: null } });
      const mine = await api.query(await api.createKey(b), 'query ($id: ID!) { node(id: $id) { __typename } }', {
        id: encodeGlobalId(type, id),
      });
      expect.soft(mine.data.node, `${type} is there for B`).toEqual({ __typename: type });
    }
    expect((await ask('run', 'Run', strangers.run)).data).toEqual({ run: null });
    expect((await ask('import', 'Import', strangers.import)).data).toEqual({ import: null });
    expect((await ask('backfill', 'Backfill', strangers.backfill)).data).toEqual({ backfill: null });
  });

  it('mutations and subscriptions on ids of B answer NOT_FOUND and change nothing', async () => {
    const id = encodeGlobalId('Run', strangers.run);
    const webhook = encodeGlobalId('Webhook', strangers.webhook);
    const operations = [
      [`mutation { cancelRun(id: "${id}") { id } }`, 'cancelRun'],
      [`mutation { cancelImport(id: "${encodeGlobalId('Import', strangers.import)}") { id } }`, 'cancelImport'],
      [`mutation { runAnalysis(id: "${encodeGlobalId('Analysis', strangers.analysis)}") { id } }`, 'runAnalysis'],
      ['mutation { runAnalysis(name: "only-bravo") { id } }', 'runAnalysis'],
      ['mutation { updateSegment(key: "only-bravo", change: { name: "x" }) { id } }', 'updateSegment'],
      ['mutation { setSchedule(input: { analysis: "only-bravo", cron: "@daily" }) { id } }', 'setSchedule'],
      ['mutation { pauseSchedule(analysis: "only-bravo") { id } }', 'pauseSchedule'],
      ['mutation { resumeSchedule(analysis: "only-bravo") { id } }', 'resumeSchedule'],
      ['mutation { removeSchedule(analysis: "only-bravo") { id } }', 'removeSchedule'],
      ['mutation { setRunOnChange(analysis: "only-bravo", runOnChange: true) { id } }', 'setRunOnChange'],
      ['mutation { startBackfill(input: { analysis: "only-bravo", from: "2026-01-01", to: "2026-03-01" }) { id } }', 'startBackfill'],
      [`mutation { pauseBackfill(id: "${encodeGlobalId('Backfill', strangers.backfill)}") { id } }`, 'pauseBackfill'],
      [`mutation { resumeBackfill(id: "${encodeGlobalId('Backfill', strangers.backfill)}") { id } }`, 'resumeBackfill'],
      [`mutation { cancelBackfill(id: "${encodeGlobalId('Backfill', strangers.backfill)}") { id } }`, 'cancelBackfill'],
      [`mutation { revokeApiKey(id: "${encodeGlobalId('ApiKey', await firstId('api_key'))}") { id } }`, 'revokeApiKey'],
      [`mutation { updateWebhook(id: "${webhook}", change: { isEnabled: false }) { id } }`, 'updateWebhook'],
      [`mutation { rotateWebhookSecret(id: "${webhook}") { secret } }`, 'rotateWebhookSecret'],
      [`mutation { testWebhook(id: "${webhook}") { id } }`, 'testWebhook'],
      [`mutation { replayDeliveries(webhook: "${webhook}", since: "2026-01-01T00:00:00Z") }`, 'replayDeliveries'],
      [`mutation { replayDelivery(id: "${encodeGlobalId('WebhookDelivery', strangers.delivery)}") { id } }`, 'replayDelivery'],
    ] as const;
    for (const [text] of operations) {
      const answer = await api.query(key, text);
      expect.soft(answer.errors?.[0]?.extensions.code, text).toBe('NOT_FOUND');
      expect.soft(answer.data, text).toBeNull();
    }
    const [run] = await api.admin`select state from run where workspace_id = ${b} and id = ${strangers.run}`;
    expect(run).toEqual({ state: 'RUNNING' });
    expect((await api.query(key, `mutation { deleteWebhook(id: "${webhook}") }`)).data).toEqual({ deleteWebhook: webhook });
    const [endpoint] = await api.admin`
      select disabled_at as "disabledAt", (select count(*)::integer from webhook_secret s where s.webhook_id = w.id) as secrets,
             (select count(*)::integer from webhook_delivery d where d.webhook_id = w.id and d.state = 'DELIVERED') as deliveries
        from webhook w where workspace_id = ${b} and id = ${strangers.webhook}`;
    expect(endpoint).toEqual({ disabledAt: null, secrets: 2, deliveries: 1 });
    const answer = await api.query(key, `subscription { runUpdated(id: "${id}") { id } }`);
    expect(answer.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('cursors of B are places in the lists of A', async () => {
    const stranger = await api.createKey(b);
    const list =
      '{ customers(first: 5) { edges { cursor node { id } } } runs(first: 1) { edges { cursor } } imports(first: 1) { edges { cursor } } orders(first: 5) { edges { cursor } } customer(externalId: "C000001") { timeline(first: 4) { edges { cursor } } } }';
    const theirs = (await api.query(stranger, list)).data;
    const after = theirs.customers.edges[4].cursor;
    const answer = await api.query(
      key,
      `query ($c: String, $r: String, $i: String) {
        customers(first: 40, after: $c) { edges { node { externalId acquisitionChannel responses(first: 20, after: $r) { edges { node { comment } } } } } }
        runs(first: 50, after: $r) { edges { node { analysis { name } } } } imports(after: $i) { edges { node { source } } }
      }`,
      { c: after, r: theirs.runs.edges[0].cursor, i: theirs.imports.edges[0].cursor },
    );
    const facts = await api.query(
      key,
      `query ($o: String, $t: String) { orders(first: 40, after: $o) { edges { node { channel } } }
        customer(externalId: "C000001") { orders(after: $o) { edges { node { channel } } }
          timeline(after: $t) { edges { node { node { ... on Order { channel } ... on Visit { campaign } } } } } } }`,
      { o: theirs.orders.edges[4].cursor, t: theirs.customer.timeline.edges[3].cursor },
    );
    expect(facts.errors).toBeUndefined();
    expect(JSON.stringify(facts.data)).toContain('alpha');
    expect(JSON.stringify(facts.data)).not.toContain('bravo');
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer.data)).not.toContain('bravo');
    expect(answer.data.customers.edges[0].node).toMatchObject({ externalId: 'C000006', acquisitionChannel: 'alpha' });
  });

  it('a name that A and B both use, and one that A names of B, lead to rows of A only', async () => {
    await api.admin`insert into "order" (workspace_id, external_id, occurred_at, currency) values (${b}, 'shared', now(), 'EUR')`;
    await api.admin`insert into visit (workspace_id, external_id, started_at) values (${b}, 'shared', now())`;
    await api.admin`insert into event (workspace_id, external_id, visit_external_id, name, occurred_at) values (${b}, 'bravo', 'shared', 'bravo', now())`;
    await api.admin`insert into ticket (workspace_id, external_id, order_external_id, kind, opened_at) values (${a}, 'named', 'shared', 'QUESTION', now())`;
    await api.admin`insert into event (workspace_id, external_id, visit_external_id, name, occurred_at) values (${a}, 'named', 'shared', 'named', now())`;
    await api.admin`insert into visit (workspace_id, external_id, started_at, landing_page) values (${a}, 'mine', now(), 'x')`;
    await api.admin`insert into event (workspace_id, external_id, visit_external_id, name, occurred_at) values (${b}, 'bravo-2', 'mine', 'bravo', now())`;
    await api.admin`insert into invitation (workspace_id, external_id, survey_key, response_external_id, sent_at, state)
      values (${a}, 'named', 'only-b', 'C000001-1', now(), 'SENT')`;
    const answer = await api.query(
      key,
      `{ ticket(externalId: "named") { order { id } } events(name: ["named"]) { edges { node { visit { id } } } }
         visits(first: 1) { edges { node { externalId events { totalCount edges { node { id } } } } } }
         invitations(first: 1) { edges { node { surveyKey survey { id } response { id } } } } }`,
    );
    expect(answer.data).toEqual({
      ticket: { order: null },
      events: { edges: [{ node: { visit: null } }] },
      visits: { edges: [{ node: { externalId: 'mine', events: { totalCount: 0, edges: [] } } }] },
      invitations: { edges: [{ node: { surveyKey: 'only-b', survey: null, response: null } }] },
    });
  });

  it('a fact that names an identity of B is of nobody, and of no customer of B', async () => {
    const [theirs] = await api.admin<{ id: bigint; customerId: bigint }[]>`
      select id, customer_id as "customerId" from identity where workspace_id = ${b} order by id limit 1`;
    await api.admin`insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency) values (${a}, 'strange', ${theirs!.id}, now(), 'EUR')`;
    const mine = await api.query(key, '{ order(externalId: "strange") { customer { id } } }');
    expect(mine.data.order).toEqual({ customer: null });
    const other = await api.query(
      await api.createKey(b),
      'query ($id: ID!) { node(id: $id) { ... on Customer { orders { edges { node { externalId } } } } } }',
      {
        id: encodeGlobalId('Customer', theirs!.customerId),
      },
    );
    expect(JSON.stringify(other.data)).not.toContain('strange');
  });

  it('names that only B uses find nothing', async () => {
    await api.admin`insert into survey (workspace_id, key, title, kind) values (${b}, 'only-bravo', 'x', 'PULSE')`;
    await api.admin`insert into customer (workspace_id, external_id) values (${b}, 'only-bravo')`;
    await api.admin`insert into segment (workspace_id, key, name, definition) values (${b}, 'only-bravo', 'x', '{}')`;
    await api.admin`insert into touchpoint (workspace_id, key, name) values (${b}, 'only-bravo', 'x')`;
    const answer = await api.query(
      key,
      '{ survey(key: "only-bravo") { key } customer(externalId: "only-bravo") { id } analysis(name: "only-bravo") { id } runs(analysis: "only-bravo") { edges { node { id } } } }',
    );
    expect(answer.data).toEqual({ survey: null, customer: null, analysis: null, runs: { edges: [] } });
    const found = await api.query(
      key,
      `{ segment(key: "only-bravo") { id }
         byTrait: customers(filter: { trait: { key: "plan", values: ["bravo"] } }) { totalCount }
         byChannel: customers(filter: { acquired: { channels: ["bravo"] } }) { totalCount }
         byCampaign: customers(filter: { visits: { campaigns: ["bravo"] } }) { totalCount }
         byTier: customers(filter: { score: { measure: TIER, tiers: ["bravo"] } }) { totalCount } }`,
    );
    const nobody = { totalCount: 0 };
    expect(found.errors).toBeUndefined();
    expect(found.data).toEqual({ segment: null, byTrait: nobody, byChannel: nobody, byCampaign: nobody, byTier: nobody });
    const bySurvey = await api.query(key, '{ customers(filter: { answered: { survey: "only-bravo" } }) { totalCount } }');
    expect(bySurvey.errors?.[0]?.message).toBe('filter.answered.survey: there is no survey "only-bravo"');
    const rule = await api.query(key, 'mutation { setTouchpointRules(rules: [{ touchpoint: "only-bravo", fact: ORDER }]) { id } }');
    expect(rule.errors?.[0]?.message).toBe('rules.0.touchpoint: there is no touchpoint "only-bravo"');
    expect((await api.query(key, 'mutation { deleteSegment(key: "only-bravo") }')).data).toEqual({ deleteSegment: 'only-bravo' });
    expect(await api.admin`select from segment where workspace_id = ${b} and key = 'only-bravo'`).toHaveLength(1);
  });

  async function firstId(table: string): Promise<bigint> {
    const [row] = await api.admin<{ id: bigint }[]>`select min(id) as id from ${api.admin(table)} where workspace_id = ${b}`;
    return row!.id;
  }
  function ask(field: string, type: string, id: bigint) {
    return api.query(key, `query ($id: ID!) { ${field}(id: $id) { id } }`, { id: encodeGlobalId(type, id) });
  }
});
