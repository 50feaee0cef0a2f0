import { type DesignNames, refusedFactor } from '../linear/linearFit.ts';
import { factorDesign } from '../linear/ols.ts';
import type { NotEstimable } from '../outcome.ts';
import { columnMeans, isConstant } from '../rows/columnMeans.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import type { RowMass } from '../rows/rowMass.ts';
import { type WhitenedRows, whitenedRows } from './whitenedRows.ts';

/**
 * The whitened rows of a logistic or ordinal regression, or why its drivers cannot be told apart: the same refusals, found the same
 * way, as those of ols.
 *
 * @throws ModelInputError NOT_FINITE, OUT_OF_RANGE
 */
export function likelihoodDesign(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  intercept: boolean,
  rows: RowMass,
): { readonly kind: 'design'; readonly rows: WhitenedRows } | NotEstimable {
  const means = columnMeans([...drivers, outcome], rows.mass);
  const isVarying = drivers.map(({ values }) => !intercept || !isConstant(values, rows.mass));
  const varying = drivers.filter((_, j) => isVarying[j]);
  const columns = varying.map(({ values }) => values);
  const driverMeans = means.filter((_, j) => isVarying[j]);
  const factor = factorDesign({
    drivers: columns,
    driverMeans,
    outcome: outcome.values,
    outcomeMean: means[drivers.length]!,
    intercept,
    rows,
  });
  const names: DesignNames = {
    outcome: outcome.name,
    drivers: varying.map(({ name }) => name),
    driverMeans,
    constants: drivers.filter((_, j) => !isVarying[j]).map(({ name }) => name),
    isSingle: columns.some((column) => column instanceof Float32Array),
  };
  const refusal = refusedFactor(factor, names, rows.n);
  if (refusal !== null) return refusal;
  const rootN = Math.sqrt(rows.n);
  const triangle = factor.triangle.map((value) => value / rootN);
  return { kind: 'design', rows: whitenedRows(columns, triangle, intercept) };
}
