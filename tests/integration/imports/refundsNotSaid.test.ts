/** Orders that are refunded by their status: what was given back has to be said. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const load = async (file: string) => (await bench.run(file, { as: 'ORDERS' })).report.warnings;

it('an order that is refunded without an amount is told, until a file says how much', async () => {
  expect(
    await load(
      'order_id,ordered_at,status,revenue,refunded_amount\n1,2026-01-01,paid,10,\n2,2026-01-01,Refunded,10,\n3,2026-01-01,partially refunded,10,\n4,2026-01-01,refunded,10,4\n5,2026-01-01,refunded,0,\n',
    ),
  ).toEqual([
    {
      code: 'REFUND_NOT_SAID',
      subject: 'refunded_amount',
      detail:
        '2 orders are refunded by status, the first in line 3, and nothing says how much was given back: they count with the whole revenue. Send refunded_amount with them to have it taken off',
    },
  ]);
  // A file without the column says nothing of what is stored.
  expect(await load('order_id,ordered_at,status\n2,2026-01-01,refunded\n4,2026-01-01,refunded\n')).toMatchObject([
    { code: 'REFUND_NOT_SAID', detail: expect.stringContaining('1 order is refunded by status, the first in line 2') },
  ]);
  expect(await load('order_id,ordered_at,refunded_amount\n2,2026-01-01,10\n3,2026-01-01,1\n')).toBeUndefined();
  expect(await load('order_id,ordered_at,status\n2,2026-01-01,refunded\n3,2026-01-01,partially refunded\n')).toBeUndefined();
});
