import { twoSidedZ } from '../../distributions/normalQuantile.ts';
import type { WaldRow } from '../../inference/waldRow.ts';
import { waldRow } from '../../inference/waldRow.ts';
import type { FitOutcome } from '../../outcome.ts';
import { concordance } from '../cox/concordance.ts';
import { type BrierScore, brierScore } from './brierScore.ts';
import { type Calibration, calibration } from './calibration.ts';
import { type RiskGroup, riskGroups } from './riskGroups.ts';
import { type FollowUp, riskOutcomes } from './riskOutcomes.ts';
import { shuffledConcordance } from './shuffledConcordance.ts';

export interface RiskValidationOptions {
  /** > 0, in the unit of time */
  readonly horizon: number;
  /** of the shuffled scores */
  readonly seed: number;
  readonly confidenceLevel?: number;
}

/** How predicted risks stood up to what happened. */
export interface RiskValidation {
  readonly n: number;
  /** seen to the event or the horizon */
  readonly known: number;
  readonly events: number;
  /** of all scored */
  readonly meanRisk: number;
  /** null where no pair can be compared */
  readonly concordance: WaldRow | null;
  readonly brier: BrierScore;
  readonly calibration: FitOutcome<Calibration>;
  readonly deciles: readonly RiskGroup[];
  /** of the same risks dealt out at random; its interval holds 0.5, but for one in twenty */
  readonly shuffled: WaldRow | null;
}

/**
 * The proof of a risk model on customers scored before: concordance, Brier score against the base rate, calibration, deciles, each with an
 * interval, and the concordance of shuffled risks.
 *
 * Follow-up is cut at the horizon. Concordance is Harrell's over pairs of which it is known who left first, which within one horizon and
 * without earlier censoring is the same as with censoring weights; the rest is weighted (riskOutcomes).
 *
 * @param risk length n, 0-1: of the event within the horizon
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function riskValidation(risk: Float64Array, followUp: FollowUp, options: RiskValidationOptions): RiskValidation {
  const { horizon, seed, confidenceLevel = 0.95 } = options;
  const outcomes = riskOutcomes(followUp, horizon);
  const columns = {
    time: followUp.time.map((value) => Math.min(value, horizon)),
    event: followUp.event.map((value, i) => (followUp.time[i]! > horizon ? 0 : value)),
  };
  const found = concordance(columns, risk);
  return {
    n: risk.length,
    known: outcomes.known,
    events: outcomes.events,
    meanRisk: risk.reduce((sum, value) => sum + value, 0) / risk.length,
    concordance: found.concordance === null ? null : shareRow('concordance', found.concordance, found.stdErr, confidenceLevel),
    brier: brierScore(risk, outcomes, confidenceLevel),
    calibration: calibration(risk, outcomes, confidenceLevel),
    deciles: riskGroups(risk, outcomes, { confidenceLevel }),
    shuffled: found.concordance === null ? null : shuffledConcordance(columns, risk, { seed, confidenceLevel }),
  };
}

/** A share near 0.5 with a Wald interval that ends at 0 and 1; tested against 0.5, which is chance. */
function shareRow(name: string, estimate: number, stdErr: number | null, confidenceLevel: number): WaldRow {
  const fromChance = waldRow(name, estimate - 0.5, stdErr, null, confidenceLevel);
  if (stdErr === null) return { ...fromChance, estimate };
  const half = twoSidedZ(confidenceLevel) * stdErr;
  return { ...fromChance, estimate, ciLow: Math.max(0, estimate - half), ciHigh: Math.min(1, estimate + half) };
}
