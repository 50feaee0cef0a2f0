/** Independent streams of one customer: a change in how one part draws leaves the other parts as they were. */
const purposes = { profile: 1, experience: 2, life: 3, relationship: 4, contact: 5, web: 6, messy: 7, company: 8 } as const;
export type Purpose = keyof typeof purposes;

/**
 * A seeded generator: sfc32 (Chris Doty-Humphrey's PractRand, 128 bits of state), one substream for each
 * (seed, customer, purpose). No state is shared, so customer k of a seed is the same whoever else is drawn.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed, stream whole numbers in [0, 2^32) */
  constructor(seed: number, stream: number, purpose: Purpose) {
    this.#a = seed | 0;
    this.#b = stream | 0;
    this.#c = purposes[purpose];
    for (let round = 0; round < 20; round++) this.#next(); // close seeds and streams part within 12 rounds
  }

  /** Uniform in the open interval (0, 1), in steps of 2^-32. */
  uniform(): number {
    return (this.#next() + 0.5) / 4294967296;
  }

  /** 32 random bits as 8 hexadecimal digits. */
  hex(): string {
    return this.#next().toString(16).padStart(8, '0');
  }

  /** Whole number in [low, high], both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  bernoulli(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Normal by Box-Muller (the second of each pair is not kept: a stream then has no hidden state). */
  normal(mean = 0, standardDeviation = 1): number {
    return mean + standardDeviation * Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** exp of a normal: the median is `median`, `sigma` the standard deviation of the logarithm. */
  lognormal(median: number, sigma: number): number {
    return median * Math.exp(this.normal(0, sigma));
  }

  exponential(mean: number): number {
    return -mean * Math.log(this.uniform());
  }

  /** Gamma with mean shape / rate and variance shape / rate^2: Marsaglia & Tsang (2000), doi:10.1145/358407.358414. */
  gamma(shape: number, rate = 1): number {
    if (shape < 1) return this.gamma(shape + 1, rate) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const z = this.normal();
      const v = (1 + c * z) ** 3;
      if (v > 0 && Math.log(this.uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return (d * v) / rate;
    }
  }

  /** Poisson by multiplying uniforms; a large mean is the sum of two halves, which is exact too. */
  poisson(mean: number): number {
    if (mean > 30) return this.poisson(mean / 2) + this.poisson(mean / 2);
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  /** Successes of n independent trials, tried one by one: n is 10 here. */
  binomial(n: number, probability: number): number {
    let successes = 0;
    for (let trial = 0; trial < n; trial++) if (this.uniform() < probability) successes++;
    return successes;
  }

  /** A key with probability proportional to its weight. */
  categorical<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    let total = 0;
    for (const key in weights) total += weights[key];
    let left = this.uniform() * total;
    let last: Key | undefined;
    for (const key in weights) {
      last = key;
      left -= weights[key];
      if (left < 0) return key;
    }
    return last as Key;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.uniform() * items.length)] as Item;
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }
}
