import { type GammaGammaParameters, randomStream } from '../../worker/stats/index.ts';

export interface SimulatedSpend {
  readonly frequency: Float64Array;
  readonly monetary: Float64Array;
  readonly counts: null;
  /** the mean amount of each customer's purchases, which a fit does not see */
  readonly ownMeans: Float64Array;
}

/** Customers who spend as the Gamma-Gamma model says; repeat purchases 0, 1, 2, … with the given mean, geometric over customers. */
export function simulatedSpend({ p, q, v }: GammaGammaParameters, n: number, seed: number, meanFrequency = 3): SimulatedSpend {
  const stream = randomStream(seed);
  const frequency = new Float64Array(n);
  const monetary = new Float64Array(n);
  const ownMeans = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const x = Math.floor(Math.log(1 - stream.uniform()) / Math.log(meanFrequency / (1 + meanFrequency)));
    const rate = stream.gamma(q) / v;
    frequency[i] = x;
    monetary[i] = x === 0 ? 0 : stream.gamma(p * x) / (rate * x);
    ownMeans[i] = p / rate;
  }
  return { frequency, monetary, counts: null, ownMeans };
}
