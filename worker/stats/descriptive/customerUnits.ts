import { ModelInputError } from '../outcome.ts';

/** Rows gathered by customer (cluster): the units that count as independent. */
export interface CustomerUnits {
  /** length n: which unit a row belongs to */
  readonly unitOf: Int32Array;
  readonly count: number;
  /** unit by cluster code, for finding the same customer in another sample */
  readonly byCode: ReadonlyMap<number, number>;
  /** stratum of each unit; null = one stratum */
  readonly stratumOf: Int32Array | null;
}

/**
 * Numbers the customers of a sample in order of appearance. Time and memory O(n).
 *
 * @throws ModelInputError OUT_OF_RANGE when a cluster lies in two strata
 */
export function customerUnits(clusters: Int32Array, strata: Int32Array | null): CustomerUnits {
  const byCode = new Map<number, number>();
  const stratumByUnit: number[] = [];
  const unitOf = new Int32Array(clusters.length);
  for (let i = 0; i < clusters.length; i++) {
    const code = clusters[i]!;
    const known = byCode.get(code);
    const unit = known ?? byCode.size;
    unitOf[i] = unit;
    if (known === undefined) byCode.set(code, unit);
    if (strata === null) continue;
    const stratum = strata[i]!;
    if (known === undefined) stratumByUnit.push(stratum);
    else if (stratumByUnit[unit] !== stratum) {
      throw new ModelInputError(
        'OUT_OF_RANGE',
        `clusters has ${code} in strata ${stratumByUnit[unit]} and ${stratum} (row ${i}), each cluster in one stratum is needed`,
      );
    }
  }
  return { unitOf, count: byCode.size, byCode, stratumOf: strata && Int32Array.from(stratumByUnit) };
}

/** Sums of the rows' influences by unit. */
export function unitTotals(influence: Float64Array, counts: Float64Array | null, { unitOf, count }: CustomerUnits): Float64Array {
  const totals = new Float64Array(count);
  for (let i = 0; i < influence.length; i++) totals[unitOf[i]!]! += (counts === null ? 1 : counts[i]!) * influence[i]!;
  return totals;
}
