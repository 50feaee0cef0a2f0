import { logBeta } from '../../distributions/logBeta.ts';
import { digamma, trigamma } from '../../distributions/polygamma.ts';
import type { Likelihood } from '../../optimize/newton.ts';
import type { SpendSample } from './spendSample.ts';

/**
 * Log-likelihood of the Gamma-Gamma model with its score and observed information in p, q, v, for m and v in the sample's unit of money.
 *
 *   ln f(m | x) = -ln B(px, q) - p x ln(1 + v / (x m)) - q ln(1 + x m / v) - ln m
 *
 * This form of the density has no difference of large numbers: lnΓ(px + q) - lnΓ(px) would lose a digit for every tenfold of x.
 * The gamma functions depend on x alone and are evaluated once for each distinct x; a customer costs one logarithm and one division.
 */
export function gammaGammaLikelihood(sample: SpendSample, p: number, q: number, v: number): Likelihood {
  const { n, distinctFrequencies, customersAt } = sample;
  const { logOverV, logUnderV, perTotal, perTotalSquared, shares, sharesSquared } = spendSums(sample, v);
  let logLikelihood = -p * logUnderV - q * logOverV - sample.sumLogMeans;
  let scoreP = -logUnderV;
  let scoreQ = -logOverV - n * digamma(q);
  let [informationPP, informationPQ, informationQQ] = [0, 0, n * trigamma(q)];
  for (let i = 0; i < distinctFrequencies.length; i++) {
    const x = distinctFrequencies[i]!;
    const customers = customersAt[i]!;
    const px = p * x;
    const digammaSum = digamma(px + q);
    const trigammaSum = trigamma(px + q);
    logLikelihood -= customers * logBeta(px, q);
    scoreP += customers * x * (digammaSum - digamma(px));
    scoreQ += customers * digammaSum;
    informationPP += customers * x * x * (trigamma(px) - trigammaSum);
    informationPQ -= customers * x * trigammaSum;
    informationQQ -= customers * trigammaSum;
  }
  // d/dv of Σ x ln(1 + v/s) is Σ x/(v + s); of Σ ln(1 + s/v) it is -Σ s/(v(v + s)) = -Σ share / v
  const scoreV = -p * perTotal + (q * shares) / v;
  const informationPV = perTotal;
  const informationQV = -shares / v;
  const informationVV = -p * perTotalSquared + (q * (2 * shares - sharesSquared)) / (v * v);
  return {
    logLikelihood,
    score: Float64Array.of(scoreP, scoreQ, scoreV),
    information: Float64Array.of(
      ...[informationPP, informationPQ, informationPV],
      ...[informationPQ, informationQQ, informationQV],
      ...[informationPV, informationQV, informationVV],
    ),
  };
}

/** Sums over customers with s = x m: of ln(1 + s/v), x ln(1 + v/s), x/(v + s), x/(v + s)², share s/(v + s) and its square. */
function spendSums({ frequency, totals, logTotals, counts }: SpendSample, v: number) {
  const logV = Math.log(v);
  let [logOverV, logUnderV, perTotal, perTotalSquared, shares, sharesSquared] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < totals.length; i++) {
    const total = totals[i]!;
    const x = frequency[i]!;
    const count = counts[i]!;
    const reciprocal = 1 / (v + total);
    // the smaller of the two logarithms is taken as such, the larger is its sum with ln(s/v): neither cancels
    const distance = logTotals[i]! - logV;
    const smaller = total > v ? Math.log1p(v / total) : Math.log1p(total / v);
    const larger = smaller + Math.abs(distance);
    const share = total * reciprocal;
    logOverV += count * (total > v ? larger : smaller);
    logUnderV += count * x * (total > v ? smaller : larger);
    perTotal += count * x * reciprocal;
    perTotalSquared += count * x * reciprocal * reciprocal;
    shares += count * share;
    sharesSquared += count * share * share;
  }
  return { logOverV, logUnderV, perTotal, perTotalSquared, shares, sharesSquared };
}
