import { logit, type NamedColumn, ordinalLogit, randomStream } from '../../../worker/stats/index.ts';
import type { StatsCase } from './statsCase.ts';

/** Ratings 1-5 that share a mood, and the log-odds that they and logistic noise give. */
function generated(rows: number, driverCount: number, seed: number): { latent: Float64Array; drivers: NamedColumn[] } {
  const random = randomStream(seed);
  const drivers = Array.from({ length: driverCount }, (_, j) => ({ name: `d${j + 1}`, values: new Float32Array(rows) }));
  const latent = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const mood = 4 * random.uniform();
    const chance = random.uniform();
    latent[i] = Math.log(chance / (1 - chance));
    for (let j = 0; j < driverCount; j++) {
      const rating = Math.min(5, Math.max(1, Math.round(mood + 3 * random.uniform() - 0.5)));
      drivers[j]!.values[i] = rating;
      latent[i]! += ((rating - 3) * 0.8) / (j + 1);
    }
  }
  return { latent, drivers };
}

function logitCase(rows: number, size: string, isLong: boolean, peer: string | null = null): StatsCase {
  return {
    name: `logit ${size} x 10`,
    rows,
    goalSeconds: null,
    peer,
    isLong,
    prepare: () => {
      const { latent, drivers } = generated(rows, 10, 1);
      const outcome = { name: 'promoter', values: Float32Array.from(latent, (value) => Number(value > 0)) };
      return () => fittedOnly(logit(outcome, drivers));
    },
  };
}

function ordinalCase(rows: number, size: string, isLong: boolean, peer: string | null = null): StatsCase {
  return {
    name: `ordinal ${size} x 10, 11 levels`,
    rows,
    goalSeconds: null,
    peer,
    isLong,
    prepare: () => {
      const { latent, drivers } = generated(rows, 10, 2);
      const outcome = { name: 'recommend', values: Float32Array.from(latent, (value) => Math.min(10, Math.max(0, Math.round(value + 6)))) };
      return () => fittedOnly(ordinalLogit(outcome, drivers));
    },
  };
}

function fittedOnly<Outcome extends { readonly kind: string }>(outcome: Outcome): Outcome {
  if (outcome.kind !== 'fitted') throw new Error(JSON.stringify(outcome));
  return outcome;
}

export const glmCases: readonly StatsCase[] = [
  logitCase(100_000, '100k', false),
  logitCase(300_000, '300k', false),
  logitCase(1_000_000, '1M', true, 'R glm + summary 6.5 s'),
  ordinalCase(100_000, '100k', false, 'R MASS polr with Hessian 4.6 s'),
  ordinalCase(300_000, '300k', false),
  ordinalCase(1_000_000, '1M', true),
];
