import type { Likelihood } from '../optimize/newton.ts';
import type { SignedRows } from '../optimize/separatingDirection.ts';
import type { VisitRows } from './whitenedRows.ts';

/** The likelihood of a regression as a sum over rows, as a function of its parameters in the coordinates of whitened rows. */
export interface RowLikelihood {
  /** number of parameters */
  readonly size: number;
  /** the fit without drivers */
  readonly start: Float64Array;
  /** log-likelihood, score and observed information; null outside of the parameter space */
  evaluate(parameters: Float64Array): Likelihood | null;
  /**
   * Gradient of each row's log-likelihood times multipliers[row] (null = 1), block by block: `scoreWidth` columns, the parameters
   * first, then zeros. In `order`; the block may be overwritten.
   */
  walkScores(parameters: Float64Array, multipliers: Float64Array | null, visit: VisitRows, order: Int32Array | null): void;
  readonly scoreWidth: number;
  /** what decides whether the likelihood has a maximum at all */
  readonly signedRows: SignedRows;
  /** how far a step from there moves the linear predictor of a row at most: the proof of a maximum (see likelihoodMaximum) */
  reach(step: Float64Array, parameters: Float64Array): number;
}
