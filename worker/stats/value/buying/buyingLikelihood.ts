/** A log-likelihood with its gradient at one point of the parameters, natural ones, in the order in which the model names them. */
export interface ScoredLikelihood {
  readonly logLikelihood: number;
  readonly score: Float64Array;
}

/** All parameters are above 0. */
export type BuyingLikelihood = (parameters: Float64Array) => ScoredLikelihood;
