/** `earshot export` and `earshot datasets`, as processes that talk to a real API. */
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { startNode } from '../../support/process.ts';
import { json, scriptedServer } from '../../support/scriptedServer.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const launcher = join(import.meta.dirname, '../../../clients/cli/earshot.js');
let database: TestDatabase;
let api: TestApi;
let key: string;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId);
  key = await api.createKey(workspaceId, ['read']);
  folder = await temporaryFolder('export');
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

function earshot(words: readonly string[], url = api.url): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, EARSHOT_URL: url, EARSHOT_API_KEY: key, NO_COLOR: '1' };
  return new Promise((resolve) =>
    execFile(process.execPath, [launcher, ...words], { env, cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    ),
  );
}

it('takes a day as the beginning of that day where the workspace is', async () => {
  const workspace = { key: 'a', name: 'A', currency: 'EUR', timeZone: 'America/New_York' };
  const server = await scriptedServer(json(200, { data: { workspace } }), (answer) =>
    answer.writeHead(200, { 'content-type': 'text/csv' }).end('order_id\r\n'),
  );
  const told = await earshot(['export', 'orders', '--since', '2026-03-01', '--until', '2026-04-01T00:00:00Z'], server.url);
  server.close();
  expect(told).toMatchObject({ code: 0, stdout: 'order_id\r\n' });
  expect(server.requests[1]?.path).toBe('/bi/v1/orders.csv?since=2026-03-01T05%3A00%3A00.000Z&until=2026-04-01T00%3A00%3A00.000Z');
  expect(await earshot(['export', 'orders', '--since', 'yesterday'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--since yesterday is neither a day nor a moment'),
  });
});

describe('earshot export', { timeout: 60_000 }, () => {
  it('prints a dataset, or writes it to a file', async () => {
    const words = ['export', 'customers', '--columns', 'external_id', '--excel'];
    const [printed, written] = await Promise.all([
      earshot(words),
      earshot(['export', 'customers', '--format', 'arrow', '--out', 'customers.arrows']),
    ]);
    expect(printed.code).toBe(0);
    expect(printed.stdout.split('\r\n')).toHaveLength(42); // a header, 40 customers, and what follows the last line's end
    expect(written).toEqual({ code: 0, stdout: '', stderr: expect.stringMatching(/^exporting …\ncustomers\.arrows has \S+ kB\n$/) });
    expect((await stat(join(folder, 'customers.arrows'))).mode & 0o777).toBe(0o600);
    expect(tableFromIPC(await readFile(join(folder, 'customers.arrows'))).numRows).toBe(40);
  });
  it('that is refused or breaks off says why, and leaves no file', async () => {
    const broken = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' }).write('a\r\n1\r\n');
      setTimeout(() => response.destroy(), 100);
    });
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    const address = broken.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const [refused, unknown, off] = await Promise.all([
      earshot(['export', 'customers', '--since', '2026-01-01T00:00:00Z', '--out', 'refused.csv']),
      earshot(['export', 'nothing']),
      earshot(['export', 'customers', '--out', 'broken.csv'], url),
    ]);
    broken.close();
    expect([refused.code, refused.stderr]).toEqual([1, 'earshot: since: customers has no time to go by\n']);
    expect(unknown.stderr).toContain('→ earshot datasets lists them');
    expect(off.code).toBe(1);
    expect(off.stderr).toContain('the export broke off, and nothing was written');
    expect((await readdir(folder)).filter((file) => /refused|broken/.test(file))).toEqual([]);
  });
  it('asks again when the server says, and from the beginning when an answer breaks off', async () => {
    const busy = json(429, { detail: 'too many exports' }, { 'retry-after': '1' });
    const rows = (end: boolean) => (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/csv' }).write('a\r\n1\r\n');
      setTimeout(() => (end ? response.end('2\r\n') : response.destroy()), 50);
    };
    const server = await scriptedServer(busy, rows(false), rows(true));
    const startedAt = Date.now();
    const told = await earshot(['export', 'customers', '--out', 'again.csv'], server.url);
    server.close();
    expect(told).toMatchObject({ code: 0, stderr: expect.stringContaining('too many exports: asked again') });
    expect(Date.now() - startedAt).toBeGreaterThan(1000);
    expect(await readFile(join(folder, 'again.csv'), 'utf8')).toBe('a\r\n1\r\n2\r\n');
  });
  it('leaves nothing behind when it is interrupted', async () => {
    const endless = await scriptedServer((response) => response.writeHead(200, { 'content-type': 'text/csv' }).write('a\r\n'));
    const env = { ...process.env, EARSHOT_URL: endless.url, EARSHOT_API_KEY: key };
    const command = startNode([launcher, 'export', 'customers', '--out', 'cut.csv'], { env, cwd: folder });
    await command.line((line) => line.startsWith('exporting'));
    await expect
      .poll(async () => (await readdir(folder)).filter((file) => file.includes('cut.csv')))
      .toEqual([expect.stringMatching(/\.part$/)]);
    command.signalGroup('SIGTERM');
    expect(await command.ended).toBe(143);
    endless.close();
    expect((await readdir(folder)).filter((file) => file.includes('cut.csv'))).toEqual([]);
  });
  it('has a list of what there is', async () => {
    const { stdout } = await earshot(['datasets']);
    expect(stdout).toMatch(/^customers: Everybody/m);
    expect(stdout).toMatch(/^ {2}emails \* +text\? +/m);
  });
});
