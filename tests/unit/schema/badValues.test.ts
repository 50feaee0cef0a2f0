/** A value that a scalar does not take, and a cursor of another list, are refused with what was given and where it stands. */
import { type GraphQLScalarType, type OperationDefinitionNode, parse, type StringValueNode } from 'graphql';
import { expect, it } from 'vitest';
import { cursorTime } from '../../../schema/connection.ts';
import { schema } from '../../../schema/index.ts';

it.each([
  ['DateTime', '2026', 'DateTime is an RFC 3339 time with its offset, for example 2026-05-17T09:30:00Z, and "2026" is none'],
  [
    'DateTime',
    '2026-02-30T00:00:00Z',
    'DateTime is an RFC 3339 time with its offset, for example 2026-05-17T09:30:00Z, and "2026-02-30T00:00:00Z" is none',
  ],
  [
    'DateTime',
    '2026-02-28T24:00:00Z',
    'DateTime is an RFC 3339 time with its offset, for example 2026-05-17T09:30:00Z, and "2026-02-28T24:00:00Z" is none',
  ],
  ['Decimal', '12,5', 'Decimal is a string such as "1234.5678", and "12,5" is none'],
  ['BigInt', '1.5', 'BigInt is a string of at most 18 digits, and "1.5" is none'],
])('a %s is not %s', (name, value, message) => {
  const [operation] = parse(`{ field(argument: "${value}") }`).definitions as [OperationDefinitionNode];
  const [field] = operation.selectionSet.selections as [{ arguments: [{ value: StringValueNode }] }] & readonly unknown[];
  const scalar = schema.getType(name) as GraphQLScalarType;
  expect(() => scalar.parseLiteral(field.arguments[0].value, undefined)).toThrow(
    expect.objectContaining({ message, locations: [{ line: 1, column: 19 }], extensions: { code: 'BAD_USER_INPUT' } }),
  );
});

it.each(['C-1000', '5', 'May 1', '+012026-01-31T09:00:00.123Z', '-002026-01-31T09:00:00.123Z', '0000-01-31T09:00:00.123Z'])(
  '%s is no moment of a list, though JavaScript finds one in it',
  (sortValue) => expect(() => cursorTime({ sortValue, id: 1n })).toThrow('this is not a cursor of this list'),
);
it('a moment is one', () =>
  expect(cursorTime({ sortValue: '2026-01-31T09:00:00.123Z', id: 1n })).toEqual(new Date('2026-01-31T09:00:00.123Z')));
