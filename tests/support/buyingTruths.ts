/** Simulated buyers with the parameters that they were drawn by, one alone, and a fit with its doubt. */
import { type BuyingGroups, type bgNbdUncertain, buyingGroups } from '../../worker/stats/index.ts';
import { bgNbdBuyers, paretoNbdBuyers } from './simulatedBuyers.ts';

export const bgTruth = { r: 0.6, alpha: 6, a: 0.8, b: 2.5 };
export const paretoTruth = { r: 0.6, alpha: 8, s: 0.7, beta: 12 };

export const bgBuyers = bgNbdBuyers(bgTruth, { n: 2000, seed: 11, ages: [20, 60] });
export const paretoBuyers = paretoNbdBuyers(paretoTruth, { n: 2000, seed: 12, ages: [20, 60] });

export function one({ x, tX, T }: { x: number; tX: number; T: number }): BuyingGroups {
  return buyingGroups({ frequency: Float64Array.of(x), recency: Float64Array.of(tX), age: Float64Array.of(T) });
}

export function uncertain<Fit>(
  outcome: { kind: 'fitted'; fit: Fit } | { kind: 'notEstimable'; detail: string },
  of: (fit: Fit) => ReturnType<typeof bgNbdUncertain>,
) {
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return of(outcome.fit);
}
