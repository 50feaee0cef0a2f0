/** Lists of customers that are written as JSON around the lists below them (schema/written), beside the same lists executed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let workspaceId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 3, responsesEach: 8, anonymous: 3 });
  await fillFacts(api.admin, workspaceId, { each: 7, ofNobody: 3 });
  await api.admin`insert into customer (workspace_id, external_id) values (${workspaceId}, ${'Z "quiet"'})`;
  key = await api.createKey(workspaceId, ['read']);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

describe('lists below a list of customers', () => {
  const below = `
    id __typename externalId since: acquiredAt acquisitionChannel erasedAt
    orders(first: $first) { nodes { externalId occurredAt revenue } info: pageInfo { hasNextPage endCursor __typename } }
    cancelled: orders(first: 30, status: ["Canceled", ""], order: OLDEST_FIRST) { __typename edges { cursor node { id status } } }
    responses(first: 3) { nodes { externalId answers { value } } pageInfo { hasPreviousPage startCursor } }`;
  const ask = async (customers: string, rows: string, variables: Record<string, unknown> = { first: 2 }) => {
    const answer = await api.query(key, `query ($first: Int = 3) { ${customers}(first: 5) { ${rows} pageInfo { endCursor } } }`, variables);
    expect(answer.errors).toBeUndefined();
    return answer.data[customers.split('(')[0]!];
  };

  // A list of plain objects is what nobody writes: beside it the customers are executed, and their lists are written one by one.
  it.each([{ first: 2 }, {}])('are as below customers that are executed, given %j', async (variables) => {
    const executed = await ask('customers', `nodes { ${below} traits { key } }`, variables);
    const withoutTraits = executed.nodes.map(({ traits: _traits, ...customer }: { traits: unknown }) => customer);
    expect(withoutTraits).toHaveLength(4);
    expect(withoutTraits[0].cancelled.edges).not.toHaveLength(0);
    expect(await ask('customers', `nodes { ${below} }`, variables)).toEqual({ ...executed, nodes: withoutTraits });
    const edges = await ask('customers', `edges { at: cursor node { ${below} } }`, variables);
    expect(edges.edges.map(({ node }: { node: unknown }) => node)).toEqual(withoutTraits);
    expect(edges.edges.at(-1).at).toBe(edges.pageInfo.endCursor);
  });

  it('are there below every kind of list of customers', async () => {
    const create = 'mutation ($of: SegmentInput!) { createSegment(input: $of) { key } }';
    const of = { key: 'all', name: 'All', filter: { acquired: { from: '2000-01-01T00:00:00Z' } } };
    expect((await api.query(await api.createKey(workspaceId, ['read', 'admin']), create, { of })).errors).toBeUndefined();
    const listed = (list: string) => api.query(key, `{ ${list} }`);
    const rows = 'nodes { externalId orders(first: 2) { nodes { externalId } } }';
    const plain = (await listed(`customers(first: 3) { ${rows} }`)).data.customers;
    const filtered = await listed(`customers(first: 3, filter: { acquired: { from: "2000-01-01T00:00:00Z" } }) { ${rows} }`);
    const segment = await listed(`segment(key: "all") { customers(first: 3) { ${rows} totalCount } }`);
    expect(filtered.data.customers).toEqual(plain);
    expect(segment.data.segment.customers).toEqual({ ...plain, totalCount: 3 });
    expect(plain.nodes[0].orders.nodes).toHaveLength(2);
  });

  it.each([
    ['orders(first: 0) { nodes { id } }', 'first'],
    ['orders(after: "nowhere") { nodes { id } }', 'after'],
    ['visits(from: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z") { nodes { id } }', 'until'],
    ['responses(first: 1000) { nodes { id } }', 'first'],
  ])('tell of their own arguments: %s', async (list, argument) => {
    const answer = await api.query(key, `{ customers(first: 2) { nodes { externalId ${list} } } }`);
    expect(answer.errors?.[0]).toMatchObject({
      path: ['customers', 'nodes', 0, list.split('(')[0]],
      message: expect.stringContaining(argument),
    });
  });

  it('take a statement each, whatever the number of customers', async () => {
    const statementsOf = async (first: number) => {
      api.statements.length = 0;
      await api.query(
        key,
        `{ customers(first: ${first}) { nodes { orders { nodes { id } } tickets { nodes { id } } responses { nodes { answers { value } } } } } }`,
      );
      return [...api.statements].sort();
    };
    await statementsOf(4); // what a request before has still to send is not counted
    expect(await statementsOf(4)).toEqual(await statementsOf(1));
  });
});
