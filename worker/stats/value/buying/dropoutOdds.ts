import { gaussLegendre } from '../../distributions/gaussLegendre.ts';

const rule = gaussLegendre(16);
/** A panel spans at most this much of ln(y + min(α, β)), whose nearest singularity is π away, … */
const LONGEST_PANEL = 3;
/** … and at most this much of the exponent: 16 nodes integrate e^z over such a panel to rounding. */
const STEEPEST_PANEL = 10;
/** Panels that lie so far below the largest in the exponent add nothing. */
const NEGLIGIBLE = 45;

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
 * in nearly all their digits when tX is near T, and that no library at hand computes for x in the hundreds (stdlib's hyp2f1 follows
 * Cephes: NaN or few digits there). The integrand is positive and smooth, so Gauss-Legendre on panels of ln(y + min(α, β)) keeps
 * 14 digits for all x, α <> β, tX = T and T = 0, and the gradient comes from the same nodes. Panels are walked from tX, where the
 * integrand is largest, and stop when the rest adds nothing: one panel for most customers, a handful at most.
 *
 * @param odds receives the result: a fit asks a million times, and objects would cost more than the integral
 */
export function dropoutOdds(parameters: ParetoPoint, x: number, tX: number, T: number, odds: DropoutOdds): void {
  const [r, alpha, s, beta] = parameters;
  const shape = r + x;
  const nearest = Math.min(alpha, beta);
  const span = Math.log1p((T - tX) / (nearest + tX));
  // the slope of the exponent by ln(y + nearest) is steepest at T
  const steepest = (nearest + T) * (shape / (alpha + T) + s / (beta + T)) + 1;
  // the exponent at tX, where it is largest
  const top = shape * Math.log1p((T - tX) / (alpha + tX)) + s * Math.log1p((T - tX) / (beta + tX));
  const panels = Math.max(1, Math.ceil(Math.max(span / LONGEST_PANEL, (steepest * span) / STEEPEST_PANEL)));
  const half = span / panels / 2;
  let [sum, sumR, sumAlpha, sumS, sumBeta] = [0, 0, 0, 0, 0];
  for (let panel = 0; panel < panels; panel++) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < 16; i++) {
      const sinceLast = (nearest + tX) * Math.expm1(half * (2 * panel + 1 + rule.nodes[i]!));
      const toEnd = Math.max(0, T - tX - sinceLast);
      const atAlpha = alpha + tX + sinceLast;
      const atBeta = beta + tX + sinceLast;
      const logAlpha = Math.log1p(toEnd / atAlpha);
      const logBeta = Math.log1p(toEnd / atBeta);
      const exponent = shape * logAlpha + s * logBeta - top;
      // dy / (β + y) = (y + nearest) / (β + y) d ln(y + nearest)
      const density = rule.weights[i]! * Math.exp(exponent) * ((nearest + tX + sinceLast) / atBeta);
      sum += density;
      sumR += density * logAlpha;
      sumAlpha += (density * toEnd) / atAlpha;
      sumS += density * logBeta;
      sumBeta += density * (s * (toEnd / ((beta + T) * atBeta)) + 1 / atBeta);
      if (exponent > highest) highest = exponent;
    }
    if (highest < -NEGLIGIBLE) break;
  }
  odds.log = span > 0 ? top + Math.log(s * half * sum) : Number.NEGATIVE_INFINITY;
  odds.byR = span > 0 ? sumR / sum : 0;
  odds.byAlpha = span > 0 ? (-shape * sumAlpha) / (sum * (alpha + T)) : 0;
  odds.byS = span > 0 ? sumS / sum + 1 / s : 0;
  odds.byBeta = span > 0 ? -sumBeta / sum : 0;
}
