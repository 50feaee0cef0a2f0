import { type NotEstimable, notEstimable } from '../outcome.ts';
import { availableMoments } from './availableMoments.ts';
import type { CovarianceEstimate } from './covarianceEstimate.ts';
import { dependentColumn } from './dependentColumn.ts';
import { emStep, type NormalParameters } from './emStep.ts';
import type { PatternMoments } from './patternMoments.ts';

/** A column that keeps less than this share of its variance: the next steps would only gather rounding. */
const NEARLY_SINGULAR = 1e-8;

export interface EmFit extends CovarianceEstimate {
  /** of the observed values, with the constants of the normal density */
  readonly logLikelihood: number;
  readonly iterations: number;
}

export interface EmOptions {
  /** where to begin (the fit of the whole sample, for a bootstrap draw). Default: available means and variances, no covariance */
  readonly start?: NormalParameters;
  /** ends when no mean moves by more than this many standard deviations and no covariance by more than this part of both */
  readonly tolerance?: number;
  readonly maxIterations?: number;
  /** called with the log-likelihood before each step: it never falls */
  readonly onIteration?: (logLikelihood: number) => void;
}

/**
 * Maximum-likelihood mean and covariance of a multivariate normal with values missing at random, by the EM algorithm.
 *
 *   E: x̂_M = mu_M + B (x_O - mu_O),   B = Sigma_MO Sigma_OO⁻¹,   C = Sigma_MM - B Sigma_OM          by missing pattern
 *   M: mu = Σ m x̂ / Σ m,   Sigma = Σ m [(x̂ - mu)(x̂ - mu)ᵀ + C] / Σ m
 *
 * Works on moments by pattern (emStep), so an iteration costs patterns x columns³ whatever the number of rows. Ends when the parameters, not
 * the log-likelihood, have settled: convergence is linear, at the rate of the information that is missing. Divisor n throughout.
 *
 * @param parts moments by missing pattern
 * @param names of the columns, for messages
 * @returns notEstimable NOT_ENOUGH_DATA (a column without two values), ZERO_VARIANCE, RANK_DEFICIENT, NOT_CONVERGED
 * @see Dempster, Laird & Rubin (1977), J R Statist Soc B 39:1-38; Little & Rubin (2002), Statistical Analysis with Missing Data, 11.2
 */
export function emCovariance(
  parts: readonly PatternMoments[],
  names: readonly string[],
  { start, tolerance = 1e-13, maxIterations = 10_000, onIteration = () => {} }: EmOptions = {},
): EmFit | NotEstimable {
  const size = names.length;
  const begin = start ?? independentStart(parts, names);
  if ('kind' in begin) return begin;
  let at = begin;
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    const step = dependentColumn(at.covariance, size, NEARLY_SINGULAR) === null ? emStep(parts, at) : null;
    if (step === null) return repeats(at.covariance, names);
    onIteration(step.logLikelihood);
    const moved = largestMove(at, step.next);
    at = step.next;
    if (moved > tolerance) continue;
    return {
      ...at,
      pairCounts: pairCounts(parts, size),
      n: parts.reduce((sum, { n }) => sum + n, 0),
      logLikelihood: step.logLikelihood,
      iterations,
    };
  }
  return notEstimable('NOT_CONVERGED', `means and covariances still move after ${maxIterations} steps of EM: too much is missing`, names);
}

function independentStart(parts: readonly PatternMoments[], names: readonly string[]): NormalParameters | NotEstimable {
  const available = availableMoments(parts, names);
  if ('kind' in available) return available;
  const size = names.length;
  const covariance = new Float64Array(size * size);
  for (let j = 0; j < size; j++) covariance[j * size + j] = available.variances[j]!;
  return { means: available.means, covariance };
}

/** Either the data repeat themselves, or too few complete rows let the likelihood grow without bound as the covariance turns singular. */
function repeats(covariance: Float64Array, names: readonly string[]): NotEstimable {
  const dependent = dependentColumn(covariance, names.length, NEARLY_SINGULAR);
  const subjects = dependent === null ? names : [names[dependent.column]!];
  const detail = `${subjects.join(', ')} becomes an exact linear combination of other columns: it repeats them, or too few rows are complete`;
  return notEstimable('RANK_DEFICIENT', detail, subjects);
}

/** In standard deviations: of a mean by its own, of a covariance by both. */
function largestMove(from: NormalParameters, to: NormalParameters): number {
  const size = from.means.length;
  const spreads = from.means.map((_, j) => Math.sqrt(to.covariance[j * size + j]!));
  let largest = 0;
  for (let j = 0; j < size; j++) {
    largest = Math.max(largest, Math.abs(to.means[j]! - from.means[j]!) / spreads[j]!);
    for (let k = j; k < size; k++) {
      const moved = Math.abs(to.covariance[j * size + k]! - from.covariance[j * size + k]!);
      largest = Math.max(largest, moved / (spreads[j]! * spreads[k]!));
    }
  }
  return largest;
}

/** Responses that have both values. */
function pairCounts(parts: readonly PatternMoments[], size: number): Float64Array {
  const counts = new Float64Array(size * size);
  for (const { observed, n } of parts) for (const j of observed) for (const k of observed) counts[j * size + k]! += n;
  return counts;
}
