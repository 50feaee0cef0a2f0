import fc from 'fast-check';
import { Matrix, SVD } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { hiddenCells, withTotals } from '../../../worker/stats/value/segments/hiddenCells.ts';

describe('cells hidden to protect customers', () => {
  const tables = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
    fc.array(fc.array(fc.oneof(fc.nat({ max: 14 }), fc.nat({ max: 60 })), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

  it('cannot be worked out from those shown: no hidden cell is fixed by the sums of its rows and columns', () =>
    fc.assert(
      fc.property(tables, (counts) => {
        const hidden = hiddenCells(counts, 10);
        expect(fixedCells(hidden)).toEqual([]);
      }),
      { numRuns: 400 },
    ));

  it('are all that hold 1 to 9, none that hold nobody, and leave no remainder of 1 to 9 beneath a total', () =>
    fc.assert(
      fc.property(tables, (counts) => {
        const table = withTotals(counts);
        const hidden = hiddenCells(counts, 10);
        for (const [row, cells] of table.entries()) {
          for (const [column, count] of cells.entries()) {
            if (count > 0 && count < 10) expect(hidden[row]![column]).toBe(true);
            if (count === 0) expect(hidden[row]![column]).toBe(false);
          }
          const remainder = cells.slice(0, -1).reduce((sum, count, column) => sum + (hidden[row]![column]! ? count : 0), 0);
          if (!hidden[row]!.at(-1)) expect(remainder === 0 || remainder >= 10).toBe(true);
        }
      }),
      { numRuns: 400 },
    ));

  it('are none where every cell holds enough', () =>
    expect(hiddenCells([[10, 11], [12, 30]], 10).flat()).not.toContain(true)); // biome-ignore format: a table

  it('take the smallest cells along that close the way by subtraction', () => {
    const hidden = hiddenCells(
      [
        [4, 50, 60],
        [40, 20, 70],
        [80, 90, 99],
      ],
      10,
    );
    // 4 alone follows from its row and from its column: 50 (its row's smallest) goes, and 40 and 20 close the square
    expect(hidden.map((row) => row.map(Number))).toEqual([
      [1, 1, 0, 0],
      [1, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('prefer one detour to several: where a loyalty has 4 customers in all, its total and one square go', () => {
    const hidden = hiddenCells(
      [
        [30, 15],
        [4, 0],
        [0, 20],
      ],
      10,
    );
    expect(hidden.map((row) => row.map(Number))).toEqual([
      [1, 0, 1],
      [1, 0, 1],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  /** By linear algebra, without graphs: a hidden cell is fixed where its unit vector lies in the row space of the lines' equations. */
  function fixedCells(hidden: boolean[][]): number[] {
    const unknowns = hidden.flatMap((cells, row) => cells.flatMap((isHidden, column) => (isHidden ? [{ row, column }] : [])));
    if (unknowns.length === 0) return [];
    const line = (is: (cell: { row: number; column: number }) => boolean, sign: (cell: { row: number; column: number }) => number) =>
      unknowns.map((cell) => (is(cell) ? sign(cell) : 0));
    const width = hidden[0]!.length;
    const equations = [
      ...hidden.map((_, row) =>
        line(
          (cell) => cell.row === row,
          ({ column }) => (column === width - 1 ? -1 : 1),
        ),
      ),
      ...hidden[0]!.map((_, column) =>
        line(
          (cell) => cell.column === column,
          ({ row }) => (row === hidden.length - 1 ? -1 : 1),
        ),
      ),
    ];
    const rank = (rows: number[][]) => new SVD(new Matrix(rows), { autoTranspose: true }).diagonal.filter((value) => value > 1e-9).length;
    const full = rank(equations);
    return unknowns.flatMap((_, index) =>
      rank([...equations, unknowns.map((__, other) => (other === index ? 1 : 0))]) === full ? [index] : [],
    );
  }
});
