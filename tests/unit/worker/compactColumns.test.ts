import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompactColumns } from '../../../worker/data/compactColumns.ts';

const inOrder = Int32Array.of(0, 1, 2);
const small = fc.integer({ min: -128, max: 127 });
const real = fc.oneof(fc.float(), fc.integer({ min: -1000, max: 1000 }), fc.constant(Number.NaN));

function columnsOf(rows: readonly (readonly number[])[], from = inOrder, expected?: number) {
  const columns = new CompactColumns(from.length, expected);
  for (const row of rows) columns.push(Float32Array.from(row), from);
  return columns.finish();
}

/** Some thousand rows: several blocks, and more than there is room for at the beginning. */
const longest = 5000;
const repeated = (rows: readonly (readonly number[])[], times: number) => Array.from({ length: times }, () => rows).flat();

describe('columns that grow', () => {
  it('give back every value that was pushed, whatever it is and whenever it comes', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(small, real, real), { minLength: 1, maxLength: 40 }), fc.nat(longest), (rows, expected) => {
        const all = [...repeated(rows, Math.ceil(longest / rows.length)), [1, 0.5, Number.NaN]];
        const columns = columnsOf(all, inOrder, expected);
        const isSame = (a: number, b: number) => a === b || (Number.isNaN(a) && Number.isNaN(b));
        columns.forEach((column, c) => {
          expect(column).toHaveLength(all.length);
          expect(all.findIndex((row, at) => !isSame(column[at]!, Math.fround(row[c]!)))).toBe(-1);
        });
      }),
      { numRuns: 20 },
    ));

  it('hold small whole numbers in a byte each, and anything else as it is', () => {
    const columns = columnsOf([
      [1, 2, -128],
      [5, 2.5, 127],
      [3, 1, 0],
    ]);
    expect(columns[0]).toEqual(Int8Array.of(1, 5, 3));
    expect(columns[1]).toEqual(Float32Array.of(2, 2.5, 1));
    expect(columns[2]).toEqual(Int8Array.of(-128, 127, 0));
    for (const value of [128, -129, Number.NaN, Number.POSITIVE_INFINITY, 0.1]) {
      const [column] = columnsOf([[7], [value]], Int32Array.of(0));
      expect(column).toEqual(Float32Array.of(7, value));
    }
  });

  it('take the places of a row that are asked for', () => {
    expect(columnsOf([[1, 2, 3]], Int32Array.of(2, 0))).toEqual([Int8Array.of(3), Int8Array.of(1)]);
  });

  it('are empty without a row', () => {
    expect(columnsOf([]).map(({ length }) => length)).toEqual([0, 0, 0]);
  });
});
