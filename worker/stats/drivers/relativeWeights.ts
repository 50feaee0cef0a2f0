import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Eigenvalues below this are rounding: their axes carry nothing. */
const SMALLEST_EIGENVALUE = 1e-14;

/**
 * Johnson's relative weights: R² split by way of the orthonormal variables nearest to the drivers.
 *
 *   R = V Λ Vᵀ,   L = V Λ^½ Vᵀ,   b = L⁻¹ r,   weight_j = Σ_k L_jk² b_k²
 *
 * L_jk is the correlation of driver j with orthonormal variable k, b_k the coefficient of the outcome on it. Weights are never
 * negative and sum to R². The same measure as Genizi's (1993) and near to LMG, at p³ instead of 2^p.
 *
 * @param driverCorrelations  p x p, row-major, positive definite (the caller checks)
 * @param outcomeCorrelations length p
 * @returns a weight per driver, in units of R²
 * @see Johnson (2000), Multivariate Behav Res 35:1-19, doi:10.1207/S15327906MBR3501_1; Genizi (1993), Statistica Sinica 3:407-420
 */
export function relativeWeights(driverCorrelations: Float64Array, outcomeCorrelations: Float64Array): Float64Array {
  const count = outcomeCorrelations.length;
  const matrix = Matrix.from1DArray(count, count, driverCorrelations);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const roots = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  const inverseRoots = realEigenvalues.map((value) => (value > SMALLEST_EIGENVALUE ? 1 / Math.sqrt(value) : 0));
  const loadings = spectral(eigenvectorMatrix, roots);
  const coefficients = spectral(eigenvectorMatrix, inverseRoots).mmul(Matrix.columnVector(outcomeCorrelations));
  return Float64Array.from({ length: count }, (_, j) => {
    let weight = 0;
    for (let k = 0; k < count; k++) weight += (loadings.get(j, k) * coefficients.get(k, 0)) ** 2;
    return weight;
  });
}

/** V diag(values) Vᵀ */
function spectral(vectors: Matrix, values: readonly number[]): Matrix {
  return vectors.clone().mulRowVector(values).mmul(vectors.transpose());
}
