/** How values that JSON has no type for cross the wire. */
import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { builder } from './builder.ts';

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function parseDateTime(value: unknown): Date {
  const date = typeof value === 'string' && rfc3339.test(value) ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime()))
    throw badValue('DateTime is an RFC 3339 time with its offset, for example 2026-05-17T09:30:00Z');
  return date;
}

function parseBigInt(value: unknown): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value !== 'string' || !/^-?\d{1,18}$/.test(value)) throw badValue('BigInt is a string of at most 18 digits');
  return BigInt(value);
}

function parseDecimal(value: unknown): string {
  if (typeof value !== 'string' || !/^-?\d{1,14}(\.\d{1,4})?$/.test(value)) throw badValue('Decimal is a string such as "1234.5678"');
  return value;
}

const badValue = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
const literalText = (node: ValueNode) => ('value' in node && node.kind !== Kind.BOOLEAN ? node.value : undefined);

builder.scalarType('DateTime', {
  description: 'A moment, RFC 3339 in UTC with milliseconds.',
  serialize: (value) => (typeof value === 'string' ? value : value.toISOString()), // text: the database wrote it so already
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(literalText(node)),
});
builder.scalarType('BigInt', {
  description: 'A whole number that may pass 2^31, as a string.',
  serialize: String,
  parseValue: parseBigInt,
  parseLiteral: (node) => parseBigInt(literalText(node)),
});
builder.scalarType('Decimal', {
  description: 'An exact decimal number, for money, as a string.',
  serialize: String,
  parseValue: parseDecimal,
  parseLiteral: (node) => parseDecimal(literalText(node)),
});
builder.scalarType('JSON', {
  description: 'Free-form metadata. Nothing that is computed with has this type.',
  serialize: (value) => value,
  parseValue: () => {
    throw badValue('JSON is not accepted as input');
  },
});
