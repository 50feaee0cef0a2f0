import { requireCounts } from '../checks.ts';
import { type Resampler, resampler } from '../inference/resampler.ts';
import type { MissingTreatment } from '../missing/covarianceEstimate.ts';
import { type CovarianceEstimator, covarianceEstimator } from '../missing/covarianceEstimator.ts';
import { covarianceRegression } from '../missing/covarianceRegression.ts';
import { requireIncompleteColumns } from '../missing/requireIncompleteColumns.ts';
import { ModelInputError } from '../outcome.ts';
import type { Grouping } from '../rows/grouping.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { rowMass } from '../rows/rowMass.ts';
import type { RowRoles } from '../rows/rowRoles.ts';
import { lmg } from './lmg.ts';

/** What is resampled. Missing values are NaN: their treatment is part of every draw. */
export interface DriverSample {
  readonly outcome: NamedColumn;
  readonly drivers: readonly NamedColumn[];
  readonly roles?: RowRoles;
  /** default LISTWISE */
  readonly treatment?: MissingTreatment;
  /** drivers of each force, every driver in one; absent = no forces */
  readonly forces?: readonly (readonly number[])[];
  /** the same model within each group, all groups from the same draws, so that who answered in two groups is drawn for both */
  readonly grouping?: Grouping;
}

export interface DrawRequest {
  readonly seed: number;
  readonly draws: number;
  /** number of the first draw: any split of the draws over threads gives the same bits. Default 0 */
  readonly firstDraw?: number;
  readonly onProgress?: (fractionDone: number) => void;
}

/** What each draw found. Row-major, a row per draw; rows of draws that could not be estimated are 0 and say so. */
export interface DriverDraws {
  readonly firstDraw: number;
  readonly draws: number;
  readonly unit: Resampler['unit'];
  readonly units: number;
  /** length draws, 1 = estimated */
  readonly isEstimated: Uint8Array;
  readonly rSquared: Float64Array;
  /** draws x (p + 1), the intercept first */
  readonly estimates: Float64Array;
  /** draws x p */
  readonly lmg: Float64Array;
  /** draws x forces */
  readonly forces: Float64Array;
  /** draws x p, means of the drivers */
  readonly means: Float64Array;
}

/**
 * Bootstrap draws of a key-driver analysis: clusters (else responses) with replacement, and within each draw everything anew,
 * the treatment of missing values, coefficients, LMG of drivers and forces, means.
 *
 * A single cluster, of all rows or of those of a group, says nothing about how far an estimate moves: no draw of it is estimated.
 * A draw is a mass per row and one weighted walk for the covariances: no row is copied. Draw b depends on the seed and b only.
 * 1,000 draws of 5,000 rows x 10 drivers take about 0.8 s.
 *
 * @returns one per group in the order of its labels; one in all without grouping
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE, NOT_FINITE
 * @see Grömping (2006), J Stat Softw 17(1), section 3.3, doi:10.18637/jss.v017.i01
 */
export function driverDraws(sample: DriverSample, request: DrawRequest): DriverDraws[] {
  const { outcome, drivers, roles, treatment = 'LISTWISE', grouping } = sample;
  const { seed, draws, firstDraw = 0, onProgress = () => {} } = request;
  requireCounts({ draws, firstDraw });
  const rows = requireIncompleteColumns(outcome, drivers);
  const base = rowMass(rows, roles);
  const unitsOf = resampler(rows, base, seed);
  const groups = grouping === undefined ? [null] : grouping.labels.map((_, code) => rowsOf(grouping, code));
  const estimators = groups.map((group) => covarianceEstimator([...drivers, outcome], treatment, base, group));
  const isDrawn = groups.map((group) => (group === null ? unitsOf.units : unitsOf.unitsAmong(group)) >= 2);
  const tables = groups.map(() => emptyTable(sample, unitsOf, firstDraw, draws));
  const mass = new Float64Array(rows);
  for (let draw = 0; draw < draws; draw++) {
    unitsOf.draw(firstDraw + draw, mass);
    estimators.forEach((estimator, group) => {
      if (isDrawn[group]) fillDraw(tables[group]!, draw, estimator, mass, sample.forces);
    });
    if ((draw + 1) % 50 === 0) onProgress((draw + 1) / draws);
  }
  return tables;
}

/** The draws of all parts as one table, as if one thread had made them. @throws ModelInputError where a part in between is missing */
export function mergeDriverDraws(parts: readonly DriverDraws[]): DriverDraws {
  const ordered = parts.toSorted((a, b) => a.firstDraw - b.firstDraw);
  const [first] = ordered;
  if (first === undefined) throw new ModelInputError('EMPTY', 'parts has length 0, at least 1 is needed');
  let next = first.firstDraw;
  for (const part of ordered) {
    if (part.firstDraw !== next)
      throw new ModelInputError('OUT_OF_RANGE', `parts has draw ${part.firstDraw} where draw ${next} comes next`);
    next += part.draws;
  }
  const joined = (pick: (part: DriverDraws) => Float64Array): Float64Array =>
    Float64Array.from(ordered.flatMap((part) => Array.from(pick(part))));
  return {
    ...first,
    draws: next - first.firstDraw,
    isEstimated: Uint8Array.from(ordered.flatMap(({ isEstimated }) => Array.from(isEstimated))),
    rSquared: joined(({ rSquared }) => rSquared),
    estimates: joined(({ estimates }) => estimates),
    lmg: joined((part) => part.lmg),
    forces: joined(({ forces }) => forces),
    means: joined(({ means }) => means),
  };
}

function rowsOf({ codes }: Grouping, code: number): Int32Array {
  return Int32Array.from(codes.keys()).filter((row) => codes[row] === code);
}

function emptyTable({ drivers, forces = [] }: DriverSample, { unit, units }: Resampler, firstDraw: number, draws: number): DriverDraws {
  const count = drivers.length;
  return {
    firstDraw,
    draws,
    unit,
    units,
    isEstimated: new Uint8Array(draws),
    rSquared: new Float64Array(draws),
    estimates: new Float64Array(draws * (count + 1)),
    lmg: new Float64Array(draws * count),
    forces: new Float64Array(draws * forces.length),
    means: new Float64Array(draws * count),
  };
}

function fillDraw(
  table: DriverDraws,
  draw: number,
  estimator: CovarianceEstimator,
  mass: Float64Array,
  forces: DriverSample['forces'],
): void {
  const estimate = estimator.again(mass);
  if ('kind' in estimate) return;
  const regression = covarianceRegression(estimate, estimator.names);
  if ('kind' in regression) return;
  const { driverCorrelations, outcomeCorrelations } = regression;
  const byDriver = lmg(driverCorrelations, outcomeCorrelations);
  const byForce = forces === undefined ? null : lmg(driverCorrelations, outcomeCorrelations, { groups: forces });
  if (byDriver.kind === 'notEstimable' || byForce?.kind === 'notEstimable') return;
  const count = outcomeCorrelations.length;
  table.isEstimated[draw] = 1;
  table.rSquared[draw] = regression.rSquared;
  table.estimates[draw * (count + 1)] = regression.intercept;
  table.estimates.set(regression.estimates, draw * (count + 1) + 1);
  table.lmg.set(byDriver.fit.lmg, draw * count);
  if (byForce !== null) table.forces.set(byForce.fit.lmg, draw * byForce.fit.lmg.length);
  table.means.set(estimate.means.subarray(0, count), draw * count);
}
