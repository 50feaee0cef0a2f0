import type { WhitenedRows } from './whitenedRows.ts';

/** The rows of an ordinal regression, as its likelihood reads them. */
export interface OrdinalRows {
  /** with an intercept, whose column is passed over: the thresholds take its place */
  readonly rows: WhitenedRows;
  /** level of each row, 0 … levelCount - 1, each used by a row with mass */
  readonly levels: Int32Array;
  readonly levelCount: number;
  readonly mass: Float64Array | null;
  /** Σ mass by level */
  readonly levelMass: Float64Array;
}

/** -∞, the thresholds, +∞: an answer at level k lies between places k and k + 1. */
export function paddedThresholds(parameters: Float64Array, levelCount: number): Float64Array {
  const thresholds = new Float64Array(levelCount + 1);
  thresholds.set(parameters.subarray(0, levelCount - 1), 1);
  thresholds[0] = Number.NEGATIVE_INFINITY;
  thresholds[levelCount] = Number.POSITIVE_INFINITY;
  return thresholds;
}
