import { requireNonNegative } from '../checks.ts';
import type { TimeUnit } from './history/recencyFrequency.ts';

const UNITS_A_YEAR: Readonly<Record<TimeUnit, number>> = { day: 365, week: 52 };

/**
 * A yearly discount rate as a continuous one for the unit of time of a model: ln(1 + yearly) / 52 a week, / 365 a day.
 *
 * @param yearly 0.10 = 10 % a year, >= 0
 * @throws ModelInputError NOT_FINITE, OUT_OF_RANGE
 */
export function continuousDiscount(yearly: number, unit: TimeUnit): number {
  requireNonNegative({ yearly });
  return Math.log1p(yearly) / UNITS_A_YEAR[unit];
}
