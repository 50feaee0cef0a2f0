import type { Prisma, Run as RunRow } from '../../prisma/generated/client/client.ts';
import { type ExclusionReason, exclusionReasons } from '../../worker/exclusionReasons.ts';
import type { AnalysisKind as Kind } from '../../worker/queue.ts';
import type { RunTrigger as Trigger } from '../../worker/requestRun.ts';
import type { StatusCode } from '../../worker/stats/statusCodes.ts';
import { STATUS_CODES } from '../../worker/stats/statusCodes.ts';
import { builder, idDescription } from '../builder.ts';
import { cursorTime, type Page, pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import { rowId } from '../globalId.ts';
import { Analysis, AnalysisKind } from './analysis.ts';
import { AnalysisParameters, readParameters } from './analysisParameters.ts';
import { resultOf } from './resultOf.ts';
import { Exclusion, type ExclusionRow, Population, RunProgress, RunTimings, RunWarning } from './runDetails.ts';
import { RunResult } from './runResult.ts';
import { counts, type Progress, population, progress, warnings } from './storedRun.ts';

export const RunState = builder.enumType('RunState', {
  description: 'Where a run stands.',
  values: {
    QUEUED: { description: 'Waiting for a worker.' },
    RUNNING: { description: 'A worker has it.' },
    SUCCEEDED: { description: 'It has an answer, be it that the data cannot tell.' },
    FAILED: { description: 'It could not be carried out.' },
    CANCELLED: { description: 'Somebody cancelled it.' },
  } as const,
});
export const RunTrigger = builder.enumType('RunTrigger', {
  description: 'What started a run.',
  values: {
    API: { description: 'A program.' },
    CLI: { description: 'The command line.' },
    DEMO: { description: 'The demo.' },
    SCHEDULE: { description: 'Its schedule: see dueAt.' },
    BACKFILL: { description: 'A backfill over past dates: see asOf.' },
    DATA: { description: 'Data that it reads have changed.' },
    WEBHOOK: { description: 'A call from another system.' },
  } as const satisfies Record<Trigger, unknown>,
});

/** In a `where` for runs that are shown: those of a deleted analysis have none, and wait to be deleted. */
export const ofAnalysis = { analysisId: { not: null } } as const;

export const Run = builder.prismaNode('Run', {
  description: 'One execution of an analysis on one snapshot of the data.',
  id: { resolve: (run) => String(run.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) }, ...ofAnalysis }),
  fields: (t) => ({
    analysis: t.field({
      type: Analysis,
      description: 'What was run.',
      resolve: async (run, _args, { loaders }) => {
        const analysis = run.analysisId === null ? null : await loaders.analysis.load(run.analysisId);
        if (!analysis) throw new Error(`run ${run.id} has no analysis`);
        return analysis;
      },
    }),
    state: t.field({ type: RunState, description: 'Where it stands.', resolve: ({ state }) => state as 'QUEUED' }),
    trigger: t.field({ type: RunTrigger, description: 'What started it.', resolve: ({ trigger }) => trigger as Trigger }),
    triggeredBy: t.exposeString('triggeredBy', { nullable: true, description: 'Which credential, schedule or backfill.' }),
    progress: t.field({ type: RunProgress, description: 'How far it is, or came.', resolve: shownProgress }),
    kind: t.field({ type: AnalysisKind, description: 'Which question it answers.', resolve: ({ kind }) => kind as Kind }),
    parameters: t.field({ type: AnalysisParameters, description: 'As run.', resolve: readParameters }),
    population: t.field({
      type: Population,
      nullable: true,
      description: 'As run. Null where the analysis is not about responses.',
      resolve: ({ kind, population: stored }) => (kind === 'DRIVERS' ? population.parse(stored) : null),
    }),
    asOf: t.expose('asOf', { type: 'DateTime', nullable: true, description: 'Facts after it are not seen. Null: all that there are.' }),
    dueAt: t.expose('dueAt', { type: 'DateTime', nullable: true, description: 'The tick of the schedule that it stands for.' }),
    isForced: t.exposeBoolean('forced', { description: 'Whether it was to be computed anew whatever is there already.' }),
    seed: t.exposeInt('seed', { description: 'Of everything random in it: the same seed gives the same numbers.' }),
    timeoutSeconds: t.exposeInt('timeoutSeconds', {
      nullable: true,
      description: 'How long an attempt may take, if its worker gives as much. Null: as long as the worker gives.',
    }),
    memoryMegabytes: t.exposeInt('memoryMegabytes', {
      nullable: true,
      description: 'How much memory it may take, if its worker gives as much. Null: as much as the worker gives.',
    }),
    cancelReason: t.exposeString('cancelReason', {
      nullable: true,
      description:
        'Why it was cancelled: USER (somebody did), REPLACED (by a later tick of its schedule) or BACKFILL_CANCELLED. Null: it was not.',
    }),
    retryAt: t.expose('retryAt', { type: 'DateTime', nullable: true, description: 'When it is tried again after a fault.' }),
    engineVersion: t.exposeString('engineVersion', { nullable: true, description: 'Of the code that computed it. Null until it ends.' }),
    dataVersions: t.expose('dataVersions', {
      type: 'JSON',
      nullable: true,
      description: 'Versions of the data it read, by domain. Null until it ends.',
    }),
    dataThrough: t.expose('dataThrough', { type: 'DateTime', nullable: true, description: 'Latest fact that it saw. Null until it ends.' }),
    warnings: t.field({ type: [RunWarning], description: 'Remarks on its result.', resolve: (run) => knownWarnings(run.warnings) }),
    exclusions: t.field({
      type: [Exclusion],
      description: 'Rows that it left out, by reason.',
      resolve: (run) => knownExclusions(run.exclusions),
    }),
    timings: t.field({ type: RunTimings, description: 'How long its stages took.', resolve: (run) => counts.parse(run.timings) }),
    rowsRead: t.expose('rowsRead', {
      type: 'BigInt',
      nullable: true,
      description: 'Rows read: answers, orders, subscriptions. Null until it ends.',
    }),
    rowsUsed: t.expose('rowsUsed', {
      type: 'BigInt',
      nullable: true,
      description: 'Rows or customers used, after exclusions. Null until it ends.',
    }),
    attempts: t.exposeInt('attempt', { description: 'How often a worker has taken it.' }),
    queuedAt: t.expose('queuedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When a worker first took it.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    scoresClearedAt: t.expose('scoresClearedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Since when what it said of single customers is no longer kept (EARSHOT_KEEP_SCORES_DAYS of the worker): its lists of customers are empty, and it cannot be published. Null: that is kept.',
    }),
    result: t.field({ type: RunResult, description: 'What became of it.', resolve: resultOf }),
  }),
});

/** One that failed or was cancelled keeps how far it came, but takes no longer. */
function shownProgress({ progress: stored, finishedAt }: Pick<RunRow, 'progress' | 'finishedAt'>): Progress {
  const shown = progress.parse(stored);
  return finishedAt === null ? shown : { ...shown, estimatedSecondsLeft: null };
}

/** A code that this version does not know (a newer worker wrote it) is left out rather than failing the whole run. */
function knownExclusions(stored: Prisma.JsonValue): ExclusionRow[] {
  return Object.entries(counts.parse(stored)).flatMap(([reason, rows]) =>
    reason in exclusionReasons ? [{ reason: reason as ExclusionReason, rows }] : [],
  );
}

function knownWarnings(stored: Prisma.JsonValue) {
  return warnings
    .parse(stored)
    .flatMap(({ code, subject, detail }) => (code in STATUS_CODES ? [{ code: code as StatusCode, subject, detail }] : []));
}

export const RunConnection = builder.connectionObject(
  { type: Run, name: 'RunConnection', description: 'A page of runs.' },
  { name: 'RunEdge', description: 'A run and its place in the list.' },
);

builder.objectField(Analysis, 'latestRun', (t) =>
  t.field({
    type: Run,
    nullable: true,
    description: 'The run that was asked for last. Null when it was never run.',
    resolve: (analysis, _args, { loaders }) => loaders.latestRun.load(analysis.id),
  }),
);

builder.objectField(Run, 'reusedRun', (t) =>
  t.field({
    type: Run,
    nullable: true,
    description: 'The finished run of the same analysis on the same data, whose result is shown. Null: this one was computed.',
    resolve: ({ reusedRunId }, _args, { loaders }) => (reusedRunId === null ? null : loaders.run.load(reusedRunId)),
  }),
);

builder.objectField(Run, 'waitsFor', (t) =>
  t.field({
    type: Run,
    nullable: true,
    description:
      'For a tick of a schedule that waits (see OverlapPolicy): the run of its analysis before it, which has to end first. Null: it waits for no other run.',
    resolve: ({ id, state, waits }, _args, { loaders }) => (waits && state === 'QUEUED' ? loaders.runBefore.load(id) : null),
  }),
);

/** Newest first; ties by id. */
function behind({ after }: Page): Prisma.RunWhereInput {
  const time = after && cursorTime(after);
  return after && time ? { OR: [{ queuedAt: { lt: time } }, { queuedAt: time, id: { lt: after.id } }] } : {};
}

builder.queryFields((t) => ({
  run: t.field({
    type: Run,
    nullable: true, // also when it belongs to another workspace: a stranger cannot tell the two apart
    description: 'One run. Null when there is no such run.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, args, { loaders }) => loaders.run.load(rowId('Run', args.id, 'id')),
  }),
  runs: t.field({
    type: RunConnection,
    description: 'Runs, newest first.',
    args: {
      analysis: t.arg.string({ description: 'Name of the analysis. Default: all.' }),
      kind: t.arg({ type: [AnalysisKind], description: 'Only those that answer one of these questions. Default: all.' }),
      state: t.arg({ type: [RunState], description: 'Only those in one of these states. Default: all.' }),
      ...pageArgs,
    },
    complexity: pageCost,
    resolve: async (_root, { analysis, kind, state, ...args }, { db, workspaceId }) => {
      const page = parsePage(args);
      const rows = await db.run.findMany({
        where: {
          workspaceId,
          ...ofAnalysis,
          ...(analysis != null && { analysis: { workspaceId, name: analysis } }),
          ...(kind && { kind: { in: kind } }),
          ...(state && { state: { in: state } }),
          ...behind(page),
        },
        orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
        take: page.first + 1,
      });
      return toConnection(rows, page, (row) => ({ sortValue: row.queuedAt.toISOString(), id: row.id }));
    },
  }),
}));
