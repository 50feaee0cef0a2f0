import { privacyCustomers } from '../../feedback/score.ts';

export interface ShownPoints<Point> {
  readonly points: readonly Point[];
  /** Null: from its beginning. */
  readonly shownFromDay: number | null;
  /** Null: to its end. */
  readonly shownUntilDay: number | null;
}

/**
 * A curve where 10 or more customers are at risk. Its tail rests on fewer, and so does its beginning where customers come late under
 * observation. Where it is cut off is told beside, or a reader would take its last step for what it is from then on.
 *
 * @param points by day
 */
export function shownPoints<Point extends { readonly day: number; readonly atRisk: bigint }>(points: readonly Point[]): ShownPoints<Point> {
  const isShown = ({ atRisk }: Point) => atRisk >= privacyCustomers;
  const shown = points.filter(isShown);
  const isCut = (end: Point | undefined) => end !== undefined && !isShown(end);
  return {
    points: shown,
    shownFromDay: isCut(points[0]) ? (shown[0]?.day ?? null) : null,
    shownUntilDay: isCut(points.at(-1)) ? (shown.at(-1)?.day ?? 0) : null,
  };
}
