import type { RiskTable } from './riskTable.ts';

/**
 * The time t0 after which a curve can be told: S(t | T > t0) of those who were under observation then.
 *
 *   t0 = the first time with #{start <= t0 < time} >= least
 *
 * With delayed entry nobody, or hardly anybody, is at risk before. A curve from the origin would stay at 1 there although nobody was watched, or
 * fall to 0 for ever once the only one who was there has left. A risk set that empties while others enter later begins anew for the same reason.
 * Cost O(times · causes).
 *
 * @param least rows at risk, >= 1
 * @returns -Infinity where so many are at risk from the beginning; null where never so many are at risk at once
 */
export function observedAfter({ fromBeginning, times, entered, atRisk, events, censored }: RiskTable, least: number): number | null {
  let after = fromBeginning >= least ? Number.NEGATIVE_INFINITY : null;
  let isOver = after === null;
  let toEnter = entered.reduce((sum, count) => sum + count, 0);
  for (let i = 0; i < times.length; i++) {
    let lost = 0;
    for (const ofCause of events) lost += ofCause[i]!;
    if (lost > 0 && lost === atRisk[i] && toEnter > 0) isOver = true;
    toEnter -= entered[i]!;
    if (!isOver || atRisk[i]! - lost - censored[i]! + entered[i]! < least) continue;
    after = times[i]!;
    isOver = false;
  }
  return after;
}
