/** P(Y <= k) of a count Y, for whole k from 0 up. */
export type CountDistribution = (count: number) => number;

/** From P(Y = k), k = 0, 1, … up to where the rest is below rounding. */
export function cumulated(probabilities: Float64Array): CountDistribution {
  const sums = probabilities.slice();
  for (let k = 1; k < sums.length; k++) sums[k]! += sums[k - 1]!;
  return (count) => (count < sums.length ? sums[count]! : 1);
}

/** So many counts have a probability of their own; above, it is interpolated. */
const FEW = 32;
/** Distance of the places of interpolation, in standard deviations of a count of this shape at least. */
const STEP = 0.2;
const SMALLEST_SHAPE = 10;
const POINTS = 12;
/** Barycentric weights of equidistant places: binomial coefficients of alternating sign. */
const weights = Array.from({ length: POINTS }, (_, i) => i).map((i) => {
  let weight = 1;
  for (let j = 0; j < i; j++) weight *= -(POINTS - 1 - j) / (j + 1);
  return weight;
});

/**
 * From P(Y > k) as a smooth function of k, where each probability is dear: the first ones as they are asked for, later ones at few places,
 * when they are first needed, and interpolated between them by polynomials of degree 11.
 *
 * Places are equidistant in 2 √R asinh √((k + 1) / R), the scale on which a negative binomial of shape R has standard deviation 1 whatever
 * its mean: nothing that is mixed of such counts is steeper. On it the error of interpolation is at most h^12 max|f⁽¹²⁾| (11!! / 2^6)² / 12!,
 * 6e-10 at the distance h = 0.2 for a normal distribution function, and less for a flatter one; measured below 1e-9 also for small shapes, whose
 * counts are skewed. They are taken for 10 here, which lays the places closer.
 * So a quantile is another count only where the chance of that one is as near to the level.
 */
export function smoothDistribution(tail: (count: number) => number, shape: number): CountDistribution {
  const root = Math.sqrt(Math.max(shape, SMALLEST_SHAPE));
  const few = new Float64Array(FEW).fill(Number.NaN);
  const places: number[] = [];
  const tailAt = (place: number): number => {
    places[place] ??= tail((root * Math.sinh((place * STEP) / (2 * root))) ** 2 - 1);
    return places[place];
  };
  return (count) => {
    if (count < FEW) {
      if (Number.isNaN(few[count]!)) few[count] = 1 - tail(count);
      return few[count]!;
    }
    const at = (2 * root * Math.asinh(Math.sqrt(count + 1) / root)) / STEP;
    const first = Math.floor(at) - POINTS / 2 + 1;
    let [above, below] = [0, 0];
    for (let i = 0; i < POINTS; i++) {
      const distance = at - first - i;
      if (distance === 0) return 1 - tailAt(first + i);
      const weight = weights[i]! / distance;
      above += weight * tailAt(first + i);
      below += weight;
    }
    return Math.min(1, 1 - above / below);
  };
}
