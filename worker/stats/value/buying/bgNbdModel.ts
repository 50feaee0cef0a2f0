import { betaStieltjes } from '../../distributions/betaStieltjes.ts';
import { gammaMean } from '../../distributions/gammaMean.ts';
import { negativeBinomialMass } from '../../distributions/negativeBinomialMass.ts';
import { logPanels } from '../history/logPanels.ts';
import type { AliveFuture, BuyingModel } from './buyingModel.ts';
import { requireHorizon, requireParameters } from './buyingParameters.ts';

/** Purchases at rate λ ~ Gamma(r, alpha), dropout after each repeat purchase with chance p ~ Beta(a, b). alpha has the unit of time. */
export interface BgNbdParameters {
  readonly r: number;
  readonly alpha: number;
  /** 0: nobody drops out, whatever b */
  readonly a: number;
  readonly b: number;
}

/**
 * The BG/NBD model at given parameters: P(alive), and the purchases to come.
 *
 *   P(alive | x, tX, T) = 1 / (1 + ω),  ω = a / (b + x - 1) · ((α + T) / (α + tX))^(r + x) for x > 0, 0 for x = 0
 *
 * So P(alive) = 1 for whoever never bought again: the model lets a customer drop out only after a repeat purchase.
 * A customer alive at T has λ ~ Gamma(R, A), R = r + x, A = α + T, and p ~ Beta(a, B), B = b + x. With N(t) ~ negative binomial(R, A)
 * the purchases had nobody dropped out, and e_j = (B)_j / (a + B)_j the chance to survive j dropouts,
 *
 *   P(Y > j) = e_j P(N > j),   E[Y(t)] = Σ over j >= 0 of e_j P(N(t) > j)
 *
 * a sum of positive terms equal to Fader, Hardie & Lee's equation 10, whose 2F1 cancels for large b and divides by a - 1.
 * DERT = E[λ / (δ + λ p)], the integral of the discounted rate of purchases.
 *
 * Cost of a future: in proportion to the purchases that could occur in the horizon.
 *
 * @throws ModelInputError OUT_OF_RANGE
 * @see Fader, Hardie & Lee (2005), Marketing Science 24:275-284, doi:10.1287/mksc.1040.0098
 */
export function bgNbdModel(parameters: BgNbdParameters): BuyingModel {
  const { r, alpha, a, b } = requireParameters(parameters, ['a']);
  return {
    pAlive: (x, tX, T) => {
      if (x === 0 || a === 0) return 1;
      return 1 / (1 + (a / (b + (x - 1))) * Math.exp((r + x) * Math.log1p((T - tX) / (alpha + tX))));
    },
    future: (x, T) => bgNbdFuture(r + x, alpha + T, a, b + x),
  };
}

function bgNbdFuture(shape: number, rate: number, a: number, b: number): AliveFuture {
  const masses = (horizon: number, atLeast?: number): Float64Array => {
    requireHorizon(horizon, shape, rate);
    return negativeBinomialMass(shape, horizon / (rate + horizon), atLeast);
  };
  const expected = (horizon: number): number => purchaseMoments(masses(horizon), a, b)[0];
  return {
    expected,
    factorialMoments: (horizon) => purchaseMoments(masses(horizon), a, b),
    probabilities: (horizon, atLeast) => purchaseProbabilities(masses(horizon, atLeast), a, b),
    discounted: (discountRate, horizon) =>
      horizon === Number.POSITIVE_INFINITY
        ? (shape / (rate * discountRate)) * gammaMean(shape + 1, rate, (lambda) => betaStieltjes(a, b, lambda / discountRate))
        : discountedByParts(expected, rate, discountRate, horizon),
  };
}

/** E f(Y) = Σ_k P(N = k) Σ_(j < k) e_j (f(j + 1) - f(j)) for f(y) = y, y (y - 1), y (y - 1) (y - 2). */
function purchaseMoments(mass: Float64Array, a: number, b: number): [number, number, number] {
  let [first, second, third] = [0, 0, 0];
  let [inFirst, inSecond, inThird, survived] = [0, 0, 0, 1];
  for (let k = 0; k < mass.length; k++) {
    first += mass[k]! * inFirst;
    second += mass[k]! * inSecond;
    third += mass[k]! * inThird;
    inFirst += survived;
    inSecond += 2 * k * survived;
    inThird += 3 * k * (k - 1) * survived;
    survived *= (b + k) / (a + b + k);
  }
  return [first, second, third];
}

/** P(Y = k) = e_k P(N = k) + (e_(k-1) - e_k) P(N >= k): alive after k purchases, or dropped out right after the k-th. */
function purchaseProbabilities(mass: Float64Array, a: number, b: number): Float64Array {
  const probabilities = new Float64Array(mass.length);
  let tail = 0;
  for (let k = mass.length - 1; k >= 0; k--) {
    tail += mass[k]!;
    probabilities[k] = tail;
  }
  let survived = 1;
  let droppedHere = 0;
  for (let k = 0; k < mass.length; k++) {
    probabilities[k] = survived * mass[k]! + droppedHere * probabilities[k]!;
    droppedHere = (survived * a) / (a + b + k);
    survived *= (b + k) / (a + b + k);
  }
  return probabilities;
}

/** ∫ e^(-δu) dE[Y(u)] = e^(-δt) E[Y(t)] + δ ∫ e^(-δu) E[Y(u)] du. */
function discountedByParts(expected: (horizon: number) => number, rate: number, discountRate: number, horizon: number): number {
  const { nodes, weights } = logPanels(rate, horizon, Math.min(1.5, 5 / (discountRate * (rate + horizon))));
  let integral = 0;
  for (let i = 0; i < nodes.length; i++) {
    integral += weights[i]! * (rate + nodes[i]!) * Math.exp(-discountRate * nodes[i]!) * expected(nodes[i]!);
  }
  return Math.exp(-discountRate * horizon) * expected(horizon) + discountRate * integral;
}
