import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces } from '../../../clients/cli/print/json.ts';

const text = (value: object) => [...jsonPieces(value)].join('');

describe('JSON in pieces', () => {
  it('says what JSON.stringify says', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(JSON.parse(text(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    ));
  it('leaves out what is undefined, as JSON.stringify does', () => expect(JSON.parse(text({ a: 1, b: undefined }))).toEqual({ a: 1 }));
  it('has a line a key and a line an item', () =>
    expect(text({ n: 2, rows: [{ x: 1 }, { x: null }], none: [] })).toBe(
      '{\n  "n": 2,\n  "rows": [\n    {"x":1},\n    {"x":null}\n  ],\n  "none": []\n}\n',
    ));
});
