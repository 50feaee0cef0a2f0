import { ModelInputError } from './outcome.ts';

/** A stream of chance: the same seed and stream give the same numbers on every machine and any number of threads. */
export interface RandomStream {
  /** 0 <= u < 1, 53 random bits */
  uniform(): number;
  /** a whole number, 0 <= k < bound, each equally likely; bound at most 2^32 */
  integer(bound: number): number;
  /** standard normal */
  normal(): number;
  /** gamma of the given shape > 0 and scale 1 */
  gamma(shape: number): number;
}

/**
 * Seeded generator xoshiro128** with its state filled by SplitMix32, and draws from it.
 *
 * `stream` numbers independent sequences of one seed, so that draw 17 of a bootstrap is the same whichever thread makes it.
 * Uniforms join two 32-bit words to 53 bits; whole numbers are rejected rather than biased; normals by the polar method;
 * gammas by Marsaglia and Tsang, with the power boost below shape 1. No library draws from numbered streams of one seed.
 *
 * @param seed   a whole number from 0 up
 * @param stream a whole number from 0 up
 * @throws ModelInputError OUT_OF_RANGE
 * @see Blackman & Vigna (2021), ACM Trans Math Softw 47:36, doi:10.1145/3460772; Marsaglia & Tsang (2000), doi:10.1145/358407.358414
 */
export function randomStream(seed: number, stream = 0): RandomStream {
  for (const [name, value] of Object.entries({ seed, stream })) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new ModelInputError('OUT_OF_RANGE', `${name} has ${value}, a whole number from 0 up is needed`);
  }
  const word = xoshiro128(seed, stream);
  const uniform = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  const integer = (bound: number): number => {
    const limit = 4294967296 - (4294967296 % bound); // words above it would favour the small numbers
    for (;;) {
      const value = word();
      if (value < limit) return value % bound;
    }
  };
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * scale;
      return u * scale;
    }
  };
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * (1 - uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const z = normal();
      const v = (1 + c * z) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return { uniform, integer, normal, gamma };
}

/** Words of 32 bits, 0 to 2^32 - 1. */
function xoshiro128(seed: number, stream: number): () => number {
  const state = new Uint32Array(4);
  // all 53 bits of both numbers pass through the mixer, one word after the other
  let mixed = 0;
  for (const part of [seed >>> 0, Math.floor(seed / 4294967296), stream >>> 0, Math.floor(stream / 4294967296)]) {
    mixed = splitMix(mixed ^ part);
  }
  for (let i = 0; i < 4; i++) {
    mixed = (mixed + 0x9e3779b9) | 0;
    state[i] = splitMix(mixed);
  }
  if (state.every((part) => part === 0)) state[0] = 1; // the one state that would never leave 0
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}

function splitMix(input: number): number {
  let value = (input + 0x9e3779b9) | 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
