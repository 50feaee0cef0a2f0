import { ModelInputError } from '../outcome.ts';
import { type RiskTable, withAtRisk } from './riskTable.ts';

/**
 * The risk table of two disjoint sets of rows together: exactly the table of all rows, as counts are whole numbers.
 * So customers split by hash over threads or hosts are counted apart and joined. Cost O(length of both).
 *
 * @throws ModelInputError LENGTH_MISMATCH when the tables have different numbers of causes
 */
export function mergeRiskTables(left: RiskTable, right: RiskTable): RiskTable {
  if (left.events.length !== right.events.length)
    throw new ModelInputError('LENGTH_MISMATCH', `right has ${right.events.length} causes, left has ${left.events.length}`);
  const times = unionOfTimes(left.times, right.times);
  const sum = (pick: (table: RiskTable) => Float64Array): Float64Array => {
    const total = new Float64Array(times.length);
    addAt(total, times, left.times, pick(left));
    addAt(total, times, right.times, pick(right));
    return total;
  };
  return withAtRisk({
    length: times.length,
    n: left.n + right.n,
    fromBeginning: left.fromBeginning + right.fromBeginning,
    times,
    entered: sum((table) => table.entered),
    events: left.events.map((_, cause) => sum((table) => table.events[cause]!)),
    censored: sum((table) => table.censored),
  });
}

function unionOfTimes(left: Float64Array, right: Float64Array): Float64Array {
  const union = new Float64Array(left.length + right.length);
  let length = 0;
  for (let l = 0, r = 0; l < left.length || r < right.length; length++) {
    const time = Math.min(left[l] ?? Number.POSITIVE_INFINITY, right[r] ?? Number.POSITIVE_INFINITY);
    union[length] = time;
    if (left[l] === time) l++;
    if (right[r] === time) r++;
  }
  return union.slice(0, length);
}

/** Adds the counts of a table to those of the union, which holds every time of the table. */
function addAt(total: Float64Array, times: Float64Array, ownTimes: Float64Array, counts: Float64Array): void {
  for (let own = 0, i = 0; own < ownTimes.length; i++) {
    if (times[i] === ownTimes[own]) total[i]! += counts[own++]!;
  }
}
