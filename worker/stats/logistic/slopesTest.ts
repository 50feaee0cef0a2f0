import { chiSquareUpperTail } from '../distributions/chiSquareUpperTail.ts';
import { fUpperTail } from '../distributions/fUpperTail.ts';
import { jointStatistic } from '../linear/coefficients.ts';
import type { LikelihoodRule } from './likelihoodErrors.ts';

/** Wald test that all drivers' coefficients are 0, with the errors of seType: where answers of one customer or sampling weights count, the likelihood ratio does not. */
export interface SlopesTest {
  /** bᵀ V⁻¹ b / q, as in linear models; null where V is undefined or too few clusters carry it, and for errors by bootstrap */
  readonly waldStatistic: number | null;
  /** of F in the denominator; null = infinite: q times the statistic is a chi-square of q */
  readonly waldDf: number | null;
  readonly waldPValue: number | null;
}

/**
 * @param rows       all parameters, the slopes last
 * @param covariance of the same, by seType
 * @param clusters   null without
 */
export function slopesTest(
  rows: readonly { readonly estimate: number }[],
  covariance: Float64Array | null,
  slopeCount: number,
  { scores, df }: LikelihoodRule,
  clusters: number | null,
): SlopesTest {
  const isOfFullRank = scores !== 'CLUSTERS' || (clusters ?? 0) > slopeCount; // cluster scores sum to 0: rank G - 1
  const waldStatistic = isOfFullRank ? jointStatistic({ rows, covariance }, slopeCount) : null;
  if (waldStatistic === null) return { waldStatistic, waldDf: df, waldPValue: null };
  const waldPValue = df === null ? chiSquareUpperTail(slopeCount * waldStatistic, slopeCount) : fUpperTail(waldStatistic, slopeCount, df);
  return { waldStatistic, waldDf: df, waldPValue };
}

/** Errors by bootstrap have no such test, as in linear models. */
export const noSlopesTest: SlopesTest = { waldStatistic: null, waldDf: null, waldPValue: null };
