import type { ChurnResult } from '../../data/churn/churnResult.ts';
import type { RiskResult } from '../../data/hazard/riskResult.ts';
import type { Report } from '../../job.ts';
import type { Computed } from '../../runJob.ts';
import { observation } from './observation.ts';
import type { ChurnRun } from './prepareChurn.ts';
import type { ChurnPart } from './readChurnPart.ts';
import { churnRisk } from './risk.ts';

/** Adds what explains and foretells churn to what describes it. A run that cannot describe it does not explain it either. */
export function withRisk(
  described: Computed<ChurnResult>,
  { source, hazards, parameters }: ChurnRun,
  part: ChurnPart | null,
  seed: number,
  report: Report,
): Computed<ChurnResult & { readonly risk: RiskResult }> {
  const { outcome } = described;
  if (outcome.kind === 'notEstimable') return { ...described, outcome };
  if (source === null || hazards === null || part === null || part.facts === null)
    throw new Error('the run describes what it did not read');
  // Silence shorter than N is no churn yet: nothing nearer than N days can be foretold.
  const horizonDays = Math.max(parameters.horizonDays, source.silenceDays);
  const { episodes, observedSince, unscored } = observation(part.episodes); // as curves see them
  const { result, warnings } = churnRisk(
    { source, hazardSource: hazards, episodes, facts: part.facts, activities: part.activities, observedSince, unscored },
    { horizonDays, confidenceLevel: parameters.confidenceLevel, seed },
    (fraction) => report('computing', { fraction: 0.9 + fraction / 10 }),
  );
  const fit = { ...outcome.fit, risk: result };
  return { ...described, outcome: { kind: 'fitted', fit, warnings: [...outcome.warnings, ...warnings] } };
}
