import { requireConfidenceLevel, requireCounts } from '../../checks.ts';
import { twoSidedZ } from '../../distributions/normalQuantile.ts';
import { renewalRate } from './renewalModel.ts';
import type { SbgFit } from './sbg.ts';

/** After `period` renewals. Bounds are null at period 0 and where the fit has no covariance (boundary, given parameters). */
export interface SurvivalForecastRow {
  readonly period: number;
  /** S(t), the share of the customers acquired who are still there */
  readonly survival: number;
  readonly survivalLow: number | null;
  readonly survivalHigh: number | null;
  /** r_t, the share of those there before who made this renewal; null at period 0 */
  readonly retention: number | null;
  readonly retentionLow: number | null;
  readonly retentionHigh: number | null;
}

/**
 * Survival and retention by period under a fitted sBG model, with intervals by the delta method on a scale that keeps them within 0 and 1.
 *
 *   S(t) = Π r_j;   ln(-ln S(t)) ± z se, se = se(ln S) / |ln S|, from ∂ln r_j/∂alpha = -1/d_j, ∂ln r_j/∂beta = 1/(beta + j - 1) - 1/d_j
 *   ln(r_t / (1 - r_t)) = ln((beta + t - 1) / alpha) ± z se;   d_j = alpha + beta + j - 1
 *
 * @param periods up to which period, from 0
 * @throws ModelInputError OUT_OF_RANGE
 */
export function survivalForecast({ model, covariance }: SbgFit, periods: number, confidenceLevel = 0.95): SurvivalForecastRow[] {
  requireCounts({ periods });
  requireConfidenceLevel(confidenceLevel);
  const z = twoSidedZ(confidenceLevel);
  const none = { survivalLow: null, survivalHigh: null, retentionLow: null, retentionHigh: null };
  const rows: SurvivalForecastRow[] = [{ period: 0, survival: 1, retention: null, ...none }];
  let [survival, byAlpha, byBeta] = [1, 0, 0];
  for (let period = 1; period <= periods; period++) {
    const retention = renewalRate(model, period);
    survival *= retention;
    if (model.kind !== 'sbg' || covariance === null) {
      rows.push({ period, survival, retention, ...none });
      continue;
    }
    const loyal = model.beta + period - 1;
    byAlpha -= 1 / (model.alpha + loyal);
    byBeta += 1 / loyal - 1 / (model.alpha + loyal);
    const power = Math.exp((z * deltaStdErr(covariance, byAlpha, byBeta)) / -Math.log(survival));
    const odds = Math.exp(z * deltaStdErr(covariance, -1 / model.alpha, 1 / loyal));
    rows.push({
      period,
      survival,
      survivalLow: survival ** power,
      survivalHigh: survival ** (1 / power),
      retention,
      retentionLow: loyal / (loyal + model.alpha * odds),
      retentionHigh: loyal / (loyal + model.alpha / odds),
    });
  }
  return rows;
}

function deltaStdErr(covariance: Float64Array, byAlpha: number, byBeta: number): number {
  const variance = byAlpha * byAlpha * covariance[0]! + 2 * byAlpha * byBeta * covariance[1]! + byBeta * byBeta * covariance[3]!;
  return Math.sqrt(variance);
}
