import { ModelInputError } from '../outcome.ts';
import { randomStream } from '../random.ts';
import { rowsByCode } from '../rows/clusterOrder.ts';
import type { RowMass } from '../rows/rowMass.ts';
import { shuffle } from '../rows/shuffle.ts';

export interface FoldOptions {
  /** parts that are held out in turn, at least 2 (default 10); fewer where there are fewer clusters or rows */
  readonly folds?: number;
  /** of the assignment (default 1) */
  readonly seed?: number;
}

/**
 * Rows of each fold of a cross-validation: rows, or whole clusters where there are any, dealt out in a random order.
 * A customer in two folds would be predicted from himself.
 *
 * @returns row numbers a fold, ascending; rows outside of the sample (mass 0) are in none
 * @throws ModelInputError OUT_OF_RANGE
 */
export function foldRows(rowCount: number, { mass, clusters }: RowMass, { folds = 10, seed = 1 }: FoldOptions = {}): Int32Array[] {
  if (!Number.isSafeInteger(folds) || folds < 2)
    throw new ModelInputError('OUT_OF_RANGE', `folds has ${folds}, a whole number from 2 up is needed`);
  const unitOf = clusters?.codes ?? null;
  const units = usedUnits(rowCount, mass, unitOf);
  shuffle(units, randomStream(seed));
  const used = Math.min(folds, units.length);
  const foldOfUnit = new Int32Array(units.reduce((largest, unit) => Math.max(largest, unit), -1) + 1);
  for (let position = 0; position < units.length; position++) foldOfUnit[units[position]!] = position % used;
  const foldOf = new Int32Array(rowCount);
  const ends = new Int32Array(used + 1);
  for (let row = 0; row < rowCount; row++) {
    foldOf[row] = mass === null || mass[row]! > 0 ? foldOfUnit[unitOf === null ? row : unitOf[row]!]! : used; // the last part is nobody's
    ends[foldOf[row]!]!++;
  }
  for (let fold = 1; fold < used; fold++) ends[fold]! += ends[fold - 1]!;
  const order = rowsByCode(foldOf, used + 1);
  return Array.from({ length: used }, (_, fold) => order.subarray(fold === 0 ? 0 : ends[fold - 1], ends[fold]));
}

/** What is dealt out: rows, or clusters, with at least one row that counts, ascending. */
function usedUnits(rowCount: number, mass: Float64Array | null, unitOf: Int32Array | null): Int32Array {
  const unitCount = unitOf === null ? rowCount : 1 + unitOf.reduce((largest, code) => Math.max(largest, code), -1);
  const isUsed = new Uint8Array(unitCount);
  for (let row = 0; row < rowCount; row++) if (mass === null || mass[row]! > 0) isUsed[unitOf === null ? row : unitOf[row]!] = 1;
  const units = new Int32Array(unitCount);
  let found = 0;
  for (let unit = 0; unit < unitCount; unit++) if (isUsed[unit] === 1) units[found++] = unit;
  return units.subarray(0, found);
}
