import { describe, expect, it } from 'vitest';
import { isRepeatable } from '../../../clients/sdk/core/repeatable.ts';

const key = { key: 'k' };
describe('a document may be sent twice', () => {
  it.each([
    ['a query', '{ runs { id } }', {}],
    ['a query that speaks of a mutation', 'query Q { a(text: "mutation { b }") # mutation { c }\n}', {}],
    ['a mutation with its key', 'mutation M($key: String) { runAnalysis(name: "x", idempotencyKey: $key) { id } }', key],
    ['a key in the input', 'mutation M($input: In!) { start(input: $input) { id } }', { input: { idempotencyKey: 'k' } }],
    ['a key within the document', 'mutation { a: start(input: { x: [1, 2], idempotencyKey: "k" }) { id(b: { c: 1 }) } }', {}],
    ['two fields with two keys', 'mutation M($key: String) { a: go(idempotencyKey: $key) { id } b: go(idempotencyKey: "l") { id } }', key],
    ['fragments before it', 'fragment F on Run { id } mutation M($key: String) { go(idempotencyKey: $key) { ...F } }', key],
  ])('%s', (_what, document, variables) => expect(isRepeatable(document, variables)).toBe(true));
});
describe('a document may not be sent twice', () => {
  it.each([
    ['a mutation without a key', 'mutation { go { id } }', {}],
    ['a key that was not given', 'mutation M($key: String) { go(idempotencyKey: $key) { id } }', {}],
    ['an empty key', 'mutation M($key: String) { go(idempotencyKey: $key) { id } }', { key: '' }],
    ['a key within that is empty', 'mutation { go(idempotencyKey: "") { id } }', {}],
    ['a field without a key beside one that has it', 'mutation M($key: String) { go(idempotencyKey: $key) { id } remove(id: 1) }', key],
    ['a key of a field further below', 'mutation M($key: String) { remove { again(idempotencyKey: $key) } }', key],
    ['a fragment, of which nothing is known', 'mutation M($key: String) { go(idempotencyKey: $key) { id } ...F }', key],
    ['a text that looks like a key', 'mutation { go(text: "idempotencyKey: \\"k\\"") { id } }', key],
    ['a comment that looks like a key', 'mutation {\n # idempotencyKey: $key\n go { id } }', key],
  ])('%s', (_what, document, variables) => expect(isRepeatable(document, variables)).toBe(false));
});
