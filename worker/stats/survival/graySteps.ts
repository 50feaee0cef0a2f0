import { riskSweep } from './riskSweep.ts';
import type { RiskTable } from './riskTable.ts';

/** What Gray's test needs at one event time t; the next step overwrites it. All columns by group k. */
export interface GraySteps {
  /** Moves to the next event time. False at the end. */
  next(): boolean;
  /** Y, at risk just before t */
  readonly atRisk: Float64Array;
  /** events at t of the cause tested, then of all others */
  readonly events: Float64Array;
  readonly eventsOther: Float64Array;
  /** S(t-) and S(t), Kaplan-Meier of any event */
  readonly survivalBefore: Float64Array;
  readonly survival: Float64Array;
  /** F(t-), cumulative incidence of the cause */
  readonly incidenceBefore: Float64Array;
  /** h = Y / S(t-): at risk if nobody had left for another cause */
  readonly freeAtRisk: Float64Array;
  /** Σ h */
  readonly freeAtRiskSum: number;
  /** Σ events of the cause */
  readonly eventSum: number;
  /** F0(t-) and F0(t), incidence common to all groups under the hypothesis: grows by eventSum / freeAtRiskSum */
  readonly commonBefore: number;
  readonly common: number;
}

/** @param tables one a group, two causes: the one tested and all others; nobody enters late */
export function graySteps(tables: readonly RiskTable[]): GraySteps {
  const groups = tables.length;
  const sweep = riskSweep(tables);
  const column = (value = 0): Float64Array => new Float64Array(groups).fill(value);
  const incidence = column();
  const steps = {
    next,
    atRisk: sweep.atRisk,
    events: sweep.events.subarray(0, groups),
    eventsOther: sweep.events.subarray(groups),
    survivalBefore: column(1),
    survival: column(1),
    incidenceBefore: column(),
    freeAtRisk: column(),
    freeAtRiskSum: 0,
    eventSum: 0,
    commonBefore: 0,
    common: 0,
  };
  function next(): boolean {
    if (!sweep.next()) return false;
    const { atRisk, events, eventsOther, survivalBefore, survival, incidenceBefore, freeAtRisk } = steps;
    survivalBefore.set(survival);
    incidenceBefore.set(incidence);
    steps.commonBefore = steps.common;
    steps.freeAtRiskSum = 0;
    steps.eventSum = 0;
    for (let k = 0; k < groups; k++) {
      const isEmpty = atRisk[k] === 0;
      freeAtRisk[k] = isEmpty ? 0 : atRisk[k]! / survivalBefore[k]!;
      steps.freeAtRiskSum += freeAtRisk[k]!;
      steps.eventSum += events[k]!;
      if (isEmpty) continue;
      incidence[k]! += events[k]! / freeAtRisk[k]!;
      survival[k]! *= (atRisk[k]! - events[k]! - eventsOther[k]!) / atRisk[k]!;
    }
    steps.common += steps.eventSum / steps.freeAtRiskSum;
    return true;
  }
  return steps;
}
