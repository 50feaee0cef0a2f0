import { requireCounts } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';

/** A group in an answer: its key in each column, and the distinct customers in it. */
export interface ProtectedGroup {
  readonly keys: readonly string[];
  readonly customers: number;
}

/**
 * Which groups of an answer to hide, so that nobody finds out about fewer than `minimum` customers: neither directly, nor as what is left of
 * a total. Empty groups are shown: there is nobody to protect.
 *
 * Any total can be had by another question, by fewer columns; so every total that an answer allows for is taken as known, and none is
 * hidden in place of a group. A total is over some of the columns: the groups that agree in all the others add up to it.
 *
 * 1. A group of 1 to minimum - 1 customers is hidden.
 * 2. Beneath a total with hidden groups and shown ones, two groups or more are hidden, one of them of `minimum` customers or more. What is
 *    left of the total then tells of at least so many people, and not of one group. Counting together several small groups would not do:
 *    a customer can be in all of them. Where that is not so, the smallest shown group is hidden, too.
 *
 * Repeated until nothing changes. Each step hides a group more, so it ends. What is hidden is enough, not always least. It does not
 * guard against solving for a group through several totals over different columns at once.
 *
 * @param alsoHidden groups that must not be shown for another reason
 * @returns parallel to groups; true = hidden
 * @throws ModelInputError OUT_OF_RANGE, LENGTH_MISMATCH
 * Time O(2^columns groups) a pass, beside sorting.
 * @see Cox (1980), JASA 75:377-385, doi:10.1080/01621459.1980.10477481
 */
export function hiddenGroups(
  groups: readonly ProtectedGroup[],
  minimum: number,
  alsoHidden: (group: number) => boolean = () => false,
): boolean[] {
  requireCounts({ minimum });
  for (const { customers } of groups) requireCounts({ customers });
  const width = groups[0]?.keys.length ?? 0;
  if (groups.some(({ keys }) => keys.length !== width))
    throw new ModelInputError('LENGTH_MISMATCH', `groups have keys of different lengths, ${width} each are needed`);
  const hidden = groups.map(({ customers }, at) => customers > 0 && (customers < minimum || alsoHidden(at)));
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
  const lines: number[][] = [];
  for (let summed = 1; summed < 2 ** width; summed++) {
    const byKey = new Map<string, number[]>();
    for (const at of ascending) {
      const key = JSON.stringify(groups[at]!.keys.filter((_, column) => (summed & (1 << column)) === 0));
      const line = byKey.get(key);
      if (line) line.push(at);
      else byKey.set(key, [at]);
    }
    for (const line of byKey.values()) if (line.length > 1) lines.push(line);
  }
  return lines;
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
