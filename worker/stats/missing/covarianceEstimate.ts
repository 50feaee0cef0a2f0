/** Means and covariances of some columns (the drivers, then the outcome), however missing values were treated. */
export interface CovarianceEstimate {
  readonly means: Float64Array;
  /** columns x columns, row-major, both triangles */
  readonly covariance: Float64Array;
  /** responses (Σ counts) that each entry rests on, columns x columns */
  readonly pairCounts: Float64Array;
  /** responses used: complete ones (listwise), else those with at least one value */
  readonly n: number;
}

/**
 * How rows with missing values are used.
 * LISTWISE: complete rows only. AVAILABLE: each covariance from the rows that have both values. EM: maximum likelihood of a normal.
 */
export type MissingTreatment = 'LISTWISE' | 'AVAILABLE' | 'EM';
