/** Least squares on a reference case, and its rows by name. */
import { expect } from 'vitest';
import { type OlsFit, type OlsOptions, ols } from '../../worker/stats/index.ts';
import { digits, readCase } from './readCase.ts';

export type Interval = Readonly<Record<string, readonly [number, number]>>;
export type Row = OlsFit['drivers'][number] | NonNullable<OlsFit['intercept']>;

export const rowsOf = ({ intercept, drivers }: OlsFit): Row[] => [intercept!, ...drivers];
export const field = (fit: OlsFit, pick: (row: Row) => number | null) => new Map(rowsOf(fit).map((row) => [row.name, pick(row)]));
export const codes = (labels: readonly string[]): Int32Array => {
  const order = [...new Set(labels)];
  return Int32Array.from(labels, (label) => order.indexOf(label));
};

export function fitCase(id: string, options: OlsOptions): OlsFit {
  const { model, column } = readCase(id);
  const outcome = ols(column(model.response), model.drivers.map(column), options);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

export const expectIntervals = (fit: OlsFit, expected: Interval): void => {
  for (const row of rowsOf(fit)) {
    expect(digits(row.ciLow, expected[row.name]![0])).toBeGreaterThan(9);
    expect(digits(row.ciHigh, expected[row.name]![1])).toBeGreaterThan(9);
  }
};
