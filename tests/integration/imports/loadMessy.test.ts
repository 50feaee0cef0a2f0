/** The simulated company as it looks in messy reality: what was put wrong is what the imports report, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../prisma/seeds/lumen/generate.ts';
import type { MessyCounts } from '../../../prisma/seeds/lumen/messy.ts';
import { inWorkspace } from '../../../prisma/sql.ts';
import { StageWriter } from '../../../worker/imports/stageWriter.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { type FactKind, type ImportBench, type ImportOutcome, openImportBench } from './importBench.ts';

let bench: ImportBench;
let folder: string;
const outcomes = new Map<string, ImportOutcome>();
let told: Readonly<Record<string, MessyCounts>>;

/** In the order in which a hurried data engineer might send them: answers first, late orders last. */
const files: readonly (readonly [name: string, as: FactKind | 'CUSTOMERS' | 'RESPONSES'])[] = [
  ['relationship.csv', 'RESPONSES'],
  ['contact.csv', 'RESPONSES'],
  ['events.csv', 'EVENTS'],
  ['tickets.csv', 'TICKETS'],
  ['orders.csv', 'ORDERS'],
  ['customers.csv', 'CUSTOMERS'],
  ['subscriptions.csv', 'SUBSCRIPTIONS'],
  ['visits.csv', 'VISITS'],
  ['spend.csv', 'SPEND'],
  ['invitations.csv', 'INVITATIONS'],
  ['touchpoints.csv', 'TOUCHPOINTS'],
  ['orders-late.csv', 'ORDERS'],
];

beforeAll(async () => {
  bench = await openImportBench();
  folder = await temporaryFolder('lumen');
  generate({ out: folder, customers: 1000, seed: 5, messy: true });
  const messy = (name: string) => readFileSync(join(folder, 'messy', name));
  told = (JSON.parse(messy('messy.json').toString()) as { files: Record<string, MessyCounts> }).files;
  for (const [name, as] of files) {
    const survey = name.replace('.csv', '');
    const more = as === 'RESPONSES' ? { survey, codebook: JSON.parse(messy(`${survey}.codebook.json`).toString()) } : {};
    const encoding = name === 'customers.csv' ? { encoding: 'windows-1252' } : {}; // no mark at its start says so
    outcomes.set(name, await bench.run(messy(name), { as, ...more, ...encoding, chunkBytes: 60_000 }));
  }
}, 120_000);
afterAll(() => bench.close());

/** Faults by what an import calls them. A correction and a repetition both replace an earlier line. */
function expected({ faults }: MessyCounts, as: string): Record<string, number> {
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (faults[name as keyof typeof faults] ?? 0), 0);
  const mayLackKey = ['ORDERS', 'VISITS', 'EVENTS', 'SPEND', 'RESPONSES'].includes(as);
  const mustNameCustomer = ['SUBSCRIPTIONS', 'INVITATIONS'].includes(as);
  const keyless = as === 'CUSTOMERS' ? of('missingIdAndEmail') : mayLackKey ? 0 : of('missingId');
  const counts = {
    SUPERSEDED: of('exactDuplicate', 'correctedKey'),
    MISSING_KEY: keyless + (mustNameCustomer ? of('missingCustomer') : 0),
    NOT_A_TIME: of('impossibleDate'),
    NOT_A_NUMBER: of('decimalComma') + (['CUSTOMERS', 'TICKETS'].includes(as) ? 0 : of('notAvailableCell')), // there it is a word
    OTHER_CURRENCY: of('otherCurrency'),
    OUT_OF_ORDER: of('endBeforeStart'),
    OUT_OF_SCALE: of('outOfScale'),
    NOT_JSON: of('brokenJson'),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

describe.each(files)('%s', (name, as) => {
  it('reports exactly the faults that were put into it', () => {
    const { message, state, report } = outcomes.get(name)!;
    expect({ message, state }).toEqual({ message: null, state: 'SUCCEEDED' });
    expect(report.errorsByCode).toEqual(expected(told[name]!, as));
  });

  it('loads every other row, and says which columns nobody reads', () => {
    const { read, loaded, unchanged, rejected, report } = outcomes.get(name)!;
    expect(read).toBe(told[name]!.rows);
    expect(loaded + unchanged + rejected).toBe(read);
    expect(rejected).toBe(Object.values(expected(told[name]!, as)).reduce((sum, count) => sum + count, 0));
    expect(report.ignoredColumns).toEqual(told[name]!.unknownColumns);
  });
});

it('does not guess the encoding of the customers: without its name nothing is loaded, and the first line is told where it shows', async () => {
  const before = await bench.rowVersions();
  const outcome = await bench.run(readFileSync(join(folder, 'messy', 'customers.csv')), { as: 'CUSTOMERS', chunkBytes: 60_000 });
  expect(outcome).toMatchObject({
    state: 'FAILED',
    error: 'WRONG_ENCODING',
    message: expect.stringMatching(/^line \d+ is not UTF-8: .*windows-1252/),
  });
  expect(await bench.rowVersions()).toEqual(before);
});

it('reads the letters of every encoding', async () => {
  const [names] = await bench.admin<{ broken: number; accented: number }[]>`
    select count(*) filter (where value_text like '%�%' or value_text like '%Ã%')::integer as broken,
           count(*) filter (where value_text ~ '[äöüéèßÄÖÜ]')::integer as accented
      from customer_trait where workspace_id = ${bench.workspaceId} and key in ('first_name', 'last_name')`;
  expect(names!.broken).toBe(0);
  expect(names!.accented).toBeGreaterThan(50);
});

it('has every customer that any file names, and every fact where its customer is', async () => {
  const [nobodys] = await bench.admin<{ orders: number; told: number }[]>`
    select count(*)::integer as orders from "order" where workspace_id = ${bench.workspaceId} and identity_id is null`;
  expect(nobodys!.orders).toBeGreaterThan(0);
  expect(nobodys!.orders).toBeLessThanOrEqual(told['orders.csv']!.faults.missingCustomer ?? 0);
  const [stubs] = await bench.admin<{ count: number }[]>`
    select count(*)::integer from customer c where workspace_id = ${bench.workspaceId}
       and not exists (select from customer_trait t where t.workspace_id = c.workspace_id and t.customer_id = c.id)`;
  expect(stubs!.count).toBeGreaterThan(0); // customers missing from the customer file
});

it('loaded once more changes nothing', async () => {
  const before = await bench.rowVersions();
  const again = await bench.run(readFileSync(join(folder, 'messy', 'tickets.csv')), { as: 'TICKETS' });
  expect(again).toMatchObject({ state: 'SUCCEEDED', loaded: 0 });
  expect(await bench.rowVersions()).toEqual(before);
});

const codes = (errors: ImportOutcome['errors']) => errors.map(({ line, field, code }) => [line, field, code]);

it('says which numbers the database cannot hold, which would else end the whole import', async () => {
  const revenues = ['1e-9999', `0.${'1'.repeat(990)}`, '9999999999999.99999', '0e9999', '1e-10000', `1.${'1'.repeat(20_000)}`, '1e14'];
  const orders = revenues.map((revenue, index) => `n${index},2026-01-01,${revenue}`).join('\n');
  const outcome = await bench.run(`order_id,ordered_at,revenue\n${orders}\n`, { as: 'ORDERS' });
  expect(outcome).toMatchObject({ state: 'SUCCEEDED', loaded: 4 });
  expect(codes(outcome.errors)).toEqual([
    [6, 'revenue', 'NOT_A_NUMBER'],
    [7, 'revenue', 'OUT_OF_RANGE'],
    [8, 'revenue', 'OUT_OF_RANGE'],
  ]);
  const monthly =
    'subscription_id,customer_external_id,started_at,interval,amount\nn1,a,2026-01-01,day,99999999999999\nn2,a,2026-01-01,day,9\n';
  expect(codes((await bench.run(monthly, { as: 'SUBSCRIPTIONS' })).errors)).toEqual([[2, 'amount', 'OUT_OF_RANGE']]);
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const texts = [
    nested(500),
    '{"a": "e-99999 {{{"}',
    '{"a": 1e-9999}',
    nested(501),
    nested(20_000),
    '{"a": 1e-99999}',
    '{"a": 0e99999999999}',
  ];
  const events = texts.map((text, index) => `n${index},2026-01-01,x,"${text.replaceAll('"', '""')}"`).join('\n');
  const properties = await bench.run(`event_id,occurred_at,name,properties\n${events}\n`, { as: 'EVENTS' });
  expect(properties).toMatchObject({ state: 'SUCCEEDED', loaded: 3 });
  expect(codes(properties.errors)).toEqual([5, 6, 7, 8].map((line) => [line, 'properties', 'NOT_JSON']));
});

it('is told when the database refuses rows at their end: no import waits for ever', async () => {
  const copied = inWorkspace(bench.app, bench.workspaceId, async (tx) => {
    await tx`create temp table refused (n integer) on commit drop`;
    const writer = new StageWriter(await tx`copy refused from stdin`.writable());
    writer.write('one\n');
    await writer.end(() => tx`select`);
  });
  await expect(copied).rejects.toThrow('refused the rows');
  expect(await bench.run('external_id\nafterwards\n', { as: 'CUSTOMERS' })).toMatchObject({ state: 'SUCCEEDED', loaded: 1 });
});
