import { ModelInputError } from '../../outcome.ts';
import { columnMeans } from '../../rows/columnMeans.ts';
import type { NamedColumn, NumericColumn } from '../../rows/numericColumn.ts';

/** Variances of coefficients go with the square of this. */
const LARGEST_SCALE = 1e140;

/** Covariates in standard units, in the order of the risk steps: a shift or a change of unit cannot change a digit of the fit. */
export interface CoxCovariates {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly means: Float64Array;
  /** standard deviations with divisor n, each > 0 */
  readonly scales: Float64Array;
  /** largest distance from the mean, in standard deviations */
  readonly reaches: Float64Array;
}

/**
 * (x - mean) / sd of every covariate, sorted once, so that each pass of the likelihood walks memory forwards.
 *
 * @param covariates none constant
 * @param order      row of the data at each place
 * @throws ModelInputError NOT_FINITE, OUT_OF_RANGE (a unit so small or so large that variances are beyond a double)
 */
export function coxCovariates(covariates: readonly NamedColumn[], order: Int32Array): CoxCovariates {
  const means = columnMeans(covariates);
  const columns = covariates.map(({ values }, j) => sortedDeviations(values, order, means[j]!));
  const scales = Float64Array.from(columns, (column, j) => standardDeviation(column, covariates[j]!.name));
  const reaches = Float64Array.from(columns, (column, j) => standardise(column, scales[j]!));
  return { names: covariates.map(({ name }) => name), columns, means, scales, reaches };
}

function sortedDeviations(values: NumericColumn, order: Int32Array, mean: number): Float64Array {
  const sorted = new Float64Array(order.length);
  // one loop per element type: each stays monomorphic
  if (values instanceof Float32Array) copySingle(values, order, mean, sorted);
  else copyDouble(values instanceof Int8Array ? new Float64Array(values) : values, order, mean, sorted);
  return sorted;
}

function copySingle(values: Float32Array, order: Int32Array, mean: number, sorted: Float64Array): void {
  for (let i = 0; i < sorted.length; i++) sorted[i] = values[order[i]!]! - mean;
}

function copyDouble(values: Float64Array, order: Int32Array, mean: number, sorted: Float64Array): void {
  for (let i = 0; i < sorted.length; i++) sorted[i] = values[order[i]!]! - mean;
}

function standardDeviation(deviations: Float64Array, name: string): number {
  let squares = 0;
  for (let i = 0; i < deviations.length; i++) squares += deviations[i]! * deviations[i]!;
  const deviation = Math.sqrt(squares / deviations.length);
  if (deviation > 1 / LARGEST_SCALE && deviation < LARGEST_SCALE) return deviation;
  const needed = `a unit in which they differ by more than ${1 / LARGEST_SCALE} and less than ${LARGEST_SCALE} is needed`;
  throw new ModelInputError('OUT_OF_RANGE', `${name} has values whose variance is beyond a double, ${needed}`);
}

/** Divides in place. @returns the largest size */
function standardise(column: Float64Array, scale: number): number {
  let reach = 0;
  for (let i = 0; i < column.length; i++) {
    const value = column[i]! / scale;
    column[i] = value;
    if (Math.abs(value) > reach) reach = Math.abs(value);
  }
  return reach;
}
