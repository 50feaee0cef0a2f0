import type { MeasureName } from './metricMeasures.ts';
import type { MetricRow } from './metricRows.ts';
import type { MetricHaving, MetricsInput } from './metricsInput.ts';

/** The rows that `having` leaves, in order: as asked for, then by their groups; unknown ones and "other" last. */
export function orderedRows(
  { by, having, orderBy, measures }: Pick<MetricsInput, 'by' | 'having' | 'orderBy' | 'measures'>,
  rows: readonly MetricRow[],
): MetricRow[] {
  const measureOf = ({ values }: MetricRow, name: MeasureName) => values[measures.indexOf(name)];
  const satisfies = (row: MetricRow, { measure, valueFrom, valueTo, nFrom }: MetricHaving) => {
    const found = measureOf(row, measure);
    if (!found || found.value === null) return false;
    return (
      (valueFrom === null || found.value >= valueFrom) &&
      (valueTo === null || found.value <= valueTo) &&
      (nFrom === null || found.n >= nFrom)
    );
  };
  const orders = orderBy.map(({ measure, dimension, descending }) => {
    const column = by.findIndex((grouping) => grouping.dimension === dimension);
    const of = (row: MetricRow) => (measure === null ? (row.keys[column] ?? null) : (measureOf(row, measure)?.value ?? null));
    return (a: MetricRow, b: MetricRow) => compared(of(a), of(b), descending);
  });
  const byGroups = by.map((_, column) => (a: MetricRow, b: MetricRow) => compared(a.keys[column] ?? null, b.keys[column] ?? null, false));
  const comparisons = [...orders, (a: MetricRow, b: MetricRow) => Number(a.isOther) - Number(b.isOther), ...byGroups];
  return rows
    .filter((row) => having.every((condition) => satisfies(row, condition)))
    .sort((a, b) => comparisons.reduce((order, compare) => order || compare(a, b), 0));
}

/** Code points decide between texts, so that an order is the same everywhere; null comes last, whatever the direction. */
function compared(a: string | number | null, b: string | number | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = a < b ? -1 : a > b ? 1 : 0;
  return descending ? -order : order;
}
