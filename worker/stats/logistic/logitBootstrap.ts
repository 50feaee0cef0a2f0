import { requireDraws } from '../inference/bootstrapErrors.ts';
import { holm } from '../inference/holm.ts';
import type { FitOutcome } from '../outcome.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { type LikelihoodBootstrapOptions, type LikelihoodDraws, likelihoodBootstrap } from './likelihoodBootstrap.ts';
import { withOddsRatio } from './logisticCoefficients.ts';
import { type LogitFit, type LogitOptions, logit, logitWarnings } from './logit.ts';
import { logitProblem } from './logitProblem.ts';
import { noSlopesTest } from './slopesTest.ts';

export interface LogitBootstrapOptions extends Omit<LogitOptions, 'seType'>, LikelihoodBootstrapOptions {}

/**
 * Logistic regression with errors and percentile intervals from a bootstrap: responses, or whole clusters, drawn with replacement.
 *
 *   stdErr = standard deviation of the draws' estimates (divisor B - 1),   interval = their percentiles (R's type 7)
 *   statistic = estimate / stdErr, compared with the normal
 *
 * Everything but these is that of logit on the rows themselves; an odds ratio's interval is that of its coefficient. Draws without a
 * maximum (separated ones above all) are left out and counted in `bootstrap` and a SEPARATION warning: many of them make the errors too
 * small. With a single cluster, or fewer than two draws left, errors are null, NOT_ENOUGH_DATA. Cost about 5 walks over the rows a draw.
 *
 * @returns as logit
 * @throws ModelInputError as logit, and OUT_OF_RANGE for draws
 * @see Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 6 and 13, doi:10.1201/9780429246593
 */
export function logitBootstrap(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  { draws = 1000, seed = 1, ...options }: LogitBootstrapOptions = {},
): FitOutcome<LogitFit & { readonly bootstrap: LikelihoodDraws }> {
  requireDraws(draws);
  const asked: LogitOptions = { ...options, seType: 'CLASSICAL' };
  const base = logit(outcome, drivers, asked);
  if (base.kind === 'notEstimable') return base;
  const problem = logitProblem(outcome, drivers, asked);
  if (problem.kind === 'notEstimable') return problem;
  const { bootstrap, covariance, redone, warnings } = likelihoodBootstrap(problem, draws, seed);
  const { model, intercept } = base.fit;
  const first = intercept === null ? 0 : 1;
  const rows = base.fit.drivers.map((row, j) => redone(row, first + j));
  const pAdjusted = holm(rows.map(({ pValue }) => pValue));
  const fit = {
    model: { ...model, ...noSlopesTest, seType: 'BOOTSTRAP' as const },
    intercept: intercept === null ? null : withOddsRatio(redone(intercept, 0)),
    drivers: rows.map((row, j) => ({ ...row, ...withOddsRatio(row), pAdjusted: pAdjusted[j]! })),
    covariance,
    bootstrap,
  };
  return { kind: 'fitted', fit, warnings: [...logitWarnings(fit), ...warnings] };
}
