/** How an upload ends that is cancelled at its last moment, comes wrapped, or is announced too slowly. */
import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
let api: TestApi;
let key: string;
beforeAll(async () => {
  bench = await openImportBench();
  api = await startTestApi(bench.database, { limits: { bodySeconds: 1 } });
  key = await api.createKey(bench.workspaceId, ['ingest', 'compute']);
});
afterAll(async () => {
  await api?.close();
  await bench?.close();
});

async function announced(uploadLength: number): Promise<string> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const body = JSON.stringify({ as: 'customers', uploadLength });
  const answer = await fetch(`${api.url}/v1/imports`, { method: 'POST', headers, body });
  return ((await answer.json()) as { location: string }).location;
}
const append = (location: string, offset: number, body: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${location}`, {
    method: 'PATCH',
    headers: { 'x-api-key': key, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...headers },
    body,
  });

it('cancelled between its last byte and its completion, it does not pass for one that waits', async () => {
  const location = await announced(3);
  await api.admin`
    update import set uploaded_bytes = 3 where workspace_id = ${bench.workspaceId} and id = (select max(id) from import where workspace_id = ${bench.workspaceId})`;
  let last: Promise<Response> | undefined;
  await api.admin.begin(async (tx) => {
    await tx`update import set state = 'CANCELLED', finished_at = now() where workspace_id = ${bench.workspaceId} and state = 'UPLOADING'`;
    last = append(location, 3, '');
    await sleep(500); // it waits for the row
  });
  const response = await last!;
  expect([response.status, await response.json()]).toMatchObject([409, { code: 'CONFLICT', detail: 'the upload was cancelled meanwhile' }]);
});

it('bytes that are packed are refused in a piece as in a whole', async () => {
  const response = await append(await announced(3), 0, 'abc', { 'content-encoding': 'gzip' });
  expect([response.status, await response.json()]).toMatchObject([415, { detail: expect.stringContaining('packed (gzip)') }]);
});

it.each(['/v1/imports', '/v1/analyses/x/runs'])('JSON that does not come is not waited for at %s', async (path) => {
  const slow = request(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', 'content-length': '50' },
  });
  slow.on('error', () => {});
  slow.write('{');
  const [response] = await once(slow, 'response');
  expect([response.statusCode, await json(response)]).toMatchObject([
    408,
    { code: 'TIMEOUT', title: 'The body came too slowly', detail: 'the body did not arrive within 1 s' },
  ]);
  slow.destroy();
});
