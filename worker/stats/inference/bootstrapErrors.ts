import { ModelInputError } from '../outcome.ts';
import { percentile } from './percentile.ts';
import { type WaldRow, waldRow } from './waldRow.ts';

/** @throws ModelInputError OUT_OF_RANGE for fewer draws than percentiles need */
export function requireDraws(draws: number): void {
  if (!Number.isSafeInteger(draws) || draws < 100)
    throw new ModelInputError('OUT_OF_RANGE', `draws has ${draws}, a whole number from 100 up is needed`);
}

/**
 * An estimate with the error of its draws (their standard deviation, divisor B - 1), a test by the normal, and the interval between their
 * percentiles (R's type 7).
 *
 * @param drawn the draws' estimates, at least two
 */
export function bootstrapRow(name: string, estimate: number, drawn: Float64Array, stdErr: number, confidenceLevel: number): WaldRow {
  const sorted = drawn.toSorted();
  return {
    ...waldRow(name, estimate, stdErr, null, confidenceLevel),
    ciLow: percentile(sorted, (1 - confidenceLevel) / 2),
    ciHigh: percentile(sorted, (1 + confidenceLevel) / 2),
  };
}

/**
 * Covariance of estimates over their draws, divisor B - 1.
 *
 * @param drawn by estimate, all of one length B, at least 2
 * @returns size x size row-major
 */
export function drawCovariance(drawn: readonly Float64Array[]): Float64Array {
  const size = drawn.length;
  const draws = drawn[0]!.length;
  const centred = drawn.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / draws;
    return values.map((value) => value - mean);
  });
  return Float64Array.from({ length: size * size }, (_, entry) => {
    const left = centred[Math.floor(entry / size)]!;
    const right = centred[entry % size]!;
    return left.reduce((sum, value, b) => sum + value * right[b]!, 0) / (draws - 1);
  });
}
