/** What is known of a customer by an e-mail alone, when a row tells whose it is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

it('keeps of a stub what its customer did not know, and the earlier acquisition', async () => {
  await bench.run(
    `email,created_at,acquisition_channel
k1@example.org,2023-01-01T00:00:00Z,ads
k2@example.org,2023-01-01T00:00:00Z,ads
k3@example.org,2025-01-01T00:00:00Z,ads
k4@example.org,2023-01-01T00:00:00Z,
k5@example.org,2023-06-01T00:00:00Z,shop
k5b@example.org,2023-01-01T00:00:00Z,fair
`,
    { as: 'CUSTOMERS' },
  );
  await bench.run(
    `external_id,created_at,acquisition_channel
k1,,
k2,2024-01-01T00:00:00Z,search
k3,2024-01-01T00:00:00Z,search
k4,2024-01-01T00:00:00Z,search
k5,,
k6,2024-01-01T00:00:00Z,search
`,
    { as: 'CUSTOMERS' },
  );
  const of = () => bench.admin`
    select external_id as id, to_char(acquired_at at time zone 'UTC', 'YYYY-MM') as since, acquisition_channel as channel
      from customer where external_id ~ '^k[1-6]$' order by 1`;
  const outcome = await bench.run(
    'order_id,customer_external_id,email,ordered_at\n' +
      ['k1,k1', 'k2,k2', 'k3,k3', 'k4,k4', 'k5,k5', 'k5,k5b', 'k6,k6']
        .map((named, index) => `keep-${index},${named}@example.org,2026-01-01\n`)
        .join(''),
    { as: 'ORDERS' },
  );
  expect(outcome.errors).toEqual([]);
  expect(await of()).toEqual([
    { id: 'k1', since: '2023-01', channel: 'ads' },
    { id: 'k2', since: '2023-01', channel: 'ads' }, // the channel goes with the acquisition
    { id: 'k3', since: '2024-01', channel: 'search' },
    { id: 'k4', since: '2023-01', channel: 'search' },
    { id: 'k5', since: '2023-01', channel: 'fair' },
    { id: 'k6', since: '2024-01', channel: 'search' },
  ]);
  const undo = await bench.admin`
    select old_row ->> 'external_id' as id, left(old_row ->> 'acquired_at', 4) as since, old_row ->> 'acquisition_channel' as channel
      from import_undo where import_id = ${outcome.id} and table_name = 'customer' and old_row ->> 'external_id' is not null order by 1`;
  expect(undo).toEqual([
    { id: 'k1', since: null, channel: null },
    { id: 'k2', since: '2024', channel: 'search' },
    { id: 'k4', since: '2024', channel: 'search' },
    { id: 'k5', since: null, channel: null },
  ]);
  // A file's own word about the customer is newer than what a stub knew.
  await bench.run('email,created_at\nk7@example.org,2023-01-01T00:00:00Z\n', { as: 'CUSTOMERS' });
  await bench.run('external_id\nk7\n', { as: 'CUSTOMERS' });
  await bench.run('external_id,email,created_at\nk7,k7@example.org,2024-01-01T00:00:00Z\n', { as: 'CUSTOMERS' });
  const [last] =
    await bench.admin`select to_char(acquired_at at time zone 'UTC', 'YYYY-MM') as since from customer where external_id = 'k7'`;
  expect(last).toEqual({ since: '2024-01' });
});
