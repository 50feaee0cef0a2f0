import { negativeBinomialMass } from '../../distributions/negativeBinomialMass.ts';
import { scaledExponentialIntegral } from '../../distributions/scaledExponentialIntegral.ts';
import { type LogPanels, logPanels } from '../history/logPanels.ts';
import type { AliveFuture, BuyingModel } from './buyingModel.ts';
import { requireHorizon, requireParameters } from './buyingParameters.ts';
import { smoothDistribution } from './countDistribution.ts';
import { type DropoutOdds, dropoutOdds, type ParetoPoint } from './dropoutOdds.ts';
import { type AliveHistory, paretoNbdTail } from './paretoNbdTail.ts';

/** Purchases at rate λ ~ Gamma(r, alpha), dropout at rate μ ~ Gamma(s, beta). alpha and beta have the unit of time. */
export interface ParetoNbdParameters {
  readonly r: number;
  readonly alpha: number;
  /** 0: nobody drops out, whatever beta */
  readonly s: number;
  readonly beta: number;
}

/**
 * The Pareto/NBD model at given parameters: P(alive), and the purchases to come.
 *
 *   P(alive | x, tX, T) = 1 / (1 + ρ), ρ as in dropoutOdds
 *
 * A customer alive at T has λ ~ Gamma(R, A), R = r + x, A = α + T, and lives beyond T + u with chance S(u) = (B / (B + u))^s, B = β + T:
 *
 *   E[Y(t)] = R / A ∫ from 0 to t of S(u) du = R B / (A (s - 1)) (1 - S(t)^((s - 1) / s)),  through expm1 so that s = 1 is no exception
 *   DERT    = R / A ∫ from 0 to ∞ of e^(-δu) S(u) du = R B / A · e^y E_s(y),  y = δ B
 *
 * Higher moments and probabilities by Gauss-Legendre over the time of dropout, conditional on which Y is negative binomial.
 *
 * @throws ModelInputError OUT_OF_RANGE
 * @see Schmittlein, Morrison & Colombo (1987), doi:10.1287/mnsc.33.1.1; Fader, Hardie & Lee (2005), doi:10.1509/jmkr.2005.42.4.415 (DERT)
 */
export function paretoNbdModel(parameters: ParetoNbdParameters): BuyingModel {
  const { r, alpha, s, beta } = requireParameters(parameters, ['s']);
  const point: ParetoPoint = [r, alpha, s, beta];
  const odds: DropoutOdds = { log: 0, byR: 0, byAlpha: 0, byS: 0, byBeta: 0 };
  return {
    pAlive: (x, tX, T) => {
      dropoutOdds(point, x, tX, T, odds);
      return 1 / (1 + Math.exp(odds.log));
    },
    future: (x, T) => paretoNbdFuture(r + x, alpha + T, s, beta + T),
  };
}

function paretoNbdFuture(shape: number, rate: number, s: number, origin: number): AliveFuture {
  const alive: AliveHistory = { shape, rate, s, origin };
  const expected = (horizon: number): number => {
    requireHorizon(horizon, shape, rate);
    const span = Math.log1p(horizon / origin);
    return ((shape * origin) / rate) * (s === 1 ? span : -Math.expm1((1 - s) * span) / (s - 1));
  };
  return {
    expected,
    factorialMoments: (horizon) => [expected(horizon), ...higherMoments(alive, horizon)],
    probabilities: (horizon, atLeast) => {
      requireHorizon(horizon, shape, rate);
      return purchaseProbabilities(alive, horizon, atLeast);
    },
    distribution: (horizon) => {
      requireHorizon(horizon, shape, rate);
      return smoothDistribution((count) => paretoNbdTail(alive, horizon, count), shape);
    },
    none: (horizon) => {
      requireHorizon(horizon, shape, rate);
      return 1 - paretoNbdTail(alive, horizon, 0);
    },
    discounted: (discountRate, horizon) => {
      if (horizon === Number.POSITIVE_INFINITY) return ((shape * origin) / rate) * scaledExponentialIntegral(s, discountRate * origin);
      const longest = 5 / (discountRate * (origin + horizon));
      return (shape / rate) * lifetimeIntegral(alive, horizon, longest, (u) => Math.exp(-discountRate * u));
    },
  };
}

/** Where S(u) is below exp(-GONE), less than the smallest double, nobody is left. */
const GONE = 745;

/** Nodes u with weights for ∫ f(u) S(u) du / (origin + u). */
function lifetimePanels({ s, origin }: AliveHistory, horizon: number, longest: number): LogPanels {
  const reach = Math.min(horizon, origin * Math.expm1(GONE / s));
  const { nodes, weights } = logPanels(origin, reach, Math.min(2, 10 / (s + 1), longest));
  return { nodes, weights: weights.map((weight, i) => weight * Math.exp(-s * Math.log1p(nodes[i]! / origin))) };
}

/** ∫ from 0 to horizon of f(u) S(u) du. */
function lifetimeIntegral(alive: AliveHistory, horizon: number, longest: number, f: (u: number) => number): number {
  const { nodes, weights } = lifetimePanels(alive, horizon, longest);
  let integral = 0;
  for (let i = 0; i < nodes.length; i++) integral += weights[i]! * (alive.origin + nodes[i]!) * f(nodes[i]!);
  return integral;
}

/** E[Y (Y - 1)] and E[Y (Y - 1) (Y - 2)], from E[min(lifetime, horizon)^n] = n ∫ u^(n-1) S(u) du. */
function higherMoments(alive: AliveHistory, horizon: number): [number, number] {
  const { shape, rate } = alive;
  const second = (shape * (shape + 1)) / (rate * rate);
  const third = (second * (shape + 2)) / rate;
  return [second * lifetimeIntegral(alive, horizon, 2, (u) => 2 * u), third * lifetimeIntegral(alive, horizon, 2, (u) => 3 * u * u)];
}

/** P(Y = k): negative binomial over the horizon where the customer lives through it, else over the time to dropout. */
function purchaseProbabilities(alive: AliveHistory, horizon: number, atLeast?: number): Float64Array {
  const { shape, rate, s, origin } = alive;
  const whole = negativeBinomialMass(shape, horizon / (rate + horizon), atLeast);
  const livesThrough = Math.exp(-s * Math.log1p(horizon / origin));
  const probabilities = whole.map((mass) => livesThrough * mass);
  // by the logarithm of the time of dropout the masses change at most so fast; those far from 0 are bells of that width's root
  const steepest = shape * Math.max(origin / rate, (origin + horizon) / (rate + horizon)) + s;
  const { nodes, weights } = lifetimePanels(alive, horizon, Math.min(8 / steepest, 4 / Math.sqrt(steepest + whole.length)));
  for (let i = 0; i < nodes.length; i++) {
    const mass = negativeBinomialMass(shape, nodes[i]! / (rate + nodes[i]!), atLeast);
    const length = Math.min(mass.length, probabilities.length);
    for (let k = 0; k < length; k++) probabilities[k]! += s * weights[i]! * mass[k]!;
  }
  return probabilities;
}
