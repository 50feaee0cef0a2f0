import { ModelInputError } from '../outcome.ts';
import type { Grouping } from '../rows/grouping.ts';
import { requireLength, type SurvivalColumns } from './survivalData.ts';

/**
 * Who is under observation when: all that a survivor curve, a log-rank test or a cumulative incidence needs of its rows.
 * Parallel columns, one entry per distinct time at which a row enters or leaves, ascending. Counts are whole numbers.
 */
export interface RiskTable {
  /** rows */
  readonly n: number;
  /** rows at risk from the beginning; the others are in `entered` */
  readonly fromBeginning: number;
  readonly times: Float64Array;
  /** rows whose start is this time: at risk after it, not at it */
  readonly entered: Float64Array;
  /** rows under observation just before this time, an event or a censoring at it included */
  readonly atRisk: Float64Array;
  /** events of cause c at this time: events[c - 1] */
  readonly events: readonly Float64Array[];
  /** rows last seen at this time without an event; they still count as at risk at it */
  readonly censored: Float64Array;
}

/** What leaves and enters, before `atRisk` is known; arrays may be longer than `length`. */
interface RiskCounts extends Omit<RiskTable, 'atRisk'> {
  readonly length: number;
}

/**
 * Risk tables of all groups in one walk over the rows.
 *
 *   atRisk(t) = rows from the beginning + Σ entered(u) - Σ (events(u) + censored(u))   over u < t
 *
 * Whole-number times of a moderate span (days) are counted, O(n + groups x span); any others are sorted, O(n log n).
 * Each kind of time is sorted on its own and the sorted runs are walked together, so that no index is ever sorted.
 *
 * @param columns  checked by requireSurvival
 * @param grouping absent = one table of all rows
 * @param causes   number of causes, codes above it are a mistake
 * @returns one table a group, in the order of the labels
 * @throws ModelInputError LENGTH_MISMATCH, OUT_OF_RANGE
 */
export function riskTables(columns: SurvivalColumns, grouping?: Grouping | undefined, causes = 1): RiskTable[] {
  const n = columns.time.length;
  const groups = grouping === undefined ? 1 : grouping.labels.length;
  const codes = grouping?.codes ?? new Int32Array(n);
  requireCodes(codes, groups, n);
  for (let i = 0; i < n; i++) {
    if (columns.event[i]! > causes)
      throw new ModelInputError('OUT_OF_RANGE', `event has ${columns.event[i]} at row ${i}, a code up to ${causes} is needed`);
  }
  const span = wholeNumberSpan(columns);
  const kinds = causes + 2; // censored, the causes, entered
  const isCounted = span !== null && groups * kinds * (span + 1) <= 4 * n + 65_536;
  return isCounted ? countedTables(columns, codes, groups, causes, span + 1) : sortedTables(columns, codes, groups, causes);
}

/** @throws ModelInputError LENGTH_MISMATCH, OUT_OF_RANGE */
export function requireCodes(codes: Int32Array, groups: number, n: number): void {
  requireLength('codes', codes.length, n);
  for (let i = 0; i < n; i++) {
    if (codes[i]! < 0 || codes[i]! >= groups)
      throw new ModelInputError('OUT_OF_RANGE', `codes has ${codes[i]} at row ${i}, a code below ${groups} is needed`);
  }
}

/** Completes the counts: cuts them to length and adds who is at risk. */
export function withAtRisk({ length, n, fromBeginning, times, entered, events, censored }: RiskCounts): RiskTable {
  const atRisk = new Float64Array(length);
  let present = fromBeginning;
  for (let i = 0; i < length; i++) {
    atRisk[i] = present;
    present += entered[i]! - censored[i]!;
  }
  for (const ofCause of events) {
    let gone = 0;
    for (let i = 0; i < length; i++) {
      atRisk[i]! -= gone;
      gone += ofCause[i]!;
    }
  }
  const cut = (column: Float64Array): Float64Array => (column.length === length ? column : column.slice(0, length));
  return { n, fromBeginning, times: cut(times), entered: cut(entered), atRisk, events: events.map(cut), censored: cut(censored) };
}

/** The values at the given places. A loop, as Float64Array.from with a function takes ten times as long. */
export function valuesAt(places: Int32Array, values: Float64Array): Float64Array {
  const picked = new Float64Array(places.length);
  for (let p = 0; p < places.length; p++) picked[p] = values[places[p]!]!;
  return picked;
}

/** Largest observed time: whoever enters leaves later, so the last time of a table is one at which rows leave. 0 without a row. */
export function lastExit({ times }: RiskTable): number {
  return times.at(-1) ?? 0;
}

/** Largest time when all times and starts are whole numbers, else null. */
function wholeNumberSpan({ time, start }: SurvivalColumns): number | null {
  let span = 0;
  for (let i = 0; i < time.length; i++) {
    const value = time[i]!;
    if (value !== Math.floor(value)) return null;
    if (value > span) span = value;
  }
  if (start === undefined) return span;
  for (let i = 0; i < start.length; i++) {
    const value = start[i]!;
    if (value !== Math.floor(value)) return null;
  }
  return span;
}

/** One block of `width` counters a group and kind: kind 0 censored, 1 … causes the events, causes + 1 entered. */
function countedTables(
  { time, event, start }: SurvivalColumns,
  codes: Int32Array,
  groups: number,
  causes: number,
  width: number,
): RiskTable[] {
  const n = time.length;
  const block = (causes + 2) * width;
  const counts = new Float64Array(groups * block);
  const sizes = new Float64Array(groups);
  for (let i = 0; i < n; i++) {
    sizes[codes[i]!]!++;
    counts[codes[i]! * block + event[i]! * width + time[i]!]!++;
  }
  const entries = (causes + 1) * width;
  const fromBeginning = new Float64Array(groups);
  for (let i = 0; i < n; i++) {
    if (start === undefined || start[i]! < 0) fromBeginning[codes[i]!]!++;
    else counts[codes[i]! * block + entries + start[i]!]!++;
  }
  return Array.from({ length: groups }, (_, g) => {
    const kinds = Array.from({ length: causes + 2 }, (_kind, kind) => {
      const from = g * block + kind * width;
      return counts.subarray(from, from + width);
    });
    return tableOfCounters(kinds, sizes[g]!, fromBeginning[g]!);
  });
}

function tableOfCounters(kinds: readonly Float64Array[], n: number, fromBeginning: number): RiskTable {
  const width = kinds[0]!.length;
  const used = new Float64Array(width);
  let length = 0;
  for (let t = 0; t < width; t++) if (kinds.some((counts) => counts[t]! > 0)) used[length++] = t;
  const times = used.slice(0, length);
  const [censored, ...others] = kinds.map((counts) => times.map((t) => counts[t]!));
  const entered = others.pop()!;
  return withAtRisk({ length, n, fromBeginning, times, entered, events: others, censored: censored! });
}

function sortedTables({ time, event, start }: SurvivalColumns, codes: Int32Array, groups: number, causes: number): RiskTable[] {
  const kinds = causes + 2;
  const exitKinds = codes.map((code, i) => code * kinds + event[i]!);
  const exits = bucketed(time, groups * kinds, exitKinds);
  const entries = start === undefined ? null : bucketed(start, groups, codes);
  return Array.from({ length: groups }, (_, g) => {
    const runs = exits.slice(g * kinds, g * kinds + causes + 1);
    const n = runs.reduce((sum, run) => sum + run.length, 0);
    return tableOfRuns([...runs, lateEntries(entries?.[g])], n);
  });
}

/** Without those from the beginning. @param ascending absent: all are */
function lateEntries(ascending: Float64Array | undefined): Float64Array {
  const first = ascending?.findIndex((start) => start >= 0) ?? -1;
  return ascending === undefined || first < 0 ? new Float64Array(0) : ascending.subarray(first);
}

/** The values of each bucket, ascending, as views into one array. @param bucketOf the bucket of each value */
function bucketed(values: Float64Array, buckets: number, bucketOf: Int32Array): Float64Array[] {
  const ends = new Int32Array(buckets + 1);
  for (let i = 0; i < values.length; i++) ends[bucketOf[i]! + 1]!++;
  for (let b = 0; b < buckets; b++) ends[b + 1]! += ends[b]!;
  const next = ends.slice();
  const moved = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) moved[next[bucketOf[i]!]!++] = values[i]!;
  return Array.from({ length: buckets }, (_, b) => moved.subarray(ends[b]!, ends[b + 1]!).sort());
}

/** Walks the ascending runs together, one step per distinct time. The last run is of those who enter late. */
function tableOfRuns(runs: readonly Float64Array[], n: number): RiskTable {
  const capacity = runs.reduce((sum, run) => sum + run.length, 0);
  const times = new Float64Array(capacity);
  const counts = runs.map(() => new Float64Array(capacity));
  const heads = new Int32Array(runs.length);
  let length = 0;
  for (let left = capacity; left > 0; length++) {
    let time = Number.POSITIVE_INFINITY;
    for (let r = 0; r < runs.length; r++) if (heads[r]! < runs[r]!.length) time = Math.min(time, runs[r]![heads[r]!]!);
    times[length] = time;
    for (let r = 0; r < runs.length; r++) {
      const run = runs[r]!;
      const first = heads[r]!;
      let head = first;
      while (head < run.length && run[head] === time) head++;
      counts[r]![length] = head - first;
      heads[r] = head;
      left -= head - first;
    }
  }
  const [censored, ...others] = counts;
  const entered = others.pop()!;
  const fromBeginning = n - (runs.at(-1)?.length ?? 0);
  return withAtRisk({ length, n, fromBeginning, times, entered, events: others, censored: censored! });
}
