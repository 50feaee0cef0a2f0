import { gaussLegendre } from '../../distributions/gaussLegendre.ts';
import { logBeta } from '../../distributions/logBeta.ts';

/** The posterior of a customer alive: λ ~ Gamma(shape, rate), lifetime beyond u with chance (origin / (origin + u))^s. */
export interface AliveHistory {
  readonly shape: number;
  readonly rate: number;
  readonly s: number;
  readonly origin: number;
}

const NODES = 20;
const rule = gaussLegendre(NODES);
/** Where the integrand is below exp(-NEGLIGIBLE) of its top, it is left out. */
const NEGLIGIBLE = 28;
/** The most that a panel may span: of the widths that curvature and slope of the integrand say, and of ln u. */
const WIDTHS = 6;
const LONGEST = 4;

/**
 * P(Y > k): that the purchase after the k-th comes within the horizon, and in the customer's lifetime.
 *
 *   P(Y > k) = ∫ from 0 to horizon of g(u) S(u) du,  g(u) = u^k A^R / (B(k + 1, R) (A + u)^(R + k + 1)),  S(u) = (B / (B + u))^s
 *
 * with shape R, rate A and origin B; g is the density of the time of that purchase. By ln u the integrand is log-concave, so one panel of
 * Gauss-Legendre on each side of its top holds it, or a few where it falls slowly. The cost does not depend on k, nor on the horizon.
 * 13 digits after the point.
 *
 * @param count k > -1; need not be whole: the integral is smooth in k
 */
export function paretoNbdTail({ shape, rate, s, origin }: AliveHistory, horizon: number, count: number): number {
  if (horizon === 0) return 0;
  const order = count + 1;
  const ratio = rate / origin;
  const scale = logBeta(order, shape);
  const height = (v: number): number => {
    const q = Math.exp(v); // u / A
    const lived = s === 0 ? 0 : s * Math.log1p(ratio * q);
    return order * v - (shape + order) * Math.log1p(q) - lived - scale;
  };
  const end = Math.log(horizon / rate);
  const top = Math.min(end, Math.log(topOf(order, shape, s, ratio)));
  const floor = height(top) - NEGLIGIBLE;
  const length = Math.min(LONGEST, WIDTHS * widthAt(top, order, shape, s, ratio));
  let tail = 0;
  for (let from = top; height(from) > floor; from -= length) tail += panel(height, from - length, from);
  for (let from = top; from < end && height(from) > floor; from += length) tail += panel(height, from, Math.min(end, from + length));
  return tail;
}

/** Where order / q = (shape + order) / (1 + q) + s ratio / (1 + ratio q): the positive root of a quadratic equation. */
function topOf(order: number, shape: number, s: number, ratio: number): number {
  const square = (shape + s) * ratio;
  const half = (order * ratio - shape - s * ratio) / 2;
  const root = Math.sqrt(half * half + square * order);
  return half > 0 ? (half + root) / square : order / (root - half);
}

/** How far the integrand reaches from a place, by its curvature there, or by its slope where the horizon cuts it off. */
function widthAt(v: number, order: number, shape: number, s: number, ratio: number): number {
  const q = Math.exp(v);
  const [bought, dead] = [q / (1 + q), (ratio * q) / (1 + ratio * q)];
  const slope = order - (shape + order) * bought - s * dead;
  const curvature = (shape + order) * bought * (1 - bought) + s * dead * (1 - dead);
  return 1 / Math.hypot(Math.sqrt(curvature), slope / 2);
}

function panel(height: (v: number) => number, from: number, to: number): number {
  const half = (to - from) / 2;
  let integral = 0;
  for (let i = 0; i < NODES; i++) integral += rule.weights[i]! * Math.exp(height(from + half * (1 + rule.nodes[i]!)));
  return half * integral;
}
