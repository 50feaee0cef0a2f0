import type { NamedColumn } from '../../../worker/stats/index.ts';

/** Seeded uniform numbers in [0, 1): a linear congruential generator, good enough to draw ratings. */
export function seededUniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Correlated ratings 1-5 and an outcome that follows them with noise growing with the first rating. */
export function generatedRatings(rows: number, driverCount: number, seed = 1): { outcome: NamedColumn; drivers: NamedColumn[] } {
  const uniform = seededUniform(seed);
  const drivers = Array.from({ length: driverCount }, (_, j) => ({ name: `d${j + 1}`, values: new Float32Array(rows) }));
  const outcome = { name: 'outcome', values: new Float32Array(rows) };
  for (let i = 0; i < rows; i++) {
    const mood = uniform() * 4;
    let signal = 0;
    for (let j = 0; j < driverCount; j++) {
      const rating = Math.min(5, Math.max(1, Math.round(mood + uniform() * 3 - 0.5)));
      drivers[j]!.values[i] = rating;
      signal += rating / (j + 1);
    }
    outcome.values[i] = Math.round(10 * signal + (uniform() - 0.5) * 20 * drivers[0]!.values[i]!) / 10;
  }
  return { outcome, drivers };
}
