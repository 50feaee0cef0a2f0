/** Which tickets are open: one rule for counts, lists, filters and datasets. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const statuses: readonly (readonly [status: string | null, isOpen: boolean, resolvedAt?: string])[] = [
  [null, true],
  ['OPEN', true],
  ['PENDING', true],
  ['UNRESOLVED', true],
  ['CLOSEDOWN', true],
  ['TO_BE_CLOSED', true],
  ['CLOSED', false],
  ['SOLVED', false],
  ['resolved', false],
  ['CLOSED_NO_REPLY', false],
  ['AUTO_CLOSED', false],
  ['CANCELLED', false],
  ['DONE', false],
  ['OPEN', false, '2026-02-05T00:00:00Z'],
];
const open = statuses.filter(([, isOpen]) => isOpen).length;

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  key = await api.createKey(workspaceId);
  const [made] = await api.admin<{ id: bigint }[]>`
    with made as (insert into customer (workspace_id, external_id) values (${workspaceId}, 'asked') returning id)
    insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}, 'CRM_ID', 'asked', id from made returning id`;
  for (const [index, [status, , resolvedAt = null]] of statuses.entries())
    await api.admin`
      insert into ticket (workspace_id, external_id, identity_id, opened_at, resolved_at, status)
      values (${workspaceId}, ${String(index)}, ${made!.id}, '2026-02-01T00:00:00Z', ${resolvedAt}, ${status})`;
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

async function ask(query: string) {
  const answer = await api.query(key, query);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

/** Of customers with exactly so many tickets that are open, or are not. */
async function customersWith(isOpen: boolean, count: number, asOf = 'null'): Promise<number> {
  const filter = `{ tickets: { isOpen: ${isOpen}, minCount: ${count}, maxCount: ${count} } }`;
  return (await ask(`{ customers(filter: ${filter}, asOf: ${asOf}) { totalCount } }`)).customers.totalCount;
}

it('counts those that neither a time nor their status closes', async () => {
  expect((await ask('{ customer(externalId: "asked") { openTicketCount } }')).customer.openTicketCount).toBe(open);
});

it('says so of each ticket, in the graph and in the dataset', async () => {
  const { tickets } = await ask('{ tickets(first: 20) { nodes { externalId isOpen } } }');
  const shown = new Map(tickets.nodes.map((node: { externalId: string; isOpen: boolean }) => [node.externalId, node.isOpen]));
  const rows = await api.admin`select external_id, is_open from dataset.tickets where workspace_id = ${workspaceId}`;
  const flat = new Map(rows.map(({ external_id, is_open }) => [external_id, is_open]));
  for (const [index, [status, isOpen]] of statuses.entries())
    expect([status, shown.get(String(index)), flat.get(String(index))]).toEqual([status, isOpen, isOpen]);
});

it('finds customers by them', async () => {
  expect(await customersWith(true, open)).toBe(1);
  expect(await customersWith(false, statuses.length - open)).toBe(1);
});

it('takes one as open before it was resolved, and one that only its status closed at no moment', async () => {
  const before = '"2026-02-03T00:00:00Z"';
  expect(await customersWith(true, open + 1, before)).toBe(1);
  expect(await customersWith(false, statuses.length - open - 1, before)).toBe(1);
});
