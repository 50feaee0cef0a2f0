import fc from 'fast-check';
import { type NamedColumn, randomStream } from '../../../worker/stats/index.ts';

export interface Answers {
  readonly outcome: NamedColumn;
  readonly drivers: readonly NamedColumn[];
}

/**
 * Ratings 1-5 (the second driver in other units) and an outcome that follows them with logistic noise, cut into levels 0, 1, …
 * at the given points of the log-odds.
 */
export function generatedAnswers(rows: number, driverCount: number, cuts: readonly number[], seed: number): Answers {
  const random = randomStream(seed);
  const drivers = Array.from({ length: driverCount }, (_, j) => ({ name: `d${j + 1}`, values: new Float64Array(rows) }));
  const outcome = { name: 'y', values: new Float64Array(rows) };
  for (let i = 0; i < rows; i++) {
    const mood = 2 * random.uniform();
    const chance = (random.uniform() + random.uniform()) / 2 || 0.5;
    let latent = Math.log(chance / (1 - chance));
    drivers.forEach(({ values }, j) => {
      const rating = 1 + Math.floor(mood + 3 * random.uniform());
      values[i] = j === 1 ? rating / 8 : rating;
      latent += ((rating - 3) * 0.4 * (j % 2 === 0 ? 1 : -1)) / (j + 1);
    });
    outcome.values[i] = cuts.filter((cut) => latent > cut).length;
  }
  return { outcome, drivers };
}

/** Data sets with a binary outcome: some are separated, most are not. */
export const binaryAnswers = fc
  .record({ rows: fc.integer({ min: 40, max: 700 }), drivers: fc.integer({ min: 1, max: 4 }), seed: fc.nat() })
  .map(({ rows, drivers, seed }) => generatedAnswers(rows, drivers, [0.2], seed));

/** Data sets with an outcome of three to six levels. */
export const orderedAnswers = fc
  .record({
    rows: fc.integer({ min: 60, max: 700 }),
    drivers: fc.integer({ min: 1, max: 4 }),
    levels: fc.integer({ min: 3, max: 6 }),
    seed: fc.nat(),
  })
  .map(({ rows, drivers, levels, seed }) => {
    const cuts = Array.from({ length: levels - 1 }, (_, k) => (2 * k) / (levels - 2) - 1);
    return generatedAnswers(rows, drivers, cuts, seed);
  });

export const inOrder = ({ outcome, drivers }: Answers, rows: readonly number[]): Answers => {
  const pick = ({ name, values }: NamedColumn): NamedColumn => ({ name, values: Float64Array.from(rows, (row) => values[row]!) });
  return { outcome: pick(outcome), drivers: drivers.map(pick) };
};

/**
 * Slope of a function at a point along each coordinate, by central differences of fourth order, times the scale of the coordinate:
 * for a log-likelihood and standard errors what is still to be gained per standard error.
 */
export function scaledSlopes(at: readonly number[], scales: readonly number[], value: (point: readonly number[]) => number): number[] {
  return at.map((_, j) => {
    const moved = (steps: number): number =>
      value(at.map((coordinate, k) => (k === j ? coordinate + steps * 0.01 * scales[j]! : coordinate)));
    return (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / 0.12;
  });
}
