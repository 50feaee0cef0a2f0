/** A customer's answer to "would you recommend us": 9-10, 7-8, 0-6, or none that is known. */
export const loyalties = ['PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN'] as const;
export type Loyalty = (typeof loyalties)[number];

/** What to do about a segment. */
export type SegmentAction =
  | 'COSTS_MORE_THAN_IT_BRINGS'
  | 'PROTECT'
  | 'CONVINCE'
  | 'WIN_BACK'
  | 'ASK'
  | 'GROW'
  | 'MAINTAIN'
  | 'REPAIR'
  | 'SERVE_LEANLY';

type Place = 'top' | 'middle' | 'bottom';

const actions: Readonly<Record<Place, Readonly<Record<Loyalty, SegmentAction>>>> = {
  top: { PROMOTER: 'PROTECT', PASSIVE: 'CONVINCE', DETRACTOR: 'WIN_BACK', UNKNOWN: 'ASK' },
  middle: { PROMOTER: 'GROW', PASSIVE: 'MAINTAIN', DETRACTOR: 'REPAIR', UNKNOWN: 'MAINTAIN' },
  bottom: { PROMOTER: 'GROW', PASSIVE: 'SERVE_LEANLY', DETRACTOR: 'SERVE_LEANLY', UNKNOWN: 'SERVE_LEANLY' },
};

/**
 * The label of a segment, by two rules in this order:
 *
 * 1. COSTS_MORE_THAN_IT_BRINGS where the interval of the net value lies below 0 as a whole: below 0 by chance is not enough.
 * 2. Else by place: in the highest tier promoters are to PROTECT, passives to CONVINCE, detractors to WIN_BACK, the unknown to ASK;
 *    in the lowest tier promoters are to GROW, all others to SERVE_LEANLY; between the two promoters are to GROW, detractors to REPAIR,
 *    passives and the unknown to MAINTAIN. Of two tiers there is none between; of one, it is the highest.
 *
 * A rule and not a finding: it says where to look first, no number stands behind rule 2 but the place.
 *
 * @param tier         1 = highest value … tiers = lowest
 * @param netValueHigh upper end of the interval of the segment's net value; null = not known
 */
export function segmentAction(loyalty: Loyalty, tier: number, tiers: number, netValueHigh: number | null): SegmentAction {
  if (netValueHigh !== null && netValueHigh < 0) return 'COSTS_MORE_THAN_IT_BRINGS';
  const place = tier === 1 ? 'top' : tier === tiers ? 'bottom' : 'middle';
  return actions[place][loyalty];
}
