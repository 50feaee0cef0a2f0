/** A key ends while what it has begun goes on: rows that are on their way out, bytes that are on their way in. */
import { once } from 'node:events';
import { request } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, revokeApiKey } from '../../../api/auth/apiKeys.ts';
import { setMembership } from '../../../api/auth/memberships.ts';
import { asymmetricAlgorithms } from '../../../api/auth/verifyToken.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { seconds, startTestIssuer, type TestIssuer } from '../../support/testIssuer.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let issuer: TestIssuer;
const clockSkewSeconds = 60;

beforeAll(async () => {
  database = await createTestDatabase();
  issuer = await startTestIssuer();
  api = await startTestApi(database, {
    tokens: {
      issuer: issuer.issuer,
      audiences: ['earshot'],
      jwksUrl: null,
      cooldownSeconds: 0,
      algorithms: asymmetricAlgorithms,
      clockSkewSeconds,
      workspaceClaim: 'earshot_workspace',
      roleClaim: 'earshot_role',
    },
  });
  workspaceId = await createWorkspace(api.admin, 'a');
  // 40 MB as CSV: more than all sockets between the database and the client hold.
  await api.admin`
    insert into customer (workspace_id, external_id, acquisition_channel)
    select ${workspaceId}::integer, 'C' || i, repeat('x', 1000) from generate_series(1, 40000) i`;
});
afterAll(async () => {
  await api?.close();
  await issuer?.close();
  await database?.drop();
});

const createKey = () => createApiKey(api.services.sql, { workspaceId, name: 'test', scopes: ['read', 'ingest'], expiresAt: null });
/** Longer than a credential is remembered, and than it is between two looks at it. */
const noticed = () => sleep(5200);

describe('an export', () => {
  /** A client that has asked and reads nothing until told to. */
  function ask(path: string, key?: string): Socket {
    const { port } = new URL(api.url);
    const socket = createConnection({ host: '127.0.0.1', port: Number(port) });
    socket.pause();
    socket.on('error', () => {});
    const credential = key === undefined ? '' : `Authorization: Bearer ${key}\r\n`;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${credential}\r\n`);
    return socket;
  }
  const endOf = (socket: Socket) => {
    const end = once(socket, 'end').then(
      () => 'whole',
      (error: NodeJS.ErrnoException) => error.code,
    );
    socket.resume();
    return end;
  };
  const signed = async (key: string) => {
    const { data } = await api.query(key, 'mutation { createSignedUrl(dataset: "customers", format: CSV) { path } }');
    return data.createSignedUrl.path as string;
  };

  it.each([
    ['a key', async (key: string) => ask('/bi/v1/customers.csv', key)],
    ['a signed address', async (key: string) => ask(await signed(key))],
  ])(
    'by %s ends within seconds, as one that is broken off; one whose key is good goes on',
    async (_what, begin) => {
      const [ending, lasting] = [await createKey(), await createKey()];
      const [one, other] = [await begin(ending.key), await begin(lasting.key)];
      await sleep(500);
      await revokeApiKey(api.services.sql, workspaceId, ending.id);
      await noticed();
      expect(await Promise.all([endOf(one), endOf(other)])).toEqual(['ECONNRESET', 'whole']);
    },
    30_000,
  );

  it('by a token ends with its user, who is kept out, and not with its own time, which is short', async () => {
    const bearer = (role: 'VIEWER' | 'NONE', sub: string) =>
      setMembership(api.services.sql, { workspaceId, issuer: issuer.issuer, subject: sub, role });
    await Promise.all([bearer('VIEWER', 'leaving'), bearer('VIEWER', 'staying')]);
    const leaving = ask('/bi/v1/customers.csv', await issuer.sign({ sub: 'leaving' }));
    const ofThreeSeconds = await issuer.sign({ sub: 'staying', exp: seconds() - clockSkewSeconds + 3 });
    const staying = ask('/bi/v1/customers.csv', ofThreeSeconds);
    await sleep(500);
    await bearer('NONE', 'leaving');
    await noticed();
    const { status } = await fetch(`${api.url}/bi/v1/customers.csv`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${ofThreeSeconds}` },
    });
    expect([await endOf(leaving), await endOf(staying), status]).toEqual(['ECONNRESET', 'whole', 401]);
  }, 30_000);
});

describe('an upload', () => {
  const file = Buffer.from('order_id,ordered_at,revenue\n1,2026-01-01T00:00:00Z,5\n');
  it('is not taken whole; another key finds what had come before, and goes on', async () => {
    const [ending, other] = [await createKey(), await createKey()];
    const announced = await fetch(`${api.url}/v1/imports?as=orders`, {
      method: 'POST',
      headers: { 'x-api-key': ending.key, 'upload-length': String(file.length) },
    });
    const { location } = (await announced.json()) as { location: string };
    const sending = request(`${api.url}${location}`, {
      method: 'PATCH',
      headers: {
        'x-api-key': ending.key,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
        'content-length': String(file.length),
      },
    });
    sending.write(file.subarray(0, 10));
    await sleep(200);
    await revokeApiKey(api.services.sql, workspaceId, ending.id);
    await noticed();
    sending.end(file.subarray(10));
    const [response] = await once(sending, 'response');
    expect(response.statusCode).toBe(401);
    expect(await json(response)).toMatchObject({ code: 'UNAUTHENTICATED', detail: expect.stringContaining('with another one HEAD tells') });
    const seen = await fetch(`${api.url}${location}`, { method: 'HEAD', headers: { 'x-api-key': other.key } });
    const offset = Number(seen.headers.get('upload-offset'));
    const rest = await fetch(`${api.url}${location}`, {
      method: 'PATCH',
      headers: { 'x-api-key': other.key, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      body: file.subarray(offset),
    });
    expect([offset, rest.status]).toEqual([0, 202]);
  }, 30_000);
});
