/** `earshot imports undo` against a real API and a real worker. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import type { TestProcess } from '../../support/process.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { startWorker } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let worker: TestProcess | undefined;
let workspaceId: number;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  key = await api.createKey(workspaceId);
});
afterAll(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await api?.close();
  await database?.drop();
});

const earshot = (...words: string[]) => earshotHere(words, { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: key } });
const ask = (id: string, as = key) => api.query(as, 'mutation ($id: ID!) { undoImport(id: $id) { id undoes state } }', { id });

async function placed(row: Record<string, unknown>): Promise<string> {
  const [made] = await api.admin<{ id: bigint }[]>`
    insert into import ${api.admin({ workspace_id: workspaceId, kind: 'ORDERS', source: 'placed.csv', state: 'SUCCEEDED', ...row })} returning id`;
  return encodeGlobalId('Import', made!.id);
}

describe('what cannot be undone says what to do instead', () => {
  it.each([
    [{ state: 'RUNNING' }, 'it has not ended (RUNNING): cancel it'],
    [{ state: 'FAILED' }, 'nothing of it was loaded (FAILED)'],
    [{ dry_run: true }, 'nothing of it was loaded (dry run)'],
    [{ undoes_id: 1 }, 'this one undid another: send the file of that one again'],
    [{ clear_begun_at: new Date() }, 'what it overwrote is no longer kept (EARSHOT_KEEP_UPLOADS_DAYS of the worker)'],
  ])('%j', async (row, words) => {
    const { errors } = await ask(await placed(row));
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(words), extensions: { code: 'CONFLICT' } });
  });

  it('nor what is not there, nor by a key that may not load', async () => {
    expect((await ask(encodeGlobalId('Import', 999_999n))).errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    const reader = await api.createKey(workspaceId, ['read']);
    expect((await ask(await placed({}), reader)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

it('asked for twice it is the one that is under way', async () => {
  const id = await placed({});
  const [first, second] = [(await ask(id)).data, (await ask(id)).data];
  expect(second).toEqual(first);
  expect(first).toMatchObject({ undoImport: { undoes: id, state: 'QUEUED' } });
  expect((await earshot('imports', 'undo', id, '--dry-run', '--no-wait')).err).toContain('another undo of this import is under way');
  const audits = await api.admin`select subject_id::integer as of from audit_event where action = 'IMPORT_UNDO_STARTED' order by id`;
  expect(audits).toHaveLength(1);
});

it('takes back what a file brought', async () => {
  worker = await startWorker(database);
  const file = join(await temporaryFolder('undone'), 'orders.csv');
  await writeFile(file, 'customer_external_id,ordered_at,revenue\na,2026-01-31,5\nb,2026-01-31,7\n');
  const { id } = JSON.parse((await earshot('import', file, '--as', 'orders', '--json')).out);
  const told = (would: string) =>
    `orders.csv ${would} undone\n  2 rows ${would === 'is' ? 'are' : would} deleted, 0 ${would === 'is' ? 'are' : would} as before\n  2 customers ${would === 'is' ? 'are' : would} deleted, whom nothing else names\n`;
  expect((await earshot('imports', 'undo', id, '--dry-run')).out).toBe(told('would be'));
  const orders = () => api.admin`select external_id from "order" where workspace_id = ${workspaceId}`;
  expect(await orders()).toHaveLength(2);
  expect(await earshot('imports', 'undo', id)).toMatchObject({ code: 0, out: told('is') });
  expect(await orders()).toEqual([]);
  expect((await earshot('imports', 'undo', id)).out).toBe(told('is')); // again: it is done
  expect((await earshot('imports', 'show', id)).out).toMatch(
    /^What was loaded was taken back since\. When it was loaded:\n2 rows read: 2 loaded/,
  );
  expect((await earshot('imports', '--first', '3')).out).toMatch(
    /undoing of orders +SUCCEEDED .*\n.*undoing of orders +SUCCEEDED \(dry run\) .*\n.*orders +UNDONE/,
  );
  const shown = await fetch(`${api.url}/v1/imports/${id}`, { headers: { 'x-api-key': key } });
  expect(await shown.json()).toMatchObject({ state: 'UNDONE', undoes: null });
  expect(JSON.parse((await earshot('import', file, '--as', 'orders', '--json')).out)).toMatchObject({
    rowsLoaded: '2',
    rowsUnchanged: '0',
  });
});

it('leaves of somebody who was erased since what they bought, and says so', async () => {
  const file = join(await temporaryFolder('undone'), 'erased.csv');
  await writeFile(
    file,
    'order_id,customer_external_id,email,ordered_at,revenue\ne1,erased,e@example.org,2026-01-31,5\ne2,other,,2026-01-31,7\n',
  );
  const { id } = JSON.parse((await earshot('import', file, '--as', 'orders', '--json')).out);
  expect((await earshot('customers', 'erase', 'erased', '--yes')).code).toBe(0);
  expect((await earshot('imports', 'undo', id)).out).toBe(
    'erased.csv is undone\n  1 rows are deleted, 0 are as before\n  1 customers are deleted, whom nothing else names\n' +
      '  1 rows stay: they are of customers who were erased since\n',
  );
  const left = await api.admin`
    select o.external_id as of, o.revenue::float8 as revenue, c.erased_at is not null as erased
      from "order" o join identity i on i.workspace_id = o.workspace_id and i.id = o.identity_id join customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id
     where o.workspace_id = ${workspaceId} and o.external_id like 'e%'`;
  expect([...left]).toEqual([{ of: 'e1', revenue: 5, erased: true }]);
});

it('a key that may not see what quotes files is told which key may', async () => {
  const id = await placed({ state: 'FAILED', error_code: 'NOT_CSV', error_message: 'the file is JSON, not CSV' });
  const asked = (shown: string) => earshotHere(['imports', 'show', id], { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: shown } });
  expect((await asked(key)).out).toBe('Nothing was loaded: the file is JSON, not CSV (NOT_CSV)\n');
  const without = await api.createKey(workspaceId, ['read', 'ingest']);
  expect((await asked(without)).out).toBe('Nothing was loaded: a key with the scope pii is told why (NOT_CSV)\n');
});
