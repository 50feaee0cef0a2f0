/** All that happened with a customer, in one order whatever table it is in. How it pages through ties: paging.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 3, responsesEach: 3, mark: 'alpha' });
  await fillFacts(api.admin, workspaceId, { each: 6, ofNobody: 4, mark: 'alpha' });
  key = await api.createKey(workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

async function of(fields: string) {
  const answer = await api.query(key, `{ customer(externalId: "C000001") { ${fields} } }`);
  expect(answer.errors).toBeUndefined();
  return answer.data.customer;
}

describe('a timeline', () => {
  it('tells everything of everyone of the identities once, newest first', async () => {
    const { timeline } = await of(`timeline(first: 100) { edges { node { at kind node { __typename
      ... on Order { occurredAt } ... on Ticket { openedAt resolvedAt } ... on Response { respondedAt } } } } }`);
    const entries = timeline.edges.map(({ node }: { node: unknown }) => node) as {
      at: string;
      kind: string;
      node: Record<string, string>;
    }[];
    const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
    expect(Object.fromEntries([...new Set(entries.map(({ kind }) => kind))].map((kind) => [kind, count(kind)]))).toEqual({
      RESPONSE: 3,
      INVITATION: 6,
      ORDER: 6,
      SUBSCRIPTION_STARTED: 6,
      SUBSCRIPTION_CANCELED: 3,
      SUBSCRIPTION_ENDED: 3,
      TICKET_OPENED: 6,
      TICKET_RESOLVED: 3,
      VISIT: 6,
      EVENT: 6,
    });
    const times = entries.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().toReversed());
    for (const { at, kind, node } of entries) {
      if (kind === 'ORDER') expect(node).toEqual({ __typename: 'Order', occurredAt: at });
      if (kind === 'RESPONSE') expect(node).toEqual({ __typename: 'Response', respondedAt: at });
      if (kind === 'TICKET_OPENED') expect(node).toMatchObject({ __typename: 'Ticket', openedAt: at });
      if (kind === 'TICKET_RESOLVED') expect(node).toMatchObject({ __typename: 'Ticket', resolvedAt: at });
    }
  });
  it('has at one moment, as of a day without a time, what follows before what it follows', async () => {
    const at = '2025-12-31T23:00:00Z';
    const of = api.admin`identity_id = (select id from identity where kind = 'CRM_ID' and value = 'C000002')`;
    await api.admin`update ticket set opened_at = ${at}, first_response_at = null, resolved_at = ${at} where ${of} and external_id = 'T-C000002-1'`;
    await api.admin`update subscription set started_at = ${at}, canceled_at = ${at}, ended_at = ${at} where ${of} and external_id = 'S-C000002-1'`;
    await api.admin`update visit set started_at = ${at} where ${of} and external_id = 'V-C000002-1'`;
    await api.admin`update event set occurred_at = ${at} where ${of} and external_id = 'E-C000002-1'`;
    await api.admin`update "order" set occurred_at = ${at} where ${of} and external_id = 'O-C000002-1'`;
    await api.admin`update invitation set sent_at = ${at} where ${of} and external_id = 'I-C000002-1'`;
    const answer = await api.query(
      key,
      '{ customer(externalId: "C000002") { timeline(until: "2026-01-01T00:00:00Z") { nodes { kind } } } }',
    );
    const kinds: string[] = answer.data.customer.timeline.nodes.map(({ kind }: { kind: string }) => kind);
    expect(kinds.toReversed()).toEqual([
      'VISIT',
      'EVENT',
      'ORDER',
      'SUBSCRIPTION_STARTED',
      'SUBSCRIPTION_CANCELED',
      'SUBSCRIPTION_ENDED',
      'TICKET_OPENED',
      'TICKET_RESOLVED',
      'INVITATION',
    ]);
  });
  it('shows the kinds and the period asked for', async () => {
    const all = (await of('timeline(first: 100) { edges { node { at kind } } }')).timeline.edges.map(
      ({ node }: { node: unknown }) => node,
    ) as { at: string; kind: string }[];
    const [from, until] = [all[30]!.at, all[10]!.at];
    const { timeline } = await of(
      `timeline(first: 100, kinds: [TICKET_RESOLVED, VISIT], from: "${from}", until: "${until}") { edges { node { at kind } } }`,
    );
    const expected = all.filter(({ at, kind }) => at >= from && at < until && ['TICKET_RESOLVED', 'VISIT'].includes(kind));
    expect(expected.length).toBeGreaterThan(2);
    expect(timeline.edges.map(({ node }: { node: unknown }) => node)).toEqual(expected);
  });
  it('refuses a cursor that it has not handed out', async () => {
    const { orders } = await of('orders(first: 1) { edges { cursor } }');
    for (const after of ['x', orders.edges[0].cursor]) {
      const answer = await api.query(key, `{ customer(externalId: "C000001") { timeline(after: "${after}") { edges { node { at } } } } }`);
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
    }
  });
});
