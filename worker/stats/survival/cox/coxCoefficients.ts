import { holm } from '../../inference/holm.ts';
import { type SeType, type WaldRow, waldRow } from '../../inference/waldRow.ts';
import type { CoxCovariates } from './coxCovariates.ts';

/** A coefficient: the log hazard ratio of one unit of the covariate. Interval and error are on that scale. */
export interface CoxCoefficient extends WaldRow {
  /** exp(estimate) and its interval; null where it overflows */
  readonly hazardRatio: number | null;
  readonly hazardRatioLow: number | null;
  readonly hazardRatioHigh: number | null;
  readonly classicalStdErr: number;
  readonly pAdjusted: number | null;
}

/** Below this share of the classical variance a variance by cluster is the rounding of 0. */
const ROUNDING = 1e-12;

export interface CoxCoefficients {
  readonly seType: SeType;
  readonly coefficients: readonly CoxCoefficient[];
  readonly covariance: Float64Array;
  readonly classicalCovariance: Float64Array;
}

/**
 * From standard units to those of the data: b_j = theta_j / sd_j.
 *
 * @param clusterCovariance null without clusters; errors of 0, as one cluster alone gives them, are undefined
 */
export function coxCoefficients(
  { names, scales }: CoxCovariates,
  estimates: Float64Array,
  standardCovariance: Float64Array,
  clusterCovariance: Float64Array | null,
  confidenceLevel: number,
): CoxCoefficients {
  const p = names.length;
  const inUnits = (covariance: Float64Array): Float64Array =>
    covariance.map((value, at) => value / (scales[Math.floor(at / p)]! * scales[at % p]!));
  const classicalCovariance = inUnits(standardCovariance);
  const covariance = clusterCovariance === null ? classicalCovariance : inUnits(clusterCovariance);
  const rows = names.map((name, j) => {
    const variance = covariance[j * p + j]!;
    return waldRow(
      name,
      estimates[j]! / scales[j]!,
      variance > ROUNDING * classicalCovariance[j * p + j]! ? Math.sqrt(variance) : null,
      null,
      confidenceLevel,
    );
  });
  const pAdjusted = holm(rows.map(({ pValue }) => pValue));
  const coefficients = rows.map(
    (row, j): CoxCoefficient => ({
      ...row,
      hazardRatio: exponential(row.estimate),
      hazardRatioLow: exponential(row.ciLow),
      hazardRatioHigh: exponential(row.ciHigh),
      classicalStdErr: Math.sqrt(classicalCovariance[j * p + j]!),
      pAdjusted: pAdjusted[j]!,
    }),
  );
  return { seType: clusterCovariance === null ? 'CLASSICAL' : 'CR1', coefficients, covariance, classicalCovariance };
}

function exponential(exponent: number | null): number | null {
  const power = exponent === null ? null : Math.exp(exponent);
  return power === null || !Number.isFinite(power) ? null : power;
}
