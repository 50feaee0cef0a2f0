import type { BuyingGroups } from './buyingGroups.ts';
import type { BuyingLikelihood } from './buyingLikelihood.ts';
import { logRising } from './risingTable.ts';

/**
 * Log-likelihood of buying without dropout and its gradient by (r, alpha): the NBD, to which BG/NBD tends as a falls to 0 and
 * Pareto/NBD as s does. A density of the times of purchase, as theirs, so that the three can be compared.
 *
 *   L(x, T) = (r)_x α^r / (α + T)^(r + x)
 *
 * @see Ehrenberg (1959), doi:10.2307/2985810; Fader, Hardie & Lee (2005), doi:10.1287/mksc.1040.0098
 */
export function nbdLikelihood(groups: BuyingGroups): BuyingLikelihood {
  const { frequency, age, counts, largestFrequency } = groups;
  return (parameters) => {
    const [r, alpha] = parameters as unknown as [number, number];
    const rising = logRising(r, largestFrequency);
    let [logLikelihood, slopeR, slopeAlpha] = [0, 0, 0];
    for (let group = 0; group < counts.length; group++) {
      const x = frequency[group]!;
      const T = age[group]!;
      const count = counts[group]!;
      const log1pAge = Math.log1p(T / alpha);
      logLikelihood += count * (rising.log[x]! - r * log1pAge - x * Math.log(alpha + T));
      slopeR += count * (rising.slope[x]! - log1pAge);
      slopeAlpha += count * (((r * T) / alpha - x) / (alpha + T));
    }
    return { logLikelihood, score: Float64Array.of(slopeR, slopeAlpha) };
  };
}
