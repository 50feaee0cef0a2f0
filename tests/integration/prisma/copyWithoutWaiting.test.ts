/** A COPY ends with a packet behind another: a system that waits for the answer to the first before it sends a second, as any does unless told, waits 40 ms. */
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAdmin } from '../../../prisma/adminConnection.ts';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
});
afterAll(() => database.drop());

/** Milliseconds that a COPY of a row and the statement behind it take. */
async function copyRow(sql: Sql): Promise<number> {
  const began = performance.now();
  const rows = await sql`copy copied from stdin`.writable();
  rows.end('1\n');
  await finished(rows);
  await sql`select 1`;
  return performance.now() - began;
}

it.each([
  ['a pool', async () => connect(database.adminUrl, { applicationName: 'test', max: 1 })],
  ['the connection of migrations, backup and restore', () => openAdmin(database.adminUrl)],
])('%s does not wait in the middle of one', async (_what, open) => {
  const sql = await open();
  await sql`create table if not exists copied (value integer)`;
  const times: number[] = [];
  for (let time = 0; time < 31; time++) times.push(await copyRow(sql));
  await sql.end();
  expect(times.toSorted((a, b) => a - b)[15]).toBeLessThan(25); // a few; each of the two waits would be 40
});
