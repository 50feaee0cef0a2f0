/** How long a file is, said once: at its announcement, or late. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
let api: TestApi;
let key: string;
beforeAll(async () => {
  bench = await openImportBench();
  api = await startTestApi(bench.database);
  key = await api.createKey(bench.workspaceId, ['ingest']);
});
afterAll(async () => {
  await api?.close();
  await bench?.close();
});

async function announced(body: object): Promise<string> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const answer = await fetch(`${api.url}/v1/imports`, { method: 'POST', headers, body: JSON.stringify({ as: 'customers', ...body }) });
  return ((await answer.json()) as { location: string }).location;
}

async function send(location: string, offset: number, length: number | null): Promise<[number, string?]> {
  const headers = { 'x-api-key': key, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) };
  const answer = await fetch(`${api.url}${location}`, {
    method: 'PATCH',
    headers: { ...headers, ...(length !== null && { 'upload-length': String(length) }) },
    body: 'abc',
  });
  const text = await answer.text();
  return answer.ok ? [answer.status] : [answer.status, (JSON.parse(text) as { detail: string }).detail];
}

it('another one than was announced is refused', async () => {
  const location = await announced({ uploadLength: 6 });
  expect(await send(location, 0, 3)).toEqual([400, 'Upload-Length: 6 bytes were announced before, not 3: leave it out']);
  expect(await send(location, 0, 6)).toEqual([204]);
  expect(await send(location, 3, null)).toEqual([202]);
});

it('one that comes late and is less than what is here is refused: the upload would have no end', async () => {
  const location = await announced({});
  expect(await send(location, 0, null)).toEqual([204]);
  expect(await send(location, 3, 2)).toEqual([400, 'Upload-Length: 2 is less than the 3 bytes that are here: say that of the whole file']);
  expect(await send(location, 3, 6)).toEqual([202]);
});
