/** Random files of customers, orders, answers and visits who share names, undone. */
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

async function newWorkspace(): Promise<number> {
  const key = `w-${randomUUID()}`;
  const [made] = await bench.admin<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values (${key}, ${key}, 'EUR', 'UTC') returning id`;
  return made!.id;
}

async function load(workspaceId: number, { as, text }: { as: ImportOptions['as']; text: string }): Promise<bigint | null> {
  const { id: importId, state } = await bench.run(text, { as, workspaceId, ...(as === 'RESPONSES' && { survey: 's' }) });
  return state === 'SUCCEEDED' ? importId : null;
}

/** Null, or why not. */
async function faultOfUndo(workspaceId: number, importId: bigint): Promise<string | null> {
  const [row] = await bench.admin<{ id: bigint }[]>`
    insert into import (workspace_id, kind, source, survey_key, undoes_id, state, attempt)
    select workspace_id, kind, source, survey_key, id, 'RUNNING', 1 from import where workspace_id = ${workspaceId} and id = ${importId} returning id`;
  await loadImport(bench.app, { workspaceId, importId: row!.id, attempt: 1 }, () => {});
  return (await bench.outcome(row!.id, workspaceId)).error;
}

/** Facts of no name that is there, names of no customer: keys that the tables do not have hold all the same. */
async function danglers(workspaceId: number): Promise<string[]> {
  const rows = await bench.admin<{ what: string }[]>`
    select 'order ' || t.external_id as what from "order" t where workspace_id = ${workspaceId} and identity_id is not null
       and not exists (select from identity i where i.workspace_id = t.workspace_id and i.id = t.identity_id)
     union all
    select 'visit ' || t.external_id from visit t where workspace_id = ${workspaceId} and identity_id is not null
       and not exists (select from identity i where i.workspace_id = t.workspace_id and i.id = t.identity_id)
     union all
    select 'response ' || t.external_id from response t where workspace_id = ${workspaceId} and identity_id is not null
       and not exists (select from identity i where i.workspace_id = t.workspace_id and i.id = t.identity_id)
     union all
    select 'customer without a name ' || c.id from customer c where workspace_id = ${workspaceId}
       and not exists (select from identity i where i.workspace_id = c.workspace_id and i.customer_id = c.id)
     union all
    select 'customer ' || c.external_id || ' without its number' from customer c where workspace_id = ${workspaceId} and c.external_id is not null
       and not exists (select from identity i where i.workspace_id = c.workspace_id and i.customer_id = c.id and i.kind = 'CRM_ID' and i.value = c.external_id)
     union all
    select 'number ' || i.value || ' its customer does not have' from identity i join customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id
     where i.workspace_id = ${workspaceId} and i.kind = 'CRM_ID' and c.external_id is distinct from i.value`;
  return rows.map(({ what }) => what);
}

const sequences = fc.array(files, { minLength: 2, maxLength: 5 });
const numRuns = 12;

it('in turn, the latest first: each time all tables are to the letter what they were', async () => {
  const undone = fc.asyncProperty(sequences, async (loads) => {
    const workspaceId = await newWorkspace();
    const done: { importId: bigint; before: string[] }[] = [];
    for (const one of loads) {
      const before = await everything(workspaceId);
      const importId = await load(workspaceId, one);
      if (importId !== null) done.push({ importId, before });
    }
    for (const { importId, before } of done.reverse()) {
      expect(await faultOfUndo(workspaceId, importId)).toBeNull();
      expect(await everything(workspaceId)).toEqual(before);
    }
  });
  await fc.assert(undone, { numRuns, endOnFailure: true });
});

it('in any order that is let: nothing hangs in the air, and nothing is left in the end', async () => {
  const undone = fc.asyncProperty(sequences, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), async (loads, choices) => {
    const workspaceId = await newWorkspace();
    const left: bigint[] = [];
    for (const one of loads) {
      const importId = await load(workspaceId, one);
      if (importId !== null) left.push(importId);
    }
    for (const choice of [...choices, ...left.map(() => -1)]) {
      if (left.length === 0) break;
      const place = choice < 0 ? left.length - 1 : choice % left.length; // in the end the latest, which nothing is built on
      const fault = await faultOfUndo(workspaceId, left[place] ?? 0n);
      if (fault === null) left.splice(place, 1);
      else expect([fault, place < left.length - 1]).toEqual(['BUILT_ON', true]);
      expect(await danglers(workspaceId)).toEqual([]);
    }
    expect(await everything(workspaceId)).toEqual([]);
  });
  await fc.assert(undone, { numRuns, endOnFailure: true });
});
