import { gaussLegendre } from '../../distributions/gaussLegendre.ts';

const rule = gaussLegendre(16);
/** A panel spans at most this much of ln(y + min(α, β)), whose nearest singularity is π away, … */
const LONGEST_PANEL = 3;
/** … and at most this much of the exponent: 16 nodes integrate e^z over such a panel to rounding. */
const STEEPEST_PANEL = 10;
/** A panel that adds a smaller share ends the sum: the integrand has one top, and what follows adds still less. */
const NEGLIGIBLE = 1e-18;

/** The odds of having dropped out in (tX, T], in logarithms, and the derivatives of that logarithm. */
export interface DropoutOdds {
  /** ln ρ; -Infinity where tX = T */
  log: number;
  byR: number;
  byAlpha: number;
  byS: number;
  byBeta: number;
}

export type ParetoPoint = readonly [r: number, alpha: number, s: number, beta: number];

/**
 * The odds of dropout against life in the Pareto/NBD model, for a customer with x purchases, the last at tX, observed to T:
 *
 *   ρ = s ∫ from tX to T of ((α + T) / (α + y))^(r + x) · ((β + T) / (β + y))^s · dy / (β + y)
 *
 * y is the time of dropout. In the papers this is A0 times a factor, a difference of two Gaussian hypergeometric functions that agree
 * in nearly all their digits when tX is near T, and that overflow for x in the hundreds where α and β lie far apart (stdlib's hyp2f1
 * has 13 digits of each for x up to 1000, unless it is above 1e308). The integrand is positive and smooth, so Gauss-Legendre on panels
 * of ln(y + min(α, β)) keeps 14 digits for all x, α <> β, tX = T and T = 0, and the gradient comes from the same nodes. Panels are
 * walked from tX, each as wide as the slope of the exponent allows there, and stop when the rest adds nothing: one panel for most customers, some tens at most, however far apart the parameters.
 *
 * @param odds receives the result: a fit asks a million times, and objects would cost more than the integral
 */
export function dropoutOdds(parameters: ParetoPoint, x: number, tX: number, T: number, odds: DropoutOdds): void {
  const [r, alpha, s, beta] = parameters;
  const shape = r + x;
  const nearest = Math.min(alpha, beta);
  const span = Math.log1p((T - tX) / (nearest + tX));
  // the exponent at tX, where it is largest
  const top = shape * Math.log1p((T - tX) / (alpha + tX)) + s * Math.log1p((T - tX) / (beta + tX));
  let [sum, sumR, sumAlpha, sumS, sumBeta] = [0, 0, 0, 0, 0];
  for (let start = 0; start < span; ) {
    const length = panelLength(parameters, shape, tX, start, span - start);
    const before = sum;
    for (let i = 0; i < 16; i++) {
      const sinceLast = (nearest + tX) * Math.expm1(start + (length / 2) * (1 + rule.nodes[i]!));
      const toEnd = Math.max(0, T - tX - sinceLast);
      const atAlpha = alpha + tX + sinceLast;
      const atBeta = beta + tX + sinceLast;
      const logAlpha = Math.log1p(toEnd / atAlpha);
      const logBeta = Math.log1p(toEnd / atBeta);
      const exponent = shape * logAlpha + s * logBeta - top;
      // dy / (β + y) = (y + nearest) / (β + y) d ln(y + nearest)
      const density = (length / 2) * rule.weights[i]! * Math.exp(exponent) * ((nearest + tX + sinceLast) / atBeta);
      sum += density;
      sumR += density * logAlpha;
      sumAlpha += (density * toEnd) / atAlpha;
      sumS += density * logBeta;
      sumBeta += density * (s * (toEnd / ((beta + T) * atBeta)) + 1 / atBeta);
    }
    if (sum - before < NEGLIGIBLE * sum) break;
    start += length;
  }
  odds.log = span > 0 ? top + Math.log(s * sum) : Number.NEGATIVE_INFINITY;
  odds.byR = span > 0 ? sumR / sum : 0;
  odds.byAlpha = span > 0 ? (-shape * sumAlpha) / (sum * (alpha + T)) : 0;
  odds.byS = span > 0 ? sumS / sum + 1 / s : 0;
  odds.byBeta = span > 0 ? -sumBeta / sum : 0;
}

/**
 * How far a panel may reach from `start`: what the slope of the exponent by ln(y + min(α, β)) allows at its far end, where it is
 * steepest. It grows twentyfold at most over the longest panel.
 */
function panelLength(parameters: ParetoPoint, shape: number, tX: number, start: number, rest: number): number {
  const longest = Math.min(LONGEST_PANEL, rest);
  const atOnce = STEEPEST_PANEL / slopeAt(parameters, shape, tX, start + longest);
  if (atOnce >= longest) return longest;
  const fromHere = Math.min(longest, STEEPEST_PANEL / slopeAt(parameters, shape, tX, start));
  return Math.min(fromHere, STEEPEST_PANEL / slopeAt(parameters, shape, tX, start + fromHere));
}

function slopeAt([, alpha, s, beta]: ParetoPoint, shape: number, tX: number, position: number): number {
  const nearest = Math.min(alpha, beta);
  const y = tX + (nearest + tX) * Math.expm1(position);
  return (nearest + y) * (shape / (alpha + y) + s / (beta + y)) + 1;
}
