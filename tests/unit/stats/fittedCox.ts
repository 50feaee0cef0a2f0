import type { CoxFit, FitOutcome } from '../../../worker/stats/index.ts';

/** The fit of an outcome that has one. */
export function fittedCox(outcome: FitOutcome<CoxFit>): CoxFit {
  if (outcome.kind !== 'fitted') throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome.fit;
}
