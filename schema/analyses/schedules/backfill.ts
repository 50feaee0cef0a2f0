import type { Prisma } from '../../../prisma/generated/client/client.ts';
import { builder, idDescription } from '../../builder.ts';
import { type Connection, cursorTime, type Page, pageArgs, pageCost, parsePage, toConnection } from '../../connection.ts';
import { rowId } from '../../globalId.ts';
import { isoDay } from '../../isoDay.ts';
import { Analysis } from '../analysis.ts';
import { Run } from '../run.ts';
import type { BackfillCounts as Counts } from './loaders.ts';
import type { Step } from './periodEnds.ts';

export const BackfillStep = builder.enumType('BackfillStep', {
  description: 'As of the end of what an analysis is run.',
  values: {
    DAY: { description: 'Every day.' },
    WEEK: { description: 'Every week, which ends on a Sunday.' },
    MONTH: { description: 'Every month.' },
  } as const satisfies Record<Step, unknown>,
});
export const BackfillMode = builder.enumType('BackfillMode', {
  description: 'Which dates of the range are run. A date whose run waits or is under way is never run beside it.',
  values: {
    MISSING: { description: 'Those without a run; one that was cancelled counts as none.' },
    FAILED: { description: 'Those whose last run failed.' },
    ALL: { description: 'All. Where data, parameters and engine are still the same, the run shows the result that is there.' },
  } as const,
});
export type Mode = 'MISSING' | 'FAILED' | 'ALL';
const BackfillState = builder.enumType('BackfillState', {
  description: 'Where a backfill stands.',
  values: {
    RUNNING: { description: 'It asks for its runs, one after the other.' },
    PAUSED: { description: 'It asks for no more until it is resumed; runs under way go on.' },
    COMPLETED: { description: 'All its runs are over, which says nothing of how they ended.' },
    CANCELLED: { description: 'It was cancelled, and its runs under way with it.' },
  } as const,
});

const BackfillCounts = builder.objectRef<Counts>('BackfillCounts').implement({
  description: 'How many dates of a backfill stand where. Those behind `dates` add up to it.',
  fields: (t) => ({
    dates: t.exposeInt('dates', { description: 'In its range.' }),
    leftOut: t.exposeInt('leftOut', { description: 'Left out by its mode.' }),
    toStart: t.exposeInt('toStart', { description: 'Without a run yet; of a backfill that was cancelled, never run.' }),
    queued: t.exposeInt('queued', { description: 'Whose run waits for a worker.' }),
    running: t.exposeInt('running', { description: 'Whose run a worker has.' }),
    succeeded: t.exposeInt('succeeded', { description: 'Whose run has an answer.' }),
    failed: t.exposeInt('failed', { description: 'Whose run failed.' }),
    cancelled: t.exposeInt('cancelled', { description: 'Whose run was cancelled.' }),
  }),
});

const BackfillDate = builder.prismaObject('BackfillDate', {
  description: 'One date of a backfill.',
  fields: (t) => ({
    endDate: t.string({ description: 'YYYY-MM-DD: the last day of its day, week or month.', resolve: ({ endDate }) => isoDay(endDate) }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'The end of that day: facts after it are not seen.' }),
    isIncluded: t.exposeBoolean('isIncluded', { description: 'False: its mode leaves it out.' }),
    run: t.field({
      type: Run,
      nullable: true,
      description: 'Its run; where it is left out, the run that was there before. Null: none yet.',
      resolve: ({ runId }, _args, { loaders }) => (runId === null ? null : loaders.run.load(runId)),
    }),
  }),
});
const BackfillDateConnection = builder.connectionObject(
  { type: BackfillDate, name: 'BackfillDateConnection', description: 'A page of dates.' },
  { name: 'BackfillDateEdge', description: 'A date and its place in the list.' },
);

export const Backfill = builder.prismaNode('Backfill', {
  description: 'An analysis run as of the end of every day, week or month of a range.',
  id: { resolve: (backfill) => String(backfill.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    analysis: t.field({
      type: Analysis,
      description: 'What it runs.',
      resolve: async ({ id, analysisId }, _args, { loaders }) => {
        const analysis = await loaders.analysis.load(analysisId);
        if (!analysis) throw new Error(`backfill ${id} has no analysis`);
        return analysis;
      },
    }),
    from: t.string({ description: 'YYYY-MM-DD: the first day of the range.', resolve: ({ fromDate }) => isoDay(fromDate) }),
    to: t.string({ description: 'YYYY-MM-DD: its last day.', resolve: ({ toDate }) => isoDay(toDate) }),
    step: t.field({ type: BackfillStep, description: 'As of the end of what.', resolve: ({ step }) => step as Step }),
    timeZone: t.exposeString('timeZone', { description: 'In which its days end: that of the workspace when it was started.' }),
    mode: t.field({ type: BackfillMode, description: 'Which dates are run.', resolve: ({ mode }) => mode as Mode }),
    concurrency: t.exposeInt('concurrency', { description: 'How many of its runs wait or are under way at once, at most.' }),
    state: t.field({ type: BackfillState, description: 'Where it stands.', resolve: ({ state }) => state as 'RUNNING' }),
    triggeredBy: t.exposeString('triggeredBy', { nullable: true, description: 'Which credential.' }),
    counts: t.field({
      type: BackfillCounts,
      description: 'How many of its dates stand where.',
      resolve: async ({ id }, _args, { loaders }) => {
        const counts = await loaders.backfillCounts.load(id);
        if (!counts) throw new Error(`backfill ${id} has no dates`);
        return counts;
      },
    }),
    dates: t.field({
      type: BackfillDateConnection,
      description: 'Its dates, oldest first.',
      args: pageArgs,
      complexity: pageCost,
      resolve: async ({ id }, args, { loaders }) => pageOfDates(await loaders.backfillDates.load(id), args),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was started.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was completed or cancelled. Null: it was not.',
    }),
  }),
});
const BackfillConnection = builder.connectionObject(
  { type: Backfill, name: 'BackfillConnection', description: 'A page of backfills.' },
  { name: 'BackfillEdge', description: 'A backfill and its place in the list.' },
);

/** A page of dates that are all at hand: a backfill has 500 at most. */
export function pageOfDates<Row extends { readonly asOf: Date }>(
  all: readonly Row[],
  args: Parameters<typeof parsePage>[0],
): Connection<Row> {
  const page = parsePage(args);
  const after = page.after && cursorTime(page.after);
  const rest = after ? all.filter(({ asOf }) => asOf > after) : all;
  return toConnection(rest, page, ({ asOf }) => ({ sortValue: asOf.toISOString(), id: 0n }));
}

/** Newest first; ties by id. */
function behind({ after }: Page): Prisma.BackfillWhereInput {
  const time = after && cursorTime(after);
  return after && time ? { OR: [{ createdAt: { lt: time } }, { createdAt: time, id: { lt: after.id } }] } : {};
}

builder.queryFields((t) => ({
  backfill: t.prismaField({
    type: Backfill,
    nullable: true,
    description: 'One backfill. Null when there is no such backfill.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (query, _root, args, { db, workspaceId }) =>
      db.backfill.findFirst({ ...query, where: { workspaceId, id: rowId('Backfill', args.id, 'id') } }),
  }),
  backfills: t.field({
    type: BackfillConnection,
    description: 'Backfills, newest first.',
    args: {
      analysis: t.arg.string({ description: 'Name of the analysis. Default: all.' }),
      state: t.arg({ type: [BackfillState], description: 'Only those in one of these states. Default: all.' }),
      ...pageArgs,
    },
    complexity: pageCost,
    resolve: async (_root, { analysis, state, ...args }, { db, workspaceId }) => {
      const page = parsePage(args);
      const rows = await db.backfill.findMany({
        where: {
          workspaceId,
          ...(analysis != null && { analysis: { workspaceId, name: analysis } }),
          ...(state && { state: { in: state } }),
          ...behind(page),
        },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: page.first + 1,
      });
      return toConnection(rows, page, (row) => ({ sortValue: row.createdAt.toISOString(), id: row.id }));
    },
  }),
}));

builder.objectField(Run, 'backfill', (t) =>
  t.field({
    type: Backfill,
    nullable: true,
    description: 'The backfill that asked for it. Null: none did.',
    resolve: ({ backfillId }, _args, { loaders }) => (backfillId === null ? null : loaders.backfill.load(backfillId)),
  }),
);
