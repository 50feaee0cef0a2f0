import { invertUpper } from '../linalg/triangular.ts';
import { inverseGramDiagonal } from './coefficients.ts';
import { type DesignFactor, driverTriangle } from './designFactor.ts';

/** What the cross products alone say about a driver; null in a model without an intercept, where they are not about the mean. */
export interface DriverMoments {
  /** variance inflation factor, 1 / (1 - R² of this driver on the others) */
  readonly vif: number | null;
  readonly standardizedEstimate: number | null;
  /** zero-order Pearson correlation with the outcome */
  readonly correlation: number | null;
  /** Σ (x - mean)² */
  readonly sumOfSquares: number | null;
}

/**
 * Correlations, variance inflation and standardised coefficients from the drivers' triangle R (RᵀR = S) and q = Qᵀy.
 *
 *   r_jk = S_jk / √(S_jj S_kk),   r_jy = (Rᵀq)_j / √(S_jj ssTotal),   VIF_j = S_jj (S⁻¹)_jj
 *
 * @param slopes the drivers' coefficients, in the order of the design
 * @param ssTotal Σ (y - mean)²
 */
export function driverMoments(
  factor: DesignFactor,
  slopes: readonly { readonly estimate: number }[],
  ssTotal: number,
): { moments: DriverMoments[]; correlations: Float64Array | null } {
  const count = slopes.length;
  if (!factor.intercept) {
    const none = { vif: null, standardizedEstimate: null, correlation: null, sumOfSquares: null };
    return { moments: slopes.map(() => none), correlations: null };
  }
  const triangle = driverTriangle(factor);
  const inverse = invertUpper(triangle, count);
  const products = (j: number, k: number): number => {
    let sum = 0;
    for (let i = 0; i <= Math.min(j, k); i++) sum += triangle[i * count + j]! * triangle[i * count + k]!;
    return sum;
  };
  const sumsOfSquares = slopes.map((_, j) => products(j, j));
  const correlations = new Float64Array(count * count);
  for (let j = 0; j < count; j++) {
    for (let k = 0; k < count; k++) {
      correlations[j * count + k] = j === k ? 1 : products(j, k) / Math.sqrt(sumsOfSquares[j]! * sumsOfSquares[k]!);
    }
  }
  const moments = slopes.map(({ estimate }, j) => {
    let withOutcome = 0;
    for (let i = 0; i <= j; i++) withOutcome += triangle[i * count + j]! * factor.projection[i + 1]!;
    const sumOfSquares = sumsOfSquares[j]!;
    return {
      vif: sumOfSquares * inverseGramDiagonal(inverse, count, j),
      standardizedEstimate: estimate * Math.sqrt(sumOfSquares / ssTotal),
      correlation: withOutcome / Math.sqrt(sumOfSquares * ssTotal),
      sumOfSquares,
    };
  });
  return { moments, correlations };
}
