import { cronTimes } from '../../../worker/scheduling/cron.ts';
import type { CatchUp, Overlap } from '../../../worker/scheduling/schedulePolicy.ts';
import { builder, idDescription } from '../../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../../connection.ts';
import { Analysis } from '../analysis.ts';
import { requireCount } from './cronPreview.ts';

export const CatchUpPolicy = builder.enumType('CatchUpPolicy', {
  description: 'What is done about ticks that no worker was there for. One that is at most a minute late counts as on time.',
  values: {
    SKIP: { description: 'Nothing: the next tick runs.' },
    LATEST: { description: 'The last of them runs, once.' },
    ALL: {
      description:
        'Each runs, oldest first; those before the last as of their own moments: they compute what they would have computed then, and do not become the current run by themselves. The last runs on all that there is.',
    },
  } as const satisfies Record<CatchUp, unknown>,
});
export const OverlapPolicy = builder.enumType('OverlapPolicy', {
  description:
    'What is done about a tick while a run of the analysis waits or is under way. Runs as of a past moment (a backfill, a catch-up) are no overlap.',
  values: {
    SKIP: { description: 'It is left out, and recorded as OVERLAP_SKIPPED.' },
    QUEUE: { description: 'Its run waits until those that were asked for before it have ended: see Run.waitsFor.' },
    REPLACE: { description: 'The runs that a schedule or new data started are cancelled (REPLACED); what was asked for by hand goes on.' },
  } as const satisfies Record<Overlap, unknown>,
});

export const Schedule = builder.prismaNode('Schedule', {
  description: 'When an analysis runs by itself.',
  id: { resolve: (schedule) => String(schedule.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    analysis: t.field({
      type: Analysis,
      description: 'What it runs.',
      resolve: async ({ id, analysisId }, _args, { loaders }) => {
        const analysis = await loaders.analysis.load(analysisId);
        if (!analysis) throw new Error(`schedule ${id} has no analysis`);
        return analysis;
      },
    }),
    cron: t.exposeString('cron', {
      description: 'When it is due: minute, hour, day of month, month, day of week; or @daily and the like.',
    }),
    timeZone: t.exposeString('timeZone', { description: 'IANA name of the zone on whose clock that is read.' }),
    catchUp: t.field({
      type: CatchUpPolicy,
      description: 'What is done about missed ticks.',
      resolve: ({ catchUp }) => catchUp as CatchUp,
    }),
    overlap: t.field({
      type: OverlapPolicy,
      description: 'What is done about a tick while a run is under way.',
      resolve: ({ overlap }) => overlap as Overlap,
    }),
    pausedAt: t.expose('pausedAt', { type: 'DateTime', nullable: true, description: 'Since when it rests. Null: it does not.' }),
    nextRunAt: t.expose('nextRunAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The next tick; in the past only until a worker has looked. Null while it is paused.',
    }),
    nextRuns: t.field({
      type: ['DateTime'],
      description: 'The ticks to come, also while it is paused.',
      args: { first: t.arg.int({ defaultValue: 5, description: 'How many, 1 to 100.' }) },
      resolve: ({ cron, timeZone, nextRunAt }, { first }) => {
        const after = nextRunAt ? new Date(nextRunAt.getTime() - 1) : new Date();
        return cronTimes(cron, timeZone).between(after, endOfTime, requireCount(first ?? 5));
      },
    }),
    lastDueAt: t.expose('lastDueAt', { type: 'DateTime', nullable: true, description: 'The last tick that was decided. Null: none yet.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first set.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last set, paused or resumed.' }),
  }),
});

const endOfTime = new Date(8.64e15);

builder.objectField(Analysis, 'schedule', (t) =>
  t.field({
    type: Schedule,
    nullable: true,
    description: 'When it runs by itself. Null: it has no schedule.',
    resolve: ({ id }, _args, { loaders }) => loaders.scheduleOf.load(id),
  }),
);

const ScheduleConnection = builder.connectionObject(
  { type: Schedule, name: 'ScheduleConnection', description: 'A page of schedules.' },
  { name: 'ScheduleEdge', description: 'A schedule and its place in the list.' },
);

builder.queryField('schedules', (t) =>
  t.field({
    type: ScheduleConnection,
    description: 'Schedules, by the name of their analysis.',
    args: { isPaused: t.arg.boolean({ description: 'Only those that rest, or only the others. Default: all.' }), ...pageArgs },
    complexity: pageCost,
    resolve: async (_root, { isPaused, ...args }, { db, workspaceId }) => {
      const page = parsePage(args);
      const rows = await db.schedule.findMany({
        where: {
          workspaceId,
          ...(page.after && { analysis: { workspaceId, name: { gt: page.after.sortValue ?? '' } } }),
          ...(isPaused != null && { pausedAt: isPaused ? { not: null } : null }),
        },
        include: { analysis: { select: { name: true } } },
        orderBy: { analysis: { name: 'asc' } },
        take: page.first + 1,
      });
      return toConnection(rows, page, ({ analysis, id }) => ({ sortValue: analysis.name, id }));
    },
  }),
);
