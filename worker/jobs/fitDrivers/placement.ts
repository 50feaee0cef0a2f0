import { type DriverLabel, driverLabel, isSuppressor } from '../../stats/drivers/driverLabels.ts';
import { comparablePerformance, type PerformanceUnit } from '../../stats/drivers/driverPerformance.ts';
import type { Warning } from '../../stats/outcome.ts';
import type { DriverDesign } from './driverDesign.ts';

export interface Placed {
  readonly estimate: number;
  readonly correlation: number;
  readonly pAdjusted: number | null;
  /** Share of importance. */
  readonly importance: number;
  readonly mean: number | null;
}

export interface Placement {
  readonly importanceCut: number;
  readonly performanceCut: number | null;
  readonly performanceUnit: PerformanceUnit | null;
  /** One a driver; null: neither much nor little of it is good in itself. */
  readonly labels: readonly (DriverLabel | null)[];
}

/**
 * The quadrants of importance and performance. A feature or a trait has a mean in a unit of its own, orders or hours or money, and
 * no side that is good: it neither moves the line that divides strong from weak answers nor lies on a side of it. So questions are
 * compared among themselves, and a feature is a suppressor or has no label. Importance is in one unit, and stays compared over all.
 *
 * Where less of the outcome is better, a good effect is a negative one.
 */
export function placement({ drivers, goodDirection }: DriverDesign, rows: readonly Placed[]): Placement {
  const importanceCut = 1 / rows.length; // shares sum to 1, so this is their mean
  const asked = drivers.flatMap(({ question, scale }, index) => (question === null ? [] : [{ scale, index }]));
  const { performanceUnit, performances } = comparablePerformance(
    asked.map(({ scale }) => scale),
    asked.map(({ index }) => rows[index]?.mean ?? Number.NaN),
  );
  const performanceCut = asked.length === 0 ? null : performances.reduce((sum, value) => sum + value, 0) / performances.length;
  const performanceOf = new Map(asked.map(({ index }, place) => [index, performances[place] ?? Number.NaN]));
  const labels = rows.map((row, index) => {
    const [estimate, correlation] = [goodDirection * row.estimate, goodDirection * row.correlation];
    const performance = performanceOf.get(index);
    if (performance === undefined || performanceCut === null) return isSuppressor(estimate, correlation) ? 'SUPPRESSOR' : null;
    return driverLabel({ ...row, estimate, correlation, performance }, { importance: importanceCut, performance: performanceCut });
  });
  return { importanceCut, performanceCut, performanceUnit: performanceCut === null ? null : performanceUnit, labels };
}

/** Of the model's own rows, in the direction of its outcome: the engine's warnings know the positive one alone. */
export function suppressorRemarks({ drivers }: DriverDesign, rows: readonly Placed[], { labels }: Placement): Warning[] {
  return rows.flatMap(({ estimate, correlation }, index) =>
    labels[index] === 'SUPPRESSOR'
      ? [
          {
            code: 'SUPPRESSOR' as const,
            subject: drivers[index]?.name ?? null,
            detail: `coefficient ${estimate.toPrecision(3)} against a correlation of ${correlation.toPrecision(3)}`,
          },
        ]
      : [],
  );
}
