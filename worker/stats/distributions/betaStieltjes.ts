/** More steps than any z below 1e9 needs. */
const MOST_STEPS = 1_000_000;

/**
 * E[1 / (1 + z p)] for p ~ Beta(a, b), z >= 0; the hypergeometric function 2F1(1, a; a + b; -z).
 *
 * Gauss's continued fraction. All its coefficients are positive, so nothing cancels for any z: 13 digits and more against 60-digit
 * arithmetic up to z = 1e6; about 10 √(1 + z) steps, by the forward recurrence of the convergents.
 *
 * By hand: on that grid stdlib's hyp2f1 0.1.1 gives NaN for half of the cases with a or b from 300 up.
 *
 * @see DLMF 15.7.5 with a = 1; Cuyt et al. (2008), Handbook of Continued Fractions for Special Functions, section 15.3
 */
export function betaStieltjes(a: number, b: number, z: number): number {
  const c = a + b;
  // 1 / (1 + k1 z / (1 + k2 z / (1 + …))): numerators and denominators of two neighbouring convergents
  let [above, aboveBefore, below, belowBefore] = [1, 0, 1, 1];
  let value = 1;
  for (let step = 1; step < MOST_STEPS; step++) {
    const m = step >> 1;
    const coefficient =
      step % 2 === 1 ? ((a + m) * oddFactor(c, m)) / (c + 2 * m) : (m * (b + m - 1)) / ((c + 2 * m - 2) * (c + 2 * m - 1));
    [above, aboveBefore] = [above + coefficient * z * aboveBefore, above];
    [below, belowBefore] = [below + coefficient * z * belowBefore, below];
    const next = above / below;
    if (Math.abs(next - value) < 1e-16 * next) return next;
    value = next;
    if (below > 1e250) {
      above *= 1e-250;
      aboveBefore *= 1e-250;
      below *= 1e-250;
      belowBefore *= 1e-250;
    }
  }
  return value;
}

/** (c + m - 1) / (c + 2 m - 1), which is 1 at m = 0 also where c = 1. */
function oddFactor(c: number, m: number): number {
  return m === 0 ? 1 : (c + m - 1) / (c + 2 * m - 1);
}
