import type { NumericColumn } from '../rows/numericColumn.ts';
import type { RowMass } from '../rows/rowMass.ts';

/** What a regression is fitted to: complete rows, with the means already known. */
export interface Design {
  readonly drivers: readonly NumericColumn[];
  readonly driverMeans: Float64Array;
  readonly outcome: NumericColumn;
  readonly outcomeMean: number;
  readonly intercept: boolean;
  readonly rows: RowMass;
}

/**
 * The design matrix X (a column of ones first when there is an intercept, then the drivers) reduced to a triangle.
 * Everything that a linear model reports follows from it without touching the rows again:
 *
 *   X = Q T,   TᵀT = XᵀWX,   projection = QᵀWy,   coefficients = T⁻¹ projection
 *
 * W is the rows' mass, which sums to n; so T_00 is √n with an intercept, whatever the unit of the weights.
 */
export interface DesignFactor {
  /** T, size x size, row-major, upper triangular; diagonal entries may be negative */
  readonly triangle: Float64Array;
  /** length size */
  readonly projection: Float64Array;
  /** number of coefficients, the intercept included */
  readonly size: number;
  readonly intercept: boolean;
  readonly method: 'GRAM' | 'QR';
  /** yᵀWy minus what the columns explain: Σ W e², with the digits that the route leaves it (see residualPass for all of them) */
  readonly squaredResiduals: number;
}

/**
 * The triangle of the drivers alone: about their means with an intercept (its row and column cut off), about zero without.
 * Its Gram matrix is the drivers' cross-product matrix.
 */
export function driverTriangle({ triangle, size, intercept }: Pick<DesignFactor, 'triangle' | 'size' | 'intercept'>): Float64Array {
  if (!intercept) return triangle;
  const count = size - 1;
  const inner = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) inner[i * count + j] = triangle[(i + 1) * size + j + 1]!;
  }
  return inner;
}
