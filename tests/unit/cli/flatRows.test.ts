import { expect, it } from 'vitest';
import { columnsOf, flatRows } from '../../../clients/cli/print/flatRows.ts';

it('finds the one list, through a connection and nested objects', () => {
  const rows = flatRows({
    customers: {
      pageInfo: { hasNextPage: false },
      edges: [
        { cursor: 'a', node: { externalId: 'C-1', owner: { name: 'Ann' }, tags: ['x', 'y'] } },
        { cursor: 'b', node: { externalId: 'C-2', owner: null, tags: [] } },
      ],
    },
  });
  expect(rows.map((row) => Object.fromEntries(row))).toEqual([
    { externalId: 'C-1', 'owner.name': 'Ann', tags: 'x; y' },
    { externalId: 'C-2', owner: null, tags: '' },
  ]);
  expect(columnsOf(rows)).toEqual(['externalId', 'owner.name', 'tags', 'owner']);
});

it('takes a list of plain values as one column', () => {
  expect(flatRows({ drivers: ['A', 'B'] }).map((row) => row.get('value'))).toEqual(['A', 'B']);
});

it('says what is wrong when there is not exactly one flat list', () => {
  expect(() => flatRows({ workspace: { key: 'sfo' } })).toThrow('the answer has no list');
  expect(() => flatRows({ surveys: [], runs: { edges: [] } })).toThrow('the answer has 2 lists (surveys, runs.edges)');
  expect(() => flatRows({ surveys: [{ key: 'a', questions: [{ key: 'b' }] }] })).toThrow(
    'the rows of surveys have a list inside (questions)',
  );
});
