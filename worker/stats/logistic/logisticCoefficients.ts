import { definiteStdErr } from '../inference/cancelledErrors.ts';
import { holm } from '../inference/holm.ts';
import { type WaldRow, waldRow } from '../inference/waldRow.ts';
import { invertPositiveDefinite } from '../linalg/positiveDefinite.ts';
import type { LikelihoodErrors, LikelihoodRule } from './likelihoodErrors.ts';

/** A parameter of a logistic or ordinal model; stdErr to ciHigh follow seType. */
export interface LogisticParameter extends WaldRow {
  /** from the inverse observed information */
  readonly classicalStdErr: number;
}

export interface LogisticCoefficient extends LogisticParameter {
  /** exp(estimate) with its interval: how the odds multiply per unit of the driver; null where it overflows */
  readonly oddsRatio: number | null;
  readonly oddsRatioLow: number | null;
  readonly oddsRatioHigh: number | null;
}

export interface LogisticSlope extends LogisticCoefficient {
  /** how many times the variance that it would have next to uncorrelated drivers (R: car::vif of a glm); null without an intercept */
  readonly vif: number | null;
  /** Holm's over the drivers */
  readonly pAdjusted: number | null;
}

/** Wald rows of all parameters, in the order of the covariance. */
export function logisticParameters(
  names: readonly string[],
  estimates: Float64Array,
  { covariance, classical }: LikelihoodErrors,
  { df }: LikelihoodRule,
  confidenceLevel: number,
): LogisticParameter[] {
  const size = names.length;
  return names.map((name, j) => {
    const stdErr = covariance === null ? null : definiteStdErr(covariance, classical, size, j);
    return { ...waldRow(name, estimates[j]!, stdErr, df, confidenceLevel), classicalStdErr: Math.sqrt(classical[j * size + j]!) };
  });
}

export function withOddsRatio(row: LogisticParameter): LogisticCoefficient {
  return { ...row, oddsRatio: oddsOf(row.estimate), oddsRatioLow: oddsOf(row.ciLow), oddsRatioHigh: oddsOf(row.ciHigh) };
}

function oddsOf(logOdds: number | null): number | null {
  if (logOdds === null) return null;
  const odds = Math.exp(logOdds);
  return Number.isFinite(odds) ? odds : null;
}

/**
 * Adds what is known of the drivers only.
 *
 *   VIF_j = V_jj (V⁻¹)_jj,   V the classical covariance of the slopes
 *
 * @param rows the slopes, the last parameters of the model
 * @see Fox & Monette (1992), JASA 87:178-183, doi:10.1080/01621459.1992.10475190
 */
export function logisticSlopes(rows: readonly LogisticParameter[], classical: Float64Array, intercept: boolean): LogisticSlope[] {
  const count = rows.length;
  const size = Math.sqrt(classical.length);
  const first = size - count;
  const slopes = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) slopes[i * count + j] = classical[(first + i) * size + first + j]!;
  }
  const inverse = intercept ? invertPositiveDefinite(slopes, count) : null;
  const pAdjusted = holm(rows.map(({ pValue }) => pValue));
  return rows.map((row, j) => ({
    ...withOddsRatio(row),
    vif: inverse === null ? null : slopes[j * count + j]! * inverse[j * count + j]!,
    pAdjusted: pAdjusted[j]!,
  }));
}
