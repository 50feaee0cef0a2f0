/** `earshot imports` against a real API: what was loaded, every fault of a file, and an end to what has not ended. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import { startNode } from '../../support/process.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const faults = 600; // more than one page of them
let database: TestDatabase;
let api: TestApi;
let [key, keyWithoutPii] = ['', ''];
let [done, waiting] = ['', ''];

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'a');
  const rows = await api.admin<{ id: bigint }[]>`
    insert into import (workspace_id, kind, source, state, rows_read, rows_loaded, rows_unchanged, rows_rejected, report)
    values (${workspaceId}, 'ORDERS', 'orders.csv', 'SUCCEEDED', 700, 100, 0, ${faults}, ${api.admin.json({ errorCount: faults })}),
           (${workspaceId}, 'TICKETS', 'tickets.csv', 'QUEUED', null, null, null, null, '{}')
    returning id`;
  [done = '', waiting = ''] = rows.map(({ id }) => encodeGlobalId('Import', id));
  await api.admin`
    insert into import_error (workspace_id, import_id, position, line, field, code, reason, raw)
    select ${workspaceId}, ${rows[0]?.id ?? 0n}, n, n + 1, 'revenue', 'NOT_A_NUMBER', 'the reason', 'row ' || n from generate_series(1, ${faults}) n`;
  [key, keyWithoutPii] = await Promise.all([api.createKey(workspaceId), api.createKey(workspaceId, ['read', 'ingest'])]);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const imports = (words: readonly string[], shown = key) =>
  earshotHere(['imports', ...words], { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: shown } });

it('lists files, the newest first', async () => {
  const [head = '', first = '', second = ''] = (await imports([])).out.split('\n').map((line) => line.split(/ {2,}/).slice(1, 4).join('|'));
  expect([head, first, second].toSorted()).toEqual(['file|as|state', 'orders.csv|orders|SUCCEEDED', 'tickets.csv|tickets|QUEUED']);
  expect(JSON.parse((await imports(['--first', '1', '--json'])).out)).toHaveLength(1);
});

it('shows every fault of a file, with its row, to keys that may see it', async () => {
  const few = (await imports(['show', done])).out;
  expect(few).toContain('600 faults of rows, the first 10 of them:');
  expect(few).toContain(`earshot imports show ${done} --errors all lists them all`);
  const { errors } = JSON.parse((await imports(['show', done, '--errors', 'all', '--json'])).out);
  expect(errors).toHaveLength(faults);
  expect(errors.at(-1)).toEqual({ line: '601', field: 'revenue', code: 'NOT_A_NUMBER', reason: 'the reason', raw: 'row 600' });
  expect((await imports(['show', done], keyWithoutPii)).out).toContain('to see them, use a key with the scope pii');
});

it('cancels what has not ended, and says of the rest that it had', async () => {
  expect((await imports(['show', waiting])).out).toContain('tickets.csv is QUEUED');
  expect((await imports(['cancel', waiting])).out).toBe(`Import ${waiting} is cancelled; nothing of it was loaded\n`);
  expect((await imports(['cancel', done])).out).toBe(
    `Import ${done} had ended before: SUCCEEDED; earshot imports undo ${done} takes back what it has loaded\n`,
  );
  expect(await imports(['show', encodeGlobalId('Import', 99n)])).toMatchObject({
    code: 1,
    err: expect.stringContaining('there is no import'),
  });
});

it('tells on Ctrl-C that the server goes on with the file, and under which id', async () => {
  const file = join(await temporaryFolder('interrupted'), 'orders.csv');
  await writeFile(file, 'order_id,ordered_at\n1,2026-01-31\n');
  const env = { ...process.env, EARSHOT_URL: api.url, EARSHOT_API_KEY: key };
  const command = startNode([join(import.meta.dirname, '../../../clients/cli/earshot.js'), 'import', file, '--as', 'orders'], { env });
  await command.line((line) => line.startsWith('waiting for a worker')); // there is none
  command.signalGroup('SIGINT');
  expect(await command.ended).toBe(130);
  const [, id = ''] = /earshot: interrupted; the server goes on with import (\S+): /.exec(command.lines.join('\n')) ?? [];
  expect((await imports(['cancel', id])).out).toContain('is cancelled');
});
