/** Terms this far below the rest are left out. */
const NEGLIGIBLE = 1e-17;
/** Before a probability would overflow, all are brought down by so much. */
const LARGE = 1e200;

/**
 * Probabilities P(N = k), k = 0, 1, …, of the negative binomial: N is Poisson with mean λt, λ ~ Gamma(shape, rate), share = t / (rate + t).
 *
 *   P(N = k) = (shape)_k / k! · share^k (1 - share)^shape
 *
 * By the ratio of neighbours from an arbitrary first term, normalised by their sum: no lgamma, and no underflow where
 * (1 - share)^shape is below the smallest double. Ends where the third moment of the rest is below rounding, so its length is about
 * the largest count that can occur. 14 digits against 60-digit arithmetic.
 *
 * By hand: libraries give one probability at a time, and a forecast needs all of them.
 *
 * @param shape > 0
 * @param share 0 <= share < 1
 * @param atLeast so many probabilities, however small
 */
export function negativeBinomialMass(shape: number, share: number, atLeast = 0): Float64Array {
  let mass = new Float64Array(64);
  mass[0] = 1;
  let [size, total, thirdMoment] = [1, 1, 0];
  for (let k = 0; ; k++) {
    const ratio = (share * (shape + k)) / (k + 1);
    const next = mass[k]! * ratio;
    const cube = (k + 1) * k * (k - 1);
    const rest = ((cube + 1) * next) / Math.max(1 - ratio, 1e-9);
    if (size >= atLeast && (next === 0 || (k >= 4 && ratio < 1 && rest < NEGLIGIBLE * thirdMoment))) break;
    if (size === mass.length) mass = enlarged(mass);
    mass[size++] = next;
    total += next;
    thirdMoment += cube * next;
    if (next > LARGE) {
      for (let i = 0; i < size; i++) mass[i]! /= LARGE;
      total /= LARGE;
      thirdMoment /= LARGE;
    }
  }
  const kept = mass.subarray(0, size);
  for (let k = 0; k < size; k++) kept[k]! /= total;
  return kept;
}

function enlarged(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}
