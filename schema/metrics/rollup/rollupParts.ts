import type { RolledUp } from '../../../worker/rollups/rollupCatalogue.ts';
import { type CellSums, noSums } from '../../../worker/stats/descriptive/cellSums.ts';
import type { MetricSource } from '../metricsRequest.ts';

/** One stored part of a cell; sums of money as a decimal beside. */
export interface RollupSums {
  readonly n: number;
  readonly customers: number;
  readonly total: number;
  readonly valueSquares: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  readonly exactTotal: string;
}

/** Which stored part says a part of a metric, and how. */
export interface RollupPart {
  readonly stored: string;
  readonly sumsOf: (sums: RollupSums) => CellSums;
  /** Says it only where all facts that are asked for are of the days of which this source is known. */
  readonly onDaysOf?: MetricSource;
}

/** The stored part of all facts: a group of facts is a cell, also where none of them belongs to the part. */
export const everyFact: Readonly<Record<RolledUp, string>> = { ANSWER: 'answers', ORDER: 'all' };

const ofFacts = ({ n, customers, total, valueSquares, xx, xy, yy }: RollupSums): CellSums => ({
  ...{ n, customers, weight: n, total, valueSquares, weightSquares: n, xx, xy, yy, exactTotal: null },
});
const ofMoney = (sums: RollupSums): CellSums => ({ ...ofFacts(sums), exactTotal: sums.exactTotal });
/** Each customer is one fact. */
const ofCustomers = ({ customers: n }: RollupSums): CellSums => ({
  ...{ n, customers: n, weight: n, total: n, valueSquares: n, weightSquares: n, xx: n, xy: n, yy: n, exactTotal: null },
});
/** Each customer is one fact, with the customer's sum as its value. */
const ofMoneyOfCustomers = ({ customers: n, total, yy, exactTotal }: RollupSums): CellSums => ({
  ...{ n, customers: n, weight: n, total, valueSquares: yy, weightSquares: n, xx: n, xy: total, yy, exactTotal },
});

export const rollupParts: Readonly<Record<RolledUp, Readonly<Record<string, RollupPart>>>> = {
  ANSWER: {
    answers: { stored: 'answers', sumsOf: ofFacts },
    nps: { stored: 'nps', sumsOf: ofFacts },
    csat: { stored: 'csat', sumsOf: ofFacts },
    ces: { stored: 'ces', sumsOf: ofFacts },
  },
  ORDER: {
    orders: { stored: 'orders', sumsOf: ofFacts },
    orderingCustomers: { stored: 'orders', sumsOf: ofCustomers },
    orderingCustomersAsTicketed: { stored: 'orders', sumsOf: ofCustomers, onDaysOf: 'TICKET' },
    revenue: { stored: 'revenue', sumsOf: ofMoney },
    revenueOfCustomers: { stored: 'revenueOfKnown', sumsOf: ofMoneyOfCustomers },
  },
};

/** Where no fact of the cell belongs to the part. */
export const sumsOfNothing = (part: RollupPart): CellSums => ({
  ...noSums,
  exactTotal: part.sumsOf === ofMoney || part.sumsOf === ofMoneyOfCustomers ? '0.0000' : null,
});
