import { expect, it } from 'vitest';
import { table } from '../../../clients/cli/print/table.ts';

it('is as wide as its widest cell, of however many rows', () => {
  const lines = table(
    [
      { title: 'n', align: 'right', cell: (n: number) => String(n) },
      { title: 'name', cell: (n: number) => (n === 150_000 ? 'ÄÖÜ' : '') },
    ],
    Array.from({ length: 200_000 }, (_, n) => n + 1),
  );
  expect(lines).toHaveLength(200_001);
  expect([lines[0], lines[1], lines[150_000]]).toEqual(['     n  name', '     1', '150000  ÄÖÜ']);
});
