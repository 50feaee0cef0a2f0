import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunkBytes } from '../../../api/uploads/chunkStore.ts';
import { uploadFile } from '../../../clients/cli/server/uploadFile.ts';
import { decodeGlobalId } from '../../../schema/globalId.ts';
import { loadImport } from '../../../worker/imports/load.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
let api: TestApi;
let url: string;
let key: string;
beforeAll(async () => {
  bench = await openImportBench();
  api = await startTestApi(bench.database);
  ({ url } = api);
  key = await api.createKey(bench.workspaceId, ['ingest', 'pii']);
});
afterAll(async () => {
  await api?.close();
  await bench?.close();
});

const file = Buffer.from(`response_id,nps\n${Array.from({ length: 300_000 }, (_, i) => `r${i},${i % 11}`).join('\n')}\n`); // several chunks
const sha256 = createHash('sha256').update(file).digest('hex');
const send = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}, as = key) =>
  fetch(`${url}${path}`, { ...init, headers: { 'x-api-key': as, ...init.headers } });
const bytesAt = (offset: number, body: Uint8Array) => ({
  method: 'PATCH',
  headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
  body: new Uint8Array(body),
});
const announce = async (length: number, headers = {}) => {
  const answer = await send('/v1/imports?as=responses&survey=s&filename=a.csv', {
    method: 'POST',
    headers: { 'upload-length': String(length), ...headers },
  });
  return { status: answer.status, location: answer.headers.get('location') ?? '', body: (await answer.json()) as Record<string, unknown> };
};
const storedBytes = async (location: string) => {
  const id = Buffer.from(location.split('/').at(-1)!, 'base64url').toString().split(':')[1]!;
  const [row] = await bench.admin`
    select state, checksum, encode(sha256(string_agg(c.bytes, '' order by byte_offset)), 'hex') as sha256, max(length(c.bytes)) as longest,
           (select count(*)::integer from pgboss.job where name = 'perform' and data ->> 'table' = 'import' and data ->> 'id' = ${id}) as jobs
      from import i join import_chunk c on c.workspace_id = i.workspace_id and c.import_id = i.id where i.id = ${id} group by i.workspace_id, i.id`;
  return row;
};

describe('POST with a body', () => {
  it('answers 202 once every byte is durable and the job is in the queue', async () => {
    const answer = await send('/v1/imports?as=responses&survey=s&filename=my.csv', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: file,
    });
    expect(answer.status).toBe(202);
    const location = answer.headers.get('location')!;
    expect(await answer.json()).toEqual({
      id: location.split('/').at(-1),
      state: 'QUEUED',
      location,
      uploadOffset: file.length,
      uploadLength: file.length,
    });
    expect(await storedBytes(location)).toEqual({ state: 'QUEUED', checksum: sha256, sha256, longest: 480 * 1024, jobs: 1 });
    const shown = (await (await send(location)).json()) as Record<string, unknown>;
    expect(shown).toMatchObject({
      as: 'responses',
      survey: 's',
      filename: 'my.csv',
      state: 'QUEUED',
      uploadOffset: file.length,
      errors: [],
      nextErrors: null,
    });
  });

  it.each([
    ['/v1/imports?as=weather', 'x', 400],
    ['/v1/imports?as=responses', 'x', 400],
    ['/v1/imports?as=customers&colour=red', 'x', 400],
    ['/v1/imports?as=customers', '', 400],
    ['/v1/imports?as=customers&filename=a%00b', 'x', 400],
    ['/v1/imports?as=responses&survey=a%00b', 'x', 400],
  ])('refuses %s with a problem document', async (path, body, status) => {
    const answer = await send(path, { method: 'POST', body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ type: 'about:blank', status, detail: expect.any(String), code: 'BAD_USER_INPUT' });
  });

  it.each([
    ['a form with the file in it', 'multipart/form-data', undefined],
    ['bytes packed on their way', 'text/csv', 'gzip'],
  ])('refuses %s, which would be read for the file, and keeps nothing', async (_what, type, encoding) => {
    const before = await bench.admin`select count(*) from import`;
    const form = new FormData();
    form.set('file', new Blob(['response_id,nps\n1,9\n']), 'a.csv');
    const headers = encoding === undefined ? undefined : { 'content-type': type, 'content-encoding': encoding };
    const path = '/v1/imports?as=responses&survey=form';
    const answer = await send(path, {
      method: 'POST',
      body: headers ? gzipSync('response_id,nps\n1,9\n') : form,
      ...(headers && { headers }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      415,
      { code: 'BAD_USER_INPUT', detail: expect.stringMatching(`${encoding ?? type}.*bytes of the file as they are`) },
    ]);
    expect(await bench.admin`select count(*) from import`).toEqual(before);
  });

  it('refuses what is too large, at once or in the middle, and keeps nothing', async () => {
    const strict = await startTestApi(bench.database, { limits: { uploadBytes: 2_000_000n } });
    const sendTo = (path: string, init: RequestInit) =>
      fetch(`${strict.url}${path}`, { ...init, headers: { 'x-api-key': key, ...init.headers } });
    try {
      const announced = await sendTo('/v1/imports?as=customers', { method: 'POST', headers: { 'upload-length': '2000001' } });
      expect([announced.status, await announced.text()]).toEqual([413, expect.stringContaining('EARSHOT_MAX_UPLOAD_BYTES')]);
      const before = await bench.admin`select count(*) from import`;
      const stream = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(200_000)) });
      const answer = await sendTo('/v1/imports?as=customers', { method: 'POST', body: stream, duplex: 'half' } as object).then(
        ({ status }) => status,
        () => 'reset',
      );
      expect([413, 'reset']).toContain(answer);
      expect(await bench.admin`select count(*) from import`).toEqual(before);
    } finally {
      await strict.close();
    }
  });
});

describe('POST, then PATCH', () => {
  it('continues where the connection was cut', async () => {
    const { status, location, body } = await announce(file.length);
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'UPLOADING', uploadOffset: 0, uploadLength: file.length });
    const durable = async () => Number((await send(location, { method: 'HEAD' })).headers.get('upload-offset'));
    const { hostname, port } = new URL(url);
    const headers = { ...bytesAt(0, file).headers, 'content-length': String(file.length), 'x-api-key': key };
    const cut = httpRequest({ hostname, port, path: location, method: 'PATCH', headers });
    cut.on('error', () => {});
    cut.write(file.subarray(0, 1_500_000));
    await expect.poll(durable, { timeout: 10_000 }).toBe(3 * chunkBytes); // the rest has arrived then, and is no whole chunk
    await new Promise((resolve) => setTimeout(resolve, 100));
    cut.destroy(new Error('cut'));
    await expect.poll(durable).toBe(1_500_000);
    const offset = 1_500_000;
    const wrong = await send(location, bytesAt(10, file.subarray(10)));
    expect([wrong.status, wrong.headers.get('upload-offset')]).toEqual([409, String(offset)]);
    const middle = await send(location, bytesAt(offset, file.subarray(offset, offset + 100)));
    expect([middle.status, middle.headers.get('upload-offset')]).toEqual([204, String(offset + 100)]);
    const last = await send(location, bytesAt(offset + 100, file.subarray(offset + 100)));
    expect(last.status).toBe(202);
    expect(await storedBytes(location)).toMatchObject({ state: 'QUEUED', sha256, jobs: 1 });
    expect((await send(location, bytesAt(file.length, Buffer.alloc(0)))).status).toBe(409);
  });

  it('takes a codebook as JSON, and a length that comes late', async () => {
    const answer = await send('/v1/imports', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: 'responses', codebook: { key: 'j', questions: [] }, fields: { submitted_at: 'When' }, delimiter: ';' }),
    });
    expect(answer.status).toBe(201);
    const { location } = (await answer.json()) as { location: string };
    const patch = bytesAt(0, Buffer.from('a;b\n1;2\n'));
    expect((await send(location, { ...patch, headers: { ...patch.headers, 'upload-length': '8' } })).status).toBe(202);
    expect(await (await send(location)).json()).toMatchObject({ survey: 'j', state: 'QUEUED' });
  });

  it.each(['\\u0000', '\\ud800'])('refuses JSON with %s, which cannot be stored', async (letter) => {
    const body = `{"as": "responses", "codebook": {"key": "j", "questions": [{"key": "a${letter}", "kind": "TEXT"}]}}`;
    const answer = await send('/v1/imports', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'BAD_USER_INPUT' }]);
  });

  it('refuses more bytes than were announced', async () => {
    const { location } = await announce(3);
    expect((await send(location, bytesAt(0, Buffer.from('abcd')))).status).toBe(400);
  });

  it('is refused once it was cancelled', async () => {
    const { location } = await announce(10);
    expect((await send(location, { method: 'DELETE' })).status).toBe(204);
    expect((await send(location, { method: 'DELETE' })).status).toBe(204);
    expect((await send(location, bytesAt(0, Buffer.from('x')))).status).toBe(409);
  });
});

describe('an upload that was broken off and is announced again with the checksum of its file', () => {
  const begin = async (wanted: Record<string, unknown> = {}, as = key) => {
    const body = { as: 'customers', filename: 'c.csv', uploadLength: 12, dryRun: false, checksum: 'a'.repeat(64), ...wanted };
    const answer = await send(
      '/v1/imports',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      as,
    );
    return {
      status: answer.status,
      ...((await answer.json()) as { location: string; state: string; uploadOffset: number; detail?: string }),
    };
  };

  it('goes on where it was, and is sent anew once it is whole', async () => {
    const first = await begin();
    await send(first.location, bytesAt(0, Buffer.from('external_')));
    expect(await begin()).toEqual({ ...first, uploadOffset: 9 });
    expect((await send(first.location, bytesAt(9, Buffer.from('id\n')))).status).toBe(202);
    const again = await begin();
    expect(again).toMatchObject({ status: 201, uploadOffset: 0 });
    expect(again.location).not.toBe(first.location);
  });

  it.each<[string, Record<string, unknown>]>([
    ['file', { checksum: 'b'.repeat(64) }],
    ['length', { uploadLength: 13 }],
    ['name', { filename: 'd.csv' }],
    ['kind', { as: 'tickets' }],
    ['purpose', { dryRun: true }],
    ['reading', { delimiter: ';' }],
  ])('is another one where the %s is another', async (_what, wanted) => {
    const file = { checksum: 'c'.repeat(64) };
    const first = await begin(file);
    await send(first.location, bytesAt(0, Buffer.from('exter')));
    expect((await begin(file)).location).toBe(first.location);
    expect(await begin({ ...file, ...wanted })).toMatchObject({ status: 201, uploadOffset: 0 });
  });

  it('is nobody else’s, and has a checksum that is one', async () => {
    const first = await begin({ checksum: 'd'.repeat(64) });
    await send(first.location, bytesAt(0, Buffer.from('exter')));
    const stranger = await begin({ checksum: 'd'.repeat(64) }, await api.createKey(bench.otherWorkspaceId, ['ingest']));
    expect(stranger).toMatchObject({ status: 201, uploadOffset: 0 });
    expect(stranger.location).not.toBe(first.location);
    expect(await begin({ checksum: 'abc' })).toMatchObject({ status: 400, detail: expect.stringContaining('checksum: ') });
  });

  it.each([
    ['external_id\nA1\n', 'SUCCEEDED', null],
    ['external_id\nB1\n', 'FAILED', 'CHECKSUM_MISMATCH'], // written to meanwhile: the half of one file and the half of another
  ])('is loaded if what came, %j, is that file', async (came, state, error) => {
    const checksum = createHash('sha256').update('external_id\nA1\n').digest('hex');
    const { location } = await begin({ uploadLength: came.length, filename: `${state}.csv`, checksum });
    await send(location, bytesAt(0, Buffer.from(came.slice(0, 5))));
    expect((await send(location, bytesAt(5, Buffer.from(came.slice(5))))).status).toBe(202);
    const importId = BigInt(decodeGlobalId(location.split('/').at(-1)!).id);
    await bench.admin`update import set state = 'RUNNING', attempt = 1 where id = ${importId}`;
    await loadImport(bench.app, { workspaceId: bench.workspaceId, importId, attempt: 1 }, () => {});
    expect(await bench.outcome(importId)).toMatchObject({ state, error });
    expect(await bench.admin`select from customer where external_id = 'B1'`).toHaveLength(0);
  });

  it('is finished by the next command of the same file', async () => {
    const path = join(await temporaryFolder('broken-off'), 'long.csv');
    const bytes = Buffer.from(`external_id\n${Array.from({ length: 1_200_000 }, (_, i) => `c${i}`).join('\n')}\n`);
    await writeFile(path, bytes);
    const announcement = { as: 'customers', filename: 'long.csv', uploadLength: bytes.length, dryRun: true } as const;
    const stop = new AbortController();
    const run = (onProgress: (sent: number) => void, signal?: AbortSignal) =>
      uploadFile({ url, key }, path, announcement, { onProgress, signal });
    await expect(run(() => stop.abort(), stop.signal)).rejects.toThrow();
    const [begun] = await bench.admin<{ bytes: bigint }[]>`select uploaded_bytes as bytes from import where source = 'long.csv'`;
    expect(Number(begun?.bytes)).toBeGreaterThan(0);
    const sent: number[] = [];
    const id = await run((offset) => sent.push(offset));
    expect(sent[0]).toBeGreaterThan(Number(begun?.bytes)); // nothing that was there came again
    expect(await storedBytes(`/v1/imports/${id}`)).toMatchObject({
      state: 'QUEUED',
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(await bench.admin`select from import where source = 'long.csv'`).toHaveLength(1);
  });
});

it('shows and takes nothing of another workspace, and nothing without the scope', async () => {
  const { location } = await announce(10);
  const stranger = await api.createKey(bench.otherWorkspaceId);
  for (const method of ['GET', 'HEAD', 'DELETE']) expect((await send(location, { method }, stranger)).status).toBe(404);
  expect((await send(location, bytesAt(0, Buffer.from('x')), stranger)).status).toBe(404);
  expect((await send(location, {}, await api.createKey(bench.workspaceId, ['read', 'pii']))).status).toBe(403);
  expect((await send('/v1/imports/nonsense')).status).toBe(404);
});
