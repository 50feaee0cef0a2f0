import type { FitOutcome } from '../../stats/outcome.ts';
import { coxRisk, type Risks } from '../../stats/survival/cox/coxRisk.ts';
import { coxShrinkage } from '../../stats/survival/cox/coxShrinkage.ts';
import { smoothedHazard } from '../../stats/survival/cox/smoothedHazard.ts';
import { featuresAt, type Spells } from '../../stats/survival/spellFeatures.ts';
import type { FollowUp } from '../../stats/survival/validation/riskOutcomes.ts';
import type { HazardColumn } from './hazardColumns.ts';
import { designColumns } from './hazardDesign.ts';
import { fittedHazards } from './hazards.ts';

/** The living at a moment, with their risk of leaving within the horizon after it. */
export interface ScoredCustomers {
  /** Index into the ids of the customers who can be living. */
  readonly owner: Int32Array;
  readonly risks: Risks;
  readonly features: readonly string[];
  readonly shrinkage: number | null;
}

export interface RiskOptions {
  /** Nothing later is known. */
  readonly until: number;
  readonly horizonDays: number;
  readonly confidenceLevel: number;
}

/**
 * Risk of those who have a contract at a moment: Cox's model of all losses until then, their features as they stand then, and the hazard of the
 * days since their start that lie ahead of them.
 *
 * @param fitted spells to fit the model to, @param spells all, whose living are scored
 */
export function contractualRisk(
  fitted: Spells,
  spells: Spells,
  columns: readonly HazardColumn[],
  { until, horizonDays, confidenceLevel }: RiskOptions,
): FitOutcome<ScoredCustomers> {
  const outcome = fittedHazards(fitted, columns, { until, confidenceLevel });
  if (outcome.kind === 'notEstimable') return outcome;
  const { fit, terms, process } = outcome.fit;
  const factor = coxShrinkage(fit);
  const hazard = smoothedHazard(fit, process.columns, designColumns(terms, process.values), { horizon: horizonDays, factor });
  const living = livingSpells(spells, until);
  const raw = featuresAt(
    spells,
    columns.map(({ feature }) => feature),
    living,
    until,
  );
  const values = raw.map((column, index) => column.map((value) => columns[index]?.fromValue(value) ?? value));
  const age = Float64Array.from(living, (row) => until - (spells.start[row] ?? 0));
  const risks: Risks =
    living.length === 0
      ? { risk: new Float64Array(), ciLow: new Float64Array(), ciHigh: new Float64Array(), extrapolated: 0 }
      : coxRisk(fit, hazard, designColumns(terms, values), age, { horizon: horizonDays, confidenceLevel });
  const scored: ScoredCustomers = {
    owner: Int32Array.from(living, (row) => spells.owner[row] ?? 0),
    risks,
    features: terms.map(({ name }) => name),
    shrinkage: factor,
  };
  return { kind: 'fitted', fit: scored, warnings: outcome.warnings };
}

/** Under observation at a moment and not gone: at the end of all observation, those who were censored by it. */
export function livingSpells({ entry, end, event }: Spells, moment: number): Int32Array {
  const living: number[] = [];
  for (let row = 0; row < end.length; row++) {
    const stop = end[row] ?? 0;
    if ((entry[row] ?? 0) <= moment && (stop > moment || (stop === moment && event[row] === 0))) living.push(row);
  }
  return Int32Array.from(living);
}

/** What became of those who were living at a moment, until `judgedThrough`; in the order in which they were scored. */
export function contractualFollowUp(spells: Spells, moment: number, judgedThrough: number): FollowUp {
  const living = livingSpells(spells, moment);
  return {
    time: Float64Array.from(living, (row) => Math.min(spells.end[row] ?? 0, judgedThrough) - moment),
    event: Uint8Array.from(living, (row) => Number((spells.end[row] ?? 0) <= judgedThrough && (spells.event[row] ?? 0) > 0)),
  };
}
