import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { askedColumns } from '../../../clients/cli/print/askedColumns.ts';
import { flatRows } from '../../../clients/cli/print/flatRows.ts';

const columnsOf = (query: string, data: unknown) => {
  const { path, rows } = flatRows(data);
  return askedColumns(parse(query), path, rows);
};

it('finds the one list, through a connection and nested objects', () => {
  const { rows } = flatRows({
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
});

it('has the columns that the query asks for, in its order, whatever the rows are', () => {
  const query = `query Q { customers { edges { cursor node { id: externalId ...Owner ... on Customer { tags properties } } } pageInfo { endCursor } } }
    fragment Owner on Customer { owner { name at { city } } }`;
  const columns = (nodes: object[]) =>
    columnsOf(query, { customers: { edges: nodes.map((node) => ({ cursor: 'c', node })), pageInfo: {} } });
  const asked = ['id', 'owner.name', 'owner.at.city', 'tags'];
  expect(columns([])).toEqual([...asked, 'properties']);
  expect(columns([{ id: 'C-1', owner: null, tags: [], properties: null }])).toEqual([...asked, 'properties']);
  const rows = [
    { id: 'C-1', owner: { name: 'Ann', at: null }, tags: ['x'], properties: { sku: 'A', size: { x: 1 } } },
    { id: 'C-2', owner: null, tags: [], properties: null },
  ];
  expect(columns(rows)).toEqual([...asked, 'properties.sku', 'properties.size.x']);
  expect(columns(rows.toReversed())).toEqual(columns(rows));
});

it('names the columns of an edge that has more than its node, and of the operation that was asked', () => {
  const query = '{ taken: links { edges { weight node { key } } } }';
  expect(columnsOf(query, { taken: { edges: [{ weight: 1, node: { key: 'a' } }] } })).toEqual(['weight', 'node.key']);
  expect(columnsOf('{ drivers }', { drivers: ['A'] })).toEqual(['value']);
});

it('takes a list of plain values as one column', () => {
  expect(flatRows({ drivers: ['A', 'B'] }).rows.map((row) => row.get('value'))).toEqual(['A', 'B']);
});

it('says what is wrong when there is not exactly one flat list', () => {
  expect(() => flatRows({ workspace: { key: 'sfo' } })).toThrow('the answer has no list');
  expect(() => flatRows({ surveys: [], runs: { edges: [] } })).toThrow('the answer has 2 lists (surveys, runs.edges)');
  expect(() => flatRows({ surveys: [{ key: 'a', questions: [{ key: 'b' }] }] })).toThrow(
    'the rows of surveys have a list inside (questions)',
  );
});
