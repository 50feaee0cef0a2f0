import { twoSidedQuantile } from '../../distributions/twoSidedQuantile.ts';
import type { WaldRow } from '../../inference/waldRow.ts';
import { waldRow } from '../../inference/waldRow.ts';
import type { FitOutcome, Warning } from '../../outcome.ts';
import { concordance } from '../cox/concordance.ts';
import { type BrierScore, brierScore } from './brierScore.ts';
import { type Calibration, calibration } from './calibration.ts';
import { type RiskGroup, riskGroups } from './riskGroups.ts';
import { type FollowUp, fewEvents, riskOutcomes } from './riskOutcomes.ts';
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
  /** null where no pair can be compared; without an error where fewer than two left */
  readonly concordance: WaldRow | null;
  readonly brier: BrierScore;
  readonly calibration: FitOutcome<Calibration>;
  readonly deciles: readonly RiskGroup[];
  /** of the same risks dealt out at random; its interval holds 0.5, but for one in twenty */
  readonly shuffled: WaldRow | null;
  /** TOO_FEW_EVENTS: fewer than 10 left, or stayed */
  readonly warnings: readonly Warning[];
}

/**
 * The proof of a risk model on customers scored before: concordance, Brier score against the base rate, calibration, deciles, each with an
 * interval, and the concordance of shuffled risks.
 *
 * Follow-up is cut at the horizon. Concordance is Harrell's over pairs of which it is known who left first, which within one horizon and
 * without earlier censoring is the same as with censoring weights; the rest is weighted (riskOutcomes). Its error is that of a sample of so many
 * losses, by t with one degree of freedom less than there are, or than there are others: with one loss nothing tells how its place among the others varies.
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
  const found = concordance(columns, risk, { isSample: true });
  const others = risk.length - outcomes.events;
  const fewer = others === 0 ? outcomes.events : Math.min(outcomes.events, others);
  return {
    n: risk.length,
    known: outcomes.known,
    events: outcomes.events,
    meanRisk: risk.reduce((sum, value) => sum + value, 0) / risk.length,
    concordance: found.concordance === null ? null : shareRow('concordance', found.concordance, found.stdErr, fewer - 1, confidenceLevel),
    brier: brierScore(risk, outcomes, confidenceLevel),
    calibration: calibration(risk, outcomes, confidenceLevel),
    deciles: riskGroups(risk, outcomes, { confidenceLevel }),
    shuffled: found.concordance === null ? null : shuffledConcordance(columns, risk, { seed, confidenceLevel }),
    warnings: fewEvents(outcomes),
  };
}

/** A share near 0.5 with a Wald interval that ends at 0 and 1; tested against 0.5, which is chance. */
function shareRow(name: string, estimate: number, stdErr: number | null, df: number, confidenceLevel: number): WaldRow {
  if (stdErr === null) return waldRow(name, estimate, null, null, confidenceLevel, 'TOO_FEW_EVENTS');
  const fromChance = waldRow(name, estimate - 0.5, stdErr, df, confidenceLevel);
  const half = twoSidedQuantile(confidenceLevel, df) * stdErr;
  return { ...fromChance, estimate, ciLow: Math.max(0, estimate - half), ciHigh: Math.min(1, estimate + half) };
}
