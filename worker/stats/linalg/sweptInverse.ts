/**
 * Inverts a symmetric positive definite matrix in place by sweeping its diagonal, for the many small matrices of EM:
 * no allocation, k³ multiply-adds, and the determinant on the way.
 *
 * @param matrix size x size, row-major, both triangles; holds the inverse afterwards
 * @returns log |A|; null when A is not positive definite, and then the matrix is of no use
 * @see Goodnight (1979), Am Statist 33:149-158, doi:10.1080/00031305.1979.10482685
 */
export function sweptInverse(matrix: Float64Array, size: number): number | null {
  let logDeterminant = 0;
  for (let k = 0; k < size; k++) {
    const pivot = matrix[k * size + k]!;
    if (!(pivot > 0)) return null;
    logDeterminant += Math.log(pivot);
    matrix[k * size + k] = 1;
    for (let j = 0; j < size; j++) matrix[k * size + j]! /= pivot;
    for (let i = 0; i < size; i++) {
      if (i === k) continue;
      const ratio = matrix[i * size + k]!;
      matrix[i * size + k] = 0;
      for (let j = 0; j < size; j++) matrix[i * size + j]! -= ratio * matrix[k * size + j]!;
    }
  }
  return logDeterminant;
}
