import { requireConfidenceLevel } from '../checks.ts';
import { type FitOutcome, ModelInputError, type NotEstimable, notEstimable } from '../outcome.ts';
import { rowMass } from '../rows/rowMass.ts';
import type { DesignFactor } from './designFactor.ts';
import { errorRule } from './errorRule.ts';
import { gramFactor } from './gramFactor.ts';
import { type DesignNames, linearFit, type OlsFit, refusedFactor } from './linearFit.ts';
import type { Moments } from './moments.ts';
import { qrFactor } from './qrFactor.ts';
import { residualsOfFactor } from './residualPass.ts';
import type { RowTriangle } from './rowTriangle.ts';

export interface PartitionedOptions {
  readonly intercept?: boolean;
  readonly confidenceLevel?: number;
}

/** 1 - R² below this leaves the residual sum of squares, a difference of two sums, fewer than half of its digits. */
const SMALLEST_UNEXPLAINED = 1e-8;

/**
 * Least squares of rows that were never in one place: from the merged moments of their parts, with classical errors.
 *
 *   parts.map(moments) on any threads or hosts, reduced by mergeMoments in one fixed order; then this
 *
 * The same split gives the same bits on any number of threads; another split agrees to rounding.
 * Robust errors need each row's residual, so the rows again: see ols.
 *
 * @param known moments of the drivers, then the outcome, over all rows
 * @param names of the same columns
 * @returns as ols; notEstimable RANK_DEFICIENT also where moments cannot carry the answer: olsFromTriangle can
 * @throws ModelInputError LENGTH_MISMATCH, OUT_OF_RANGE
 * @see moments, mergeMoments
 */
export function olsFromMoments(
  known: Moments,
  names: readonly string[],
  { intercept = true, confidenceLevel = 0.95 }: PartitionedOptions = {},
): FitOutcome<OlsFit> {
  requireNames(names, known.means.length, confidenceLevel);
  const size = names.length - (intercept ? 0 : 1);
  if (known.n <= size) return tooFewRows(known.n, size);
  const factor = gramFactor(known, intercept);
  const outcomeSquares = known.products[known.products.length - 1]! * (known.n / known.mass);
  if (factor === null) return tooFewDigits('the drivers are nearly or exactly dependent');
  if (factor.squaredResiduals < SMALLEST_UNEXPLAINED * outcomeSquares)
    return tooFewDigits('the drivers reproduce the outcome almost exactly');
  return fitOfFactor(factor, known.n, names, known.means.slice(0, -1), confidenceLevel);
}

function tooFewDigits(problem: string): NotEstimable {
  return notEstimable('RANK_DEFICIENT', `${problem}: cross products do not carry the digits, triangles of the same rows may`);
}

/**
 * The same from merged R factors, which keep twice the digits on badly conditioned drivers.
 *
 * @param rows triangle of the drivers, then the outcome, over all rows
 * @see rowTriangle, mergeRowTriangles
 */
export function olsFromTriangle(
  rows: RowTriangle,
  names: readonly string[],
  { intercept = true, confidenceLevel = 0.95 }: PartitionedOptions = {},
): FitOutcome<OlsFit> {
  requireNames(names, rows.columns, confidenceLevel);
  const factor = qrFactor(rows, intercept);
  if (rows.n <= factor.size) return tooFewRows(rows.n, factor.size);
  const means = Float64Array.from({ length: rows.columns - 1 }, (_, j) => rows.triangle[j + 1]! / rows.triangle[0]!);
  return fitOfFactor(factor, rows.n, names, means, confidenceLevel);
}

function requireNames(names: readonly string[], columns: number, confidenceLevel: number): void {
  requireConfidenceLevel(confidenceLevel);
  if (names.length !== columns)
    throw new ModelInputError('LENGTH_MISMATCH', `names has length ${names.length}, there are ${columns} columns`);
}

function tooFewRows(n: number, size: number): NotEstimable {
  return notEstimable('NOT_ENOUGH_DATA', `${n} complete rows for ${size} coefficients leave no residual degrees of freedom`);
}

function fitOfFactor(factor: DesignFactor, n: number, names: readonly string[], driverMeans: Float64Array, confidenceLevel: number) {
  const outcome = names[names.length - 1]!;
  const design: DesignNames = { outcome, drivers: names.slice(0, -1), driverMeans, constants: [], isSingle: false };
  const refusal = refusedFactor(factor, design, n);
  if (refusal !== null) return refusal;
  const rows = { ...rowMass(0), n };
  const rule = errorRule('CLASSICAL', rows, factor.size);
  return linearFit(
    factor,
    residualsOfFactor(factor),
    { n, rule, confidenceLevel, clusters: null, weighting: null, sumLogWeights: 0 },
    design,
  );
}
