import { prismaExecutor } from '../../../prisma/client.ts';
import type { Analysis, Prisma, Schedule as ScheduleRow } from '../../../prisma/generated/client/client.ts';
import { cronTimes } from '../../../worker/scheduling/cron.ts';
import { recordAudit } from '../../audit/recordAudit.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { notFound } from '../../errors.ts';
import { Analysis as AnalysisType } from '../analysis.ts';
import { noAnalysis } from '../noAnalysis.ts';
import { databaseTime } from './databaseTime.ts';
import { giveUpDueTicks } from './giveUpDueTicks.ts';
import { lockSchedule } from './lockSchedule.ts';
import { Schedule } from './schedule.ts';

interface Named {
  readonly analysis: Analysis;
  readonly schedule: ScheduleRow | null;
}

/** Finds an analysis by its name, locks its schedule, and does something with both in one transaction. */
function withSchedule<Result>(
  name: string,
  context: Context,
  change: (tx: Prisma.TransactionClient, found: Named, now: Date, context: Context) => Promise<Result>,
): Promise<Result> {
  const { workspaceId, inTransaction } = context;
  return inTransaction(async (tx) => {
    const analysis = await tx.analysis.findFirst({ where: { workspaceId, name } });
    if (!analysis) throw await noAnalysis(prismaExecutor(tx), workspaceId, 'analysis', name);
    const schedule = await lockSchedule(tx, workspaceId, analysis.id);
    return change(tx, { analysis, schedule }, await databaseTime(tx), context);
  });
}

async function pause(tx: Prisma.TransactionClient, { analysis, schedule }: Named, now: Date, context: Context): Promise<ScheduleRow> {
  if (!schedule) throw notFound('analysis', 'schedule');
  if (schedule.pausedAt) return schedule;
  await giveUpDueTicks(tx, schedule, now);
  await recordAudit(prismaExecutor(tx), context, 'SCHEDULE_PAUSED', ['Schedule', schedule.id], { analysis: analysis.name });
  return tx.schedule.update({ where: keyOf(schedule), data: { pausedAt: now, nextRunAt: null, updatedAt: now } });
}

async function resume(tx: Prisma.TransactionClient, { analysis, schedule }: Named, now: Date, context: Context): Promise<ScheduleRow> {
  if (!schedule) throw notFound('analysis', 'schedule');
  if (!schedule.pausedAt) return schedule;
  await recordAudit(prismaExecutor(tx), context, 'SCHEDULE_RESUMED', ['Schedule', schedule.id], { analysis: analysis.name });
  const nextRunAt = cronTimes(schedule.cron, schedule.timeZone).next(now);
  return tx.schedule.update({ where: keyOf(schedule), data: { pausedAt: null, nextRunAt, updatedAt: now } });
}

async function remove(tx: Prisma.TransactionClient, { analysis, schedule }: Named, now: Date, context: Context): Promise<Analysis> {
  if (!schedule) return analysis;
  await giveUpDueTicks(tx, schedule, now);
  await recordAudit(prismaExecutor(tx), context, 'SCHEDULE_REMOVED', ['Schedule', schedule.id], { analysis: analysis.name });
  await tx.schedule.delete({ where: keyOf(schedule) });
  return analysis;
}

const keyOf = ({ workspaceId, id }: ScheduleRow) => ({ workspaceId_id: { workspaceId, id } });

builder.mutationFields((t) => {
  const args = { analysis: t.arg.string({ required: true, description: 'Name of the analysis.' }) };
  const authScopes = { compute: true };
  return {
    pauseSchedule: t.field({
      type: Schedule,
      description: 'Lets a schedule rest: until it is resumed nothing is due, and nothing of that time is caught up on.',
      authScopes,
      args,
      resolve: (_root, { analysis }, context) => withSchedule(analysis, context, pause),
    }),
    resumeSchedule: t.field({
      type: Schedule,
      description: 'Lets a paused schedule go on with its next tick.',
      authScopes,
      args,
      resolve: (_root, { analysis }, context) => withSchedule(analysis, context, resume),
    }),
    removeSchedule: t.field({
      type: AnalysisType,
      description: 'Takes an analysis its schedule, if it has one. Runs under way go on, and what became of its ticks stays on record.',
      authScopes,
      args,
      resolve: (_root, { analysis }, context) => withSchedule(analysis, context, remove),
    }),
  };
});
