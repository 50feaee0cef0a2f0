import { bootstrapRow, drawCovariance, requireDraws } from '../inference/bootstrapErrors.ts';
import { holm } from '../inference/holm.ts';
import { type Resampler, resampler } from '../inference/resampler.ts';
import { waldRow } from '../inference/waldRow.ts';
import { solveUpper } from '../linalg/triangular.ts';
import { type FitOutcome, notEstimable, type Warning } from '../outcome.ts';
import { columnMeans } from '../rows/columnMeans.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { type RowMass, rowMass } from '../rows/rowMass.ts';
import type { Coefficient } from './coefficients.ts';
import type { Design } from './designFactor.ts';
import { exactDependences } from './exactDependences.ts';
import { factorDesign, type OlsFit, type OlsOptions, ols } from './ols.ts';

export interface OlsBootstrapOptions extends Omit<OlsOptions, 'seType'> {
  /** at least 100, default 1,000 */
  readonly draws?: number;
  /** default 1; draw b comes from its stream b */
  readonly seed?: number;
}

/**
 * Least squares with errors and percentile intervals from a bootstrap: responses, or whole clusters, drawn with replacement.
 *
 *   stdErr = standard deviation of the draws' estimates (divisor B - 1),   interval = their percentiles (R's type 7)
 *   statistic = estimate / stdErr, compared with the normal
 *
 * Everything but these is that of ols on the rows themselves. A draw in which a driver depends exactly on others (a rare level left
 * out) cannot be fitted: it is left out and counted in a RANK_DEFICIENT warning. With a single cluster every draw is the same: errors are
 * null, NOT_ENOUGH_DATA. Cost that of a fit without errors a draw.
 *
 * @returns as ols; notEstimable RANK_DEFICIENT when more than half of the draws cannot be fitted
 * @throws ModelInputError as ols, and OUT_OF_RANGE for draws
 * @see Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 9 and 13, doi:10.1201/9780429246593
 */
export function olsBootstrap(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  { draws = 1000, seed = 1, onProgress = () => {}, ...options }: OlsBootstrapOptions = {},
): FitOutcome<OlsFit> {
  requireDraws(draws);
  const base = ols(outcome, drivers, options);
  if (base.kind === 'notEstimable') return base;
  const rows = rowMass(outcome.values.length, options.roles);
  const drawn = resampler(outcome.values.length, rows, seed);
  if (drawn.units < 2) return { ...base, fit: withoutErrors(base.fit) };
  const estimates = drawnEstimates(outcome, drivers, options, { draws, rows, drawn, onProgress });
  const fitted = estimates[0]!.length;
  if (fitted < draws / 2)
    return notEstimable('RANK_DEFICIENT', `in ${draws - fitted} of ${draws} draws a driver is an exact combination of others`);
  const ofDraws = base.warnings.filter(({ code, subject }) => code !== 'LEVERAGE_ONE' && (code !== 'NOT_ENOUGH_DATA' || subject === null));
  const warnings = [...ofDraws, ...unfittedWarning(draws - fitted, draws)];
  return { kind: 'fitted', fit: withBootstrapErrors(base.fit, estimates, options.confidenceLevel ?? 0.95), warnings };
}

/** Estimates of every coefficient over the draws that can be fitted, the intercept first where there is one. */
function drawnEstimates(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  { intercept = true }: OlsOptions,
  { draws, rows, drawn, onProgress }: { draws: number; rows: RowMass; drawn: Resampler; onProgress: (fractionDone: number) => void },
): Float64Array[] {
  const means = columnMeans([...drivers, outcome], rows.mass);
  const mass = new Float64Array(outcome.values.length);
  const design: Design = {
    drivers: drivers.map(({ values }) => values),
    driverMeans: means.slice(0, -1),
    outcome: outcome.values,
    outcomeMean: means[drivers.length]!,
    intercept,
    rows: { ...rows, counts: null, mass },
  };
  const names = drivers.map(({ name }) => name);
  const isSingle = design.drivers.some((column) => column instanceof Float32Array);
  const found: Float64Array[] = [];
  for (let b = 0; b < draws; b++) {
    drawn.draw(b, mass);
    const factor = factorDesign(design);
    onProgress((b + 1) / draws);
    if (factor.method === 'QR' && exactDependences(factor, names, isSingle).length > 0) continue;
    found.push(solveUpper(factor.triangle, factor.size, factor.projection));
  }
  return Array.from({ length: names.length + (intercept ? 1 : 0) }, (_, j) => Float64Array.from(found, (estimates) => estimates[j]!));
}

function withBootstrapErrors(fit: OlsFit, estimates: readonly Float64Array[], confidenceLevel: number): OlsFit {
  const covariance = drawCovariance(estimates);
  const size = estimates.length;
  const redone = <Row extends Coefficient>(row: Row, j: number): Row => ({
    ...row,
    ...bootstrapRow(row.name, row.estimate, estimates[j]!, Math.sqrt(covariance[j * size + j]!), confidenceLevel),
  });
  const first = fit.intercept === null ? 0 : 1;
  const drivers = fit.drivers.map((row, j) => redone(row, first + j));
  const pAdjusted = holm(drivers.map(({ pValue }) => pValue));
  return {
    ...fit,
    model: { ...fit.model, seType: 'BOOTSTRAP', waldStatistic: null, waldPValue: null },
    intercept: fit.intercept === null ? null : redone(fit.intercept, 0),
    drivers: drivers.map((row, j) => ({ ...row, pAdjusted: pAdjusted[j]! })),
    covariance,
  };
}

function withoutErrors(fit: OlsFit): OlsFit {
  const undone = <Row extends Coefficient>(row: Row): Row => ({ ...row, ...waldRow(row.name, row.estimate, null, null, 0.95) });
  return {
    ...fit,
    model: { ...fit.model, seType: 'BOOTSTRAP', waldStatistic: null, waldPValue: null },
    intercept: fit.intercept === null ? null : undone(fit.intercept),
    drivers: fit.drivers.map((row) => ({ ...undone(row), pAdjusted: null })),
    covariance: null,
  };
}

function unfittedWarning(unfitted: number, draws: number): Warning[] {
  if (unfitted === 0) return [];
  const detail = `${unfitted} of ${draws} draws left out: a driver is an exact combination of others in them`;
  return [{ code: 'RANK_DEFICIENT', subject: null, detail }];
}
