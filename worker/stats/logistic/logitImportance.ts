import type { FitOutcome } from '../outcome.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { type LogitOptions, logitProblem } from './logitProblem.ts';
import { type McFaddenImportance, type McFaddenShapleyOptions, mcFaddenShapley } from './mcFaddenShapley.ts';

/**
 * Importance of the drivers of a binary logistic regression: the Shapley value of McFadden's R² (mcFaddenShapley), next to the
 * coefficients that logit gives for the same arguments.
 *
 * @returns values in the order of the drivers, or of the groups; notEstimable as logit
 * @throws ModelInputError as logit, and OUT_OF_RANGE for groups that do not hold every driver once
 */
export function logitImportance(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  options: LogitOptions & McFaddenShapleyOptions = {},
): FitOutcome<McFaddenImportance> {
  const problem = logitProblem(outcome, drivers, options);
  if (problem.kind === 'notEstimable') return problem;
  return mcFaddenShapley({ ...problem, outcome: outcome.name }, options);
}
