import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import * as documents from '../../../clients/cli/generated/graphql.ts';
import { documentHash } from '../../../schema/documents/documentHash.ts';

const hashOf = (text: string) => documentHash(parse(text)).toString('hex');

it('is the same for the same document, however it is laid out and ordered, and another for another', () => {
  const hash = hashOf('query q($a: Int, $b: ID!) { x(a: $a, b: $b) { c d } }');
  expect(hashOf('query q($b: ID!, $a: Int) {\n x(b: $b, a: $a) { d, c } }')).toBe(hash);
  expect(hashOf('query q($a: Int, $b: ID!) { x(a: $a, b: $b) { c } }')).not.toBe(hash);
  expect(hashOf('query q($a: Int, $b: ID!) { x(a: $b, b: $b) { c d } }')).not.toBe(hash);
});

it('of every document that the command line sends is one of those that it lists', () => {
  const list = JSON.parse(readFileSync('clients/cli/generated/persisted-documents.json', 'utf8')) as Record<string, string>;
  const listed = new Set(Object.values(list).map(hashOf));
  const sent = Object.entries(documents).filter(([name]) => name.endsWith('Document'));
  expect(sent.length).toBeGreaterThan(40);
  for (const [name, document] of sent) expect.soft(listed.has(hashOf(String(document))), name).toBe(true);
});
