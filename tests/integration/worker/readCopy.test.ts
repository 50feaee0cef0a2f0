/** Reading a COPY from a real server, and leaving it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { readBigInt, readCopyBinary } from '../../../worker/data/readCopyBinary.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const rows = 20_000; // more than the sockets on the way hold
const copy = `copy (select i, repeat('x', 200) from generate_series(1::bigint, ${rows}) i) to stdout (format binary)`;

let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect(database.appUrl, { applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await sql?.end();
  await database?.drop();
});

describe('the rows of a COPY', () => {
  it('come in order, to the last one', async () => {
    let next = 1;
    await readCopyBinary(await sql.unsafe(copy).readable(), 2, (bytes, offset) => void expect(readBigInt(bytes, offset)).toBe(next++));
    expect(next).toBe(rows + 1);
  });

  it('may be left by a reader that fails: the session goes on', async () => {
    const failing = async () =>
      readCopyBinary(await sql.unsafe(copy).readable(), 2, (bytes, offset) => {
        if (readBigInt(bytes, offset) === 100) throw new Error('enough');
      });
    await expect(failing()).rejects.toThrow('enough');
    expect((await sql<{ n: number }[]>`select 1 as n`)[0]!.n).toBe(1);
  });

  it('may end with the session, which is told', async () => {
    const killing = `copy (select i, repeat('x', 200), case when i = ${rows - 1} then pg_terminate_backend(pg_backend_pid()) end from generate_series(1::bigint, ${rows}) i) to stdout (format binary)`;
    const lost = connect(database.appUrl, { applicationName: 'test', max: 1 });
    await expect(async () => readCopyBinary(await lost.unsafe(killing).readable(), 3, () => {})).rejects.toThrow();
    await lost.end({ timeout: 1 });
  });

  it('tells the fault of the reader, also where the COPY is cancelled for it', async () => {
    const broken = `copy (select i, 1 / (i - ${rows - 1}) from generate_series(1::bigint, ${rows}) i) to stdout (format binary)`;
    const failing = async () =>
      readCopyBinary(await sql.unsafe(broken).readable(), 2, () => {
        throw new Error('enough');
      });
    await expect(failing()).rejects.toThrow('enough');
  });

  it('may break off by an error of the server, which is told', async () => {
    const broken = `copy (select i, repeat('x', 200), 1 / (i - ${rows - 1}) from generate_series(1::bigint, ${rows}) i) to stdout (format binary)`;
    await expect(async () => readCopyBinary(await sql.unsafe(broken).readable(), 3, () => {})).rejects.toThrow('division by zero');
    expect((await sql<{ n: number }[]>`select 1 as n`)[0]!.n).toBe(1);
  });
});
