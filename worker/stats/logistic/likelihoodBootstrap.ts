import { bootstrapRow, drawCovariance } from '../inference/bootstrapErrors.ts';
import { type Resampler, resampler } from '../inference/resampler.ts';
import { waldRow } from '../inference/waldRow.ts';
import type { Warning } from '../outcome.ts';
import type { RowMass } from '../rows/rowMass.ts';
import { likelihoodMaximum } from './likelihoodMaximum.ts';
import type { LogisticParameter } from './logisticCoefficients.ts';
import { reportedEstimates } from './reportedEstimates.ts';
import type { RowLikelihood } from './rowLikelihood.ts';
import type { WhitenedRows } from './whitenedRows.ts';

export interface LikelihoodBootstrapOptions {
  /** at least 100, default 1,000 */
  readonly draws?: number;
  /** default 1; draw b comes from its stream b */
  readonly seed?: number;
}

/** How the errors of a fit by bootstrap were made. */
export interface LikelihoodDraws {
  /** 0 with a single unit, of which every draw is the same */
  readonly draws: number;
  /** of them, those without a maximum */
  readonly failedDraws: number;
  readonly seed: number;
  readonly unit: Resampler['unit'];
}

/** A logistic or ordinal regression whose rows can be drawn anew. */
export interface DrawnFamily {
  readonly rows: WhitenedRows;
  likelihoodOf(rows: WhitenedRows): RowLikelihood;
  likelihoodOfMass(mass: Float64Array): RowLikelihood | null;
  readonly toEstimates: Float64Array;
  readonly roles: RowMass;
  readonly confidenceLevel: number;
}

export interface LikelihoodBootstrap {
  readonly bootstrap: LikelihoodDraws;
  /** of all parameters, as reported; null where errors are undefined */
  readonly covariance: Float64Array | null;
  /** the row of parameter j with its error, test and interval by the draws */
  redone<Row extends LogisticParameter>(row: Row, j: number): Row;
  readonly warnings: readonly Warning[];
}

/**
 * Errors of a logistic or ordinal regression from draws of its responses, or of whole clusters, with replacement. A draw is a mass per
 * row in the coordinates of all rows: nothing is gathered or whitened again. Each search starts at the maximum of the data.
 *
 * A draw fails where its likelihood has no maximum: separation, an outcome or a level not drawn, a driver that does not vary. Errors are
 * undefined with fewer than two other draws, or a single unit.
 */
export function likelihoodBootstrap(family: DrawnFamily, draws: number, seed: number): LikelihoodBootstrap {
  const { rows, roles, toEstimates, confidenceLevel } = family;
  const drawn = resampler(rows.length, roles, seed);
  const made = drawn.units < 2 ? 0 : draws;
  const found = made === 0 ? [] : drawnEstimates(family, drawn, made);
  const size = Math.sqrt(toEstimates.length);
  const estimates = Array.from({ length: size }, (_, j) => Float64Array.from(found, (values) => values[j]!));
  const covariance = found.length < 2 ? null : drawCovariance(estimates);
  const bootstrap: LikelihoodDraws = { draws: made, failedDraws: made - found.length, seed, unit: drawn.unit };
  const redone = <Row extends LogisticParameter>(row: Row, j: number): Row => ({
    ...row,
    ...(covariance === null
      ? waldRow(row.name, row.estimate, null, null, confidenceLevel)
      : bootstrapRow(row.name, row.estimate, estimates[j]!, Math.sqrt(covariance[j * size + j]!), confidenceLevel)),
  });
  return { bootstrap, covariance, redone, warnings: bootstrapWarnings(bootstrap, drawn.units) };
}

/** Estimates of every draw that has a maximum. */
function drawnEstimates({ rows, likelihoodOf, likelihoodOfMass, toEstimates }: DrawnFamily, drawn: Resampler, draws: number) {
  const start = likelihoodMaximum(likelihoodOf(rows));
  const mass = new Float64Array(rows.length);
  const found: Float64Array[] = [];
  for (let b = 0; b < draws; b++) {
    drawn.draw(b, mass);
    const likelihood = likelihoodOfMass(mass);
    if (likelihood === null) continue;
    const search = likelihoodMaximum(start.kind === 'found' ? { ...likelihood, start: start.at.parameters } : likelihood);
    if (search.kind === 'found') found.push(reportedEstimates(toEstimates, search.at.parameters));
  }
  return found;
}

function bootstrapWarnings({ draws, failedDraws, unit }: LikelihoodDraws, units: number): Warning[] {
  if (draws === 0) {
    const detail = `${units} ${unit === 'CLUSTER' ? 'cluster' : 'response'} is the same in every draw: errors by bootstrap are undefined`;
    return [{ code: 'NOT_ENOUGH_DATA', subject: null, detail }];
  }
  if (failedDraws === 0) return [];
  const detail = `${failedDraws} of ${draws} draws left out: their likelihood has no maximum (separation, or an outcome or a driver's value not drawn)`;
  return [{ code: 'SEPARATION', subject: null, detail }];
}
