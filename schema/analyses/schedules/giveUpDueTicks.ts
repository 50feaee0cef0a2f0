import type { Prisma, Schedule } from '../../../prisma/generated/client/client.ts';
import { cronTimes } from '../../../worker/scheduling/cron.ts';

/** Ticks that are due and that no scheduler has come to yet, when their schedule is changed, paused or removed: they are recorded as missed. */
export async function giveUpDueTicks(tx: Prisma.TransactionClient, schedule: Schedule, now: Date): Promise<void> {
  const { workspaceId, analysisId, cron, timeZone, nextRunAt } = schedule;
  if (!nextRunAt || nextRunAt > now) return;
  const latest = cronTimes(cron, timeZone).latest(now);
  const dueUntil = latest && latest > nextRunAt ? latest : nextRunAt;
  await tx.scheduleTick.createMany({
    data: [{ workspaceId, analysisId, dueAt: nextRunAt, dueUntil, outcome: 'MISSED' }],
    skipDuplicates: true,
  });
}
