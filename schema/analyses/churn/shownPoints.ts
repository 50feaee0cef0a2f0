import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import type { CurveStep } from './curveEnds.ts';

export interface ShownPoints<Point> {
  readonly points: readonly Point[];
  /** Null: from its beginning. */
  readonly shownFromDay: number | null;
  /** Null: to its end. */
  readonly shownUntilDay: number | null;
}

/**
 * A curve where 10 or more customers are at risk, up to where it ends for the sake of few (`curveEnds`). Its tail rests on fewer, and so does
 * its beginning where customers come late under observation. Where it is cut off is told beside, or a reader would take its last step
 * for what it is from then on.
 *
 * @param points by day
 */
export function shownPoints<Point extends CurveStep>(points: readonly Point[], end: number): ShownPoints<Point> {
  const isShown = ({ atRisk, day }: Point) => atRisk >= PRIVACY_CUSTOMERS && day <= end;
  const shown = points.filter(isShown);
  const isCut = (point: Point | undefined) => point !== undefined && !isShown(point);
  return {
    points: shown,
    shownFromDay: isCut(points[0]) ? (shown[0]?.day ?? null) : null,
    shownUntilDay: isCut(points.at(-1)) ? (shown.at(-1)?.day ?? 0) : null,
  };
}
