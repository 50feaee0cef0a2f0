import { type BgNbdParameters, type ParetoNbdParameters, type RandomStream, randomStream } from '../../worker/stats/index.ts';

export interface SimulatedBuyers {
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly age: Float64Array;
  /** purchases in the horizon after T */
  readonly holdout: Float64Array;
}

export interface Simulation {
  readonly n: number;
  readonly seed: number;
  readonly stream?: number;
  /** T is uniform between these; whole numbers where wholeAges or wholeTimes */
  readonly ages: readonly [youngest: number, oldest: number];
  readonly horizon?: number;
  readonly wholeAges?: boolean;
  /** times are rounded up to whole units and purchases of one unit are one, as days of a log are */
  readonly wholeTimes?: boolean;
}

/** When a customer drops out: asked after each repeat purchase (BG/NBD), or at a time (Pareto/NBD). */
interface Life {
  readonly rate: number;
  readonly endsAt: number;
  dropsOut(): boolean;
}

/** Customers who buy as BG/NBD says: exponential gaps at a gamma rate, a beta chance of dropout after each repeat purchase. */
export function bgNbdBuyers({ r, alpha, a, b }: BgNbdParameters, simulation: Simulation): SimulatedBuyers {
  return simulated(simulation, (stream) => {
    const rate = stream.gamma(r) / alpha;
    const [left, right] = [stream.gamma(a), stream.gamma(b)];
    const chance = left / (left + right);
    return { rate, endsAt: Number.POSITIVE_INFINITY, dropsOut: () => stream.uniform() < chance };
  });
}

/** Customers who buy as Pareto/NBD says: exponential gaps at a gamma rate, an exponential lifetime at a gamma rate. */
export function paretoNbdBuyers({ r, alpha, s, beta }: ParetoNbdParameters, simulation: Simulation): SimulatedBuyers {
  return simulated(simulation, (stream) => {
    const rate = stream.gamma(r) / alpha;
    const dropoutRate = stream.gamma(s) / beta;
    return { rate, endsAt: -Math.log(1 - stream.uniform()) / dropoutRate, dropsOut: () => false };
  });
}

function simulated(simulation: Simulation, born: (stream: RandomStream) => Life): SimulatedBuyers {
  const { n, seed, stream: number = 0, ages, horizon = 0, wholeTimes = false, wholeAges = wholeTimes } = simulation;
  const [youngest, oldest] = ages;
  const stream = randomStream(seed, number);
  const [frequency, recency, age, holdout] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const T = wholeAges ? youngest + stream.integer(oldest - youngest + 1) : youngest + stream.uniform() * (oldest - youngest);
    const life = born(stream);
    age[i] = T;
    let lastTime = 0;
    for (let time = 0; ; ) {
      time -= Math.log(1 - stream.uniform()) / life.rate;
      if (time > Math.min(life.endsAt, T + horizon)) break;
      const told = wholeTimes ? Math.ceil(time) : time;
      if (told > lastTime && told <= T) {
        frequency[i]!++;
        recency[i] = told;
      } else if (told > lastTime && told <= T + horizon) holdout[i]!++;
      lastTime = told;
      if (life.dropsOut()) break;
    }
  }
  return { frequency, recency, age, holdout };
}
