import type { RiskTable } from './riskTable.ts';

/** All groups at one time, ascending: `while (sweep.next()) …` reads the fields below, which the next step overwrites. */
export interface RiskSweep {
  /** Moves to the next time at which any group has an event. False at the end. */
  next(): boolean;
  readonly time: number;
  /** by group, just before this time */
  readonly atRisk: Float64Array;
  /** by cause and group: cause c of group g at [(c - 1) * groups + g] */
  readonly events: Float64Array;
}

/**
 * Walks the risk tables of several groups along their common time line.
 * Between two of its own times a group's risk set stands still: atRisk at its next own time is atRisk now, none is left after its last.
 * Cost O(groups x causes) per distinct time, whatever the number of rows.
 */
export function riskSweep(tables: readonly RiskTable[]): RiskSweep {
  const groups = tables.length;
  const causes = tables[0]?.events.length ?? 0;
  const cursors = new Int32Array(groups); // each group's first own time that has not passed
  const state = { time: Number.NEGATIVE_INFINITY, atRisk: new Float64Array(groups), events: new Float64Array(causes * groups), next };
  function next(): boolean {
    for (;;) {
      let time = Number.POSITIVE_INFINITY;
      for (let g = 0; g < groups; g++) time = Math.min(time, tables[g]!.times[cursors[g]!] ?? Number.POSITIVE_INFINITY);
      if (time === Number.POSITIVE_INFINITY) return false;
      if (readEvents(time) === 0) continue;
      state.time = time;
      return true;
    }
  }
  function readEvents(time: number): number {
    let total = 0;
    for (let g = 0; g < groups; g++) {
      const { times, atRisk, events } = tables[g]!;
      const i = cursors[g]!;
      state.atRisk[g] = atRisk[i] ?? 0;
      const isOwnTime = times[i] === time;
      for (let c = 0; c < causes; c++) {
        const count = isOwnTime ? events[c]![i]! : 0;
        state.events[c * groups + g] = count;
        total += count;
      }
      if (isOwnTime) cursors[g]!++;
    }
    return total;
  }
  return state;
}
