import type { FitOutcome } from '../outcome.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { type McFaddenImportance, type McFaddenShapleyOptions, mcFaddenShapley } from './mcFaddenShapley.ts';
import { type OrdinalOptions, ordinalProblem } from './ordinalProblem.ts';

/**
 * Importance of the drivers of a proportional-odds regression: the Shapley value of McFadden's R² (mcFaddenShapley), next to the
 * coefficients that ordinalLogit gives for the same arguments.
 *
 * @returns values in the order of the drivers, or of the groups; notEstimable as ordinalLogit
 * @throws ModelInputError as ordinalLogit, and OUT_OF_RANGE for groups that do not hold every driver once
 */
export function ordinalImportance(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  options: OrdinalOptions & McFaddenShapleyOptions = {},
): FitOutcome<McFaddenImportance> {
  const problem = ordinalProblem(outcome, drivers, options);
  if (problem.kind === 'notEstimable') return problem;
  return mcFaddenShapley({ ...problem, outcome: outcome.name }, options);
}
