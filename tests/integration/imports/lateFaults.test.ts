/** Faults that SQL finds know their lines alone: the file is read a second time for the rows as they came. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collectGarbage } from '../../../prisma/collectGarbage.ts';
import { connect } from '../../../prisma/sql.ts';
import { loadImport } from '../../../worker/imports/load.ts';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const heldBytes = () => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

it('hold no more of a long row in memory than is stored of it', async () => {
  const rows = 120; // 60 MB, so that what is on its way through the process at any moment, some 8 MB, is not taken for what is held
  const note = 'x'.repeat(500_000);
  const file = `order_id,ordered_at,note\n${Array.from({ length: rows }, (_, i) => `same,2026-01-01,${i} ${note}\n`).join('')}`;
  const importId = await bench.place(file, { as: 'ORDERS' });
  let before: number | undefined;
  const held: number[] = [];
  let blocks = 0;
  await loadImport(bench.app, { workspaceId: bench.workspaceId, importId, attempt: 1 }, ({ stage }) => {
    if (stage === 'loading') before ??= heldBytes();
    else if (before !== undefined && blocks++ % 60 === 0) held.push(heldBytes() - before); // a full collection, of all that the tests before have loaded, too
  });
  expect(held.length).toBeGreaterThan(5); // it was read again, and looked at meanwhile
  expect(Math.min(...held.slice(-3))).toBeLessThan(25_000_000); // towards the end
  const { errors, ...outcome } = await bench.outcome(importId);
  expect(outcome).toMatchObject({ state: 'SUCCEEDED', loaded: 1, report: { errorsByCode: { SUPERSEDED: rows - 1 } } });
  expect(errors).toHaveLength(rows - 1);
  expect(errors[118]).toMatchObject({ line: 120, raw: expect.stringMatching(/^same,2026-01-01,118 x+…$/) });
  expect(Buffer.byteLength(errors[118]!.raw)).toBe(4096);
});

it('are all known before the version of the data is raised, whose row everybody else waits for', async () => {
  const importId = await bench.place('order_id,ordered_at\na,2026-01-01\na,2026-01-02\n', { as: 'ORDERS' });
  const statements: string[] = [];
  const sql = connect(bench.database.appUrl, { applicationName: 'test late', max: 2, onStatement: (text) => statements.push(text) });
  await loadImport(sql, { workspaceId: bench.workspaceId, importId, attempt: 1 }, () => {});
  await sql.end();
  const read = statements.findLastIndex((text) => text.includes('from import_chunk'));
  const raised = statements.findIndex((text) => text.includes('into data_version'));
  expect(raised).toBeGreaterThan(read);
  expect(read).toBeGreaterThan(0);
});
