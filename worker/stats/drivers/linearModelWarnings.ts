import type { Warning } from '../outcome.ts';
import type { LinearModel } from './linearModel.ts';

/** definitions.md, section 3 */
const COLLINEAR_VIF = 10;
const LOW_R_SQUARED = 0.1;

/** What a reader of a linear model must know: an exact fit, rows of full leverage, collinear drivers, a low R². */
export function linearModelWarnings(
  { model, drivers }: { readonly model: LinearModel; readonly drivers: readonly { readonly name: string; readonly vif: number | null }[] },
  fullLeverageRows: number,
): Warning[] {
  const warnings: Warning[] = [];
  if (model.fStatistic === null) {
    warnings.push({
      code: 'ZERO_VARIANCE',
      subject: null,
      detail: 'the drivers reproduce the outcome exactly: residuals are 0 and tests are undefined',
    });
  }
  if (fullLeverageRows > 0) {
    warnings.push({
      code: 'LEVERAGE_ONE',
      subject: null,
      detail: `${fullLeverageRows} rows have leverage of at least 1 - 1e-10: HC3 errors are undefined`,
    });
  }
  for (const { name, vif } of drivers) {
    if (vif !== null && vif > COLLINEAR_VIF)
      warnings.push({ code: 'COLLINEAR', subject: name, detail: `variance inflation factor ${vif.toPrecision(3)}` });
  }
  if (model.rSquared < LOW_R_SQUARED) warnings.push({ code: 'LOW_R2', subject: null, detail: `R squared is ${model.rSquared.toFixed(3)}` });
  return warnings;
}
