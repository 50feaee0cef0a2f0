import { logGamma } from '../../distributions/logGamma.ts';
import { digamma, trigamma } from '../../distributions/polygamma.ts';
import { newton } from '../../optimize/newton.ts';
import type { SpendMaximum } from './gammaGammaMaximum.ts';
import type { SpendSample } from './spendSample.ts';

/**
 * The two boundaries of the Gamma-Gamma model, each with one shape left to find.
 *
 * q and v without bound, q / v = rate: customers do not differ, amounts vary within a customer;  m ~ Gamma(p x, rate x), mean p / rate.
 * p without bound, v without end to 0, p v = scale: amounts do not vary within a customer, who differ;  m ~ InverseGamma(q, scale).
 * Null when the likelihood has no maximum there either (nothing varies in that way).
 */
export function identicalSpendMaximum(sample: SpendSample): SpendMaximum | null {
  const { n, unit, means, frequency, counts, distinctFrequencies, customersAt, sumFrequency, sumTotals, sumLogMeans } = sample;
  // at the best rate p Σx / Σs the likelihood is p (Σ x ln s + Σx ln(p Σx / Σs) - Σx) - Σ lnΓ(p x) - Σ ln m
  let weightedLogs = 0;
  for (let i = 0; i < means.length; i++) weightedLogs += counts[i]! * frequency[i]! * Math.log((means[i]! * sumFrequency) / sumTotals);
  const found = maximumOfShape((p) => {
    let [logLikelihood, score, information] = [p * weightedLogs - p * sumFrequency - sumLogMeans, weightedLogs, -sumFrequency / p];
    for (let i = 0; i < distinctFrequencies.length; i++) {
      const px = p * distinctFrequencies[i]!;
      const x = distinctFrequencies[i]!;
      logLikelihood += customersAt[i]! * (px * Math.log(px) - logGamma(px));
      score += customersAt[i]! * x * (Math.log(px) - digamma(px));
      information += customersAt[i]! * x * x * trigamma(px);
    }
    return { logLikelihood, score, information };
  });
  if (found === null) return null;
  const { shape: p, logLikelihood } = found;
  const rate = (p * sumFrequency) / (sumTotals * unit);
  return { model: { kind: 'identical', p, rate }, logLikelihood: logLikelihood - n * Math.log(unit), covariance: null };
}

/** See above: p without bound. */
export function steadySpendMaximum({ n, unit, means, counts, sumLogMeans }: SpendSample): SpendMaximum | null {
  // at the best scale q n / Σ(1/m) the likelihood is q n ln(q n / Σ(1/m)) - n lnΓ(q) - (q + 1) Σ ln m - q n
  let sumReciprocals = 0;
  for (let i = 0; i < means.length; i++) sumReciprocals += counts[i]! / means[i]!;
  const logRatio = -n * Math.log(sumReciprocals / n) - sumLogMeans;
  const found = maximumOfShape((q) => ({
    logLikelihood: n * (q * Math.log(q) - logGamma(q) - q) + q * logRatio - sumLogMeans,
    score: n * (Math.log(q) - digamma(q)) + logRatio,
    information: n * (trigamma(q) - 1 / q),
  }));
  if (found === null) return null;
  const { shape: q, logLikelihood } = found;
  const scale = ((q * n) / sumReciprocals) * unit;
  return { model: { kind: 'steady', q, scale }, logLikelihood: logLikelihood - n * Math.log(unit), covariance: null };
}

interface ShapeLikelihood {
  readonly logLikelihood: number;
  readonly score: number;
  readonly information: number;
}

/** Newton's method in the logarithm of one shape, with the concave part of the curvature alone, which is never negative. */
function maximumOfShape(evaluate: (shape: number) => ShapeLikelihood): { shape: number; logLikelihood: number } | null {
  const { status, parameters, logLikelihood } = newton(
    Float64Array.of(0),
    ([logShape = 0]) => {
      const shape = Math.exp(logShape);
      const { logLikelihood, score, information } = evaluate(shape);
      if (!Number.isFinite(logLikelihood)) return null;
      const curvature = information * shape * shape - score * shape;
      const safe = curvature > 0 ? curvature : information * shape * shape;
      return { logLikelihood, score: Float64Array.of(score * shape), information: Float64Array.of(safe) };
    },
    { maxIterations: 100 },
  );
  return status === 'CONVERGED' ? { shape: Math.exp(parameters[0]!), logLikelihood } : null;
}
