import type { CoxFit } from './cox.ts';

/**
 * Heuristic shrinkage of a Cox model that is to predict: fitted coefficients follow the chance of their data, and predictions by them spread
 * too far, the more so the fewer events a coefficient has.
 *
 *   factor = (X² - p) / X², not below 0;   X² the likelihood-ratio chi-square of p coefficients
 *
 * It estimates the calibration slope that the linear predictor of the fit would have on new customers.
 *
 * @returns 0-1: factor of every coefficient
 * @see van Houwelingen & le Cessie (1990), Stat Med 9:1303-1325, doi:10.1002/sim.4780091109
 */
export function coxShrinkage({ likelihoodRatio }: Pick<CoxFit, 'likelihoodRatio'>): number {
  const { chiSquare, df } = likelihoodRatio;
  return chiSquare > df ? (chiSquare - df) / chiSquare : 0;
}
