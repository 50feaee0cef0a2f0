import { ascendingOrder } from '../../rows/ascendingOrder.ts';
import type { Grouping } from '../../rows/grouping.ts';
import type { SurvivalColumns } from '../survivalData.ts';

/**
 * Survival data reduced to what a partial likelihood depends on: which rows are at risk at which event.
 *
 * A step is a distinct event time of a stratum; the baseline hazard jumps there and nowhere else. Each stratum opens with a step
 * without events, before all times. Rows are sorted by stratum and time, events before censored rows at equal times, and a row leaves
 * at the last step that it lives to see: the row at place i is at risk at step k when entryStep[i] < k <= its leaving step.
 */
export interface RiskSteps {
  readonly n: number;
  /** events of all strata */
  readonly events: number;
  /** number of steps, opening ones included */
  readonly count: number;
  /** row of the data at each place */
  readonly order: Int32Array;
  /** length count + 1: rows firstRow[k] up to firstRow[k + 1] leave at step k, its events first */
  readonly firstRow: Int32Array;
  /** number of events at each step, 0 at an opening one */
  readonly eventCount: Int32Array;
  /** -Infinity at an opening step */
  readonly stepTime: Float64Array;
  /** length strata + 1: the opening step of each stratum, then count */
  readonly openingStep: Int32Array;
  readonly entries: Entries | null;
}

/** Delayed entries: rows that join the risk set after an event of their stratum. */
export interface Entries {
  /** by place: the last step whose time is <= start; the opening step for a row at risk from the beginning */
  readonly entryStep: Int32Array;
  /** length count + 1: places[first[k]] up to places[first[k + 1]] enter after step k, none after an opening step */
  readonly first: Int32Array;
  readonly places: Int32Array;
}

/** Sorts survival data into risk steps: O(n), once a fit. The data are checked by the caller. */
export function coxRiskSteps({ time, event, start }: SurvivalColumns, strata?: Grouping): RiskSteps {
  const n = time.length;
  const stratumCount = strata === undefined ? 1 : strata.labels.length;
  const order = strata === undefined ? ascendingOrder(time) : byGroup(ascendingOrder(time), strata);
  const events = event.reduce((sum, value) => sum + value, 0);
  const firstRow = new Int32Array(events + stratumCount + 1);
  const eventCount = new Int32Array(events + stratumCount);
  const stepTime = new Float64Array(events + stratumCount).fill(Number.NEGATIVE_INFINITY);
  const openingStep = new Int32Array(stratumCount + 1);
  const censored = new Int32Array(n);
  let step = -1;
  let stratum = -1;
  for (let from = 0, to = 0; from < n; from = to) {
    const row = order[from]!;
    while (stratum < (strata?.codes[row] ?? 0)) {
      openingStep[++stratum] = ++step;
      firstRow[step] = from;
    }
    to = endOfTies(order, time, strata, from);
    const deaths = eventsFirst(order, event, from, to, censored);
    if (deaths === 0) continue;
    firstRow[++step] = from;
    eventCount[step] = deaths;
    stepTime[step] = time[row]!;
  }
  const count = step + 1;
  firstRow[count] = n;
  openingStep[stratumCount] = count;
  const steps = {
    n,
    events,
    count,
    order,
    firstRow: firstRow.subarray(0, count + 1),
    eventCount: eventCount.subarray(0, count),
    stepTime: stepTime.subarray(0, count),
    openingStep,
  };
  return { ...steps, entries: start === undefined ? null : entriesOf(steps, start) };
}

/** Stable: within a group the order stays. */
function byGroup(order: Int32Array, { codes, labels }: Grouping): Int32Array {
  const places = new Int32Array(labels.length + 1);
  for (const code of codes) places[code + 1]!++;
  for (let group = 0; group < labels.length; group++) places[group + 1]! += places[group]!;
  const grouped = new Int32Array(order.length);
  for (const row of order) grouped[places[codes[row]!]!++] = row;
  return grouped;
}

function endOfTies(order: Int32Array, time: Float64Array, strata: Grouping | undefined, from: number): number {
  const row = order[from]!;
  let to = from + 1;
  while (to < order.length && time[order[to]!] === time[row] && strata?.codes[order[to]!] === strata?.codes[row]) to++;
  return to;
}

/** Moves the events among places [from, to) to their front, both kinds in the order they had. @returns their number */
function eventsFirst(order: Int32Array, event: Uint8Array, from: number, to: number, censored: Int32Array): number {
  let deaths = 0;
  let others = 0;
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    if (event[row] === 1) order[from + deaths++] = row;
    else censored[others++] = row;
  }
  for (let i = 0; i < others; i++) order[from + deaths + i] = censored[i]!;
  return deaths;
}

function entriesOf(steps: Omit<RiskSteps, 'entries'>, start: Float64Array): Entries {
  const { n, count, order, openingStep, stepTime, firstRow } = steps;
  const entryStep = new Int32Array(n);
  const first = new Int32Array(count + 1);
  for (let stratum = 0; stratum + 1 < openingStep.length; stratum++) {
    const opening = openingStep[stratum]!;
    const end = openingStep[stratum + 1]!;
    for (let i = firstRow[opening]!; i < firstRow[end]!; i++) {
      const step = lastStepUpTo(stepTime, opening, end, start[order[i]!]!);
      entryStep[i] = step;
      if (step > opening) first[step + 1]!++;
    }
  }
  for (let step = 0; step < count; step++) first[step + 1]! += first[step]!;
  const places = new Int32Array(first[count]!);
  const next = first.slice();
  for (let i = 0; i < n; i++) {
    const step = entryStep[i]!;
    if (first[step + 1]! > first[step]!) places[next[step]!++] = i;
  }
  return { entryStep, first, places };
}

/** The last step in [opening, end) whose time is <= at, by bisection; the opening step comes before all times. */
export function lastStepUpTo(stepTime: Float64Array, opening: number, end: number, at: number): number {
  let low = opening;
  let high = end;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (stepTime[middle]! <= at) low = middle;
    else high = middle;
  }
  return low;
}
