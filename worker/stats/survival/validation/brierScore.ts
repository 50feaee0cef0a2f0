import { requireConfidenceLevel } from '../../checks.ts';
import { type WaldRow, waldRow } from '../../inference/waldRow.ts';
import { type RiskOutcomes, requireRisks } from './riskOutcomes.ts';

export interface BrierScore {
  readonly n: number;
  /** mean squared distance of risk and outcome; 0 = foreseen exactly */
  readonly brier: WaldRow;
  /** the same of one risk for everybody: the share that left */
  readonly baseBrier: WaldRow;
  /** brier less baseBrier, over the same customers: below 0, the risks say more than the base rate */
  readonly difference: WaldRow;
  /** 1 - brier / baseBrier; null where nobody or everybody left */
  readonly skill: number | null;
  /** the share that left: Σ w y / Σ w */
  readonly baseRate: number;
}

/**
 * Brier score of predicted risks at a horizon, against the base rate, with censoring weights.
 *
 *   B = Σ w (y - p)² / n,   B0 the same with p = Σ w y / Σ w,   B - B0 from the differences customer by customer
 *
 * Errors are those of a mean over customers; the weights are taken as known, which is on the safe side. Its share in B is that of the doubt
 * of the base rate, of order 1/n, and left out. Interval by the normal. Time O(n).
 *
 * @param risk length n, 0-1
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Brier (1950), Monthly Weather Review 78:1-3; Graf et al. (1999), Stat Med 18:2529-2545
 */
export function brierScore(risk: Float64Array, outcomes: RiskOutcomes, confidenceLevel = 0.95): BrierScore {
  requireRisks(risk, outcomes);
  requireConfidenceLevel(confidenceLevel);
  const { isEvent, weights } = outcomes;
  const n = risk.length;
  let mass = 0;
  let left = 0;
  for (let i = 0; i < n; i++) {
    mass += weights[i]!;
    left += weights[i]! * isEvent[i]!;
  }
  const baseRate = mass > 0 ? left / mass : 0;
  const own = risk.map((value, i) => weights[i]! * (isEvent[i]! - value) ** 2);
  const base = risk.map((_, i) => weights[i]! * (isEvent[i]! - baseRate) ** 2);
  const rowOf = (name: string, terms: Float64Array): WaldRow => meanRow(name, terms, confidenceLevel);
  const brier = rowOf('brier', own);
  const baseBrier = rowOf('baseBrier', base);
  const difference = rowOf(
    'difference',
    own.map((value, i) => value - base[i]!),
  );
  const skill = baseBrier.estimate > 0 ? 1 - brier.estimate / baseBrier.estimate : null;
  return { n, brier, baseBrier, difference, skill, baseRate };
}

/** A mean with the error of a mean of independent terms; null of a single one. */
function meanRow(name: string, terms: Float64Array, confidenceLevel: number): WaldRow {
  const n = terms.length;
  const mean = terms.reduce((sum, value) => sum + value, 0) / n;
  const squares = terms.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return waldRow(name, mean, n > 1 ? Math.sqrt(squares / (n - 1) / n) : null, null, confidenceLevel);
}
