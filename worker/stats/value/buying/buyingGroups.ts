import { requireFinite, requireSameLength } from '../../checks.ts';
import { ModelInputError } from '../../outcome.ts';

/** Equal histories counted once: all that a likelihood of buying needs to know of its customers. */
export interface BuyingGroups {
  /** x, repeat purchases: whole numbers */
  readonly frequency: Float64Array;
  /** tX, first to last purchase */
  readonly recency: Float64Array;
  /** T, first purchase to the end of observation */
  readonly age: Float64Array;
  /** customers with this history, > 0 */
  readonly counts: Float64Array;
  /** length n rows: the group of each row, -1 where its count is 0 */
  readonly groupOf: Int32Array;
  /** customers */
  readonly n: number;
  /** customers with x > 0 */
  readonly repeatBuyers: number;
  readonly largestFrequency: number;
}

export interface BuyingColumns {
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly age: Float64Array;
  /** whole numbers >= 0: how many equal customers each row stands for; absent: one each */
  readonly counts?: Float64Array | undefined;
}

/** Rising factorials are tabulated up to the largest frequency, so that it bounds the memory. */
const MOST_PURCHASES = 1_000_000;
/** Counting by value costs memory up to the largest. */
const LARGEST_RANK = 2_000_000;

/**
 * Collapses customers of equal (x, tX, T) into groups with counts, ordered by T, then x, then tX.
 *
 * Integer days make few groups of many customers, and every pass of a fit walks over groups. The order lets a walk reuse what
 * depends on T or on (x, T) alone. By three counting sorts on ranks: O(n log distinct values), no comparator over the rows.
 *
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (x not a whole number from 0 to 1,000,000, tX outside [0, T],
 *   tX above 0 where x is 0, tX = 0 where x is above 0)
 */
export function buyingGroups(columns: BuyingColumns): BuyingGroups {
  const rows = requireHistories(columns);
  const { frequency, recency, age, counts } = columns;
  let order = new Int32Array(rows).map((_, row) => row);
  for (const column of [recency, frequency, age]) order = sortedBy(column, order);
  const firstRows = new Int32Array(rows);
  const sizes = new Float64Array(rows);
  const groupOf = new Int32Array(rows).fill(-1);
  let groups = 0;
  for (let i = 0; i < rows; i++) {
    const row = order[i]!;
    const size = counts === undefined ? 1 : counts[row]!;
    if (size === 0) continue;
    const last = groups === 0 ? -1 : firstRows[groups - 1]!;
    const isSame = last >= 0 && recency[last] === recency[row] && frequency[last] === frequency[row] && age[last] === age[row];
    if (!isSame) firstRows[groups++] = row;
    sizes[groups - 1]! += size;
    groupOf[row] = groups - 1;
  }
  const representatives = firstRows.subarray(0, groups);
  return summed(
    pick(frequency, representatives),
    pick(recency, representatives),
    pick(age, representatives),
    sizes.slice(0, groups),
    groupOf,
  );
}

/** The groups of two disjoint sets of customers as one; its groupOf maps the groups of the first, then those of the second. */
export function mergeBuyingGroups(first: BuyingGroups, second: BuyingGroups): BuyingGroups {
  return buyingGroups({
    frequency: joined(first.frequency, second.frequency),
    recency: joined(first.recency, second.recency),
    age: joined(first.age, second.age),
    counts: joined(first.counts, second.counts),
  });
}

/** At most `most` groups, evenly spaced in their order: enough to tell good starts of a search from bad ones. */
export function thinnedGroups(groups: BuyingGroups, most: number): BuyingGroups {
  const { length } = groups.counts;
  if (length <= most) return groups;
  const rows = Int32Array.from({ length: most }, (_, i) => Math.floor((i * length) / most));
  return summed(
    pick(groups.frequency, rows),
    pick(groups.recency, rows),
    pick(groups.age, rows),
    pick(groups.counts, rows),
    new Int32Array(0),
  );
}

function summed(
  frequency: Float64Array,
  recency: Float64Array,
  age: Float64Array,
  counts: Float64Array,
  groupOf: Int32Array,
): BuyingGroups {
  let [n, repeatBuyers, largestFrequency] = [0, 0, 0];
  for (let group = 0; group < counts.length; group++) {
    n += counts[group]!;
    if (frequency[group]! > 0) repeatBuyers += counts[group]!;
    largestFrequency = Math.max(largestFrequency, frequency[group]!);
  }
  return { frequency, recency, age, counts, groupOf, n, repeatBuyers, largestFrequency };
}

function requireHistories({ frequency, recency, age, counts }: BuyingColumns): number {
  const rows = requireSameLength({ frequency, recency, age, ...(counts === undefined ? {} : { counts }) });
  requireFinite({ frequency, recency, age, ...(counts === undefined ? {} : { counts }) });
  for (let row = 0; row < rows; row++) {
    const x = frequency[row]!;
    const tX = recency[row]!;
    const T = age[row]!;
    if (!(x >= 0 && x <= MOST_PURCHASES && Number.isInteger(x)))
      throw outOfRange('frequency', x, row, `a whole number from 0 to ${MOST_PURCHASES}`);
    if (!(tX >= 0 && tX <= T)) throw outOfRange('recency', tX, row, `a time from 0 to the age ${T}`);
    if (x === 0 && tX > 0) throw outOfRange('recency', tX, row, 'a frequency above 0 or a recency of 0');
    // purchases in no time have an unbounded density
    if (x > 0 && tX === 0) throw outOfRange('recency', tX, row, 'a time above 0 where frequency is above 0');
    const count = counts === undefined ? 1 : counts[row]!;
    if (!(count >= 0 && Number.isSafeInteger(count))) throw outOfRange('counts', count, row, 'a whole number from 0 up');
  }
  return rows;
}

function outOfRange(name: string, value: number, row: number, needed: string): ModelInputError {
  return new ModelInputError('OUT_OF_RANGE', `${name} has ${value} at row ${row}, ${needed} is needed`);
}

/** A stable counting sort of the rows by the rank of their value. */
function sortedBy(column: Float64Array, order: Int32Array): Int32Array<ArrayBuffer> {
  const { ranks, size } = ranked(column);
  const starts = new Int32Array(size + 1);
  for (let row = 0; row < ranks.length; row++) starts[ranks[row]! + 1]!++;
  for (let rank = 0; rank < size; rank++) starts[rank + 1]! += starts[rank]!;
  const sorted = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) sorted[starts[ranks[order[i]!]!]!++] = order[i]!;
  return sorted;
}

/** Whole numbers are their own ranks (purchases, days); other values are ranked among the distinct ones. */
function ranked(column: Float64Array): { ranks: Int32Array; size: number } {
  const ranks = new Int32Array(column.length);
  let size = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    ranks[row] = value;
    if (ranks[row] !== value || value >= LARGEST_RANK) return rankedByValue(column, ranks);
    size = Math.max(size, value + 1);
  }
  return { ranks, size };
}

function rankedByValue(column: Float64Array, ranks: Int32Array): { ranks: Int32Array; size: number } {
  const distinct = column.slice().sort(); // natively: no comparator
  let size = 1;
  for (let i = 1; i < distinct.length; i++) if (distinct[i] !== distinct[i - 1]) distinct[size++] = distinct[i]!;
  for (let row = 0; row < column.length; row++) ranks[row] = rankOf(distinct, size, column[row]!);
  return { ranks, size };
}

/** By bisection, which beats a hash of doubles over a few hundred values. */
function rankOf(distinct: Float64Array, size: number, value: number): number {
  let low = 0;
  let high = size - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (distinct[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pick(column: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]!]!;
  return picked;
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
