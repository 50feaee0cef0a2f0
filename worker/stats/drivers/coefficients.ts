import { studentTQuantile, studentTTwoSided } from '../distributions/studentT.ts';
import { invertUpper, solveUpper } from '../linalg/triangular.ts';
import type { StatusCode } from '../statusCodes.ts';
import type { SeType } from '../waldRow.ts';
import type { DesignFactor } from './designFactor.ts';
import type { ResidualPass } from './residualPass.ts';

/** One coefficient with its doubt; stdErr to ciHigh follow seType. A null there has its `reason`. */
export interface Coefficient {
  readonly name: string;
  readonly estimate: number;
  readonly stdErr: number | null;
  readonly classicalStdErr: number;
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly df: number;
  readonly reason: StatusCode | null;
}

export interface CoefficientRequest {
  readonly names: readonly string[];
  readonly seType: SeType;
  readonly confidenceLevel: number;
  readonly df: number;
  /** the residual variance is rounding only: errors are 0 and tests undefined */
  readonly isExactFit: boolean;
}

/**
 * Estimates and their errors from the triangle, without the rows.
 *
 *   estimate = T⁻¹ Qᵀy
 *   Var classical = s² T⁻¹T⁻ᵀ,   s² = Σe² / df
 *   Var HC3       = T⁻¹ [Σ (e / (1 - h))² z zᵀ] T⁻ᵀ = (XᵀX)⁻¹ Xᵀ diag((e / (1 - h))²) X (XᵀX)⁻¹
 *
 * statistic = estimate / stdErr is compared with t of df degrees of freedom.
 * @see MacKinnon & White (1985), J Econometrics 29:305-325, doi:10.1016/0304-4076(85)90158-7 (HC3)
 */
export function coefficients(factor: DesignFactor, pass: ResidualPass, request: CoefficientRequest): Coefficient[] {
  const { size } = factor;
  const estimates = solveUpper(factor.triangle, size, factor.projection);
  const inverse = invertUpper(factor.triangle, size);
  const variance = request.isExactFit ? 0 : pass.squaredResiduals / request.df;
  const quantile = studentTQuantile(1 - (1 - request.confidenceLevel) / 2, request.df);
  return request.names.map((name, j) => {
    const classicalStdErr = Math.sqrt(variance * inverseGramDiagonal(inverse, size, j));
    const stdErr = chosenStdErr(inverse, factor, pass, request, j, classicalStdErr);
    const estimate = estimates[j]!;
    const base = { name, estimate, stdErr, classicalStdErr, df: request.df };
    if (stdErr === null) return { ...base, statistic: null, pValue: null, ciLow: null, ciHigh: null, reason: 'LEVERAGE_ONE' };
    const ciLow = estimate - quantile * stdErr;
    const ciHigh = estimate + quantile * stdErr;
    if (stdErr === 0) return { ...base, statistic: null, pValue: null, ciLow, ciHigh, reason: 'ZERO_VARIANCE' };
    const statistic = estimate / stdErr;
    return { ...base, statistic, pValue: studentTTwoSided(statistic, request.df), ciLow, ciHigh, reason: null };
  });
}

/** Entry (j, j) of (XᵀX)⁻¹ = T⁻¹T⁻ᵀ: the squared length of row j of T⁻¹. */
export function inverseGramDiagonal(inverse: Float64Array, size: number, j: number): number {
  let squares = 0;
  for (let k = j; k < size; k++) squares += inverse[j * size + k]! ** 2;
  return squares;
}

function chosenStdErr(
  inverse: Float64Array,
  { size }: DesignFactor,
  { meat, width, fullLeverageRows }: ResidualPass,
  { seType, isExactFit }: CoefficientRequest,
  j: number,
  classicalStdErr: number,
): number | null {
  if (seType === 'CLASSICAL') return classicalStdErr;
  if (fullLeverageRows > 0) return null;
  if (isExactFit) return 0;
  let variance = 0;
  for (let a = j; a < size; a++) {
    const left = inverse[j * size + a]!;
    variance += left * left * meat[a * width + a]!;
    for (let b = a + 1; b < size; b++) variance += 2 * left * inverse[j * size + b]! * meat[a * width + b]!;
  }
  return Math.sqrt(variance);
}
