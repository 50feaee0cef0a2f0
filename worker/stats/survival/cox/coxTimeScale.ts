import { type RiskTable, riskTables } from '../riskTable.ts';
import type { SurvivalColumns } from '../survivalData.ts';
import { lastStepUpTo, type RiskSteps } from './coxRiskSteps.ts';

/** km: 1 - S(t-), S the Kaplan-Meier curve of all strata together; rank: average rank among all end times, censored ones too. */
export type TimeTransform = 'km' | 'identity' | 'rank' | 'log';

/**
 * g(t) at the time of every step, the scale on which hazards are tested for proportionality. Opening steps have 0.
 *
 * `km` spreads the events evenly and so is not carried by a few late times; with delayed entry its risk sets leave out who has not
 * entered yet. An event at time 0 has no logarithm: null.
 */
export function coxTimeScale(columns: SurvivalColumns, { stepTime, eventCount }: RiskSteps, transform: TimeTransform): Float64Array | null {
  const scaled = scaleOf(columns, transform);
  const scale = stepTime.map((time, step) => (eventCount[step]! > 0 ? scaled(time) : 0));
  return scale.every(Number.isFinite) ? scale : null;
}

function scaleOf(columns: SurvivalColumns, transform: TimeTransform): (time: number) => number {
  if (transform === 'identity') return (time) => time;
  if (transform === 'log') return Math.log;
  const [table] = riskTables(columns);
  const values = transform === 'km' ? lostBefore(table!) : averageRanks(table!);
  return (time) => values[lastStepUpTo(table!.times, -1, values.length, time)]!;
}

/** 1 - S(t-) at each time of the table. */
function lostBefore({ times, atRisk, events }: RiskTable): Float64Array {
  let survival = 1;
  return times.map((_, i) => {
    const before = survival;
    const lost = events[0]![i]!;
    if (lost > 0) survival *= 1 - lost / atRisk[i]!;
    return 1 - before;
  });
}

function averageRanks({ times, events, censored }: RiskTable): Float64Array {
  let below = 0;
  return times.map((_, i) => {
    const ends = events[0]![i]! + censored[i]!;
    const rank = below + (ends + 1) / 2;
    below += ends;
    return rank;
  });
}
