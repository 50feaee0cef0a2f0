import { requireCounts } from '../../checks.ts';
import { ModelInputError } from '../../outcome.ts';
import { cheapestDetour } from './cheapestDetour.ts';

/** counts with the total of each row, of each column and of all: one column and one row more. */
export type TableWithTotals<Cell> = readonly (readonly Cell[])[];

/**
 * Which cells of a table to hide, totals included, so that nobody finds out about fewer than `minimum` customers: neither directly, nor
 * by subtraction from totals, nor as a remainder of several hidden cells. Empty cells are shown: there is nobody to protect.
 *
 * 1. A cell or total of 1 to minimum - 1 customers is hidden.
 * 2. No hidden cell follows from those shown. The lines of a table (rows and columns, totals included) are the two sides of a bipartite
 *    graph and its hidden cells the edges; a cell follows exactly when its edge lies on no cycle. Such a cell gets one, by way of the
 *    cells with the fewest customers.
 * 3. Where a total is shown, the cells hidden beneath it hold `minimum` or more together, else its smallest cell is hidden too.
 *
 * Rule 2 is exhausted before rule 3 is looked at, which would close ways by detours of its own; repeated until nothing changes. Each step
 * hides a cell more, so it ends. Greedy: what is hidden is enough, not always least.
 *
 * @param counts rows × columns, whole numbers from 0 up
 * @returns rows + 1 × columns + 1, the totals last; true = hidden
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE
 * @see Gusfield (1988), SIAM J Computing 17:552-571, doi:10.1137/0217034; Cox (1980), JASA 75:377-385, doi:10.1080/01621459.1980.10477481
 */
export function hiddenCells(counts: TableWithTotals<number>, minimum: number): boolean[][] {
  requireTable(counts, minimum);
  const table = withTotals(counts);
  const hidden = table.map((row) => row.map((count) => count > 0 && count < minimum));
  while (hideDetours(table, hidden) || hideBeneathTotals(table, hidden, minimum));
  return hidden;
}

/** The table with the sums of its rows and columns behind them. */
export function withTotals(counts: TableWithTotals<number>): number[][] {
  const rows = counts.map((row) => [...row, sum(row)]);
  const columns = rows[0]?.map((_, column) => sum(rows.map((row) => row[column]!))) ?? [];
  return [...rows, columns];
}

function requireTable(counts: TableWithTotals<number>, minimum: number): void {
  const width = counts[0]?.length ?? 0;
  if (width === 0) throw new ModelInputError('EMPTY', 'counts has no cells, at least one is needed');
  for (const [row, cells] of counts.entries()) {
    if (cells.length !== width)
      throw new ModelInputError('LENGTH_MISMATCH', `counts has ${cells.length} cells in row ${row}, row 0 has ${width}`);
    for (const count of cells) requireCounts({ counts: count });
  }
  requireCounts({ minimum });
}

/** A line of the table: its cells, and last its total. */
type Line = readonly (readonly [row: number, column: number])[];

function linesOf(table: TableWithTotals<number>): Line[] {
  const rows = table.map((cells, row) => cells.map((_, column) => [row, column] as const));
  return [...rows, ...(rows[0] ?? []).map((_, column) => rows.map((line) => line[column]!))];
}

/** Rule 3, once. @returns whether it hid a cell */
function hideBeneathTotals(table: TableWithTotals<number>, hidden: boolean[][], minimum: number): boolean {
  const isHidden = ([row, column]: Line[number]) => hidden[row]![column]!;
  const countOf = ([row, column]: Line[number]) => table[row]![column]!;
  for (const line of linesOf(table)) {
    const cells = line.slice(0, -1);
    const total = line.at(-1)!;
    const hiddenSum = sum(cells.filter(isHidden).map(countOf));
    if (isHidden(total) || hiddenSum === 0 || hiddenSum >= minimum) continue;
    const shown = cells.filter((cell) => !isHidden(cell) && countOf(cell) > 0).sort((a, b) => countOf(a) - countOf(b));
    const [row, column] = shown[0] ?? total;
    hidden[row]![column] = true;
    return true;
  }
  return false;
}

/** Rule 2, for the first cell that follows from those shown. @returns whether it hid a cell */
function hideDetours(table: TableWithTotals<number>, hidden: boolean[][]): boolean {
  const cost = table.map((cells, row) => cells.map((count, column) => (hidden[row]![column]! ? 0 : count > 0 ? count : Infinity)));
  for (const [row, cells] of hidden.entries()) {
    for (const [column, isHidden] of cells.entries()) {
      if (!isHidden) continue;
      const shown = cheapestDetour(cost, row, column).filter(([r, c]) => !hidden[r]![c]!);
      for (const [r, c] of shown) hidden[r]![c] = true;
      if (shown.length > 0) return true;
    }
  }
  return false;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
