import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, literal, type Sql } from '../../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  sql = connect(database.appUrl.replace(/\/\/[^@]*@/, database.adminUrl.match(/\/\/[^@]*@/)![0]), {
    applicationName: 'test literal',
    max: 1,
  });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const hostile = fc.string({
  unit: fc.constantFrom("'", '\\', '"', '$', '$$', '--', '/*', ';', '\n', '\t', '%', 'E', "''", '\\x41', '\\u0041', 'é', '🙂', ' ', 'a'),
});
const text = fc.oneof(hostile, fc.string({ unit: 'grapheme' })).filter((value) => !value.includes('\0') && value.isWellFormed());

it.each(['on', 'off'])('brings every text back through PostgreSQL, standard_conforming_strings %s', async (setting) => {
  await sql.unsafe(`set standard_conforming_strings = ${setting}`);
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const [row] = await sql.unsafe<{ value: string }[]>(`select ${literal(value)} as value`);
      expect(row!.value).toBe(value);
    }),
    { numRuns: 300 },
  );
  await sql.unsafe('reset standard_conforming_strings');
});

it('brings numbers, times and null back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      async (double, big) => {
        const [row] = await sql.unsafe<{ d: number; b: bigint }[]>(
          `select ${literal(double)}::double precision as d, (${literal(big)})::numeric::bigint as b`,
        );
        expect(row!.d === double).toBe(true); // not toBe: minus zero is zero here
        expect(row!.b).toBe(big);
      },
    ),
  );
  const at = new Date('2024-02-29T12:34:56.789Z');
  expect(await sql.unsafe(`select ${literal(at)} as at, ${literal(null)} as nothing`)).toEqual([{ at, nothing: null }]);
});

it('refuses what has no literal', () => {
  expect(() => literal('a\0b')).toThrow('NUL');
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => literal(value)).toThrow(RangeError);
});
