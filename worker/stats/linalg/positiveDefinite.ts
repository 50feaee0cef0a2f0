import { cholesky } from './cholesky.ts';
import { invertUpper, solveUpper, solveUpperTransposed } from './triangular.ts';

/**
 * Solves and inverse for a symmetric positive definite matrix, size x size, row-major; only its upper triangle is read.
 * All by Cholesky on the matrix scaled to a unit diagonal, so that columns of unlike units lose no digits. Null when not positive definite.
 */

/** x with A x = right. */
export function solvePositiveDefinite(matrix: Float64Array, size: number, right: Float64Array): Float64Array | null {
  const scaled = scaledFactor(matrix, size);
  if (scaled === null) return null;
  const { factor, scales } = scaled;
  const scaledRight = right.map((value, i) => value * scales[i]!);
  return solveUpper(factor, size, solveUpperTransposed(factor, size, scaledRight)).map((value, i) => value * scales[i]!);
}

/** A⁻¹, both triangles filled. */
export function invertPositiveDefinite(matrix: Float64Array, size: number): Float64Array | null {
  const scaled = scaledFactor(matrix, size);
  if (scaled === null) return null;
  const { factor, scales } = scaled;
  const half = invertUpper(factor, size);
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let sum = 0;
      for (let k = j; k < size; k++) sum += half[i * size + k]! * half[j * size + k]!;
      inverse[i * size + j] = sum * scales[i]! * scales[j]!;
      inverse[j * size + i] = inverse[i * size + j]!;
    }
  }
  return inverse;
}

/** vᵀ A⁻¹ v, the form of Wald, score and log-rank statistics. */
export function inverseQuadraticForm(matrix: Float64Array, size: number, vector: Float64Array): number | null {
  const scaled = scaledFactor(matrix, size);
  if (scaled === null) return null;
  const half = solveUpperTransposed(
    scaled.factor,
    size,
    vector.map((value, i) => value * scaled.scales[i]!),
  );
  return half.reduce((sum, value) => sum + value * value, 0);
}

function scaledFactor(matrix: Float64Array, size: number): { factor: Float64Array; scales: Float64Array } | null {
  const scales = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(matrix[i * size + i]!));
  if (!scales.every(Number.isFinite)) return null;
  const unit = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = i; j < size; j++) unit[i * size + j] = matrix[i * size + j]! * scales[i]! * scales[j]!;
  const factor = cholesky(unit, size);
  return factor === null ? null : { factor, scales };
}
