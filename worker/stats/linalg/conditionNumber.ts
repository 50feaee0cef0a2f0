import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/**
 * Condition number of the correlation matrix of columns given by a triangular factor: largest over smallest eigenvalue.
 *
 *   kappa = (sigma_max / sigma_min)²,   sigma the singular values of R with its columns scaled to length 1
 *
 * From the singular values of the factor and not from the eigenvalues of RᵀR, so that kappa is right up to 1e30 instead of 1e15.
 * Infinity when a column is zero or the factor is singular.
 *
 * @param factor R with RᵀR = XᵀX (X centred where there is an intercept), size x size, row-major, upper triangular
 */
export function conditionNumber(factor: Float64Array, size: number): number {
  if (size === 0) return 1;
  const scaled = Matrix.zeros(size, size);
  for (let j = 0; j < size; j++) {
    let squares = 0;
    for (let i = 0; i <= j; i++) squares += factor[i * size + j]! ** 2;
    if (!(squares > 0)) return Number.POSITIVE_INFINITY;
    for (let i = 0; i <= j; i++) scaled.set(i, j, factor[i * size + j]! / Math.sqrt(squares));
  }
  const singularValues = new SingularValueDecomposition(scaled, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  }).diagonal;
  const smallest = Math.min(...singularValues);
  return smallest > 0 ? (Math.max(...singularValues) / smallest) ** 2 : Number.POSITIVE_INFINITY;
}
