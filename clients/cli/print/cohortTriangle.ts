/** Retention by cohort and age as a triangle of numbers: a few ages, the youngest cohorts, and each level below. */
import { type ChurnReady, groupingName } from './churnReport.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { type Column, table } from './table.ts';

type Cell = ChurnReady['cohortCells'][number];

const ages = [0, 1, 2, 3, 6, 9, 12, 18, 24];
const mostCohorts = 12;

interface Cohort {
  readonly name: string;
  readonly size: string;
  readonly cells: ReadonlyMap<number, Cell>;
}

export function cohortLines({ cohortCells, model }: ChurnReady): string[] {
  const starts = cohortsOf(cohortCells.filter(({ grouping }) => grouping === 'start'));
  if (starts.length === 0) return [];
  const levels = cohortsOf(cohortCells.filter(({ grouping }) => grouping !== 'start'));
  const shown = [...starts.slice(-mostCohorts), ...levels];
  const unit = model.cohortPeriod.toLowerCase();
  const columns: Column<Cohort>[] = [
    { title: 'cohort', cell: ({ name }) => name },
    { title: 'customers', align: 'right', cell: ({ size }) => formatCount(size) },
    ...ages.map((age): Column<Cohort> => ({ title: `${unit} ${age}`, align: 'right', cell: ({ cells }) => share(cells.get(age)) })),
  ];
  const earlier = starts.length > mostCohorts ? ` (the last ${mostCohorts} of ${starts.length})` : '';
  return ['', `Share of a cohort still there, by ${unit} since the start, in per cent${earlier}`, ...table(columns, shown)];
}

function cohortsOf(cells: readonly Cell[]): Cohort[] {
  const byName = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = cell.grouping === 'start' ? cell.cohort : `${groupingName(cell.grouping, null)} ${cell.cohort}`;
    byName.set(name, [...(byName.get(name) ?? []), cell]);
  }
  return [...byName].map(([name, own]) => ({ name, size: own[0]?.size ?? '0', cells: new Map(own.map((cell) => [cell.age, cell])) }));
}

/** A cell whose period was not over is marked: it can still fall. */
function share(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return `${formatNumber(cell.retention * 100, 0)}${cell.isComplete ? '' : '*'}`;
}
