import { requireFinite } from '../../checks.ts';
import { ModelInputError, type Warning } from '../../outcome.ts';
import { ascendingOrder } from '../../rows/ascendingOrder.ts';
import { requireLength, requireSingleEvent, requireSurvival } from '../survivalData.ts';

/** What became of customers after the day they were scored, one row a customer: the data of the survival columns, without delayed entry. */
export interface FollowUp {
  /** length n, > 0: time from the score to the event, or to where observation ends */
  readonly time: Float64Array;
  /** length n, 1 = the event, 0 = observation ended */
  readonly event: Uint8Array;
}

/** Whether the event came within the horizon, with a weight that stands for those of whom it is not known. */
export interface RiskOutcomes {
  readonly horizon: number;
  /** length n: 1 = the event within the horizon; 0 also where the weight is 0 */
  readonly isEvent: Uint8Array;
  /** length n; they sum to about n */
  readonly weights: Float64Array;
  /** rows with a weight: seen until the event or until the horizon */
  readonly known: number;
  /** rows with the event within the horizon */
  readonly events: number;
}

/**
 * Outcomes at a horizon with inverse-probability-of-censoring weights.
 *
 *   event at t <= horizon:   y = 1, w = 1 / G(t-)
 *   seen beyond the horizon: y = 0, w = 1 / G(horizon)
 *   observation ended before, or at the horizon: w = 0, but at the horizon itself it was seen to the end: w = 1 / G(horizon-)
 *
 * G is the Kaplan-Meier estimate of remaining under observation: the roles of event and censoring are exchanged, and events come before
 * censoring at equal times. Where nobody is censored before the horizon, every weight is 1. Time O(n log n).
 *
 * @param horizon > 0, in the unit of time
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (horizon <= 0)
 * @see Graf, Schmoor, Sauerbrei & Schumacher (1999), Stat Med 18:2529-2545; Gerds & Schumacher (2006), Biom J 48:1029-1040, doi:10.1002/bimj.200610301
 */
export function riskOutcomes({ time, event }: FollowUp, horizon: number): RiskOutcomes {
  const n = requireSurvival({ time, event });
  requireSingleEvent(event);
  requireFinite({ horizon: [horizon] });
  if (n === 0) throw new ModelInputError('EMPTY', 'time has length 0, at least 1 is needed');
  if (horizon <= 0) throw new ModelInputError('OUT_OF_RANGE', `horizon has ${horizon}, a value above 0 is needed`);
  const isEvent = new Uint8Array(n);
  const weights = new Float64Array(n);
  const order = ascendingOrder(time);
  let remaining = 1; // G just before the times in hand
  for (let from = 0, to = 0; from < n; from = to) {
    const at = time[order[from]!]!;
    if (at >= horizon) {
      for (let i = from; i < n; i++) {
        const row = order[i]!;
        if (time[row] === horizon && event[row] === 1) isEvent[row] = 1;
        weights[row] = 1 / remaining;
      }
      break;
    }
    let events = 0;
    for (to = from; to < n && time[order[to]!] === at; to++) {
      const row = order[to]!;
      if (event[row] === 0) continue;
      isEvent[row] = 1;
      weights[row] = 1 / remaining;
      events++;
    }
    const underObservation = n - from - events; // events at this time have left first
    if (underObservation > 0) remaining *= 1 - (to - from - events) / underObservation;
  }
  return {
    horizon,
    isEvent,
    weights,
    known: weights.reduce((sum, weight) => sum + Number(weight > 0), 0),
    events: isEvent.reduce((sum, value) => sum + value, 0),
  };
}

/** Below it a proof is hardly more than a guess (definitions.md, section 4). */
const fewestEvents = 10;

/** Warning TOO_FEW_EVENTS: of those who were seen to the horizon fewer than 10 left, or fewer than 10 stayed. */
export function fewEvents({ events, known }: RiskOutcomes): Warning[] {
  if (Math.min(events, known - events) >= fewestEvents) return [];
  const detail = `${events} of ${known} customers seen to the horizon left: a proof needs ${fewestEvents} who left and ${fewestEvents} who stayed`;
  return [{ code: 'TOO_FEW_EVENTS', subject: 'proof', detail }];
}

/** Probabilities, one a row. @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (not within 0 and 1) */
export function requireRisks(risk: Float64Array, { isEvent }: RiskOutcomes): void {
  requireLength('risk', risk.length, isEvent.length);
  requireFinite({ risk });
  const row = risk.findIndex((value) => value < 0 || value > 1);
  if (row >= 0) throw new ModelInputError('OUT_OF_RANGE', `risk has ${risk[row]} at row ${row}, a value from 0 to 1 is needed`);
}
