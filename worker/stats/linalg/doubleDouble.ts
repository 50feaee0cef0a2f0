/**
 * Sums of products in twice the working precision: each value is a pair high + low of doubles. By hand, as no library here has them.
 *
 *   two-sum     s = a + b,  error = (a - (s - (s - a))) + (b - (s - a))        exact
 *   two-product p = a b,    error from both factors split into halves of 26 bits   exact below 1e292
 *
 * @see Ogita, Rump & Oishi (2005), SIAM J Sci Comput 26:1955-1988, doi:10.1137/030601818 (Dot2); Dekker (1971), doi:10.1007/BF01397083
 */
import type { NumericColumn } from '../rows/numericColumn.ts';

/** 2^27 + 1: multiplying by it splits a double into two halves. */
const SPLITTER = 134217729;

/** high + low += factor * column, row by row. */
export function addScaled(high: Float64Array, low: Float64Array, column: NumericColumn, factor: number): void {
  const big = SPLITTER * factor;
  const factorHigh = big - (big - factor);
  const factorLow = factor - factorHigh;
  for (let i = 0; i < high.length; i++) {
    const value = column[i]!;
    const product = value * factor;
    const valueBig = SPLITTER * value;
    const valueHigh = valueBig - (valueBig - value);
    const valueLow = value - valueHigh;
    const productError = valueLow * factorLow - (product - valueHigh * factorHigh - valueLow * factorHigh - valueHigh * factorLow);
    const before = high[i]!;
    const sum = before + product;
    const part = sum - before;
    high[i] = sum;
    low[i]! += before - (sum - part) + (product - part) + productError;
  }
}

/** high + low *= factors, row by row. */
export function multiplyRows(high: Float64Array, low: Float64Array, factors: Float64Array): void {
  for (let i = 0; i < high.length; i++) {
    const value = high[i]!;
    const factor = factors[i]!;
    const product = value * factor;
    const valueBig = SPLITTER * value;
    const valueHigh = valueBig - (valueBig - value);
    const valueLow = value - valueHigh;
    const factorBig = SPLITTER * factor;
    const factorHigh = factorBig - (factorBig - factor);
    const factorLow = factor - factorHigh;
    const productError = valueLow * factorLow - (product - valueHigh * factorHigh - valueLow * factorHigh - valueHigh * factorLow);
    high[i] = product;
    low[i] = low[i]! * factor + productError;
  }
}

/** Σ column * (high + low), rounded once at the end. */
export function exactDot(column: NumericColumn, high: Float64Array, low: Float64Array): number {
  let sum = 0;
  let error = 0;
  for (let i = 0; i < high.length; i++) {
    const value = column[i]!;
    const other = high[i]!;
    const product = value * other;
    const valueBig = SPLITTER * value;
    const valueHigh = valueBig - (valueBig - value);
    const valueLow = value - valueHigh;
    const otherBig = SPLITTER * other;
    const otherHigh = otherBig - (otherBig - other);
    const otherLow = other - otherHigh;
    const productError = valueLow * otherLow - (product - valueHigh * otherHigh - valueLow * otherHigh - valueHigh * otherLow);
    const next = sum + product;
    const part = next - sum;
    error += sum - (next - part) + (product - part) + productError + value * low[i]!;
    sum = next;
  }
  return sum + error;
}
