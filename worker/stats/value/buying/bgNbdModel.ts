import { gammaMeanOnGrid } from '../../distributions/gammaMean.ts';
import { logBeta } from '../../distributions/logBeta.ts';
import { negativeBinomialMass } from '../../distributions/negativeBinomialMass.ts';
import { bgNbdTimeAlive } from './bgNbdTimeAlive.ts';
import type { AliveFuture, BuyingModel } from './buyingModel.ts';
import { requireHorizon, requireParameters } from './buyingParameters.ts';
import { cumulated, smoothDistribution } from './countDistribution.ts';
import { paretoNbdTail } from './paretoNbdTail.ts';

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
 * Discounted purchases are E[λ times the discounted time alive] (bgNbdTimeAlive), without end DERT = E[λ / (δ + λ p)].
 *
 * Cost of a future: in proportion to the purchases that could occur in the horizon, but for the discounted ones: 60 to 150 values that
 * customers of equal frequency share.
 *
 * @throws ModelInputError OUT_OF_RANGE
 * @see Fader, Hardie & Lee (2005), Marketing Science 24:275-284, doi:10.1287/mksc.1040.0098
 */
export function bgNbdModel(parameters: BgNbdParameters): BuyingModel {
  const { r, alpha, a, b } = requireParameters(parameters, ['a']);
  const timeAliveOf = rememberedTimeAlive(a, b);
  return {
    pAlive: (x, tX, T) => {
      if (x === 0 || a === 0) return 1;
      return 1 / (1 + (a / (b + (x - 1))) * Math.exp((r + x) * Math.log1p((T - tX) / (alpha + tX))));
    },
    future: (x, T) => bgNbdFuture(r + x, alpha + T, a, b + x, (...within) => timeAliveOf(x, ...within)),
  };
}

/** The discounted time alive of whoever buys at rate λ, at the nodes of a grid in λ. */
type TimeAlive = (discountRate: number, horizon: number) => (lambda: number, node: number) => number;

/** What was computed for one frequency serves all customers of it, as long as rate and horizon are the same. */
function rememberedTimeAlive(a: number, b: number): (x: number, ...within: Parameters<TimeAlive>) => ReturnType<TimeAlive> {
  const byFrequency = new Map<number, { discountRate: number; horizon: number; at: ReturnType<TimeAlive> }>();
  return (x, discountRate, horizon) => {
    const found = byFrequency.get(x);
    if (found?.discountRate === discountRate && found.horizon === horizon) return found.at;
    const timeAlive = bgNbdTimeAlive(a, b + x, discountRate, horizon);
    const values = new Map<number, number>();
    const at = (lambda: number, node: number): number => {
      const known = values.get(node);
      if (known !== undefined) return known;
      const value = timeAlive(lambda);
      values.set(node, value);
      return value;
    };
    byFrequency.set(x, { discountRate, horizon, at });
    return at;
  };
}

/** Where about so many counts could occur, probabilities of those asked for are quicker than a list of all. */
const MANY = 2000;

function bgNbdFuture(shape: number, rate: number, a: number, b: number, timeAlive: TimeAlive): AliveFuture {
  const masses = (horizon: number, atLeast?: number): Float64Array => {
    requireHorizon(horizon, shape, rate);
    return negativeBinomialMass(shape, horizon / (rate + horizon), atLeast);
  };
  const expected = (horizon: number): number => purchaseMoments(masses(horizon), a, b)[0];
  return {
    expected,
    factorialMoments: (horizon) => purchaseMoments(masses(horizon), a, b),
    probabilities: (horizon, atLeast) => purchaseProbabilities(masses(horizon, atLeast), a, b),
    distribution: (horizon) => {
      if ((shape + 45) * horizon < MANY * rate) return cumulated(purchaseProbabilities(masses(horizon), a, b));
      requireHorizon(horizon, shape, rate);
      const immortal = { shape, rate, s: 0, origin: rate };
      return smoothDistribution((count) => survivedDropouts(a, b, count) * paretoNbdTail(immortal, horizon, count), shape);
    },
    none: (horizon) => {
      requireHorizon(horizon, shape, rate);
      return Math.exp(-shape * Math.log1p(horizon / rate));
    },
    discounted: (discountRate, horizon) => {
      if (horizon !== Number.POSITIVE_INFINITY) requireHorizon(horizon, shape, rate);
      return (shape / rate) * gammaMeanOnGrid(shape + 1, rate, timeAlive(discountRate, horizon));
    },
  };
}

/** e_j, also between whole numbers; 9 digits while a + b is below some millions. */
function survivedDropouts(a: number, b: number, count: number): number {
  return a === 0 ? 1 : Math.exp(logBeta(a, b + count) - logBeta(a, b));
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
