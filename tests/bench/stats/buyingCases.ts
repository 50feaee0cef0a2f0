import { bgNbd, bgNbdModel, bgNbdUncertain, buyingGroups, buyingScores, paretoNbd, purchaseForecast } from '../../../worker/stats/index.ts';
import { bgNbdBuyers, paretoNbdBuyers, type SimulatedBuyers } from '../../support/simulatedBuyers.ts';
import type { StatsCase } from './statsCase.ts';

const sizes = [
  ['100k', 100_000],
  ['300k', 300_000],
  ['1M', 1_000_000],
] as const;

/** CDNOW's parameters with times in days: a year of births, whole days, as a log has them. */
const bgNbdTruth = { r: 0.243, alpha: 30.9, a: 0.793, b: 2.426 };
const paretoNbdTruth = { r: 0.553, alpha: 74, s: 0.606, beta: 82 };
const simulation = (n: number) => ({ n, seed: 24, ages: [1, 365], wholeTimes: true }) as const;

/** Goals and peers: R 4.2.2 and Python on a machine of this class, single-threaded processor seconds. */
export const buyingCases: readonly StatsCase[] = [
  ...sizes.map(([size, rows]): StatsCase => {
    const isGoal = rows === 1_000_000;
    return {
      ...{ name: `bgnbd fit ${size}`, rows, isLong: rows > 100_000 },
      goalSeconds: isGoal ? 4 : null,
      peer: isGoal ? 'lifetimes 16 s, BTYD 153 s, CLVTools diverges (fit and scores)' : null,
      prepare: () => {
        const buyers = bgNbdBuyers(bgNbdTruth, simulation(rows));
        return () => bgNbd(buyingGroups(buyers));
      },
    };
  }),
  ...sizes.map(([size, rows]): StatsCase => {
    const isGoal = rows === 1_000_000;
    return {
      ...{ name: `bgnbd scores ${size}`, rows, isLong: rows > 100_000 },
      goalSeconds: isGoal ? 3 : null,
      peer: null,
      prepare: () => {
        const buyers = bgNbdBuyers(bgNbdTruth, simulation(rows));
        return () => scored(buyers);
      },
    };
  }),
  {
    ...{ name: 'bgnbd forecast with intervals 100k', rows: 100_000, isLong: true, goalSeconds: null, peer: null },
    prepare: () => {
      const groups = buyingGroups(bgNbdBuyers(bgNbdTruth, simulation(100_000)));
      const outcome = bgNbd(groups);
      if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
      const model = bgNbdUncertain(outcome.fit);
      return () => purchaseForecast(groups, model, 90).total;
    },
  },
  ...sizes.map(([size, rows]): StatsCase => {
    const isGoal = rows === 100_000;
    return {
      ...{ name: `paretonbd fit ${size}`, rows, isLong: rows > 100_000 },
      goalSeconds: isGoal ? 4 : null,
      peer: isGoal ? 'CLVTools 14 s, lifetimes 32 s' : null,
      prepare: () => {
        const buyers = paretoNbdBuyers(paretoNbdTruth, simulation(rows));
        return () => paretoNbd(buyingGroups(buyers));
      },
    };
  }),
];

/** P(alive) and the purchases of the next 90 days of every customer, row by row. */
function scored(buyers: SimulatedBuyers): { pAlive: Float64Array; expectedPurchases: Float64Array } {
  const groups = buyingGroups(buyers);
  const scores = buyingScores(groups, bgNbdModel(bgNbdTruth), 90);
  return {
    pAlive: Float64Array.from(groups.groupOf, (group) => scores.pAlive[group] as number),
    expectedPurchases: Float64Array.from(groups.groupOf, (group) => scores.expectedPurchases[group] as number),
  };
}
