import { cholesky } from '../linalg/cholesky.ts';
import { conditionNumber } from '../linalg/conditionNumber.ts';
import { solveUpperTransposed } from '../linalg/triangular.ts';
import type { DesignFactor } from './designFactor.ts';
import type { Moments } from './moments.ts';

/**
 * Beyond this condition number of the correlation matrix the Gram route is refused: it loses log10(kappa) of 16 digits,
 * so at 1e5 about 10 digits remain. Ratings of one survey have kappa below 100.
 */
const LARGEST_CONDITION = 1e5;

/**
 * Factor of the design by the centred Gram matrix and Cholesky: half the cost of QR, and tiles well.
 *
 *   S = Σ w (x - mean)(x - mean)ᵀ = RᵀR,   T = [√n  √n meanᵀ; 0  R]   (T = R of Σ w x xᵀ without an intercept)
 *
 * w scaled to sum to n. Cost of the p drivers' moments p³/3, and their singular values.
 *
 * @param known moments of the drivers, then the outcome
 * @returns null when S is not positive definite or too badly conditioned: the caller then takes qrFactor
 */
export function gramFactor(known: Moments, intercept: boolean): DesignFactor | null {
  const width = known.means.length;
  const count = width - 1;
  const products = intercept ? known.products : aboutZero(known);
  const scale = known.n / known.mass;
  const drivers = new Float64Array(count * count);
  const withOutcome = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) drivers[i * count + j] = scale * products[i * width + j]!;
    withOutcome[i] = scale * products[i * width + count]!;
  }
  const inner = cholesky(drivers, count);
  if (inner === null || !(conditionNumber(inner, count) <= LARGEST_CONDITION)) return null;
  const projection = solveUpperTransposed(inner, count, withOutcome);
  const explained = projection.reduce((sum, value) => sum + value * value, 0);
  const squaredResiduals = Math.max(0, scale * products[width * width - 1]! - explained);
  if (!intercept) return { triangle: inner, projection, size: count, intercept, method: 'GRAM', squaredResiduals };
  return { ...withOnes(known, inner, projection), intercept, method: 'GRAM', squaredResiduals };
}

/** Σ w x xᵀ: adding the means back cancels nothing. */
function aboutZero({ mass, means, products }: Moments): Float64Array {
  const width = means.length;
  return products.map((value, entry) => value + mass * means[Math.floor(entry / width)]! * means[entry % width]!);
}

function withOnes({ n, means }: Moments, inner: Float64Array, innerProjection: Float64Array) {
  const count = innerProjection.length;
  const size = count + 1;
  const rootN = Math.sqrt(n);
  const triangle = new Float64Array(size * size);
  triangle[0] = rootN;
  for (let j = 1; j < size; j++) {
    triangle[j] = rootN * means[j - 1]!;
    for (let i = 1; i <= j; i++) triangle[i * size + j] = inner[(i - 1) * count + j - 1]!;
  }
  return { triangle, projection: Float64Array.of(rootN * means[count]!, ...innerProjection), size };
}
