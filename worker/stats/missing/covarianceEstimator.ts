import type { NotEstimable } from '../outcome.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { availableMoments } from './availableMoments.ts';
import type { CovarianceEstimate, MissingTreatment } from './covarianceEstimate.ts';
import { type EmOptions, emCovariance } from './emCovariance.ts';
import { type MissingPattern, missingPatterns } from './missingPatterns.ts';
import { pairwiseCovariance } from './pairwiseCovariance.ts';
import { type PatternMoments, patternMoments } from './patternMoments.ts';

/** Means and covariances of the same columns under one weighting of the rows after the other. */
export interface CovarianceEstimator {
  readonly names: readonly string[];
  /** of the rows as they are */
  readonly whole: CovarianceEstimate | NotEstimable;
  /** with other masses, as a bootstrap draw has them: the treatment of missing values is done anew */
  again(mass: Float64Array): CovarianceEstimate | NotEstimable;
}

/** In a draw the estimate stops well below what sampling moves it by. */
const DRAW_TOLERANCE = 1e-6;

/** A column that keeps less than this share of its variance in a draw is constant there. */
const CONSTANT_SHARE = 1e-12;

/**
 * Sorts the rows by missing pattern once, so that each estimate is one walk over them (n columns² / 2 multiply-adds).
 *
 * @param columns  each of length n, NaN = missing; AVAILABLE and LISTWISE are the same on complete data
 * @param base     mass and counts of the rows as they are; null = 1 each
 * @param rows     the rows of one group; null = all
 */
export function covarianceEstimator(
  columns: readonly NamedColumn[],
  treatment: MissingTreatment,
  base: { readonly mass: Float64Array | null; readonly counts: Float64Array | null },
  rows: Int32Array | null = null,
): CovarianceEstimator {
  const names = columns.map(({ name }) => name);
  const values = columns.map((column) => column.values);
  const all = missingPatterns(values, rows);
  const patterns = treatment === 'LISTWISE' ? all.filter(({ observed }) => observed.length === values.length) : all;
  const shifts = availableMeans(values, patterns);
  const parts = (mass: Float64Array | null, counts: Float64Array | null): PatternMoments[] =>
    patternMoments(values, patterns, { mass, counts, shifts });
  const wholeParts = parts(base.mass, base.counts);
  const responseMass = wholeParts.reduce((sum, { mass }) => sum + mass, 0) / wholeParts.reduce((sum, { n }) => sum + n, 0);
  const whole = estimate(wholeParts, names, treatment, { responseMass });
  if ('kind' in whole) return { names, whole, again: () => whole };
  const floors = Float64Array.from(names, (_, j) => CONSTANT_SHARE * whole.covariance[j * names.length + j]!);
  const again = (mass: Float64Array): CovarianceEstimate | NotEstimable =>
    estimate(parts(mass, null), names, treatment, { responseMass, floors, em: { start: whole, tolerance: DRAW_TOLERANCE } });
  return { names, whole, again };
}

interface EstimateOptions {
  /** mean mass of a response, over the rows as they are */
  readonly responseMass: number;
  readonly floors?: Float64Array;
  readonly em?: EmOptions;
}

function estimate(
  parts: readonly PatternMoments[],
  names: readonly string[],
  treatment: MissingTreatment,
  { responseMass, floors, em }: EstimateOptions,
): CovarianceEstimate | NotEstimable {
  const available = availableMoments(parts, names, floors);
  if ('kind' in available) return available;
  return treatment === 'EM' ? emCovariance(parts, names, em) : pairwiseCovariance(parts, names, responseMass);
}

/** Plain means of what is there: to centre by. */
function availableMeans(columns: readonly ArrayLike<number>[], patterns: readonly MissingPattern[]): Float64Array {
  return Float64Array.from(columns, (column, j) => {
    let sum = 0;
    let n = 0;
    for (const { observed, rows } of patterns) {
      if (!observed.includes(j)) continue;
      for (let i = 0; i < rows.length; i++) sum += column[rows[i]!]!;
      n += rows.length;
    }
    return n === 0 ? 0 : sum / n;
  });
}
