import { columnLength, solveUpper } from '../linalg/triangular.ts';
import type { DesignFactor } from './designFactor.ts';

/**
 * A column counts as an exact combination of earlier ones when what they leave of it is below this share of its length.
 * Doubles: NIST Filip, the hardest certified case, keeps 5e-8 and is solved to 8 digits; rounding leaves 1e-15.
 * Floats: a sum or mean of items stored as `real` is itself rounded to 6e-8, so nothing below 5e-7 can be told from rounding.
 */
const DOUBLE_TOLERANCE = 1e-12;
const SINGLE_TOLERANCE = 2 ** -21;

/** Part of a column's length that a term must carry to be named. */
const NAMED_SHARE = 1e-6;

export interface Dependence {
  readonly name: string;
  /** the earlier columns it is a combination of; empty when it is constant to the precision of its storage */
  readonly on: readonly string[];
}

/**
 * Columns that are exact linear combinations of columns before them, with the columns that make them up.
 *
 * |T_jj| is the length of column j after removing all earlier ones; T_j its coordinates, so T_II w = T_Ij names the combination.
 *
 * @param names    names of the drivers, in the order of the design
 * @param isSingle whether any driver is stored in 4 bytes
 */
export function exactDependences(factor: DesignFactor, names: readonly string[], isSingle: boolean): Dependence[] {
  const { triangle, size, intercept } = factor;
  const allNames = intercept ? [null, ...names] : names;
  const tolerance = isSingle ? SINGLE_TOLERANCE : DOUBLE_TOLERANCE;
  const lengths = Array.from({ length: size }, (_, j) => columnLength(triangle, size, j));
  const independent: number[] = [];
  const dependences: Dependence[] = [];
  for (let j = 0; j < size; j++) {
    if (Math.abs(triangle[j * size + j]!) > tolerance * lengths[j]!) {
      independent.push(j);
      continue;
    }
    const terms = combination(triangle, size, independent, j);
    const named = independent.filter((i, position) => Math.abs(terms[position]!) * lengths[i]! > NAMED_SHARE * lengths[j]!);
    dependences.push({ name: allNames[j] ?? '(Intercept)', on: named.flatMap((i) => allNames[i] ?? []) });
  }
  return dependences;
}

function combination(triangle: Float64Array, size: number, independent: readonly number[], column: number): Float64Array {
  const count = independent.length;
  const inner = new Float64Array(count * count);
  independent.forEach((i, row) => {
    for (let position = row; position < count; position++) inner[row * count + position] = triangle[i * size + independent[position]!]!;
  });
  return solveUpper(
    inner,
    count,
    Float64Array.from(independent, (i) => triangle[i * size + column]!),
  );
}
