/** The engine's public door: what jobs, the graph and the command line call. */

export { adjustedWald } from './descriptive/adjustedWald.ts';
export { type CsatCounts, type CsatWeightSums, csat, type ShareEstimate, weightedCsat } from './descriptive/csat.ts';
export { type ColumnSummary, describe } from './descriptive/describe.ts';
export { type MeanEstimate, type MeanMoments, meanEstimate } from './descriptive/meanEstimate.ts';
export { type NpsCounts, type NpsEstimate, type NpsWeightSums, nps, weightedNps } from './descriptive/nps.ts';
export type { WeightSums } from './descriptive/weightSums.ts';
export { type Interval, wilson } from './descriptive/wilson.ts';
export type { Coefficient } from './drivers/coefficients.ts';
export type { DriverLabel } from './drivers/driverLabels.ts';
export type { PerformanceUnit, Scale } from './drivers/driverPerformance.ts';
export {
  type DriverColumn,
  type DriverCutLines,
  type DriverRegressionFit,
  type DriverRegressionInput,
  type DriverRegressionOptions,
  type DriverRow,
  driverRegression,
} from './drivers/driverRegression.ts';
export { holm } from './drivers/holm.ts';
export type { LinearModel } from './drivers/linearModel.ts';
export { LMG_MAX_DRIVERS, type LmgImportance, lmg } from './drivers/lmg.ts';
export { minimumDriverRows } from './drivers/minimumDriverRows.ts';
export { type DriverCoefficient, type OlsFit, type OlsOptions, ols } from './drivers/ols.ts';
export type { Grouping } from './grouping.ts';
export type { NamedColumn, NumericColumn } from './numericColumn.ts';
export { type FitOutcome, type ModelInputCode, ModelInputError, type NotEstimable, notEstimable, type Warning } from './outcome.ts';
export { type RandomStream, randomStream } from './random.ts';
export type { RowRoles } from './rowRoles.ts';
export { STATUS_CODES, type StatusCode } from './statusCodes.ts';
export type { SeType, WaldRow } from './waldRow.ts';
