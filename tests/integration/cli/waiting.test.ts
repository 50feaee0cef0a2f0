/** Commands that wait for the server: where no worker is alive, for as long as they are told, and what their exit codes say. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import type { TestProcess } from '../../support/process.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { createDriverFixture, startWorker } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let folder: string;
let worker: TestProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const { workspaceId } = await createDriverFixture(api.services.sql, { rows: 300 });
  key = await api.createKey(workspaceId);
  folder = await temporaryFolder('waiting');
});
afterAll(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await api?.close();
  await database?.drop();
});

const earshot = (...words: string[]) => earshotHere(words, { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: key }, cwd: folder });
const file = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

it('wait no longer than they are told, tell what goes on, and find it again later', async () => {
  const orders = await file('late.csv', 'order_id,ordered_at\nL1,2026-01-31\n');
  const import_ = await earshot('import', orders, '--as', 'orders', '--timeout', '1s');
  const run = await earshot('run', 'drivers', '--wait', '--timeout', '1s');
  const backfill = await earshot('backfill', 'drivers', '--from', '2026-01', '--to', '2026-01', '--wait', '--timeout', '1s');
  const idIn = (text: string, what: string) => new RegExp(`^Waiting for ${what} (\\S+)\n`, 'm').exec(text)?.[1] ?? '';
  for (const [what, told, show] of [
    ['import', import_, 'imports show'],
    ['run', run, 'runs show'],
    ['backfill', backfill, 'backfills'],
  ] as const) {
    expect(told, what).toMatchObject({ code: 3, out: '' });
    expect(told.err).toMatch(
      new RegExp(`earshot: it has not ended within 1 s\n  → .*goes on.*: earshot ${show}.* tells .*cancel ${idIn(told.err, what)} ends it`),
    );
  }
  expect((await earshot('runs', 'show', idIn(run.err, 'run'), '--wait', '--timeout', '1s')).code).toBe(3);

  worker = await startWorker(database);
  const found = await earshot('imports', 'show', idIn(import_.err, 'import'), '--wait');
  expect(found).toMatchObject({ code: 0, out: expect.stringContaining('1 rows read: 1 loaded') });
  const shown = await earshot('runs', 'show', idIn(run.err, 'run'), '--wait');
  expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('drivers: SUCCEEDED') });
  expect(await earshot('runs', 'show', idIn(run.err, 'run'), '--wait')).toMatchObject({ code: 0, err: '' }); // nothing to wait for
}, 120_000);

it('fail when nothing of a file could be loaded, or too many rows were turned away', async () => {
  worker ??= await startWorker(database);
  const bad = await file('bad.csv', 'order_id,ordered_at\nB1,yesterday\nB2,some day\n');
  for (const dry of [[], ['--dry-run']]) {
    const told = await earshot('import', bad, '--as', 'orders', ...dry);
    expect(told).toMatchObject({
      code: 1,
      out: expect.stringContaining('2 rows read: 0'),
      err: expect.stringContaining('nothing of the file'),
    });
  }
  const mixed = await file('mixed.csv', 'order_id,ordered_at\nM1,2026-01-31\nM2,some day\nM3,2026-02-01\n');
  const load = (...words: string[]) => earshot('import', mixed, '--as', 'orders', ...words);
  expect((await load('--dry-run')).code).toBe(0);
  expect((await load('--dry-run', '--max-rejected', '34%')).code).toBe(0);
  expect(await load('--dry-run', '--max-rejected', '33%')).toMatchObject({ code: 1, err: expect.stringContaining('1 of 3 rows would be') });
  const strict = await load('--max-rejected', '0', '--json');
  expect(strict).toMatchObject({ code: 1, err: expect.stringContaining('1 of 3 rows were turned away') });
  expect(JSON.parse(strict.out)).toMatchObject({ rowsLoaded: '2', rowsRejected: '1' });
}, 120_000);

it('tell what was loaded also where the codebook cannot be written', async () => {
  worker ??= await startWorker(database);
  const answers = await file('answers.csv', 'response_id,submitted_at,nps\nA1,2026-01-31,9\nA2,2026-01-31,3\n');
  const load = (out: string) => earshot('import', answers, '--as', 'responses', '--survey', 'mine', '--codebook-out', out);
  expect(await load('nowhere/codebook.json')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('nowhere/codebook.json cannot be'),
  });
  expect(await load('.')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('. is a folder') });
  const long = 'c'.repeat(250); // as a name it is possible, but for what is written beside it
  const told = await load(long);
  expect(told.out).toContain('2 rows read: 2 loaded');
  expect(told).toMatchObject({ code: 1, err: expect.stringContaining('loaded; the codebook was not written') });
  expect(await load('codebook.json')).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(join(folder, 'codebook.json'), 'utf8'))).toMatchObject({ questions: [{ key: 'nps' }] });
}, 120_000);

it.each([
  [['run', 'drivers', '--timeout', '1s'], '--timeout is of the waiting'],
  [['run', 'drivers', '--wait', '--timeout', '30'], '--timeout 30 is no time from 1s to 500h'],
  [['import', 'a.csv', '--as', 'orders', '--no-wait', '--timeout', '1s'], '--timeout and --no-wait exclude each other'],
  [['import', 'a.csv', '--as', 'orders', '--max-rejected', 'few'], '--max-rejected few is neither a number of rows'],
])('%j is refused', async (words, message) => {
  expect(await earshot(...words)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
});
