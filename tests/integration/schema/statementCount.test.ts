/** What a query costs the database depends on its shape, never on how many rows it finds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { everyField } from '../../support/everyField.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';
import { fillSegments } from '../../support/segmentFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 200, responsesEach: 6 });
  await fillFacts(api.admin, workspaceId, { each: 6 });
  await fillSegments(api.admin, workspaceId);
  for (let times = 0; times < 5; times++)
    await fillRun(api.admin, workspaceId, { mark: `m${times}`, name: times === 0 ? 'drivers' : `drivers-${times}` });
  key = await api.createKey(workspaceId);
  await api.query(key, '{ workspace { key } }'); // authenticates, opens the pools
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** Statements of one request, without those that open a new connection or say that a key was used. */
async function statementsOf(query: string): Promise<string[]> {
  api.statements.length = 0;
  const answer = await api.query(key, query);
  expect(answer.errors).toBeUndefined();
  return api.statements
    .filter((text) => !/pg_catalog\.pg_type|authenticate\(|last_used_at = now/.test(text))
    .map((text) => text.replace(/\s+/g, ' ').trim());
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

  it('of many scores is one for all of them', async () => {
    const one = await statementsOf('{ survey(key: "visit") { nps { estimate } } }');
    const many = await statementsOf(
      '{ surveys { key a: nps { estimate } b: nps(weighted: true) { estimate } c: csat { estimate } d: nps(from: "2026-01-01T00:00:00Z") { n } } }',
    );
    expect(one.filter((text) => text.includes('with asked'))).toHaveLength(1);
    expect(many.filter((text) => text.includes('with asked'))).toHaveLength(1);
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

  const paged = (query: string, outer: number, inner: number) =>
    query.replace(/^(\{ \w+)\(first: 2\)/, `$1(first: ${outer})`).replaceAll('first: 2', `first: ${inner}`);

  // The newest eight runs are one in every state and of every kind: a result asks for what its branch has, once for all results.
  it('of any field is the same for small and for larger pages', async () => {
    for (const [field, query] of everyField()) {
      const few = await statementsOf(paged(query, 8, 1));
      const many = await statementsOf(paged(query, 12, 3));
      expect.soft(many.length, field).toBe(few.length);
    }
  }, 90_000);

  it('begins one snapshot and ends it before the answer is sent', async () => {
    const statements = await statementsOf('{ surveys { key } customers(first: 2) { edges { node { id } } } }');
    expect(statements.filter((text) => text.startsWith('begin'))).toEqual(['begin isolation level repeatable read read only']);
    expect(statements.at(-1)).toBe('commit');
  });
});
