import { requireFinite } from '../../checks.ts';
import { ModelInputError } from '../../outcome.ts';
import type { BuyingGroups } from './buyingGroups.ts';
import type { BuyingModel } from './buyingModel.ts';

/** Repeat purchases of all customers together, from the first birth to a time. */
export interface TrackingPoint {
  /** since the end of calibration: negative before it */
  readonly time: number;
  readonly actual: number;
  readonly expected: number;
}

/**
 * Cumulative repeat purchases of a cohort, actual against expected, through the calibration period and the holdout.
 *
 *   expected(t) = Σ over customers born by t of E[X(t - birth)], X the purchases of a new customer, birth = end of calibration - T
 *
 * The expectation knows nobody's history but the births, so that the calibration part shows the fit and the rest the forecast.
 * Cost: distinct T times points.
 *
 * @param repeatTimes of every repeat purchase, since the end of calibration, in the unit of T; in any order
 * @param step        of the points, which end with `until`
 * @throws ModelInputError NOT_FINITE, OUT_OF_RANGE
 */
export function trackingCurve(
  groups: BuyingGroups,
  model: BuyingModel,
  repeatTimes: Float64Array,
  { step, until }: { readonly step: number; readonly until: number },
): TrackingPoint[] {
  requireFinite({ repeatTimes });
  if (!(step > 0)) throw new ModelInputError('OUT_OF_RANGE', `step has ${step}, a time above 0 is needed`);
  const births = new Map<number, number>();
  for (const [group, T] of groups.age.entries()) births.set(T, (births.get(T) ?? 0) + groups.counts[group]!);
  const newcomer = model.future(0, 0);
  const sorted = repeatTimes.slice().sort();
  const oldest = groups.age.reduce((most, T) => Math.max(most, T), 0);
  const points: TrackingPoint[] = [];
  let seen = 0;
  for (let back = Math.ceil((until + oldest) / step) - 1; back >= 0; back--) {
    const time = until - back * step;
    while (seen < sorted.length && sorted[seen]! <= time) seen++;
    let expected = 0;
    for (const [T, customers] of births) if (time + T > 0) expected += customers * newcomer.expected(time + T);
    points.push({ time, actual: seen, expected });
  }
  return points;
}
