import type { BackfillDatesQuery, BackfillPreviewQuery, BackfillQuery, BackfillsQuery } from '../generated/graphql.ts';
import { formatTime } from './numbers.ts';
import { table } from './table.ts';

type Preview = BackfillPreviewQuery['backfillPreview'];
export type BackfillDateRow = NonNullable<BackfillDatesQuery['backfill']>['dates']['nodes'][number];
type Row = BackfillsQuery['backfills']['nodes'][number];

export function previewTable({ dates, runs, timeZone }: Preview): string[] {
  const rows = table(
    [
      { title: 'as of the end of', cell: ({ endDate }) => endDate },
      { title: 'last run', cell: ({ run }) => run?.state ?? 'none' },
      { title: 'would', cell: ({ isIncluded }) => (isIncluded ? 'run' : 'be left out') },
    ],
    dates.nodes,
  );
  return [...rows, '', `${runs} of ${dates.nodes.length} dates would run; days end in ${timeZone}`];
}

export function backfillTable(rows: readonly Row[]): string[] {
  return table(
    [
      { title: 'backfill', cell: ({ id }) => id },
      { title: 'analysis', cell: ({ analysis }) => analysis.name },
      { title: 'state', cell: ({ state }) => state },
      { title: 'range', cell: ({ from, to, step }) => `${from} to ${to} by ${step.toLowerCase()}` },
      { title: 'mode', cell: ({ mode }) => mode },
      { title: 'started', cell: ({ createdAt }) => formatTime(createdAt) },
      { title: 'dates', cell: ({ counts }) => countsText(counts) },
    ],
    rows,
  );
}

export function backfillDateTable(dates: readonly BackfillDateRow[]): string[] {
  return table(
    [
      { title: 'as of the end of', cell: ({ endDate }) => endDate },
      { title: 'state', cell: ({ isIncluded, run }) => (isIncluded ? (run?.state ?? 'to start') : 'left out') },
      { title: 'code', cell: ({ run }) => codeOf(run?.result) },
      { title: 'run', cell: ({ run }) => run?.id ?? '–' },
    ],
    dates,
  );
}

/** Why there is no estimate. */
function codeOf(result: NonNullable<BackfillDateRow['run']>['result'] | undefined): string {
  if (result?.__typename === 'NotEstimable') return result.code;
  return result?.__typename === 'Failed' ? result.failure : '–';
}

export function backfillLine({ id, analysis, state, counts }: NonNullable<BackfillQuery['backfill']>): string {
  return `Backfill ${id} of ${analysis.name} is ${state}: ${countsText(counts)}`;
}

/** What is not zero, in the order of a run's life. */
function countsText({ leftOut, toStart, queued, running, succeeded, failed, cancelled }: Row['counts']): string {
  const parts = { succeeded, failed, cancelled, running, queued, 'to start': toStart, 'left out': leftOut };
  return Object.entries(parts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
