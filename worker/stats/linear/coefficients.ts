import { definiteStdErr, withoutCancelled } from '../inference/cancelledErrors.ts';
import { type WaldRow, waldRow } from '../inference/waldRow.ts';
import { inverseQuadraticForm } from '../linalg/positiveDefinite.ts';
import { invertUpper } from '../linalg/triangular.ts';
import type { DesignFactor } from './designFactor.ts';
import type { ErrorRule } from './errorRule.ts';
import type { ResidualPass } from './residualPass.ts';

/** One coefficient with its doubt; stdErr to ciHigh follow seType. A null there has its `reason`. */
export interface Coefficient extends WaldRow {
  readonly classicalStdErr: number;
}

export interface CoefficientRequest {
  readonly names: readonly string[];
  readonly estimates: Float64Array;
  readonly rule: ErrorRule;
  readonly confidenceLevel: number;
  /** of s² */
  readonly residualDf: number;
  /** the residual variance is rounding only: errors are 0 and tests undefined */
  readonly isExactFit: boolean;
}

export interface CoefficientSet {
  readonly rows: readonly Coefficient[];
  /** of the estimates, by seType; size x size row-major; null where the errors are undefined */
  readonly covariance: Float64Array | null;
}

/**
 * The estimates' errors from the triangle, without the rows.
 *
 *   Var classical = s² T⁻¹T⁻ᵀ,   s² = Σ w e² / (n - p)
 *   Var robust    = factor T⁻¹ [Σ s sᵀ] T⁻ᵀ,   s the scores of residualPass
 *
 * statistic = estimate / stdErr is compared with t of the rule's degrees of freedom.
 * @see MacKinnon & White (1985), J Econometrics 29:305-325, doi:10.1016/0304-4076(85)90158-7 (HC3)
 */
export function coefficients(factor: DesignFactor, pass: ResidualPass, request: CoefficientRequest): CoefficientSet {
  const { size } = factor;
  const { rule, confidenceLevel, estimates } = request;
  const inverse = invertUpper(factor.triangle, size);
  const variance = request.isExactFit ? 0 : pass.squaredResiduals / request.residualDf;
  const classical = outerProduct(inverse, size).map((value) => value * variance);
  const covariance = chosenCovariance(inverse, classical, pass, request);
  const reason = pass.fullLeverageRows > 0 ? 'LEVERAGE_ONE' : 'NOT_ENOUGH_DATA';
  const rows = request.names.map((name, j) => {
    const stdErr = covariance === null ? null : definiteStdErr(covariance, classical, size, j);
    const row = waldRow(name, estimates[j]!, stdErr, rule.df, confidenceLevel, reason);
    return { ...row, classicalStdErr: Math.sqrt(classical[j * size + j]!) };
  });
  return { rows, covariance };
}

/**
 * Test that all slopes are 0 with the covariance of the fit: bᵀ V⁻¹ b / q, compared with F(q, df). Under classical errors
 * this is the F of the model, to rounding. Null where V is undefined or singular.
 */
export function jointStatistic(
  { rows, covariance }: { readonly rows: readonly { readonly estimate: number }[]; readonly covariance: Float64Array | null },
  slopeCount: number,
): number | null {
  if (covariance === null) return null;
  const size = rows.length;
  const first = size - slopeCount;
  const inner = new Float64Array(slopeCount * slopeCount);
  for (let i = 0; i < slopeCount; i++) {
    for (let j = 0; j < slopeCount; j++) inner[i * slopeCount + j] = covariance[(first + i) * size + first + j]!;
  }
  const slopes = Float64Array.from({ length: slopeCount }, (_, j) => rows[first + j]!.estimate);
  const form = inverseQuadraticForm(inner, slopeCount, slopes);
  return form === null ? null : form / slopeCount;
}

/** Entry (j, j) of (XᵀX)⁻¹ = T⁻¹T⁻ᵀ: the squared length of row j of T⁻¹. */
export function inverseGramDiagonal(inverse: Float64Array, size: number, j: number): number {
  let squares = 0;
  for (let k = j; k < size; k++) squares += inverse[j * size + k]! ** 2;
  return squares;
}

/** T⁻¹T⁻ᵀ from T⁻¹, symmetric. */
function outerProduct(inverse: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let sum = 0;
      for (let k = j; k < size; k++) sum += inverse[i * size + k]! * inverse[j * size + k]!;
      product[i * size + j] = sum;
      product[j * size + i] = sum;
    }
  }
  return product;
}

function chosenCovariance(
  inverse: Float64Array,
  classical: Float64Array,
  { meat, width, fullLeverageRows }: ResidualPass,
  { rule, isExactFit, names }: CoefficientRequest,
): Float64Array | null {
  if (fullLeverageRows > 0 || rule.df < 1 || !Number.isFinite(rule.factor)) return null;
  if (rule.scores === 'NONE' || isExactFit) return classical;
  const size = names.length;
  const covariance = sandwich(inverse, size, meat, width).map((value) => value * rule.factor);
  return withoutCancelled(covariance, classical, size);
}

/** T⁻¹ M T⁻ᵀ for symmetric M, of which the upper triangle is valid. */
function sandwich(inverse: Float64Array, size: number, meat: Float64Array, width: number): Float64Array {
  const half = new Float64Array(size * size); // M T⁻ᵀ
  for (let a = 0; a < size; a++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let b = j; b < size; b++) sum += meat[a < b ? a * width + b : b * width + a]! * inverse[j * size + b]!;
      half[a * size + j] = sum;
    }
  }
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let sum = 0;
      for (let a = i; a < size; a++) sum += inverse[i * size + a]! * half[a * size + j]!;
      product[i * size + j] = sum;
      product[j * size + i] = sum;
    }
  }
  return product;
}
