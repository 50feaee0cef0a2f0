/** A column for the customer that is blank, as an export without the right to see people writes it, loads all rows as nobody's: the report says how many. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ImportBench, type ImportOptions, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
  await bench.run('visit_id,visitor_id,customer_external_id,started_at\nv0,known,c1,2026-01-01\n', { as: 'VISITS' });
});
afterAll(() => bench.close());

const answers = { as: 'RESPONSES', survey: 'blank', codebook: { questions: [{ key: 'nps', kind: 'NPS' }] } } as const;
it.each<[string, ImportOptions, string, number | undefined]>([
  ['answers', answers, 'response_id,customer_external_id,email,nps\n1,,,9\n2,c1,,8\n3,,a@x.org,7\n4, ,,7\n', 2],
  ['orders', { as: 'ORDERS' }, 'order_id,customer_external_id,ordered_at\n1,,2026-01-01\n2,c1,2026-01-01\n3,,2026-01-01\n', 2],
  ['orders that a later line replaces', { as: 'ORDERS' }, 'order_id,email,ordered_at\n5,,2026-01-01\n5,a@x.org,2026-01-01\n', undefined],
  [
    'visits, but for those of a visitor who is known',
    { as: 'VISITS' },
    'visit_id,visitor_id,email,started_at\n1,known,,2026-01-01\n2,stranger,,2026-01-01\n3,,,2026-01-01\n',
    2,
  ],
  ['a file without such a column: another line says so', { as: 'ORDERS' }, 'order_id,ordered_at\n9,2026-01-01\n', undefined],
  ['spend, which is nobody’s', { as: 'SPEND' }, 'kind,period_start,period_end,amount\nACQUISITION,2026-01-01,2026-01-31,5\n', undefined],
])('of %s', async (_what, options, file, expected) => {
  for (const dryRun of [true, false]) {
    const { state, report } = await bench.run(file, { ...options, dryRun });
    expect([state, report.rowsOfNobody]).toEqual(['SUCCEEDED', expected]);
  }
});
