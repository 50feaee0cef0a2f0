/** What earlier columns leave of a column, below which it repeats them; rounding leaves 1e-15. */
const EXACT = 1e-11;

/**
 * The first column of a covariance matrix that is not free of the columns before it.
 *
 * @param covariance size x size, row-major; upper triangle read, diagonal above 0
 * @param tolerance share of its variance that a column must keep
 * @returns its place, and whether it repeats them exactly (else the matrix is that of no data: indefinite); null when all are free
 */
export function dependentColumn(
  covariance: Float64Array,
  size: number,
  tolerance = EXACT,
): { readonly column: number; readonly isExact: boolean } | null {
  const left = covariance.slice();
  for (let j = 0; j < size; j++) {
    const pivot = left[j * size + j]!;
    const share = pivot / covariance[j * size + j]!;
    if (!(share > tolerance)) return { column: j, isExact: share > -tolerance };
    for (let i = j + 1; i < size; i++) {
      const ratio = left[j * size + i]! / pivot;
      for (let k = i; k < size; k++) left[i * size + k]! -= ratio * left[j * size + k]!;
    }
  }
  return null;
}
