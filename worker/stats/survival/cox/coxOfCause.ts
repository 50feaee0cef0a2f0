import { type FitOutcome, ModelInputError } from '../../outcome.ts';
import type { NamedColumn } from '../../rows/numericColumn.ts';
import { requireSurvival, type SurvivalColumns } from '../survivalData.ts';
import { type CoxFit, type CoxOptions, cox } from './cox.ts';

/**
 * Cause-specific Cox model of one of several competing events: the regression of that cause's own hazard.
 *
 *   hazard of cause k for row i at t = h_k(t) exp(x_i b_k)
 *
 * A row that ended by another cause counts as censored then: it was at risk of cause k until it left. A coefficient tells the effect on the
 * rate among those still there, not on the share that will ever leave by the cause, which depends on the other causes, too
 * (cumulativeIncidence). The causes do not share a coefficient, so all of them are as many fits.
 *
 * @param columns event 0 = censored, else the code of the cause
 * @param cause   1 to 255
 * @returns as cox; notEstimable TOO_FEW_EVENTS for a cause that nobody left by
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Prentice et al. (1978), Biometrics 34:541-554, doi:10.2307/2530374
 */
export function coxOfCause(
  columns: SurvivalColumns,
  cause: number,
  covariates: readonly NamedColumn[],
  options: CoxOptions = {},
): FitOutcome<CoxFit> {
  requireSurvival(columns);
  if (!Number.isInteger(cause) || cause < 1 || cause > 255)
    throw new ModelInputError('OUT_OF_RANGE', `cause has ${cause}, a whole number from 1 to 255 is needed`);
  return cox({ ...columns, event: columns.event.map((code) => Number(code === cause)) }, covariates, options);
}
