/**
 * What a request has read is gone with the next collection of the young generation. What it leaves to the old one is only found by a
 * full collection, whose pauses are the API's slowest answers: 33 kB a request once made 29 ms of every second, and single pauses of 500.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiKey } from '../../../api/auth/apiKeys.ts';
import { connect, inWorkspace } from '../../../prisma/sql.ts';
import { createWorkspace } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { Collection } from '../../support/heapProbe.ts';

let database: TestDatabase;
let api: ChildProcess;
let url: string;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  const workspaceId = await createWorkspace(admin, 'a');
  await inWorkspace(admin, workspaceId, async (tx) => {
    await tx`insert into customer (workspace_id, external_id) select ${workspaceId}, 'C' || i from generate_series(1, 20) i`;
    await tx`
      insert into identity (workspace_id, kind, value, customer_id)
      select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${workspaceId}`;
    await tx`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency, revenue)
      select ${workspaceId}, 'O' || id || '-' || n, id, timestamptz '2026-01-01' + make_interval(days => n), 'EUR', 10
        from identity, generate_series(1, 5) n where workspace_id = ${workspaceId}`;
  });
  ({ key } = await createApiKey(admin, { workspaceId, name: 'test', scopes: ['read'], expiresAt: null }));
  await admin.end();
  const probe = join(import.meta.dirname, '../../support/heapProbe.ts');
  api = spawn(process.execPath, ['--expose-gc', '--import', probe, 'api/main.ts'], {
    cwd: join(import.meta.dirname, '../../..'),
    env: { PATH: process.env.PATH, DATABASE_URL: database.appUrl, PORT: '0', EARSHOT_ANSWER_CACHE_MB: '0' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [ready] = (await once(api, 'message')) as [{ url: string }];
  ({ url } = ready);
});
afterAll(async () => {
  api?.kill('SIGKILL');
  await database?.drop();
});

async function ask(times: number): Promise<void> {
  const query =
    '{ customers(first: 20) { edges { node { externalId orders(first: 5) { edges { node { externalId revenue occurredAt } } } } } } }';
  for (let i = 0; i < times; i++) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data } = (await response.json()) as { data: { customers: { edges: { node: { orders: { edges: unknown[] } } }[] } } };
    expect(data.customers.edges.map(({ node }) => node.orders.edges.length)).toEqual(Array(20).fill(5));
  }
}

async function oldBytesAfter(collection: Collection): Promise<number> {
  api.send(collection);
  const [{ oldBytes }] = (await once(api, 'message')) as [{ oldBytes: number }];
  return oldBytes;
}

it('leaves none of its rows to the old generation', async () => {
  await ask(100); // the code is compiled, the statements are prepared
  const before = await oldBytesAfter('full');
  const requests = 100;
  for (let i = 0; i < 4; i++) {
    await ask(requests / 4);
    await oldBytesAfter('young');
  }
  const kept = ((await oldBytesAfter('young')) - before) / requests;
  expect(kept).toBeLessThan(10_000); // 6 kB: the executor's selections of each document; with its rows a request kept 66 to 76 kB
});
