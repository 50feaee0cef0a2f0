import { requireCounts } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';

/** A group in an answer: its key in each column, and the distinct customers in it. */
export interface ProtectedGroup {
  readonly keys: readonly string[];
  readonly customers: number;
  /** Hidden for a reason of its own, whatever its size. */
  readonly isHidden?: boolean;
}

/**
 * Which groups of an answer to hide, so that nobody finds out about fewer than `minimum` customers: neither directly, nor as what is left of
 * a total. Empty groups are shown: there is nobody to protect.
 *
 * Any total can be had by another question, by fewer columns; so every total that an answer allows for is taken as known, and none is
 * hidden in place of a group. A total is over some of the columns: the groups that agree in all the others add up to it.
 *
 * 1. A group of 1 to minimum - 1 customers is hidden, and one that is to be.
 * 2. Beneath a total with hidden groups and shown ones, two groups or more are hidden, one of them of `minimum` customers or more. What is
 *    left of the total then tells of at least so many people, and not of one group. Counting together several small groups would not do:
 *    a customer can be in all of them. Where that is not so, the smallest shown group is hidden, too.
 *
 * Repeated until nothing changes. Each step hides a group more, so it ends. What is hidden is enough, not always least. It does not
 * guard against solving for a group through several totals over different columns at once.
 *
 * @returns parallel to groups; true = hidden
 * @throws ModelInputError OUT_OF_RANGE, LENGTH_MISMATCH
 * Time O(2^columns groups) a pass, beside sorting.
 * @see Cox (1980), JASA 75:377-385, doi:10.1080/01621459.1980.10477481
 */
export function hiddenGroups(groups: readonly ProtectedGroup[], minimum: number): boolean[] {
  requireCounts({ minimum });
  for (const { customers } of groups) requireCounts({ customers });
  const width = groups[0]?.keys.length ?? 0;
  if (groups.some(({ keys }) => keys.length !== width))
    throw new ModelInputError('LENGTH_MISMATCH', `groups have keys of different lengths, ${width} each are needed`);
  const hidden = groups.map(({ customers, isHidden = false }) => isHidden || (customers > 0 && customers < minimum));
  if (!hidden.includes(true)) return hidden;
  const lines = linesOf(groups, width);
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const line of lines) if (hideBeneath(line, groups, hidden, minimum)) isStable = false;
  }
  return hidden;
}

/** The non-empty groups beneath each total, smallest first. */
function linesOf(groups: readonly ProtectedGroup[], width: number): number[][] {
  const ascending = [...groups.keys()]
    .filter((at) => groups[at]!.customers > 0)
    .sort((a, b) => groups[a]!.customers - groups[b]!.customers);
  const columns = Array.from({ length: width }, (_, column) => codes(ascending.map((at) => groups[at]!.keys[column]!)));
  // by the columns that groups agree in: numbers, each made of those of one column fewer
  const totals: Int32Array[] = [new Int32Array(ascending.length)];
  for (let kept = 1; kept < 2 ** width; kept++) {
    const column = 31 - Math.clz32(kept);
    totals[kept] = codes(Array.from(totals[kept ^ (1 << column)]!, (total, i) => total * ascending.length + columns[column]![i]!));
  }
  return totals
    .slice(0, -1)
    .reverse()
    .flatMap((total) => [...Map.groupBy(ascending, (_group, i) => total[i]!).values()].filter((line) => line.length > 1));
}

/** 0, 1, 2 … in the order in which values appear. */
function codes(values: readonly (string | number)[]): Int32Array {
  const known = new Map<string | number, number>();
  return Int32Array.from(values, (value) => {
    const code = known.get(value) ?? known.size;
    if (code === known.size) known.set(value, code);
    return code;
  });
}

/** @returns whether it hid a group */
function hideBeneath(line: readonly number[], groups: readonly ProtectedGroup[], hidden: boolean[], minimum: number): boolean {
  const isSafe = (): boolean => {
    const concealed = line.filter((at) => hidden[at]);
    if (concealed.length === 0 || concealed.length === line.length) return true;
    return concealed.length > 1 && groups[concealed.at(-1)!]!.customers >= minimum;
  };
  let hasHidden = false;
  while (!isSafe()) {
    hidden[line.find((at) => !hidden[at])!] = true;
    hasHidden = true;
  }
  return hasHidden;
}
