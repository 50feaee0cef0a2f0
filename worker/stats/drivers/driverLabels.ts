/** What to do about a driver: its place on the chart of importance against performance. */
export type DriverLabel = 'FIX_FIRST' | 'KEEP' | 'MONITOR' | 'MAINTAIN' | 'SUPPRESSOR';

export interface DriverPosition {
  readonly estimate: number;
  readonly correlation: number;
  readonly pAdjusted: number | null;
  readonly importance: number;
  /** null: in a unit of its own, in which neither much nor little is good in itself */
  readonly performance: number | null;
}

export interface CutLines {
  readonly importance: number;
  readonly performance: number;
}

/** Level of the Holm-adjusted p-value below which a driver counts as shown. */
const SIGNIFICANCE = 0.05;

/**
 * Label of a driver by its quadrant (definitions.md, section 3):
 *
 *   important and weak: FIX_FIRST   important and strong: KEEP
 *   minor and weak:     MONITOR     minor and strong:     MAINTAIN
 *
 * On a cut line counts as important and as strong. FIX_FIRST costs money, so it also needs a positive coefficient with pAdjusted < 0.05, else MONITOR:
 * importance is never negative and proves nothing by itself. A negative coefficient with a positive correlation is SUPPRESSOR, wherever it lies.
 * A driver without a performance is on no side of the line: null, unless it is a suppressor.
 */
export function driverLabel(
  { estimate, correlation, pAdjusted, importance, performance }: DriverPosition,
  cuts: CutLines,
): DriverLabel | null {
  if (isSuppressor(estimate, correlation)) return 'SUPPRESSOR';
  if (performance === null) return null;
  const isStrong = performance >= cuts.performance;
  if (importance < cuts.importance) return isStrong ? 'MAINTAIN' : 'MONITOR';
  if (isStrong) return 'KEEP';
  return estimate > 0 && pAdjusted !== null && pAdjusted < SIGNIFICANCE ? 'FIX_FIRST' : 'MONITOR';
}

export function isSuppressor(estimate: number, correlation: number): boolean {
  return estimate < 0 && correlation > 0;
}
