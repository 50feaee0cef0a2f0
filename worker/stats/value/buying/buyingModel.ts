import type { CountDistribution } from './countDistribution.ts';

/** A model of buying at given parameters: what BG/NBD and Pareto/NBD have in common for everything that is built on them. */
export interface BuyingModel {
  /** P(alive at T | x, tX, T) */
  pAlive(x: number, tX: number, T: number): number;
  /** What a customer does after T who is alive then. It depends on the past by x and T alone; a new customer is x = 0, T = 0. */
  future(x: number, T: number): AliveFuture;
}

/** Purchases of one customer, alive at the start, in a horizon from then on. */
export interface AliveFuture {
  /** E[Y] */
  expected(horizon: number): number;
  /** E[Y], E[Y (Y - 1)], E[Y (Y - 1) (Y - 2)] */
  factorialMoments(horizon: number): readonly [number, number, number];
  /** P(Y = k) for k = 0, 1, … up to where the rest is below rounding, and at least so many */
  probabilities(horizon: number, atLeast?: number): Float64Array;
  /** P(Y <= k) for the counts that are asked for, to 9 digits after the point; as quick where a great many could occur */
  distribution(horizon: number): CountDistribution;
  /** P(Y = 0) */
  none(horizon: number): number;
  /** ∫ from 0 to horizon of e^(-rate u) dE[Y(u)], the expected purchases discounted continuously: at rate 0 E[Y]; horizon Infinity needs rate > 0 */
  discounted(rate: number, horizon: number): number;
}
