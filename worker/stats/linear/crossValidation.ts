import { requireSameLength } from '../checks.ts';
import { columnLength, solveUpper } from '../linalg/triangular.ts';
import { type FitOutcome, notEstimable } from '../outcome.ts';
import { columnMeans } from '../rows/columnMeans.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { requireMagnitude } from '../rows/requireMagnitude.ts';
import { rowMass } from '../rows/rowMass.ts';
import type { RowRoles } from '../rows/rowRoles.ts';
import { allButOne } from './allButOne.ts';
import { dependenceRefusal } from './dependenceRefusal.ts';
import { type FoldOptions, foldRows } from './foldRows.ts';
import { type OutOfSample, outOfSample } from './outOfSample.ts';
import { qrFactor } from './qrFactor.ts';
import { mergeRowTriangles, type RowTriangle, rowTriangle } from './rowTriangle.ts';

export interface CrossValidationOptions extends FoldOptions {
  readonly intercept?: boolean;
  /** folds are made of whole clusters; weights and counts weigh training and errors alike */
  readonly roles?: RowRoles;
}

/**
 * Cross-validated R² of a linear regression: each fold is predicted by the model of all others.
 *
 *   errors of fold f = |R_f (b, -1)|²,   b from the merged R of the other folds,   R_f of the rows [1 X y] of fold f
 *
 * A row with a count is dealt out as one. One walk over the rows makes the folds' triangles; everything after it works on those. Deterministic for a seed.
 * Cost that of one QR, 2 n (p + 2)².
 *
 * @param outcome length n, complete and finite
 * @param drivers each length n, complete and finite
 * @returns notEstimable NOT_ENOUGH_DATA, RANK_DEFICIENT when the model cannot be fitted without one of the folds
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Stone (1974), J R Statist Soc B 36:111-147, doi:10.1111/j.2517-6161.1974.tb00994.x
 */
export function crossValidation(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  { intercept = true, roles, ...foldOptions }: CrossValidationOptions = {},
): FitOutcome<OutOfSample> {
  const n = requireSameLength(Object.fromEntries([outcome, ...drivers].map(({ name, values }) => [name, values])));
  const rows = rowMass(n, roles);
  columnMeans([outcome, ...drivers]); // refuses what is not finite
  const folds = foldRows(n, rows, foldOptions);
  if (folds.length < 2) return notEstimable('NOT_ENOUGH_DATA', 'cross-validation needs at least two rows or clusters');
  const columns = [...drivers, outcome].map(({ values }) => values);
  const parts = folds.map((order) => rowTriangle(columns, { ...rows, order }));
  requireMagnitudes(parts.reduce(mergeRowTriangles), [...drivers, outcome]);
  const isSingle = columns.some((column) => column instanceof Float32Array);
  const names = drivers.map(({ name }) => name);
  const errors: number[] = [];
  const deviances: number[] = [];
  for (const [f, others] of allButOne(parts, mergeRowTriangles).entries()) {
    const factor = qrFactor(others, intercept);
    if (others.n <= factor.size)
      return notEstimable('NOT_ENOUGH_DATA', `without fold ${f + 1} only ${others.n} rows are left for ${factor.size} coefficients`);
    const refusal = dependenceRefusal(factor, names, [], isSingle);
    if (refusal !== null) return { ...refusal, detail: `without fold ${f + 1}: ${refusal.detail}` };
    const estimates = solveUpper(factor.triangle, factor.size, factor.projection);
    errors.push(squaredErrors(parts[f]!, intercept ? estimates : Float64Array.of(0, ...estimates)));
    const onlyMean = new Float64Array(drivers.length + 1);
    if (intercept) onlyMean[0] = factor.projection[0]! / factor.triangle[0]!;
    deviances.push(squaredErrors(parts[f]!, onlyMean));
  }
  if (!deviances.some((value) => value > 0))
    return notEstimable('ZERO_VARIANCE', `${outcome.name} has the same value in every row`, [outcome.name]);
  return { kind: 'fitted', fit: outOfSample(errors, deviances), warnings: [] };
}

/** A column of zeros is not small, it is constant. @throws ModelInputError OUT_OF_RANGE */
function requireMagnitudes({ triangle, mass }: RowTriangle, columns: readonly NamedColumn[]): void {
  columns.forEach(({ name, values }, j) => {
    const length = columnLength(triangle, columns.length + 1, j + 1);
    if (length > 0 || values.some((value) => value !== 0)) requireMagnitude(name, length ** 2 / mass);
  });
}

/** Σ mass (y - x b)² over the rows of a triangle: |R (b, -1)|². */
function squaredErrors({ triangle }: RowTriangle, estimates: Float64Array): number {
  const width = estimates.length + 1;
  let squares = 0;
  for (let i = 0; i < width; i++) {
    let sum = -triangle[i * width + width - 1]!;
    for (let j = i; j < width - 1; j++) sum += triangle[i * width + j]! * estimates[j]!;
    squares += sum * sum;
  }
  return squares;
}
