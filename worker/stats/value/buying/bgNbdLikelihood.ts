import type { BuyingGroups } from './buyingGroups.ts';
import type { BuyingLikelihood } from './buyingLikelihood.ts';
import { logRising, logSurvivedDropouts } from './risingTable.ts';

/**
 * Log-likelihood of the BG/NBD model and its gradient by (r, alpha, a, b), over grouped histories.
 *
 *   L(x, tX, T) = (r)_x α^r / (α + T)^(r + x) · (b)_x / (a + b)_x · (1 + ω)
 *   ω = a / (b + x - 1) · ((α + T) / (α + tX))^(r + x)  for x > 0,  0 for x = 0:  the odds of having dropped out at tX
 *
 * It is Fader, Hardie & Lee's equation 6 with the larger of their two terms taken out, in ratios: rising factorials are sums of
 * logarithms and ω is formed in logarithms, so that nothing cancels or overflows however large the parameters grow (the textbook
 * form through lgamma returns a log-likelihood of +71 million on a million customers). L is a density of the x times of purchase,
 * so ln L <= x (ln(x / tX) - 1): never positive where a unit of time holds at most e purchases, as with days; it shifts by
 * -x ln k when times are multiplied by k.
 *
 * One log1p and one exponential a group with x > 0. Times in any one unit; alpha has that unit.
 *
 * @see Fader, Hardie & Lee (2005), Marketing Science 24:275-284, doi:10.1287/mksc.1040.0098
 */
export function bgNbdLikelihood(groups: BuyingGroups): BuyingLikelihood {
  const { frequency, recency, age, counts, largestFrequency } = groups;
  return (parameters) => {
    const [r, alpha, a, b] = parameters as unknown as [number, number, number, number];
    const rising = logRising(r, largestFrequency);
    const survived = logSurvivedDropouts(a, b, largestFrequency);
    let [logLikelihood, slopeR, slopeAlpha, slopeA, slopeB] = [0, 0, 0, 0, 0];
    let [lastAge, logAge, log1pAge] = [Number.NaN, 0, 0];
    for (let group = 0; group < counts.length; group++) {
      const x = frequency[group]!;
      const T = age[group]!;
      const count = counts[group]!;
      if (T !== lastAge) {
        lastAge = T;
        logAge = Math.log(alpha + T);
        log1pAge = Math.log1p(T / alpha);
      }
      let logL = rising.log[x]! - r * log1pAge - x * logAge + survived.log[x]!;
      let byR = rising.slope[x]! - log1pAge;
      let byAlpha = ((r * T) / alpha - x) / (alpha + T);
      let byA = survived.slopeA[x]!;
      let byB = survived.slopeB[x]!;
      if (x > 0) {
        const silence = T - recency[group]!;
        const atLast = alpha + recency[group]!;
        const logRatio = Math.log1p(silence / atLast);
        const odds = (a / (b + (x - 1))) * Math.exp((r + x) * logRatio);
        const isHuge = odds === Number.POSITIVE_INFINITY;
        const dropped = isHuge ? 1 : odds / (1 + odds);
        logL += isHuge ? Math.log(a / (b + (x - 1))) + (r + x) * logRatio : Math.log1p(odds);
        byR += dropped * logRatio;
        byAlpha -= (dropped * (r + x) * silence) / ((alpha + T) * atLast);
        byA += dropped / a;
        byB -= dropped / (b + (x - 1));
      }
      logLikelihood += count * logL;
      slopeR += count * byR;
      slopeAlpha += count * byAlpha;
      slopeA += count * byA;
      slopeB += count * byB;
    }
    return { logLikelihood, score: Float64Array.of(slopeR, slopeAlpha, slopeA, slopeB) };
  };
}
