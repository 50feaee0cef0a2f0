import type { Scale } from '../descriptive/scale.ts';
import { type CutLines, type DriverLabel, driverLabel } from './driverLabels.ts';
import { comparablePerformance, type PerformanceUnit } from './driverPerformance.ts';

export interface DriverCutLines extends CutLines {
  readonly performanceUnit: PerformanceUnit;
}

/** What decides the place of a driver on the chart of importance against performance. */
export interface PlacedDriver {
  readonly estimate: number;
  readonly correlation: number;
  readonly pAdjusted: number | null;
  readonly lmgShare: number | null;
  readonly mean: number;
  readonly scale: Scale | null;
}

export interface CutOptions {
  /** cut line of lmgShare; null or absent = mean over the drivers */
  readonly importanceCut?: number | null;
  /** cut line of performance in units of cutLines.performanceUnit; null or absent = mean over the drivers */
  readonly performanceCut?: number | null;
}

/** Cut lines of the chart, and the label of each driver by its quadrant; null: it cannot be compared (comparablePerformance). */
export function driverPlacement(
  drivers: readonly PlacedDriver[],
  { importanceCut, performanceCut }: CutOptions,
): { readonly cutLines: DriverCutLines; readonly labels: readonly (DriverLabel | null)[] } {
  const { performanceUnit, performances, mean } = comparablePerformance(
    drivers.map(({ scale }) => scale),
    drivers.map((driver) => driver.mean),
  );
  const cutLines: DriverCutLines = {
    importance: importanceCut ?? 1 / drivers.length, // shares sum to 1, so this is their mean
    performance: performanceCut ?? mean,
    performanceUnit,
  };
  const labels = drivers.map((driver, j) =>
    driverLabel({ ...driver, importance: driver.lmgShare ?? 0, performance: performances[j] ?? null }, cutLines),
  );
  return { cutLines, labels };
}
