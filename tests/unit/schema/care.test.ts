/** The promise to clients: what breaks them, what may go and when, and the words that the graph owes them. */
import { readFileSync } from 'node:fs';
import { buildSchema, type FieldDefinitionNode, parse, print, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { breakingChanges } from '../../../schema/care/breakingChanges.ts';
import { wordFaults } from '../../../schema/care/wordFaults.ts';

const printed = readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8');
const today = new Date('2027-08-01T00:00:00Z');
const broken = (released: string, current: string) => breakingChanges(released, buildSchema(current), today);

describe('a change breaks clients of the last release', () => {
  it.each([
    ['a field that is gone', 'type Query { a: Int b: Int }', 'type Query { a: Int }', 'Field Query.b was removed.'],
    ['a field that may be null now', 'type Query { a: Int! }', 'type Query { a: Int }', 'Field Query.a changed type from Int! to Int.'],
    [
      'an argument that is required',
      'type Query { a: Int }',
      'type Query { a(b: Int!): Int }',
      'A required argument Query.a(b:) was added.',
    ],
    ['an argument that is gone', 'type Query { a(b: Int): Int }', 'type Query { a: Int }', 'Argument Query.a(b:) was removed.'],
    [
      'a default that is gone',
      'type Query { a(b: Int! = 1): Int }',
      'type Query { a(b: Int!): Int }',
      'Query.a(b:) defaultValue was removed.',
    ],
    ['a value that is gone', 'type Query { a: E } enum E { X Y }', 'type Query { a: E } enum E { X }', 'Enum value E.Y was removed.'],
    [
      'a required field of an input',
      'type Query { a(b: I): Int } input I { c: Int }',
      'type Query { a(b: I): Int } input I { c: Int d: Int! }',
      'A required field I.d was added.',
    ],
    [
      'a member of a union that is gone',
      'type Query { a: U } union U = T | V type T { b: Int } type V { b: Int }',
      'type Query { a: U t: T v: V } union U = T type T { b: Int } type V { b: Int }',
      'V was removed from union type U.',
    ],
  ])('%s', (_what, released, current, change) => expect(broken(released, current)).toEqual([change]));
  it('in the graph as it is, as soon as one field of it is gone', () => {
    expect(broken(printed, printed)).toEqual([]);
    let gone = 0;
    const FieldDefinition = ({ name }: FieldDefinitionNode) => {
      if (name.value !== 'externalId') return undefined;
      gone++;
      return null;
    };
    const without = visit(parse(printed), { FieldDefinition });
    expect(gone).toBeGreaterThan(5);
    const changes = broken(printed, print(without));
    expect(changes).toHaveLength(gone);
    expect(changes).toContain('Field Order.externalId was removed.');
  });
});

describe('a change breaks nobody', () => {
  it.each([
    [
      'fields, types, values and what may be left out are added',
      'type Query { a: E } enum E { X }',
      'type Query { a(b: Int): E c: T d(e: Int! = 1): Int } type T { x: Int } enum E { X Y }',
    ],
    ['null is no longer possible', 'type Query { a: Int }', 'type Query { a: Int! }'],
    ['what was required is no longer', 'type Query { a(b: Int!): Int }', 'type Query { a(b: Int): Int }'],
  ])('%s', (_what, released, current) => expect(broken(released, current)).toEqual([]));
});

describe('what is deprecated', () => {
  const since = (day: string) => `@deprecated(reason: "Since ${day}: use \`a\`.")`;
  const [longAgo, lately] = [since('2027-02-02'), since('2027-02-03')]; // 180 and 179 days
  it('may go once clients had 180 days, and not a day before', () => {
    const released = (reason: string) =>
      `type Query { a(x: I, old: Int ${reason}): E b: Int ${reason} } input I { c: Int ${reason} d: Int } enum E { X Y ${reason} }`;
    const current = 'type Query { a(x: I): E } input I { d: Int } enum E { X }';
    expect(broken(released(longAgo), current)).toEqual([]);
    expect(broken(released(lately), current)).toHaveLength(4);
  });
  it('takes with it the types that nothing else leads to', () => {
    const current = 'type Query { a: Int }';
    expect(broken(`type Query { a: Int b: T ${longAgo} } type T { c: U } union U = V type V { d: Int }`, current)).toEqual([]);
    expect(broken(`type Query { a: Int b: T c: T ${longAgo} } type T { c: Int }`, current)).toEqual(
      expect.arrayContaining(['T was removed.', 'Field Query.b was removed.']),
    );
  });
  it('of which the last release said nothing has not been deprecated', () => {
    expect(broken('type Query { a: Int b: Int }', 'type Query { a: Int }')).toHaveLength(1);
  });
});

describe('the words', () => {
  it('are all there', () => expect(wordFaults(buildSchema(printed))).toEqual([]));
  it('are missed by name, wherever something has one', () => {
    const silent = 'type Query { a(b: I): E } input I { c: Int } enum E { X } interface N { d: Int } scalar S';
    const names = ['Query', 'Query.a', 'Query.a(b:)', 'I', 'I.c', 'E', 'E.X', 'N', 'N.d', 'S'];
    expect(wordFaults(buildSchema(silent)).toSorted()).toEqual(names.map((name) => `${name} has no description`).toSorted());
  });
  it.each(['old', 'use `b`', 'since 2027-01-31: use `b`.', 'Since 2027-13-31: use `b`.', 'Since 2027-01-31:'])(
    'a deprecation needs its day: %s',
    (reason) => {
      const schema = buildSchema(`"q" type Query { "a" a: Int @deprecated(reason: ${JSON.stringify(reason)}) "b" b: Int }`);
      expect(wordFaults(schema)).toEqual([expect.stringContaining('Query.a is deprecated without a day')]);
    },
  );
});
