/** `earshot fit ols` of answers with missing values: the regression of `fit drivers`, without its importance. */
import type { OlsFit } from '../../../worker/stats/index.ts';
import { UsageError } from '../cliError.ts';
import { formatNumber } from '../print/numbers.ts';
import { analyseDrivers, analyseGroups, type DriverAnalysis, type DriverFit, drawsFor } from './driverAnalysis.ts';
import { driverRegressionJson, groupJson } from './driverJson.ts';
import { driverRequest } from './driverRequest.ts';
import { groupLines, noDrawsLines, sampleLine } from './driverTables.ts';
import type { FitReport, FitResult } from './fitModel.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from './outcomeReport.ts';
import { type RegressionValues, readRegression } from './regressionData.ts';
import { coefficientLines, seTypeNames, significant } from './regressionOutput.ts';

export interface IncompleteOlsValues extends RegressionValues {
  readonly 'no-intercept'?: boolean;
  readonly ridge?: boolean;
  readonly folds?: string;
  readonly bootstrap?: string;
  readonly seed?: string;
  readonly se?: string;
}

/** Keys of `fit ols` that need complete rows or residual degrees of freedom: covariances alone have neither. */
const undefinedHere: Readonly<
  Record<Exclude<keyof OlsFit['model'], 'n' | 'rSquared' | 'residualStdErr' | 'seType' | 'confidenceLevel'>, null>
> = {
  ssModel: null,
  ssResidual: null,
  ssTotal: null,
  df: null,
  dfModel: null,
  adjustedRSquared: null,
  fStatistic: null,
  fPValue: null,
  waldStatistic: null,
  waldDf: null,
  waldPValue: null,
  logLikelihood: null,
  aic: null,
  bic: null,
  conditionNumber: null,
  method: null,
  clusters: null,
  weighting: null,
};
const notCrossValidated = { crossValidatedRSquared: null, crossValidatedStdErr: null, folds: null };

/** @throws UsageError, FileFault */
export async function incompleteOls(file: string, values: IncompleteOlsValues): Promise<FitReport> {
  requireCovariancesSuffice(values);
  const data = await readRegression(file, values);
  const request = driverRequest(values, data);
  const { n, nDropped } = data.table;
  const { draws, tooLong } = drawsFor(data, request);
  const whole = analyseDrivers(data, request, draws);
  if (whole.outcome.kind === 'notEstimable') return refusalReport('ols', { n, nDropped }, whole.outcome);
  const { fit } = whole.outcome;
  const groups = data.group === null ? null : analyseGroups(data, data.group, request, draws).groups;
  const warnings = [...droppedWarnings(data.table), ...whole.outcome.warnings];
  const jsonOf = (one: DriverFit, analysis: DriverAnalysis) => ({
    ...undefinedHere,
    ...notCrossValidated,
    ...driverRegressionJson(one, analysis, request),
  });
  const result: FitResult = {
    model: 'ols',
    n: fit.model.n,
    nDropped,
    status: 'fitted',
    warnings: fitWarnings(warnings),
    ...jsonOf(fit, whole),
    ...(groups === null ? {} : { groups: groups.map((group) => groupJson(group, jsonOf)) }),
  };
  const lines = [
    ...fitLines(fit, whole),
    ...(groups?.flatMap((group) => groupLines(group, fitLines)) ?? []),
    ...(whole.bootstrap === null ? ['', ...noDrawsLines(tooLong, 'errors and intervals')] : []),
    ...warningLines(warnings),
  ];
  return { result, lines };
}

function requireCovariancesSuffice({ missing, ...values }: IncompleteOlsValues): void {
  if (values['no-intercept'] === true)
    throw new UsageError(
      `--no-intercept is not for --missing ${missing}: its covariances are about the means, which a line through the origin leaves out`,
      'say one of them',
    );
  if (values.ridge === true)
    throw new UsageError(`--ridge is not for --missing ${missing}: its penalty is chosen on complete rows`, 'say one of them');
  if (values.folds !== undefined)
    throw new UsageError(`--folds is not for --missing ${missing}: only complete rows are cross-validated`, 'say one of them');
}

function fitLines(fit: DriverFit, analysis: DriverAnalysis): string[] {
  const { model, intercept, drivers } = fit;
  return [
    `${sampleLine(fit, analysis)} · ${seTypeNames[model.seType]}`,
    `R² ${formatNumber(model.rSquared, 3)} · residual std. error ${significant(model.residualStdErr)}`,
    '',
    ...coefficientLines([intercept, ...drivers], model.confidenceLevel),
  ];
}
