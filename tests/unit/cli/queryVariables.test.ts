import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readVariables } from '../../../clients/cli/commands/query.ts';

describe('--var', () => {
  const document = parse('query ($id: String!, $n: Int, $ok: Boolean, $keys: [String!], $on: DateTime, $input: AnalysisInput) { x }');
  it('follows the declared type: a String of digits stays text', () => {
    expect(readVariables(document, ['id=007', 'n=20', 'ok=true', 'keys=["a"]', 'on=2026-01-31', 'input={"name":"a=b"}'])).toEqual({
      id: '007',
      n: 20,
      ok: true,
      keys: ['a'],
      on: '2026-01-31',
      input: { name: 'a=b' },
    });
  });
  it('names what it cannot use', () => {
    expect(() => readVariables(document, ['n=many'])).toThrow('--var n=many is no Int');
    expect(() => readVariables(document, ['nope=1'])).toThrow('the query declares no variable $nope');
    expect(() => readVariables(document, ['id'])).toThrow('--var id says no name and value');
  });
});
