import { crossValidation, type NamedColumn, type NumericColumn, ols, type RowRoles, randomStream } from '../../../worker/stats/index.ts';
import type { StatsCase } from './statsCase.ts';

const driverCount = 20;
const sizes = [
  ['100k', 100_000],
  ['300k', 300_000],
  ['1M', 1_000_000],
] as const;

/** Ratings 1-5 of one mood and an outcome that follows them, as a survey has them. */
function ratings(rows: number, make: (rows: number) => NumericColumn): { outcome: NamedColumn; drivers: NamedColumn[] } {
  const random = randomStream(20);
  const drivers = Array.from({ length: driverCount }, (_, j) => ({ name: `x${j + 1}`, values: make(rows) }));
  const outcome = { name: 'y', values: make(rows) };
  for (let i = 0; i < rows; i++) {
    const mood = 4 * random.uniform();
    let signal = 3 * random.normal();
    for (let j = 0; j < driverCount; j++) {
      const rating = Math.min(5, Math.max(1, Math.round(mood + 3 * random.uniform() - 0.5)));
      (drivers[j] as NamedColumn).values[i] = rating;
      signal += rating / (j + 1);
    }
    outcome.values[i] = signal;
  }
  return { outcome, drivers };
}

const doubles = (rows: number): NumericColumn => new Float64Array(rows);
const singles = (rows: number): NumericColumn => new Float32Array(rows);

/** Four answers a customer, in no order. */
const customers = (rows: number): RowRoles => ({ clusters: Int32Array.from({ length: rows }, (_, row) => (row * 7919) % (rows / 4)) });

/** Goals and peers are those of R 4.2.2 on a machine of this class, single-threaded processor seconds. */
const olsCases = sizes.flatMap(([size, rows]): StatsCase[] => {
  const isGoal = rows === 1_000_000;
  const shared = { rows, isLong: rows > 100_000 };
  return [
    {
      ...shared,
      name: `ols classical ${size} x ${driverCount}`,
      goalSeconds: isGoal ? 0.7 : null,
      goalMemoryMb: 300,
      peer: isGoal ? 'R lm + summary: 2.0 s' : null,
      prepare: () => {
        const { outcome, drivers } = ratings(rows, doubles);
        return () => ols(outcome, drivers, { seType: 'CLASSICAL' });
      },
    },
    {
      ...shared,
      name: `ols hc3 ${size} x ${driverCount}`,
      goalSeconds: isGoal ? 1.5 : null,
      goalMemoryMb: 300,
      peer: isGoal ? 'R lm + sandwich vcovHC: 7.4 s, 1.7 GB' : null,
      prepare: () => {
        const { outcome, drivers } = ratings(rows, doubles);
        return () => ols(outcome, drivers);
      },
    },
  ];
});

export const linearCases: readonly StatsCase[] = [
  ...olsCases,
  {
    name: 'ols hc3 1M x 20, 4-byte columns',
    rows: 1_000_000,
    goalSeconds: 1.5,
    goalMemoryMb: 300,
    peer: null,
    isLong: true,
    prepare: () => {
      const { outcome, drivers } = ratings(1_000_000, singles);
      return () => ols(outcome, drivers);
    },
  },
  {
    name: 'ols by cluster 1M x 20, 250k customers in no order',
    rows: 1_000_000,
    goalSeconds: null,
    goalMemoryMb: 300,
    peer: null,
    isLong: true,
    prepare: () => {
      const { outcome, drivers } = ratings(1_000_000, doubles);
      const roles = customers(1_000_000);
      return () => ols(outcome, drivers, { roles });
    },
  },
  {
    name: 'cross-validated R squared 1M x 20, 10 folds',
    rows: 1_000_000,
    goalSeconds: null,
    goalMemoryMb: 300,
    peer: null,
    isLong: true,
    prepare: () => {
      const { outcome, drivers } = ratings(1_000_000, doubles);
      return () => crossValidation(outcome, drivers);
    },
  },
];
