import { gammaGamma, type PurchaseLog, randomStream, recencyFrequency } from '../../../worker/stats/index.ts';
import { simulatedSpend } from '../../support/simulatedSpend.ts';
import type { StatsCase } from './statsCase.ts';

const YEAR = 365;

/** Five transactions a customer on average, over two years, in no order. */
function purchaseLog(rows: number): PurchaseLog {
  const stream = randomStream(1);
  const customers = new Int32Array(rows);
  const days = new Float64Array(rows);
  const amounts = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    customers[row] = stream.integer(rows / 5);
    days[row] = 20_000 + stream.integer(2 * YEAR);
    amounts[row] = stream.integer(50) === 0 ? -10 : stream.integer(10_000) / 100;
  }
  return { customers, days, amounts };
}

const recencyFrequencyCase = (rows: number, name: string): StatsCase => ({
  name: `recency and frequency of ${name} transactions`,
  rows,
  goalSeconds: null,
  peer: null,
  isLong: rows > 1_000_000,
  prepare: () => {
    const log = purchaseLog(rows);
    return () => recencyFrequency(log, { calibrationEnd: 20_000 + YEAR, observationEnd: 20_000 + 2 * YEAR });
  },
});

const gammaGammaCase = (customers: number, name: string): StatsCase => ({
  name: `Gamma-Gamma fit of ${name} customers`,
  rows: customers,
  goalSeconds: null,
  peer: null,
  isLong: customers > 500_000,
  prepare: () => {
    const histories = simulatedSpend({ p: 6.25, q: 3.74, v: 15.44 }, customers, 1);
    return () => gammaGamma(histories);
  },
});

export const spendCases: readonly StatsCase[] = [
  recencyFrequencyCase(500_000, '500k'),
  recencyFrequencyCase(1_000_000, '1M'),
  recencyFrequencyCase(5_000_000, '5M'),
  gammaGammaCase(250_000, '250k'),
  gammaGammaCase(500_000, '500k'),
  gammaGammaCase(1_000_000, '1M'),
];
