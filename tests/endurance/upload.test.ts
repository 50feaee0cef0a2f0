import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiKey } from '../../api/auth/apiKeys.ts';
import { connect, type Sql } from '../../prisma/sql.ts';
import { createWorkspace } from '../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { kill, startNode, type TestProcess } from '../support/process.ts';
import { eventually } from '../support/until.ts';
import { startWorker } from '../support/worker.ts';

/** The API is killed in the middle of an upload: what it had acknowledged is there, and the sender goes on from it. */
let database: TestDatabase;
let admin: Sql;
const processes: TestProcess[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await kill(processes);
  await admin.end();
  await database.drop();
});

const rowCount = 60_000;
const comment = 'the queue at the desk was long, the bags came late, and nobody said why; '.repeat(2);
const rows = Array.from({ length: rowCount }, (_, i) => `r${i},${i % 11},"${comment}${i}"`);
const file = Buffer.from(`response_id,nps,comment\n${rows.join('\n')}\n`); // 10 MB
const sha256 = createHash('sha256').update(file).digest('hex');

async function startApi(): Promise<{ process: TestProcess; url: string }> {
  const api = startNode(['api/main.ts'], { env: { ...process.env, DATABASE_URL: database.appUrl, HOST: '127.0.0.1', PORT: '0' } });
  processes.push(api);
  const ready = await api.line((line) => line.includes('"msg":"the API is ready"'));
  return { process: api, url: (JSON.parse(ready) as { url: string }).url };
}

it('an upload goes on after kill -9 of the API from the last byte that was durable, and loads whole', async () => {
  const first = await startApi();
  const workspaceId = await createWorkspace(admin, 'upload');
  const app = connect(database.appUrl, { applicationName: 'test', max: 1 });
  const { key } = await createApiKey(app, { workspaceId, name: 'test', scopes: ['ingest'], expiresAt: null });
  await app.end();
  const headers = { authorization: `Bearer ${key}` };
  const offsetAt = async (url: string) => Number((await fetch(url, { method: 'HEAD', headers })).headers.get('upload-offset'));
  const patch = (offset: number) => ({
    ...headers,
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
    'content-length': String(file.length - offset),
  });

  const announced = await fetch(`${first.url}/v1/imports?as=responses&survey=s&filename=a.csv`, {
    method: 'POST',
    headers: { ...headers, 'upload-length': String(file.length) },
  });
  expect(announced.status).toBe(201);
  const path = announced.headers.get('location') ?? '';

  const sent = Math.floor(file.length / 2);
  const half = httpRequest(`${first.url}${path}`, { method: 'PATCH', headers: patch(0) });
  const cut = new Promise<Error>((resolve) => half.once('error', resolve));
  half.write(file.subarray(0, sent));
  const acknowledged = await eventually(
    () => offsetAt(`${first.url}${path}`),
    (offset) => offset > 0,
  );
  first.process.signalGroup('SIGKILL');
  await cut;
  expect(await first.process.ended).toBe('SIGKILL');

  const second = await startApi();
  const offset = await offsetAt(`${second.url}${path}`);
  expect(offset).toBeGreaterThanOrEqual(acknowledged);
  expect(offset).toBeLessThanOrEqual(sent);
  const rest = await fetch(`${second.url}${path}`, { method: 'PATCH', headers: patch(offset), body: file.subarray(offset) });
  expect(rest.status).toBe(202);
  expect(await rest.json()).toMatchObject({ state: 'QUEUED', uploadOffset: file.length, uploadLength: file.length });
  const [stored] = await admin`
    select encode(sha256(string_agg(bytes, '' order by byte_offset)), 'hex') as sha256 from import_chunk where workspace_id = ${workspaceId}`;
  expect(stored).toEqual({ sha256 });

  processes.push(await startWorker(database));
  const over = await eventually(
    async () => (await (await fetch(`${second.url}${path}`, { headers })).json()) as { state: string },
    ({ state }) => state === 'SUCCEEDED' || state === 'FAILED',
  );
  expect(over).toMatchObject({ state: 'SUCCEEDED', rowsRead: rowCount, rowsLoaded: rowCount, rowsRejected: 0 });
  expect(await admin`select checksum from import where workspace_id = ${workspaceId}`).toEqual([{ checksum: sha256 }]);
  expect(await admin`select count(*)::integer as n from response where workspace_id = ${workspaceId}`).toEqual([{ n: rowCount }]);
});
