import { cancelledErrorWarnings } from '../inference/cancelledErrors.ts';
import type { Warning } from '../outcome.ts';
import { collinearWarnings } from './collinearWarnings.ts';
import type { LinearModel } from './linearModel.ts';

/** definitions.md, section 3 */
const LOW_R_SQUARED = 0.1;

interface WarnedFit {
  readonly model: LinearModel;
  readonly drivers: readonly { readonly name: string; readonly vif: number | null; readonly stdErr: number | null }[];
  readonly covariance: Float64Array | null;
}

/** What a reader of a linear model must know: an exact fit, rows of full leverage, too few clusters, collinear drivers, a low R². */
export function linearModelWarnings({ model, drivers, covariance }: WarnedFit, fullLeverageRows: number): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: Warning['code'], detail: string) => warnings.push({ code, subject: null, detail });
  if (model.fStatistic === null) {
    warn('ZERO_VARIANCE', 'the drivers reproduce the outcome exactly: residuals are 0 and tests are undefined');
  }
  if (fullLeverageRows > 0) warn('LEVERAGE_ONE', `${fullLeverageRows} rows have leverage of at least 1 - 1e-10: HC3 errors are undefined`);
  if (model.waldDf < 1) {
    const size = model.n - model.df;
    warn('NOT_ENOUGH_DATA', `${model.clusters} clusters for ${size} coefficients: errors by cluster are undefined`);
  }
  return [...warnings, ...cancelledErrorWarnings(drivers, covariance), ...explanationWarnings(model.rSquared, drivers)];
}

/** Collinear drivers, a low R²: of any linear regression, however its moments came about. */
export function explanationWarnings(
  rSquared: number,
  drivers: readonly { readonly name: string; readonly vif: number | null }[],
): Warning[] {
  const low: Warning[] = rSquared < LOW_R_SQUARED ? [{ code: 'LOW_R2', subject: null, detail: `R squared is ${rSquared.toFixed(3)}` }] : [];
  return [...collinearWarnings(drivers), ...low];
}
