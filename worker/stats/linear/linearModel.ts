import { fUpperTail } from '../distributions/fUpperTail.ts';
import type { SeType } from '../inference/waldRow.ts';
import { conditionNumber } from '../linalg/conditionNumber.ts';
import type { Weighting } from '../rows/rowMass.ts';
import { type CoefficientSet, jointStatistic } from './coefficients.ts';
import { type DesignFactor, driverTriangle } from './designFactor.ts';
import type { ErrorRule } from './errorRule.ts';

/** Residuals below this share of the outcome's length are rounding: the drivers reproduce the outcome exactly. */
const EXACT_FIT = 1e-13;

export interface SumsOfSquares {
  readonly ssModel: number;
  readonly ssResidual: number;
  readonly ssTotal: number;
}

export interface LinearModel extends SumsOfSquares {
  /** responses: rows, or the sum of their counts */
  readonly n: number;
  /** residual degrees of freedom, n minus the number of coefficients */
  readonly df: number;
  readonly dfModel: number;
  readonly rSquared: number;
  readonly adjustedRSquared: number;
  readonly residualStdErr: number;
  /** classical F test that all slopes are 0 */
  readonly fStatistic: number | null;
  readonly fPValue: number | null;
  /** the same test with the errors of seType: F(dfModel, waldDf); null where they are undefined or too few clusters carry them */
  readonly waldStatistic: number | null;
  readonly waldDf: number;
  readonly waldPValue: number | null;
  /** Gaussian, at its maximum; null for an exact fit, where it has none */
  readonly logLikelihood: number | null;
  /** -2 logLikelihood + 2 k and + k log n, k the coefficients and the residual variance, as R's AIC and BIC; null with logLikelihood */
  readonly aic: number | null;
  readonly bic: number | null;
  /** largest over smallest eigenvalue of the drivers' correlation matrix */
  readonly conditionNumber: number;
  readonly seType: SeType;
  readonly confidenceLevel: number;
  readonly method: 'GRAM' | 'QR';
  /** null without clusters */
  readonly clusters: number | null;
  /** null without sampling weights */
  readonly weighting: Weighting | null;
}

/** What a model is of, besides its factor. */
export interface ModelFacts {
  readonly n: number;
  readonly rule: ErrorRule;
  readonly confidenceLevel: number;
  readonly clusters: number | null;
  readonly weighting: Weighting | null;
  readonly sumLogWeights: number;
}

/**
 * Sums of squares from the projection q = QᵀWy and Σ w e², about the mean with an intercept, about zero without, as in R's lm.
 *
 *   ssModel = Σ q_k² over the slopes,   ssTotal = ssModel + ssResidual
 *
 * ssModel from q keeps its digits where R² is near 0, as ssTotal - ssResidual would not.
 *
 * @returns null when the outcome varies by no more than rounding; ssResidual 0 when the fit is exact
 */
export function sumsOfSquares({ projection, intercept }: DesignFactor, squaredResiduals: number): SumsOfSquares | null {
  const squares = projection.map((value) => value * value);
  const ssModel = squares.slice(intercept ? 1 : 0).reduce((sum, square) => sum + square, 0);
  const rawSquares = squares.reduce((sum, square) => sum + square, 0) + squaredResiduals;
  if (Number.isFinite(rawSquares) && ssModel + squaredResiduals <= EXACT_FIT ** 2 * rawSquares) return null;
  const ssResidual = squaredResiduals <= EXACT_FIT ** 2 * rawSquares ? 0 : squaredResiduals;
  return { ssModel, ssResidual, ssTotal: ssModel + ssResidual };
}

/**
 * How well a fitted linear model describes its outcome.
 *
 *   R² = ssModel / ssTotal,   adjusted R² = 1 - (1 - R²) (n - 1) / df   (n without an intercept)
 *   F = (ssModel / dfModel) / (ssResidual / df)
 *   logLikelihood = -n/2 (log 2π + 1 + log(ssResidual / n)) + ½ Σ log w
 *
 * Weights are scaled to mean 1, so that residualStdErr is in the unit of the outcome and nothing depends on the unit of the weights.
 */
export function linearModel(factor: DesignFactor, sums: SumsOfSquares, set: CoefficientSet, facts: ModelFacts): LinearModel {
  const { n, rule, confidenceLevel, clusters, weighting, sumLogWeights } = facts;
  const { ssModel, ssResidual, ssTotal } = sums;
  const df = n - factor.size;
  const dfModel = factor.size - (factor.intercept ? 1 : 0);
  const isExactFit = ssResidual === 0;
  const rSquared = ssModel / ssTotal;
  const fStatistic = isExactFit ? null : ssModel / dfModel / (ssResidual / df);
  const logLikelihood = isExactFit ? null : (sumLogWeights - n * (Math.log(2 * Math.PI) + 1 + Math.log(ssResidual / n))) / 2;
  const canTestJointly = !isExactFit && !(rule.scores === 'CLUSTERS' && (clusters ?? 0) - 1 < dfModel); // cluster scores sum to 0: rank G - 1
  const waldStatistic = rule.scores === 'NONE' ? fStatistic : canTestJointly ? jointStatistic(set, dfModel) : null;
  return {
    n,
    df,
    dfModel,
    rSquared,
    adjustedRSquared: 1 - ((1 - rSquared) * (n - (factor.intercept ? 1 : 0))) / df,
    residualStdErr: Math.sqrt(ssResidual / df),
    fStatistic,
    fPValue: fStatistic === null ? null : fUpperTail(fStatistic, dfModel, df),
    waldStatistic,
    waldDf: rule.df,
    waldPValue: waldStatistic === null ? null : fUpperTail(waldStatistic, dfModel, rule.df),
    logLikelihood,
    aic: logLikelihood === null ? null : -2 * logLikelihood + 2 * (factor.size + 1),
    bic: logLikelihood === null ? null : -2 * logLikelihood + Math.log(n) * (factor.size + 1),
    ...sums,
    conditionNumber: conditionNumber(driverTriangle(factor), dfModel),
    seType: rule.seType,
    confidenceLevel,
    method: factor.method,
    clusters,
    weighting,
  };
}
