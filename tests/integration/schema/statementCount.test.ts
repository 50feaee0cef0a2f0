/** What a query costs the database depends on its shape, never on how many rows it finds. */
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../prisma/sql.ts';
import { overLimit, queryCost, schema } from '../../../schema/index.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { everyRelation, rowsOf, unwalked } from '../../support/everyRelation.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillWithEach } from '../../support/oneOfEach.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 200, responsesEach: 6 });
  await fillFacts(api.admin, workspaceId, { each: 6 });
  key = await readyKey(workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** A key whose use nobody notes beside its requests, once it has opened the pools. */
async function readyKey(workspaceId: number): Promise<string> {
  const made = await api.createKey(workspaceId);
  await api.admin`update api_key set last_used_at = now() + interval '1 hour' where workspace_id = ${workspaceId}`;
  await api.query(made, '{ workspace { key } }');
  return made;
}

/** Statements of one request, without those that open a new connection and those that authenticate. */
async function statementsOf(query: string): Promise<string[]> {
  const { errors, statements } = await ask(key, query);
  expect(errors).toBeUndefined();
  return statements;
}

async function ask(as: string, query: string) {
  api.statements.length = 0;
  const answer = await api.query(as, query);
  const statements = api.statements
    .filter((text) => !/pg_catalog\.pg_type|authenticate\(/.test(text))
    .map((text) => text.replace(/\s+/g, ' ').trim());
  return { ...answer, statements };
}

describe('the number of statements', () => {
  it('of customers with responses, surveys, answers and questions is the same for 1 and for 150 customers', async () => {
    const query = (customers: number, responses: number) => `{ customers(first: ${customers}) { edges { node {
      externalId traits { key } identities { kind }
      responses(first: ${responses}) { edges { node { customer { externalId } survey { key title } answers(questions: ["NPS"]) { question { key } value } } } }
    } } } }`;
    const few = await statementsOf(query(1, 1));
    const many = await statementsOf(query(150, 6));
    expect(many.length).toBe(few.length);
    // begin, set local, customers, traits, identities, responses, surveys, codebooks, their customers, commit
    expect(many).toHaveLength(10);
  });

  it('of several pages of responses of the same customers is one more for all of them, none a page', async () => {
    const one = await statementsOf('{ customers(first: 100) { edges { node { responses(first: 2) { edges { node { id } } } } } } }');
    const three = await statementsOf(
      '{ customers(first: 100) { edges { node { a: responses(first: 2) { edges { node { id } } } b: responses(first: 5) { edges { node { id } } } c: responses { edges { node { id } } } } } } }',
    );
    expect(three.length).toBe(one.length);
  });

  it('of many scores is one for all of them, and one that tells which are of few', async () => {
    const one = await statementsOf('{ survey(key: "visit") { nps { estimate } } }');
    const many = await statementsOf(
      '{ surveys { nodes { key a: nps { estimate } b: nps(weighted: true) { estimate } c: csat { estimate } d: nps(from: "2026-01-01T00:00:00Z") { n } } } }',
    );
    expect(one.filter((text) => text.includes('with asked'))).toHaveLength(2);
    expect(many.filter((text) => text.includes('with asked'))).toHaveLength(2);
  });

  // Each path with what it costs beside the snapshot (3) and the page it starts from.
  it.each<[string, string, number]>([
    ['orders', 'orders(first: INNER) { totalCount totalRevenue edges { node { revenue } } }', 2],
    [
      'orders by aliases with different arguments',
      'orders(first: INNER) { edges { node { id } } } o: orders(status: ["PAID"], first: 1) { edges { node { id } } }',
      1,
    ],
    ['totals without rows', 'orders { totalCount } tickets { totalCount } visits { totalCount totalRevenue }', 3],
    [
      'subscriptions, visits and invitations',
      'subscriptions(first: INNER) { edges { node { plan } } } visits(first: INNER) { edges { node { source } } } invitations(first: INNER) { edges { node { state } } }',
      3,
    ],
    ['tickets with their orders', 'tickets(first: INNER) { edges { node { order { externalId } } } }', 2],
    [
      'events with their visits and their events',
      'events(first: INNER) { edges { node { visit { events(first: INNER) { totalCount edges { node { name } } } } } } }',
      4,
    ],
    // surveys by key; the page and the count of those that wait for it, and the page of the others
    [
      'responses to one survey in a period, by aliases with different ones',
      'responses(first: INNER, survey: "visit", from: "2026-01-02T00:00:00Z") { totalCount edges { node { id } } } r: responses(until: "2026-01-02T00:00:00Z") { edges { node { id } } }',
      4,
    ],
    // surveys by key, ids of responses, responses, surveys and codebooks by id
    [
      'invitations with their surveys and answers',
      'invitations(first: INNER) { edges { node { survey { title } response { answers { value } } } } }',
      6,
    ],
    [
      'facts with their customers',
      'orders(first: INNER) { edges { node { customer { externalId } } } } visits(first: INNER) { edges { node { customer { externalId } } } }',
      3,
    ],
    ['what is known by them', 'orderCount revenue revenueFloat firstOrderAt lastOrderAt openTicketCount lastActivityAt', 3],
    ['the timeline', 'timeline(first: INNER) { edges { node { at kind } } }', 1],
  ])('of %s of a page of customers is the same for 3 and for 30', async (_what, fields, expected) => {
    const query = (customers: number, inner: number) =>
      `{ customers(first: ${customers}) { edges { node { ${fields.replaceAll('INNER', String(inner))} } } } }`;
    const few = await statementsOf(query(3, 2));
    const many = await statementsOf(query(30, 6));
    expect(few, few.join('\n')).toHaveLength(4 + expected);
    expect(many, many.join('\n')).toHaveLength(4 + expected);
  });

  it('of a timeline with its nodes is one more a kind of row, whatever the number of entries', async () => {
    const query = (
      customers: number,
      inner: number,
    ) => `{ customers(first: ${customers}) { edges { node { timeline(first: ${inner}, kinds: [ORDER, TICKET_OPENED, TICKET_RESOLVED, VISIT]) {
      edges { node { node { ... on Order { revenue } ... on Ticket { channel } ... on Visit { source } } } } } } } } }`;
    expect(await statementsOf(query(3, 6))).toHaveLength(4 + 1 + 3);
    expect(await statementsOf(query(30, 20))).toHaveLength(4 + 1 + 3);
  });

  it('begins one snapshot and ends it before the answer is sent', async () => {
    const statements = await statementsOf('{ surveys { nodes { key } } customers(first: 2) { edges { node { id } } } }');
    expect(statements.filter((text) => text.startsWith('begin'))).toEqual(['begin isolation level repeatable read read only']);
    expect(statements.at(-1)).toBe('commit');
  });
});

/** Fields that the walk does not go, and why. */
const notWalked: Readonly<Record<string, string>> = {
  'Query.node': 'one thing by its id; its type is walked from a list',
  'Query.run': 'one thing by its id; its type is walked from a list',
  'Query.import': 'one thing by its id; its type is walked from a list',
  'Query.backfill': 'one thing by its id; its type is walked from a list',
  'Query.compareRuns': 'two runs by their ids; tests/integration/schema/history.test.ts',
  'RunComparison.a': 'of compareRuns',
  'RunComparison.b': 'of compareRuns',
  'RunComparison.inputs': 'of compareRuns',
  'RunComparison.numbers': 'of compareRuns',
  'ApiKeyWithSecret.apiKey': 'what a mutation made, once',
  'WebhookWithSecret.webhook': 'what a mutation made, once',
  'CustomerErasure.customer': 'what a mutation left, once',
  'ValueLoyaltyResultReady.cell': 'one cell by its place; its type is walked from the list of cells',
};
/** Types that a query shows once. */
const shownOnce = [
  'Query',
  'Workspace',
  'ScoreSource', // of churn, and of value
  'BackfillPreview',
  'JoinCoverage',
  'Journey',
  'MetricsResult',
  'MetricsFreshness',
  'Responders',
  'ScoreChange',
  'ScoreChangeGroup',
];
/** Relations that the fixture has nothing for, and why that hides nothing. */
const withoutData: Readonly<Record<string, string>> = {
  'ChurnParameters.groups': 'a part of the parameters, which are one value of their row',
  'ChurnParameters.hazardFeatures': 'a part of the parameters, which are one value of their row',
  'DriverParameters.behaviour': 'a part of the parameters, which are one value of their row',
  'DriverParameters.compare': 'a part of the parameters, which are one value of their row',
  'DriverParameters.forces': 'a part of the parameters, which are one value of their row',
  'DriverModel.thresholds': 'a value of the row of the model',
  'JourneyScore.differences': 'made of the sums that the scores are made of; there are none below 30 customers',
  'ScoreChange.total': 'made of the sums that were read for the change; there is none between two periods below 30 customers',
  'ScoreChange.mix': 'made of the sums that were read for the change; there is none between two periods below 30 customers',
  'ScoreChange.within': 'made of the sums that were read for the change; there is none between two periods below 30 customers',
  'ScoreChange.groups': 'made of the sums that were read for the change; there is none between two periods below 30 customers',
  'ScoreChangeGroup.group': 'made of the sums that were read for the change; there is none between two periods below 30 customers',
  'ScoreChangeGroup.mix': 'made of the sums that were read for the change; there is none between two periods below 30 customers',
  'ScoreChangeGroup.within': 'made of the sums that were read for the change; there is none between two periods below 30 customers',
  'Responders.warnings': 'words about the strata that were read',
  'Run.waitsFor': 'no tick waits here; where several do, schedules.test.ts counts its statements',
};

/** As many runs at once as a query may ask for: long lists of fifty would cost too much. */
function affordable(query: string): { readonly query: string; readonly most: number } {
  for (const most of [50, 20, 10]) {
    const smaller = query.replace('runs(first: 50', `runs(first: ${most}`);
    const cost = queryCost({ schema, document: parse(smaller) });
    if (cost && !overLimit(cost)) return { query: smaller, most };
  }
  return { query, most: 50 };
}

describe('a relation', () => {
  let one: string;
  let fifty: string;
  beforeAll(async () => {
    const superuser = connect(database.superuserUrl, { applicationName: 'test', max: 1 });
    const filled = async (times: number) => {
      const workspaceId = await createWorkspace(superuser, `of-${times}`);
      await fillWithEach(superuser, workspaceId, times);
      return readyKey(workspaceId);
    };
    one = await filled(1);
    fifty = await filled(50);
    await superuser.end();
  });

  const kinds: Readonly<Record<string, string>> = {
    ChurnResultReady: 'CHURN',
    ClvResultReady: 'CLV',
    ValueLoyaltyResultReady: 'VALUE_LOYALTY',
  };
  const relations = everyRelation((field, branch) => {
    if (field === 'Query.runs') {
      if (branch === null) return '(first: 500)'; // the fixture's runs, of every kind and state
      return branch === 'Pending' ? '(first: 50, state: RUNNING)' : `(first: 50, kind: ${kinds[branch] ?? 'DRIVERS'})`;
    }
    return {
      'Query.analyses': '(first: 250)',
      'Query.touchpoints': '(first: 100)',
      'Query.subscription': '(externalId: "S-C000001-1")',
      'Query.journey': '(from: "2026-01-01T00:00:00Z", until: "2026-03-01T00:00:00Z", withinDays: 2)',
      'Query.metrics':
        '(input: { measures: [NPS, CLV_MEAN], by: [{ dimension: TRAIT, traitKey: "plan" }], from: "2026-01-01T00:00:00Z", until: "2026-03-01T00:00:00Z", compare: PREVIOUS_PERIOD })',
      'Query.backfillPreview': '(input: { analysis: "drivers", from: "2026-01-01", to: "2026-02-28", step: DAY })',
      'BackfillPreview.dates': '(first: 60)',
    }[field];
  });

  it('is walked, or its reason not to be is known', () => {
    expect(unwalked(relations).sort()).toEqual(Object.keys(notWalked).sort());
  });

  it('of fifty things takes as many statements as of one', async () => {
    const faults: string[] = [];
    const empty: string[] = [];
    for (const { names, query: ofFifty, parentsOf } of relations) {
      const { query, most } = affordable(ofFifty);
      const [few, many] = [await ask(one, query), await ask(fifty, query)];
      const [error] = [...(few.errors ?? []), ...(many.errors ?? [])];
      const parents = error ? [] : parentsOf(many.data);
      const counts = `${few.statements.length} statements, ${many.statements.length} of ${parents.length}`;
      const of = names.join(', ');
      if (error) faults.push(`${of}: ${error.message}, ${query}`);
      else if (many.statements.length !== few.statements.length) faults.push(`${of}: ${counts}\n${many.statements.join('\n')}`);
      else if (parents.length < most && !shownOnce.includes(of.split('.')[0] ?? '')) faults.push(`${of}: ${parents.length} parents`);
      if (!error) empty.push(...names.filter((name) => !parents.some((parent) => rowsOf(parent, name).length > 0)));
    }
    expect({ faults, empty: [...new Set(empty)].sort() }).toEqual({ faults: [], empty: Object.keys(withoutData).sort() });
  }, 60_000);
});
