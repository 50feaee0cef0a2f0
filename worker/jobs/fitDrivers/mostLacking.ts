import type { DriverRun } from '../../data/readDriverRun.ts';
import type { FitOutcome } from '../../stats/outcome.ts';
import { outcomeName } from './driverDesign.ts';

/**
 * Which question or feature most of the rows that were left out lack, such as `, most often food (58)`: one that hardly anybody was asked takes all
 * others with it, and is to be left out itself. Empty where no row was left out.
 *
 * @param lacking rows by column, the outcome first, then the drivers
 */
export function mostLacking(run: DriverRun, lacking: readonly number[]): string {
  const names = [outcomeName(run), ...run.drivers.map(({ key }) => key)];
  const most = Math.max(0, ...lacking);
  return most === 0 ? '' : `, most often ${names[lacking.indexOf(most)]} (${most})`;
}

/** Says so of a model that too few rows are left for. */
export function withMostLacking<Fit>(
  outcome: FitOutcome<Fit>,
  run: DriverRun,
  nDropped: number,
  lacking: readonly number[],
): FitOutcome<Fit> {
  if (outcome.kind === 'fitted' || outcome.reason !== 'NOT_ENOUGH_DATA' || nDropped === 0) return outcome;
  return { ...outcome, detail: `${outcome.detail}; ${nDropped} rows lack an answer or a feature${mostLacking(run, lacking)}` };
}
