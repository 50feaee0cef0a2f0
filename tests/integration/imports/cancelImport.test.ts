/** An end to an import, at every door: one rule. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { loadImport } from '../../../worker/imports/load.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
let api: TestApi;
let key: string;
beforeAll(async () => {
  bench = await openImportBench();
  api = await startTestApi(bench.database);
  key = await api.createKey(bench.workspaceId, ['ingest', 'pii']);
});
afterAll(async () => {
  await api?.close();
  await bench?.close();
});

const locationOf = (id: bigint) => `/v1/imports/${encodeGlobalId('Import', id)}`;
const send = (path: string, init: RequestInit & { headers?: Record<string, string> }) =>
  fetch(`${api.url}${path}`, { ...init, headers: { 'x-api-key': key, ...init.headers } });

describe('cancelling an import', () => {
  const doors = {
    'DELETE /v1/imports/{id}': (location: string) => send(location, { method: 'DELETE' }),
    cancelImport: (location: string) =>
      send('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `mutation { cancelImport(id: "${location.split('/').at(-1)}") { state } }` }),
      }),
  };
  const whatIsLeft = async (id: bigint) => {
    const [row] = await bench.admin`
      select state, finished_at is not null as ended, (select count(*)::integer from import_chunk c where c.import_id = i.id) as chunks,
             (select count(*)::integer from audit_event a where a.subject_type = 'Import' and a.subject_id = i.id and a.action = 'IMPORT_CANCELLED') as audits
        from import i where id = ${id}`;
    return Object.values(row!);
  };
  const each = Object.entries(doors).flatMap(([door, cancel]) =>
    ['UPLOADING', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED'].map((state) => ({ door, cancel, state })),
  );

  it.each(each)('$door of one that is $state', async ({ cancel, state }) => {
    const id = await bench.place('external_id\n', { as: 'CUSTOMERS' });
    const location = locationOf(id);
    const hasEnded = state === 'SUCCEEDED' || state === 'FAILED';
    await bench.admin`update import set state = ${state}, finished_at = ${hasEnded ? new Date() : null} where id = ${id}`;
    const answer = await cancel(location);
    if (!hasEnded) {
      expect(answer.ok).toBe(true);
      expect(await whatIsLeft(id)).toEqual(['CANCELLED', true, 0, 1]);
      expect((await cancel(location)).ok).toBe(true);
      expect(await whatIsLeft(id)).toEqual(['CANCELLED', true, 0, 1]);
    } else {
      expect(await answer.json()).toMatchObject(
        answer.ok ? { data: { cancelImport: { state } } } : { status: 409, detail: expect.stringContaining(state) },
      );
      expect(await whatIsLeft(id)).toEqual([state, true, 1, 0]);
    }
  });

  it('under a worker that reads it, nothing of it is loaded', async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => `under-${index}\n`).join('');
    const id = await bench.place(`external_id\n${rows}`, { as: 'CUSTOMERS', chunkBytes: 16 * 1024 });
    await bench.admin`update import set checksum = null where id = ${id}`; // with one the early end would be seen by it
    const stopping = Promise.withResolvers<Response>();
    let isAsked = false;
    await loadImport(bench.app, { workspaceId: bench.workspaceId, importId: id, attempt: 1 }, () => {
      if (!isAsked) stopping.resolve(send(locationOf(id), { method: 'DELETE' }));
      isAsked = true;
    });
    expect((await stopping.promise).status).toBe(204);
    expect(await whatIsLeft(id)).toEqual(['CANCELLED', true, 0, 1]);
    expect(await bench.admin`select from customer where external_id like 'under-%'`).toEqual([]);
  });
});
