import { Matrix, QrDecomposition } from 'ml-matrix';

/** Rows x of a likelihood whose terms rise with xᵀparameters: the rows of a binary regression, turned round where y = 0. */
export interface SignedRows {
  /** length of a row */
  readonly size: number;
  /** Σ of all rows */
  total(): Float64Array;
  /** the row of which xᵀdirection / |x| is least, scaled to length 1, and that product; margin Infinity where none is negative */
  worst(direction: Float64Array): { readonly margin: number; readonly row: Float64Array };
}

/** A product above this is 0 to rounding: a row in the separating plane. Data that overlap by less are not told from separated ones. */
const ROUNDING = 1e-12;
/** Below this share of |total| what is left of it is rounding. */
const NOTHING_LEFT = 1e-11;

/**
 * A direction along which a likelihood rises for ever, or null when there is none: complete or quasi-complete separation.
 *
 *   direction: xᵀd >= 0 for every row and > 0 for some      or      weights λ > 0 with Σ λ x = 0
 *
 * Exactly one of the two exists (Stiemke's lemma). Both come from one non-negative least squares problem, the shortest
 * d = Σ (1 + μ) x with μ >= 0: where d = 0 the weights 1 + μ prove that the rows overlap; else d itself separates them.
 * Solved by the active-set method of Lawson and Hanson: the row that d violates most gets a weight, until no row is violated.
 * At most `size` rows have one, so that a round is one walk over the rows; some 3 · size rounds are usual. No library has it for rows
 * that are not kept in memory.
 *
 * @returns unit length; null also where rounding hides the answer: nothing is called separated without its direction
 * @see Lawson & Hanson (1974), Solving Least Squares Problems, ch. 23; Albert & Anderson (1984), Biometrika 71:1-10, doi:10.1093/biomet/71.1.1
 */
export function separatingDirection({ size, total, worst }: SignedRows): Float64Array | null {
  const sum = total();
  const smallest = NOTHING_LEFT * Math.hypot(...sum);
  let active: WeighedRow[] = [];
  for (let round = 0; round < 50 + 20 * size; round++) {
    const direction = shortest(sum, active, smallest);
    if (direction === null) return null;
    const { margin, row } = worst(direction);
    if (margin >= -ROUNDING) return direction;
    if (active.length === size) return null;
    const next = weighed(sum, active, row);
    if (next === null) return null;
    active = next;
  }
  return null;
}

interface WeighedRow {
  readonly row: Float64Array;
  readonly weight: number;
}

/** What is left of the sum at right angles to the active rows, to length 1; null where that is rounding. */
function shortest(sum: Float64Array, active: readonly WeighedRow[], smallest: number): Float64Array | null {
  const basis = active.length === 0 ? null : columnsOf(active).orthogonalMatrix;
  const left = withoutProjection(sum, basis);
  const length = Math.hypot(...left);
  if (!(length > smallest)) return null;
  const unit = left.map((value) => value / length);
  return withoutProjection(unit, basis); // once more: the first time leaves rounding of |sum|
}

function columnsOf(active: readonly WeighedRow[]): QrDecomposition {
  return new QrDecomposition(new Matrix(active.map(({ row }) => Array.from(row))).transpose());
}

function withoutProjection(vector: Float64Array, basis: Matrix | null): Float64Array {
  if (basis === null) return vector.slice();
  const column = Matrix.columnVector(Array.from(vector));
  return Float64Array.from(column.sub(basis.mmul(basis.transpose().mmul(column))).to1DArray());
}

/**
 * Gives the row a weight, and takes rows out whose weight would turn negative (the inner loop of Lawson and Hanson).
 * Null where the row repeats active ones.
 */
function weighed(sum: Float64Array, active: readonly WeighedRow[], row: Float64Array): WeighedRow[] | null {
  let rows: WeighedRow[] = [...active, { row, weight: 0 }];
  const wanted = Matrix.columnVector(Array.from(sum, (value) => -value));
  while (rows.length > 0) {
    const factor = columnsOf(rows);
    if (!factor.isFullRank()) return null;
    const solved = factor.solve(wanted).to1DArray();
    if (solved.every((weight) => weight > 0)) return rows.map((one, i) => ({ ...one, weight: solved[i]! }));
    let share = 1;
    let leaves = -1;
    rows.forEach(({ weight }, i) => {
      const possible = solved[i]! > 0 ? 1 : weight / (weight - solved[i]!);
      if (solved[i]! <= 0 && (leaves < 0 || possible < share)) {
        share = possible;
        leaves = i;
      }
    });
    rows = rows.map((one, i) => ({ ...one, weight: one.weight + share * (solved[i]! - one.weight) })).filter((_, i) => i !== leaves);
  }
  return rows;
}
