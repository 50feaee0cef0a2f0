import { driverDraws, lmg, type NamedColumn, randomStream } from '../../../worker/stats/index.ts';
import type { StatsCase } from './statsCase.ts';

/** Exact importance: the cost doubles with each driver. */
const lmgCases = [
  { drivers: 14, goalSeconds: 0.025, peer: 'R relaimpo: 2.5 s' },
  { drivers: 20, goalSeconds: 0.8, peer: 'R relaimpo: 160 s (2.5 s at 14, x 2 a driver)' },
  { drivers: 24, goalSeconds: 20, peer: 'R relaimpo: 2,560 s (2.5 s at 14, x 2 a driver)' },
].map(
  ({ drivers, goalSeconds, peer }): StatsCase => ({
    name: `lmg p = ${drivers}`,
    rows: 2 ** drivers,
    goalSeconds,
    peer,
    isLong: drivers > 20,
    prepare: () => {
      const { correlations, withOutcome } = commonMood(drivers);
      return () => lmg(correlations, withOutcome);
    },
  }),
);

/** Correlations of ratings with one mood in common, each with a weight of its own. */
function commonMood(count: number): { correlations: Float64Array; withOutcome: Float64Array } {
  const random = randomStream(14);
  const loadings = Array.from({ length: count }, () => 0.4 + 0.4 * random.uniform());
  return {
    correlations: Float64Array.from(loadings.flatMap((a, i) => loadings.map((b, j) => (i === j ? 1 : a * b)))),
    withOutcome: Float64Array.from(loadings, (loading) => 0.6 * loading),
  };
}

const draws = 1000;
const driverCount = 10;

/** A thousand draws, everything inside the draw: the cost is linear in rows. */
const bootstrapCases = [5_000, 10_000, 20_000].map(
  (rows): StatsCase => ({
    name: `bootstrap of lmg, ${draws} draws, ${rows / 1000}k x ${driverCount}`,
    rows,
    goalSeconds: rows === 5_000 ? 3 : null,
    peer: rows === 5_000 ? 'R boot.relimp: 13 s at 5 drivers' : null,
    isLong: rows > 5_000,
    prepare: () => {
      const { outcome, drivers } = ratings(rows);
      return () => driverDraws({ outcome, drivers }, { seed: 1, draws });
    },
  }),
);

function ratings(rows: number): { outcome: NamedColumn; drivers: NamedColumn[] } {
  const random = randomStream(10);
  const drivers = Array.from({ length: driverCount }, (_, j) => ({ name: `x${j + 1}`, values: new Float32Array(rows) }));
  const outcome = { name: 'y', values: new Float32Array(rows) };
  for (let i = 0; i < rows; i++) {
    const mood = 4 * random.uniform();
    let signal = 3 * random.normal();
    drivers.forEach(({ values }, j) => {
      values[i] = Math.min(5, Math.max(1, Math.round(mood + 3 * random.uniform() - 0.5)));
      signal += (values[i] as number) / (j + 1);
    });
    outcome.values[i] = signal;
  }
  return { outcome, drivers };
}

export const importanceCases: readonly StatsCase[] = [...lmgCases, ...bootstrapCases];
