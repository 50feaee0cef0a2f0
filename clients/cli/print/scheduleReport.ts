import type { ScheduleQuery, SchedulesQuery } from '../generated/graphql.ts';
import { formatTime } from './numbers.ts';
import { table } from './table.ts';

type Row = SchedulesQuery['analyses']['nodes'][number];
type Analysis = NonNullable<ScheduleQuery['analysis']>;
type Tick = NonNullable<Analysis['schedule']>['ticks']['nodes'][number];

const next = ({ schedule }: Pick<Row, 'schedule'>) => (schedule?.pausedAt ? 'paused' : formatTime(schedule?.nextRunAt));

export function scheduleTable(rows: readonly Row[]): string[] {
  return table(
    [
      { title: 'analysis', cell: ({ name }) => name },
      { title: 'cron', cell: ({ schedule }) => schedule?.cron ?? '–' },
      { title: 'time zone', cell: ({ schedule }) => schedule?.timeZone ?? '–' },
      { title: 'next', cell: next },
      { title: 'last due', cell: ({ schedule }) => formatTime(schedule?.lastDueAt) },
      { title: 'catch up', cell: ({ schedule }) => schedule?.catchUp ?? '–' },
      { title: 'overlap', cell: ({ schedule }) => schedule?.overlap ?? '–' },
      { title: 'on change', cell: ({ runOnChange }) => (runOnChange ? 'yes' : 'no') },
    ],
    rows,
  );
}

export function scheduleReport(analysis: Analysis): string[] {
  const { schedule, runOnChange, name } = analysis;
  const change = runOnChange ? [`${name} runs when data that it reads have changed`] : [];
  if (!schedule) return [...change, `${name} has no schedule: earshot schedules set ${name} --cron '0 6 * * *'`];
  const times = schedule.nextRuns.map(formatTime).join(', ');
  return [
    ...scheduleTable([analysis]),
    '',
    schedule.pausedAt ? `paused since ${formatTime(schedule.pausedAt)}; it would run at ${times}` : `next: ${times}`,
    ...change,
    '',
    ...(schedule.ticks.nodes.length === 0 ? ['no tick yet'] : tickTable(schedule.ticks.nodes)),
  ];
}

function tickTable(ticks: readonly Tick[]): string[] {
  return table(
    [
      {
        title: 'due',
        cell: ({ dueAt, dueUntil }) => (dueAt === dueUntil ? formatTime(dueAt) : `${formatTime(dueAt)} to ${formatTime(dueUntil)}`),
      },
      { title: 'became', cell: ({ outcome }) => outcomeWord[outcome] },
      { title: 'run', cell: ({ run }) => run?.id ?? '–' },
      { title: 'state', cell: ({ run }) => run?.state ?? '–' },
    ],
    ticks,
  );
}

const outcomeWord: Readonly<Record<Tick['outcome'], string>> = {
  RUN: 'a run',
  OVERLAP_SKIPPED: 'left out: this run was under way',
  MISSED: 'missed',
};
