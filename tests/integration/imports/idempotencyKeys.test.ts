/** An Idempotency-Key of POST /v1/imports names one file and what is to become of it. */
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

const first = { path: '/v1/imports?as=responses&survey=keyed', body: 'response_id,nps\n1,9\n' };

async function post(idempotencyKey: string, { path, body }: typeof first, more = {}) {
  const headers = { 'x-api-key': key, 'idempotency-key': idempotencyKey, ...more };
  const answer = await fetch(`${api.url}${path}`, { method: 'POST', headers, body });
  return { status: answer.status, location: answer.headers.get('location'), body: (await answer.json()) as Record<string, unknown> };
}

it('gives the first result when the same file comes again', async () => {
  const told = await post('again', first);
  expect(told).toMatchObject({ status: 202, body: { state: 'QUEUED' } });
  expect(await post('again', first)).toEqual(told);
  expect(await bench.admin`select from import where idempotency_key = 'again'`).toHaveLength(1);
});

it.each<[string, Partial<typeof first>, string]>([
  ['for another kind', { path: '/v1/imports?as=customers' }, 'as and another survey'],
  ['for another survey', { path: '/v1/imports?as=responses&survey=other' }, 'survey'],
  ['to be tried, not loaded', { path: `${first.path}&dryRun=true` }, 'dryRun'],
  ['to be read in another way', { path: `${first.path}&delimiter=%3B` }, 'codebook, fields, encoding or delimiter'],
  ['that is longer', { body: 'response_id,nps\n1,10\n' }, 'length'],
  ['with another checksum', { path: `${first.path}&checksum=${'a'.repeat(64)}` }, 'checksum'],
  ['with other bytes', { body: 'response_id,nps\n1,0\n' }, 'content'],
])('refuses the key of another file, here for one %s: it would never be loaded', async (_what, differs, named) => {
  const { location } = await post('taken', first);
  const detail = `Idempotency-Key: an import with another ${named} has this key: send this file with a key of its own`;
  expect(await post('taken', { ...first, ...differs })).toMatchObject({ status: 409, location, body: { code: 'CONFLICT', detail } });
  expect(await post('taken', first)).toMatchObject({ status: 202, location });
});

it('refuses it also of a file that is only announced, and says where the first one is', async () => {
  const announce = (length: number) => post('announced', { ...first, body: '' }, { 'upload-length': String(length) });
  const { location } = await announce(10);
  expect(await announce(10)).toMatchObject({ status: 201, location });
  expect(await announce(11)).toMatchObject({ status: 409, location, body: { code: 'CONFLICT' } });
});
