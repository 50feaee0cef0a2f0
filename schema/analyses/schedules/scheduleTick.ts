import { builder } from '../../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../../connection.ts';
import { Run } from '../run.ts';
import type { ScheduleTickRow } from './loaders.ts';
import { Schedule } from './schedule.ts';

const TickOutcome = builder.enumType('TickOutcome', {
  description: 'What became of a tick.',
  values: {
    RUN: { description: 'It became a run.' },
    OVERLAP_SKIPPED: { description: 'Left out, for a run of the analysis was waiting or under way.' },
    MISSED: { description: 'Left out, for no worker was there, or the schedule was changed before one looked.' },
  } as const,
});

const ScheduleTick = builder.objectRef<ScheduleTickRow>('ScheduleTick').implement({
  description: 'A moment at which a schedule was due, and what became of it. Every one is here once.',
  fields: (t) => ({
    dueAt: t.expose('dueAt', { type: 'DateTime', description: 'When it was due.' }),
    dueUntil: t.expose('dueUntil', { type: 'DateTime', description: 'Of several missed in a row, the last; otherwise as dueAt.' }),
    outcome: t.field({ type: TickOutcome, description: 'What became of it.', resolve: ({ outcome }) => outcome as 'RUN' }),
    run: t.field({
      type: Run,
      nullable: true,
      description: 'The run that it became; of one that was OVERLAP_SKIPPED, the run that was in its way.',
      resolve: ({ runId }, _args, { loaders }) => (runId === null ? null : loaders.run.load(runId)),
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', description: 'When that was decided.' }),
  }),
});
const ScheduleTickConnection = builder.connectionObject(
  { type: ScheduleTick, name: 'ScheduleTickConnection', description: 'A page of ticks.' },
  { name: 'ScheduleTickEdge', description: 'A tick and its place in the list.' },
);

builder.objectField(Schedule, 'ticks', (t) =>
  t.field({
    type: ScheduleTickConnection,
    description: 'What became of its ticks, newest first; also of those of an earlier schedule of the analysis.',
    args: pageArgs,
    complexity: pageCost,
    resolve: async ({ analysisId }, args, { loaders }) => {
      const page = parsePage(args);
      const rows = await loaders.scheduleTicks.load({ analysisId, page });
      return toConnection(rows, page, ({ dueAt }) => ({ sortValue: dueAt.toISOString(), id: 0n }));
    },
  }),
);
