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
  return trapezoidalMean(shape, 0, (v) => f((shape / rate) * Math.exp(v)));
}

/**
 * The same on nodes that the shape alone says, ln λ = node · step: under other rates f is asked at the same places, and can remember its
 * values by the number of the node.
 */
export function gammaMeanOnGrid(shape: number, rate: number, f: (lambda: number, node: number) => number): number {
  const step = stepOf(shape);
  const top = Math.log(shape / rate);
  const middle = Math.round(top / step);
  return trapezoidalMean(shape, middle * step - top, (_, i) => f(Math.exp((middle + i) * step), middle + i));
}

const stepOf = (shape: number): number => Math.min(0.2, 0.5 / Math.sqrt(shape));

/** Mean of f over v = ln(λ rate / shape), at distances of a step from the first place. */
function trapezoidalMean(shape: number, first: number, f: (v: number, i: number) => number): number {
  // ln density of v, up to a constant: 0 at its top v = 0
  const height = (v: number): number => shape * (v - Math.expm1(v));
  const step = stepOf(shape);
  let [sum, total] = [0, 0];
  for (const direction of [1, -1]) {
    for (let i = direction === 1 ? 0 : -1; ; i += direction) {
      const v = first + i * step;
      const exponent = height(v);
      if (exponent < -NEGLIGIBLE) break;
      const density = Math.exp(exponent);
      total += density;
      sum += density * f(v, i);
    }
  }
  return sum / total;
}
