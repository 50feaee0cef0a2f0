import { requireDraws } from '../inference/bootstrapErrors.ts';
import { holm } from '../inference/holm.ts';
import type { FitOutcome } from '../outcome.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { type LikelihoodBootstrapOptions, type LikelihoodDraws, likelihoodBootstrap } from './likelihoodBootstrap.ts';
import { likelihoodWarnings } from './likelihoodWarnings.ts';
import { withOddsRatio } from './logisticCoefficients.ts';
import { type OrdinalFit, type OrdinalOptions, ordinalLogit } from './ordinalLogit.ts';
import { ordinalProblem } from './ordinalProblem.ts';
import { noSlopesTest } from './slopesTest.ts';

export interface OrdinalBootstrapOptions extends Omit<OrdinalOptions, 'seType'>, LikelihoodBootstrapOptions {}

/**
 * Proportional-odds regression with errors and percentile intervals of coefficients and thresholds from a bootstrap, as logitBootstrap
 * makes them. A draw that misses a level has no threshold for it: it is left out and counted, so that a level of very few responses
 * costs many draws; join it with its neighbour.
 *
 * @returns as ordinalLogit
 * @throws ModelInputError as ordinalLogit, and OUT_OF_RANGE for draws
 * @see Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 6 and 13, doi:10.1201/9780429246593
 */
export function ordinalBootstrap(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  { draws = 1000, seed = 1, ...options }: OrdinalBootstrapOptions = {},
): FitOutcome<OrdinalFit & { readonly bootstrap: LikelihoodDraws }> {
  requireDraws(draws);
  const asked: OrdinalOptions = { ...options, seType: 'CLASSICAL' };
  const base = ordinalLogit(outcome, drivers, asked);
  if (base.kind === 'notEstimable') return base;
  const problem = ordinalProblem(outcome, drivers, asked);
  if (problem.kind === 'notEstimable') return problem;
  const { bootstrap, covariance, redone, warnings } = likelihoodBootstrap(problem, draws, seed);
  const { model, thresholds } = base.fit;
  const rows = base.fit.drivers.map((row, j) => redone(row, thresholds.length + j));
  const pAdjusted = holm(rows.map(({ pValue }) => pValue));
  const fit = {
    model: { ...model, ...noSlopesTest, seType: 'BOOTSTRAP' as const },
    thresholds: thresholds.map(redone),
    drivers: rows.map((row, j) => ({ ...row, ...withOddsRatio(row), pAdjusted: pAdjusted[j]! })),
    covariance,
    bootstrap,
  };
  return { kind: 'fitted', fit, warnings: [...likelihoodWarnings(fit), ...warnings] };
}
