/** Which lists of customers are written as JSON around the lists below them, by the document alone. */
import { type FieldNode, type FragmentDefinitionNode, type GraphQLResolveInfo, Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../../schema/index.ts';
import { belowTemplate } from '../../../schema/written/belowTemplate.ts';

const columns = new Set(['externalId', 'acquiredAt']);

function templateOf(document: string) {
  const { definitions } = parse(document);
  const fragments = definitions.filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION);
  const [query] = definitions;
  const fieldNodes = (query as unknown as { selectionSet: { selections: FieldNode[] } }).selectionSet.selections;
  const returnType = schema.getQueryType()!.getFields().customers!.type;
  const info = { fieldNodes, returnType, fragments: Object.fromEntries(fragments.map((one) => [one.name.value, one])) };
  return belowTemplate(info as unknown as GraphQLResolveInfo, columns);
}

it.each([
  ['columns', '{ customers { nodes { id externalId since: acquiredAt __typename } } }', []],
  [
    'rows of facts and responses',
    '{ customers { nodes { orders { nodes { revenue } } responses { edges { cursor } } } } }',
    ['orders', 'responses'],
  ],
  [
    'one list twice',
    '{ customers { edges { cursor node { a: orders { nodes { id } } b: orders(first: 2) { nodes { id } } } } } }',
    ['orders', 'orders'],
  ],
  [
    'where the pages stand',
    '{ customers { nodes { orders { nodes { id } pageInfo { hasNextPage } } } pageInfo { endCursor } totalCount } }',
    ['orders'],
  ],
  [
    'fragments',
    '{ customers { ...page } } fragment page on CustomerConnection { nodes { ...own } } fragment own on Customer { visits { nodes { id } } }',
    ['visits'],
  ],
])('written: %s', (_what, document, lists) => {
  expect(templateOf(document)?.lists.map(({ node }) => node.name.value)).toEqual(lists);
});

it.each([
  ['lists of plain objects', '{ customers { nodes { traits { key } } } }'],
  ['totals of a list below', '{ customers { nodes { orders { nodes { id } totalCount } } } }'],
  ['relations of rows below', '{ customers { nodes { orders { nodes { customer { id } } } } } }'],
  ['personal data', '{ customers { nodes { responses { nodes { comment } } } } }'],
  ['fields that are computed', '{ customers { nodes { orderCount } } }'],
  ['what a directive decides', '{ customers { nodes { externalId @skip(if: false) } } }'],
  ['rows asked for in two ways', '{ customers { nodes { id } edges { cursor } } }'],
  ['no rows', '{ customers { totalCount } }'],
])('not written: %s', (_what, document) => {
  expect(templateOf(document)).toBeNull();
});
