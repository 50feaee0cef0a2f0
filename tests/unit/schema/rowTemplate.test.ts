/** What of a list of rows is written is settled by the document, the shape of its rows, and whom its fields are for. */
import { type FieldNode, type GraphQLResolveInfo, parse } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../../schema/index.ts';
import { rowTemplate } from '../../../schema/written/rowTemplate.ts';

/** A shape that shows whatever it is asked for. */
const anything = { time: 'respondedAt', property: (field: string) => field };

function templateOf(document: string) {
  const [query] = parse(document).definitions;
  const fieldNodes = (query as unknown as { selectionSet: { selections: FieldNode[] } }).selectionSet.selections;
  const returnType = schema.getQueryType()!.getFields()[fieldNodes[0]!.name.value]!.type;
  return rowTemplate({ fieldNodes, returnType, fragments: {} } as unknown as GraphQLResolveInfo, anything);
}

it('reads each column once, in the order of the document, and with it what says where a row stands', () => {
  const template = templateOf('{ responses { edges { cursor node { a: channel id channel respondedAt } } pageInfo { endCursor } } }');
  expect(template?.cells).toEqual([
    { property: 'id', as: 'PLAIN', isRequired: true },
    { property: 'respondedAt', as: 'MOMENT', isRequired: false },
    { property: 'channel', as: 'TEXT', isRequired: false },
  ]);
  expect(template?.ends).toEqual({ id: 0, time: 1 });
  expect(template?.literals).toEqual(['{"cursor":', ',"node":{"a":', ',"id":', ',"channel":', ',"respondedAt":', '}}']);
});

it('reads an id where nothing is asked of the rows, for they have to be counted', () => {
  expect(templateOf('{ responses { nodes { __typename } } }')).toMatchObject({ cells: [{ property: 'id' }], ends: null });
});

it.each(['{ responses { nodes { comment } } }', '{ events { nodes { url } } }', '{ auditEvents { nodes { action } } }'])(
  'leaves what asks for a scope to where that is asked for: %s',
  (document) => {
    expect(templateOf(document)).toBeNull();
  },
);
