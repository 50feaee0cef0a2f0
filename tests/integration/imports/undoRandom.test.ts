/** Random files of customers, orders, answers and visits who share names, undone in turn: each time all tables are to the letter what they were. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadImport } from '../../../worker/imports/load.ts';
import { type ImportBench, type ImportOptions, openImportBench } from './importBench.ts';
import '../../support/propertySeed.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const one = (...values: string[]) => fc.constantFrom(...values);
const id = one('', 'a', 'b', 'c', 'd');
const email = one('', 'a@x.org', 'b@x.org', 'c@x.org', 'd@x.org');
const day = one('', '2024-01-01', '2025-01-01', '2026-01-01');
const visitor = one('', 'v', 'w', 'x');
const word = one('', 'red', 'green');

/** A file of up to six rows; those without a name or with a name twice are turned away, or superseded, as in any file. */
const file = (as: ImportOptions['as'], header: string, ...cells: readonly fc.Arbitrary<string>[]) =>
  fc
    .array(fc.tuple(...cells), { minLength: 1, maxLength: 6 })
    .map((rows) => ({ as, text: `${header}\n${rows.map((row) => `${row.join(',')}\n`).join('')}` }));
const files = fc.oneof(
  file('CUSTOMERS', 'external_id,email,created_at,acquisition_channel,attributes.colour', id, email, day, word, word),
  file('CUSTOMERS', 'external_id,attributes.colour,attributes.size', id, word, one('', '1', '2')),
  file(
    'ORDERS',
    'order_id,customer_external_id,email,ordered_at,revenue',
    one('1', '2', '3', '4'),
    id,
    email,
    one('2026-01-01'),
    one('', '1', '2'),
  ),
  file('ORDERS', 'customer_external_id,ordered_at,revenue', id, one('2026-01-01'), one('1', '2')),
  file(
    'RESPONSES',
    'response_id,customer_external_id,email,submitted_at,nps',
    one('1', '2', '3'),
    id,
    email,
    one('2026-01-01'),
    one('', '0', '9'),
  ),
  file('VISITS', 'visit_id,visitor_id,customer_external_id,started_at', one('1', '2', '3', '4'), visitor, id, one('2026-01-01')),
  file('VISITS', 'visit_id,visitor_id,email,started_at', one('1', '2', '5', '6'), visitor, email, one('2026-01-01')),
  file('EVENTS', 'event_id,visitor_id,occurred_at,name', one('1', '2'), visitor, one('2026-01-01'), one('look', 'buy')),
);

const tables = ['customer', 'customer_trait', 'identity', 'shared_visitor', 'survey', 'question', 'response', 'order', 'visit', 'event'];

async function everything(workspaceId: number): Promise<string[]> {
  const rows: string[] = [];
  for (const table of tables) {
    const found = await bench.admin<{ row: string }[]>`
      select to_jsonb(t)::text as row from ${bench.admin(table)} t where workspace_id = ${workspaceId} order by 1`;
    rows.push(...found.map(({ row }) => `${table} ${row}`));
  }
  return rows;
}

it('in turn, the latest first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(files, { minLength: 2, maxLength: 5 }), async (loads) => {
      const key = `w-${randomUUID()}`;
      const [made] = await bench.admin<{ id: number }[]>`
        insert into workspace (key, name, currency, time_zone) values (${key}, ${key}, 'EUR', 'UTC') returning id`;
      const workspaceId = made!.id;
      const done: { importId: bigint; before: string[] }[] = [];
      for (const { as, text } of loads) {
        const before = await everything(workspaceId);
        const { id: importId, state } = await bench.run(text, { as, workspaceId, ...(as === 'RESPONSES' && { survey: 's' }) });
        if (state === 'SUCCEEDED') done.push({ importId, before });
      }
      for (const { importId, before } of done.reverse()) {
        const [row] = await bench.admin<{ id: bigint }[]>`
          insert into import (workspace_id, kind, source, survey_key, undoes_id, state, attempt)
          select workspace_id, kind, source, survey_key, id, 'RUNNING', 1 from import where workspace_id = ${workspaceId} and id = ${importId} returning id`;
        await loadImport(bench.app, { workspaceId, importId: row!.id, attempt: 1 }, () => {});
        expect((await bench.outcome(row!.id, workspaceId)).message).toBeNull();
        expect(await everything(workspaceId)).toEqual(before);
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 15) },
  );
});
