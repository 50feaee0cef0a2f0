/**
 * Solves and inverse for an upper triangular T, size x size, row-major with a non-zero diagonal. Cost k²/2, inverse k³/6.
 */

/** x with T x = right. */
export function solveUpper(factor: Float64Array, size: number, right: Float64Array): Float64Array {
  const solution = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let sum = right[i]!;
    for (let j = i + 1; j < size; j++) sum -= factor[i * size + j]! * solution[j]!;
    solution[i] = sum / factor[i * size + i]!;
  }
  return solution;
}

/** x with Tᵀ x = right. */
export function solveUpperTransposed(factor: Float64Array, size: number, right: Float64Array): Float64Array {
  const solution = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = right[i]!;
    for (let j = 0; j < i; j++) sum -= factor[j * size + i]! * solution[j]!;
    solution[i] = sum / factor[i * size + i]!;
  }
  return solution;
}

/** T⁻¹, upper triangular, row-major. */
export function invertUpper(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = solveUpper(factor, size, unit);
    for (let i = 0; i <= j; i++) inverse[i * size + j] = column[i]!;
  }
  return inverse;
}

/** Length of a column of T, which is that of the column of the matrix it is the factor of. */
export function columnLength(factor: Float64Array, size: number, column: number): number {
  let squares = 0;
  for (let i = 0; i <= column; i++) squares += factor[i * size + column]! ** 2;
  return Math.sqrt(squares);
}
