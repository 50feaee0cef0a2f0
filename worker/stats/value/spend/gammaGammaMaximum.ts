import { trigamma } from '../../distributions/polygamma.ts';
import { invertPositiveDefinite } from '../../linalg/positiveDefinite.ts';
import { inLogarithms } from '../../optimize/inLogarithms.ts';
import { type Likelihood, newton } from '../../optimize/newton.ts';
import { type NotEstimable, notEstimable } from '../../outcome.ts';
import { gammaGammaLikelihood } from './gammaGammaLikelihood.ts';
import { identicalSpendMaximum, steadySpendMaximum } from './gammaGammaLimits.ts';
import type { SpendModel } from './spendModel.ts';
import type { SpendSample } from './spendSample.ts';

/** A maximum of the likelihood over p, q, v: within, or on the boundary where p or q has no bound. */
export interface SpendMaximum {
  readonly model: SpendModel;
  readonly logLikelihood: number;
  /** of p, q, v, 3 x 3 row-major; null on the boundary */
  readonly covariance: Float64Array | null;
}

/** Past this, p or q changes the log-likelihood by less than a millionth of a unit a customer: the search is on its way to the boundary. */
const LARGEST_SHAPE = 1e6;
/** What part of the variance of ln m each start lays between customers. */
const BETWEEN_SHARES = [0.7, 0.3, 0.95];

/**
 * Maximum of the Gamma-Gamma likelihood: Newton's method in ln p, ln q, ln v from moments of ln m; where the search runs off, the
 * boundary models are fitted and the better one is compared with where the search stood.
 */
export function gammaGammaMaximum(sample: SpendSample): SpendMaximum | NotEstimable {
  const { means } = sample;
  if (means.every((mean) => mean === means[0]))
    return notEstimable('ZERO_VARIANCE', 'every repeat buyer has the same mean amount, so there is no spread to model');
  let reached = Number.NEGATIVE_INFINITY;
  for (const share of BETWEEN_SHARES) {
    const result = newton(startOf(sample, share), (logs) => evaluate(sample, logs), { maxIterations: 100, stop: hasRunOff });
    if (result.status === 'CONVERGED' && !hasRunOff(result)) {
      const interior = interiorMaximum(sample, result.parameters);
      if (interior !== null) return interior;
    }
    reached = Math.max(reached, result.logLikelihood);
  }
  const [best] = [identicalSpendMaximum(sample), steadySpendMaximum(sample)]
    .filter((limit) => limit !== null)
    .sort((a, b) => b.logLikelihood - a.logLikelihood);
  const shift = sample.n * Math.log(sample.unit);
  // the likelihood rises all the way to a maximum on the boundary, so the limit is above where the search stood, but for rounding
  if (best !== undefined && best.logLikelihood + shift >= reached - 1e-9 * (sample.n + Math.abs(reached))) return best;
  return notEstimable(
    'NOT_CONVERGED',
    `the search for p, q and v did not settle within 100 steps from any of ${BETWEEN_SHARES.length} starts`,
  );
}

const hasRunOff = ({ parameters }: { readonly parameters: Float64Array }): boolean =>
  Math.max(parameters[0]!, parameters[1]!) > Math.log(LARGEST_SHAPE);

/** ln p, ln q, ln v: Var(ln m) is near ψ'(p x) + ψ'(q), and the mean of ln m near ln(p v / q). */
function startOf({ means, counts, n, sumFrequency, sumLogMeans }: SpendSample, betweenShare: number): Float64Array {
  const centre = sumLogMeans / n;
  let squares = 0;
  for (let i = 0; i < means.length; i++) squares += counts[i]! * (Math.log(means[i]!) - centre) ** 2;
  const variance = Math.max(squares / n, 1e-12);
  const q = inverseTrigamma(betweenShare * variance);
  const p = inverseTrigamma((1 - betweenShare) * variance) / (sumFrequency / n);
  return Float64Array.of(Math.log(p), Math.log(q), centre + Math.log(q / p));
}

/** The x with ψ'(x) = value, to the two digits that a start needs. */
function inverseTrigamma(value: number): number {
  const guess = 0.5 + 1 / value;
  return value < 1 ? guess : Math.max(1 / Math.sqrt(value), guess * (value / trigamma(guess)) ** -0.5);
}

function evaluate(sample: SpendSample, logs: Float64Array): Likelihood | null {
  const parameters = logs.map(Math.exp);
  const [p, q, v] = parameters as unknown as [number, number, number];
  return inLogarithms(gammaGammaLikelihood(sample, p, q, v), parameters);
}

/** Back in the currency of the data: v and its covariances by the unit, the density of m by 1 / unit. */
function interiorMaximum(sample: SpendSample, logs: Float64Array): SpendMaximum | null {
  const [p, q, v] = logs.map(Math.exp) as unknown as [number, number, number];
  const { logLikelihood, information } = gammaGammaLikelihood(sample, p, q, v);
  const covariance = invertPositiveDefinite(information, 3);
  if (covariance === null) return null;
  const scales = [1, 1, sample.unit];
  return {
    model: { kind: 'gammaGamma', p, q, v: v * sample.unit },
    logLikelihood: logLikelihood - sample.n * Math.log(sample.unit),
    covariance: covariance.map((value, i) => value * scales[Math.floor(i / 3)]! * scales[i % 3]!),
  };
}
