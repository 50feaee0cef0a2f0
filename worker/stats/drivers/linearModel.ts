import { fUpperTail } from '../distributions/fUpperTail.ts';
import { conditionNumber } from '../linalg/conditionNumber.ts';
import type { SeType } from '../waldRow.ts';
import { type Design, type DesignFactor, designSize, driverTriangle } from './designFactor.ts';

/** Residuals below this share of the outcome's length are rounding: the drivers reproduce the outcome exactly. */
const EXACT_FIT = 1e-13;

export interface LinearModel {
  readonly n: number;
  /** residual degrees of freedom, n minus the number of coefficients */
  readonly df: number;
  readonly dfModel: number;
  readonly rSquared: number;
  readonly adjustedRSquared: number;
  readonly residualStdErr: number;
  readonly fStatistic: number | null;
  readonly fPValue: number | null;
  readonly ssModel: number;
  readonly ssResidual: number;
  readonly ssTotal: number;
  /** largest over smallest eigenvalue of the drivers' correlation matrix */
  readonly conditionNumber: number;
  readonly seType: SeType;
  readonly confidenceLevel: number;
  readonly method: 'GRAM' | 'QR';
}

/**
 * How well a fitted linear model describes its outcome, from the projection q = Qᵀy and Σe².
 *
 *   ssModel = Σ q_k² over the slopes,   ssTotal = ssModel + ssResidual,   R² = ssModel / ssTotal
 *   adjusted R² = 1 - (1 - R²) (n - 1) / df   (n without an intercept),   F = (ssModel / dfModel) / (ssResidual / df)
 *
 * Sums of squares are about the mean with an intercept, about zero without, as in R's lm.
 * ssModel from q keeps its digits where R² is near 0, as ssTotal - ssResidual would not.
 *
 * @returns null when the outcome varies by no more than rounding
 */
export function linearModel(
  design: Design,
  factor: DesignFactor,
  squaredResiduals: number,
  { seType, confidenceLevel }: { readonly seType: SeType; readonly confidenceLevel: number },
): LinearModel | null {
  const n = design.outcome.length;
  const size = designSize(design);
  const df = n - size;
  const dfModel = design.drivers.length;
  const squares = factor.projection.map((value) => value * value);
  const ssModel = squares.slice(size - dfModel).reduce((sum, square) => sum + square, 0);
  const rawSquares = squares.reduce((sum, square) => sum + square, 0) + squaredResiduals;
  if (Number.isFinite(rawSquares) && ssModel + squaredResiduals <= EXACT_FIT ** 2 * rawSquares) return null;
  const isExactFit = squaredResiduals <= EXACT_FIT ** 2 * rawSquares;
  const ssResidual = isExactFit ? 0 : squaredResiduals;
  const ssTotal = ssModel + ssResidual;
  const rSquared = ssModel / ssTotal;
  const fStatistic = isExactFit ? null : ssModel / dfModel / (ssResidual / df);
  return {
    n,
    df,
    dfModel,
    rSquared,
    adjustedRSquared: 1 - ((1 - rSquared) * (n - (design.intercept ? 1 : 0))) / df,
    residualStdErr: Math.sqrt(ssResidual / df),
    fStatistic,
    fPValue: fStatistic === null ? null : fUpperTail(fStatistic, dfModel, df),
    ssModel,
    ssResidual,
    ssTotal,
    conditionNumber: conditionNumber(driverTriangle(factor), dfModel),
    seType,
    confidenceLevel,
    method: factor.method,
  };
}
