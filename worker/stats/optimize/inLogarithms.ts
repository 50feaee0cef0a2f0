import type { Likelihood } from './newton.ts';
import { raisedCurvature } from './raisedCurvature.ts';

/**
 * A likelihood of positive parameters with its derivatives by their logarithms, for a search that cannot leave the parameter space.
 *
 *   dL/dln θ_i = θ_i dL/dθ_i;   d²L/dln θ_i dln θ_j = θ_i θ_j d²L/dθ_i dθ_j + [i = j] θ_i dL/dθ_i
 *
 * Far from the maximum the information is raised until it is positive definite (raisedCurvature). Null where a number overflows.
 *
 * @param likelihood at `parameters`, derivatives by the parameters themselves
 */
export function inLogarithms({ logLikelihood, score, information }: Likelihood, parameters: Float64Array): Likelihood | null {
  const size = parameters.length;
  const logScore = score.map((slope, i) => slope * parameters[i]!);
  const logInformation = information.map((value, i) => value * parameters[Math.floor(i / size)]! * parameters[i % size]!);
  for (let i = 0; i < size; i++) logInformation[i * size + i]! -= logScore[i]!;
  if (!Number.isFinite(logLikelihood) || !logInformation.every(Number.isFinite)) return null;
  return { logLikelihood, score: logScore, information: raisedCurvature(logInformation, size) };
}
