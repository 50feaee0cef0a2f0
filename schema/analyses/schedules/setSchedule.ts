import { prismaExecutor } from '../../../prisma/client.ts';
import type { Schedule as ScheduleRow } from '../../../prisma/generated/client/client.ts';
import { recordAudit } from '../../audit/recordAudit.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { noAnalysis } from '../noAnalysis.ts';
import { readCron } from './cronPreview.ts';
import { databaseTime } from './databaseTime.ts';
import { giveUpDueTicks } from './giveUpDueTicks.ts';
import { lockSchedule } from './lockSchedule.ts';
import { CatchUpPolicy, OverlapPolicy, Schedule } from './schedule.ts';

const ScheduleInput = builder.inputType('ScheduleInput', {
  description: 'When an analysis is to run by itself.',
  fields: (t) => ({
    analysis: t.string({ required: true, description: 'Name of the analysis.' }),
    cron: t.string({
      required: true,
      description:
        'Five fields: minute, hour, day of month, month, day of week; or @hourly, @daily, @weekly, @monthly, @yearly. `0 6 * * 1` is Mondays at ' +
        'six. Where both day of month and day of week are given, either will do. A fixed time of the day that a clock leaps over is due right ' +
        'after the leap, and one that it shows twice the first time only; what is due every hour or so goes by the clock as it stands.',
    }),
    timeZone: t.string({ description: 'IANA name of the zone on whose clock that is read. Default: that of the workspace.' }),
    catchUp: t.field({
      type: CatchUpPolicy,
      defaultValue: 'LATEST',
      description: 'What is done about ticks that no worker was there for.',
    }),
    overlap: t.field({ type: OverlapPolicy, defaultValue: 'SKIP', description: 'What is done about a tick while a run is under way.' }),
  }),
});

/** What has become due before the change is decided by the schedule as it was, or given up and said so: the new one begins now. */
async function setSchedule(input: typeof ScheduleInput.$inferInput, context: Context): Promise<ScheduleRow> {
  const { workspaceId, inTransaction } = context;
  return inTransaction(async (tx) => {
    const analysis = await tx.analysis.findFirst({ where: { workspaceId, name: input.analysis }, include: { workspace: true } });
    if (!analysis) throw await noAnalysis(prismaExecutor(tx), workspaceId, 'input.analysis', input.analysis);
    const { cron } = input;
    const timeZone = input.timeZone ?? analysis.workspace.timeZone;
    const times = readCron(cron, timeZone, 'input.');
    const policy = { catchUp: input.catchUp ?? 'LATEST', overlap: input.overlap ?? 'SKIP' };
    const stored = await lockSchedule(tx, workspaceId, analysis.id);
    const now = await databaseTime(tx);
    const nextRunAt = times.next(now);
    const record = (id: bigint) =>
      recordAudit(prismaExecutor(tx), context, 'SCHEDULE_SET', ['Schedule', id], { analysis: analysis.name, cron, timeZone, ...policy });
    if (!stored) {
      const created = await tx.schedule.create({ data: { workspaceId, analysisId: analysis.id, cron, timeZone, ...policy, nextRunAt } });
      await record(created.id);
      return created;
    }
    const isSameTime = stored.cron === cron && stored.timeZone === timeZone;
    if (isSameTime && stored.catchUp === policy.catchUp && stored.overlap === policy.overlap) return stored;
    await record(stored.id);
    if (!isSameTime) await giveUpDueTicks(tx, stored, now);
    const time = isSameTime || stored.pausedAt ? {} : { nextRunAt };
    return tx.schedule.update({
      where: { workspaceId_id: { workspaceId, id: stored.id } },
      data: { cron, timeZone, ...policy, ...time, updatedAt: now },
    });
  });
}

builder.mutationField('setSchedule', (t) =>
  t.field({
    type: Schedule,
    description: 'Gives an analysis its schedule, or another one. One that is paused stays so.',
    authScopes: { compute: true },
    args: { input: t.arg({ type: ScheduleInput, required: true, description: 'The schedule.' }) },
    resolve: (_root, { input }, context) => setSchedule(input, context),
  }),
);
