import { meanQuadrant, type Quadrant } from '../../data/driverParameters.ts';
import type { CutAt } from '../../data/driverResult.ts';
import { type DriverLabel, driverLabel } from '../../stats/drivers/driverLabels.ts';
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
  readonly importanceCutAt: CutAt;
  readonly performanceCutAt: CutAt;
  /** One a driver; null: neither much nor little of it is good in itself. */
  readonly labels: readonly (DriverLabel | null)[];
}

/**
 * The quadrants of importance and performance. A feature or a trait has a mean in a unit of its own, orders or hours or money, and
 * no side that is good: it neither moves the line that divides strong from weak answers nor lies on a side of it, as a question without a scale beside
 * others that have one. So questions are compared among themselves, and a feature is a suppressor or has no label. Importance is in one unit, and stays
 * compared over all.
 *
 * Where less of the outcome is better, a good effect is a negative one.
 *
 * @param quadrant where the lines lie
 */
export function placement({ drivers, goodDirection }: DriverDesign, rows: readonly Placed[], quadrant: Quadrant = meanQuadrant): Placement {
  const isMedian = quadrant.at === 'MEDIAN';
  // Shares sum to 1, so this is their mean.
  const importanceCut = quadrant.importance ?? (isMedian ? medianOf(rows.map(({ importance }) => importance)) : 1 / rows.length);
  const asked = drivers.flatMap(({ question, scale }, index) => (question === null ? [] : [{ scale, index }]));
  const { performanceUnit, performances, mean } = comparablePerformance(
    asked.map(({ scale }) => scale),
    asked.map(({ index }) => rows[index]?.mean ?? Number.NaN),
  );
  const compared = performances.filter((value) => value !== null);
  const performanceCut = asked.length === 0 ? null : (quadrant.performance ?? (isMedian ? medianOf(compared) : mean));
  const performanceOf = new Map(asked.map(({ index }, place) => [index, performances[place] ?? null]));
  const labels = rows.map((row, index) => {
    const [estimate, correlation] = [goodDirection * row.estimate, goodDirection * row.correlation];
    const performance = performanceOf.get(index) ?? null;
    return driverLabel(
      { ...row, estimate, correlation, performance },
      { importance: importanceCut, performance: performanceCut ?? Number.NaN },
    );
  });
  return {
    importanceCut,
    performanceCut,
    performanceUnit: performanceCut === null ? null : performanceUnit,
    importanceCutAt: quadrant.importance === null ? quadrant.at : 'GIVEN',
    performanceCutAt: quadrant.performance === null ? quadrant.at : 'GIVEN',
    labels,
  };
}

/** Of an even number, the middle of the two in the middle. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
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
