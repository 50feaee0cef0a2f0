/**
 * Upper Cholesky factor: A = RᵀR with R upper triangular. Cost k³/3.
 *
 * @param matrix symmetric, size x size, row-major; only the upper triangle is read
 * @returns R, size x size, row-major, zeros below the diagonal; null when A is not positive definite
 * @see Golub & Van Loan (2013), Matrix Computations, 4th ed., section 4.2
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array | null {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < i; k++) sum -= factor[k * size + i]! * factor[k * size + j]!;
      if (j > i) {
        factor[i * size + j] = sum / factor[i * size + i]!;
      } else {
        if (!(sum > 0)) return null;
        factor[i * size + i] = Math.sqrt(sum);
      }
    }
  }
  return factor;
}
