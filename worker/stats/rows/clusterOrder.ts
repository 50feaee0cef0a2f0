import { ModelInputError } from '../outcome.ts';

/** Rows by cluster, so that each cluster's rows are met one after the other. */
export interface ClusterOrder {
  readonly codes: Int32Array;
  /** rows in ascending order of their cluster, ties as they lie; null where they lie so already */
  readonly order: Int32Array | null;
  /** clusters with at least one row that counts */
  readonly count: number;
}

/**
 * Counting sort of the rows by cluster, O(n + largest code): sums by cluster then need the memory of one cluster
 * instead of clusters x coefficients.
 *
 * @param codes cluster of each row, from 0 up, gaps allowed
 * @param mass  rows with mass 0 make no cluster; null = all count
 * @throws ModelInputError OUT_OF_RANGE
 */
export function clusterOrder(codes: Int32Array, mass: Float64Array | null): ClusterOrder {
  let largest = 0;
  let isSorted = true;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < 0) throw new ModelInputError('OUT_OF_RANGE', `clusters has ${code} at row ${i}, a code from 0 up is needed`);
    if (code > largest) largest = code;
    if (i > 0 && code < codes[i - 1]!) isSorted = false;
  }
  const isUsed = new Uint8Array(largest + 1);
  for (let i = 0; i < codes.length; i++) if (mass === null || mass[i]! > 0) isUsed[codes[i]!] = 1;
  const count = isUsed.reduce((sum, used) => sum + used, 0);
  return { codes, order: isSorted ? null : rowsByCode(codes, largest + 1), count };
}

/** Row numbers in ascending order of their code, ties as they lie. */
export function rowsByCode(codes: Int32Array, codeCount: number): Int32Array {
  const next = new Int32Array(codeCount + 1);
  for (let i = 0; i < codes.length; i++) next[codes[i]! + 1]!++;
  for (let code = 0; code < codeCount; code++) next[code + 1]! += next[code]!;
  const order = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) order[next[codes[i]!]!++] = i;
  return order;
}
