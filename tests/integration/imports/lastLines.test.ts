/** Of the lines of a file that have one key the last one is the newest state, and what is told where it cannot be read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportBench, type ImportOptions, type ImportOutcome, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const codes = ({ errors }: ImportOutcome) => errors.map(({ line, field, code }) => [line, field, code]);

/** Kinds that know their keys in three ways, and faults that are seen at two times. */
const kinds: readonly { name: string; as: ImportOptions; header: string; good: string; better: string; faulty: string; field: string }[] = [
  {
    name: 'orders',
    as: { as: 'ORDERS' },
    header: 'order_id,ordered_at,revenue',
    good: 'KEY,2026-01-01,1',
    better: 'KEY,2026-01-01,2',
    faulty: 'KEY,2026-01-01,2x',
    field: 'order_id',
  },
  {
    name: 'responses',
    as: { as: 'RESPONSES', survey: 's', codebook: { questions: [{ key: 'nps', kind: 'NPS' }] } },
    header: 'response_id,nps,comment',
    good: 'KEY,1,',
    better: 'KEY,2,',
    faulty: 'KEY,22,',
    field: 'response_id',
  },
  {
    name: 'customers by their id',
    as: { as: 'CUSTOMERS' },
    header: 'external_id,created_at,country',
    good: 'KEY,2026-01-01,DE',
    better: 'KEY,2026-01-01,FR',
    faulty: 'KEY,2026-02-30,FR',
    field: 'external_id',
  },
  {
    name: 'customers by their address',
    as: { as: 'CUSTOMERS' },
    header: 'external_id,email,created_at',
    good: ',KEY@x.org,2026-01-01',
    better: ',KEY@x.org,2026-01-02',
    faulty: ',Key@x.org,2026-02-30',
    field: 'external_id',
  },
  {
    name: 'subscriptions, whose end only the database holds against their beginning',
    as: { as: 'SUBSCRIPTIONS' },
    header: 'subscription_id,customer_external_id,started_at,ended_at',
    good: 'KEY,c,2026-01-01,',
    better: 'KEY,c,2026-01-01,2026-03-01',
    faulty: 'KEY,c,2026-03-01,2026-01-01',
    field: 'subscription_id',
  },
];

describe.each(kinds)('$name', ({ as, header, good, better, faulty, field }) => {
  const run = (key: string, lines: readonly string[], more = {}) =>
    bench.run(`${header}\n${lines.map((line) => `${line.replace(/key/i, key)}\n`).join('')}`, { ...as, ...more });

  it('an earlier line is not loaded for a last one that is turned away', async () => {
    await run('k0', [good]);
    const before = await bench.rowVersions();
    const outcome = await run('k1', [good, better, faulty]);
    expect(outcome).toMatchObject({ state: 'SUCCEEDED', read: 3, loaded: 0, rejected: 3 });
    expect(codes(outcome).slice(1)).toEqual([
      [2, field, 'LAST_LINE_FAULTY'],
      [3, field, 'LAST_LINE_FAULTY'],
    ]);
    expect(outcome.errors[0]).toMatchObject({ line: 4 });
    expect(outcome.errors[1]!.reason).toMatch(/the last line of this file with the same key.*turned away.*correct/);
    expect(await bench.rowVersions()).toEqual(before);
    expect(await run('k1', [good, better, better])).toMatchObject({ loaded: 1, rejected: 2 });
  });

  it('a faulty line before the last one changes nothing, and is told once', async () => {
    const outcome = await run('k2', [good, faulty, better]);
    expect(outcome).toMatchObject({ loaded: 1, rejected: 2 });
    expect(codes(outcome).slice(1)).toEqual([[2, field, 'SUPERSEDED']]);
    expect(outcome.report).toMatchObject({ errorCount: 2 });
  });

  it('a faulty line alone is told once, also in a dry run', async () => {
    const outcome = await run('k3', [faulty], { dryRun: true });
    expect(outcome).toMatchObject({ state: 'SUCCEEDED', read: 1, loaded: 0, rejected: 1, report: { errorCount: 1 } });
    expect(outcome.report).toMatchObject({ customersCreated: 0 });
  });
});

it('a line whose key cannot be read turns no other away', async () => {
  const outcome = await bench.run('order_id,ordered_at\nu1,2026-01-01\nu1,2026-01-01,one too many\n,2026-02-30\n', { as: 'ORDERS' });
  expect(outcome).toMatchObject({ loaded: 1, rejected: 2 });
  expect(codes(outcome)).toEqual([
    [3, null, 'ROW_LENGTH'],
    [4, 'ordered_at', 'NOT_A_TIME'],
  ]);
});
