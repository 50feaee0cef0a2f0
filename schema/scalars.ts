/** How values that JSON has no type for cross the wire. */
import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { z } from 'zod';
import { builder } from './builder.ts';

/** Of days that there are: JavaScript takes 30 February for 2 March. */
const rfc3339 = z.iso.datetime({ offset: true });

function parseDateTime(value: unknown, node?: ValueNode): Date {
  const parsed = rfc3339.safeParse(value);
  const date = new Date(parsed.data ?? Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw badValue('DateTime is an RFC 3339 time with its offset, for example 2026-05-17T09:30:00Z', value, node);
  return date;
}

function parseBigInt(value: unknown, node?: ValueNode): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value !== 'string' || !/^-?\d{1,18}$/.test(value)) throw badValue('BigInt is a string of at most 18 digits', value, node);
  return BigInt(value);
}

function parseDecimal(value: unknown, node?: ValueNode): string {
  if (typeof value !== 'string' || !/^-?\d{1,14}(\.\d{1,4})?$/.test(value))
    throw badValue('Decimal is a string such as "1234.5678"', value, node);
  return value;
}

/** With the place in the document where the value stands there; of a variable graphql says which. */
function badValue(message: string, value?: unknown, node?: ValueNode): GraphQLError {
  const given = typeof value === 'string' ? `, and ${JSON.stringify(value.slice(0, 40))} is none` : '';
  return new GraphQLError(`${message}${given}`, { ...(node && { nodes: [node] }), extensions: { code: 'BAD_USER_INPUT' } });
}

const literalText = (node: ValueNode) => ('value' in node && node.kind !== Kind.BOOLEAN ? node.value : undefined);

builder.scalarType('DateTime', {
  description: 'A moment, RFC 3339 in UTC with milliseconds.',
  serialize: (value) => (typeof value === 'string' ? value : value.toISOString()), // text: the database wrote it so already
  parseValue: (value) => parseDateTime(value),
  parseLiteral: (node) => parseDateTime(literalText(node), node),
});
builder.scalarType('BigInt', {
  description: 'A whole number that may pass 2^31, as a string.',
  serialize: String,
  parseValue: (value) => parseBigInt(value),
  parseLiteral: (node) => parseBigInt(literalText(node), node),
});
builder.scalarType('Decimal', {
  description: 'An exact decimal number, for money, as a string.',
  serialize: String,
  parseValue: (value) => parseDecimal(value),
  parseLiteral: (node) => parseDecimal(literalText(node), node),
});
builder.scalarType('JSON', {
  description: 'Free-form metadata. Nothing that is computed with has this type.',
  serialize: (value) => value,
  parseValue: () => {
    throw badValue('JSON is not accepted as input');
  },
});
