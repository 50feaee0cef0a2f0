import { prismaExecutor } from '../../prisma/client.ts';
import type { Run as RunRow } from '../../prisma/generated/client/client.ts';
import { runChannel } from '../../worker/queue.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { ofAnalysis, Run } from './run.ts';

/** The worker that has it hears of it and stops within a second; one that would write its end finds it ended. */
async function cancelRun(id: bigint, context: Context): Promise<RunRow> {
  const { workspaceId, principal, inTransaction } = context;
  return inTransaction(async (tx) => {
    const { count } = await tx.run.updateMany({
      where: { workspaceId, id, state: { in: ['QUEUED', 'RUNNING'] } },
      data: { state: 'CANCELLED', finishedAt: new Date(), cancelReason: 'USER', retryAt: null },
    });
    const run = await tx.run.findFirst({ where: { workspaceId, id, ...ofAnalysis } });
    if (!run) throw notFound('id', 'run');
    if (count > 0) {
      const message = `cancelled by ${principal.kind} ${principal.id}`;
      await tx.runLog.create({ data: { workspaceId, runId: id, attempt: run.attempt, level: 'INFO', message } });
    }
    if (count > 0) await recordAudit(prismaExecutor(tx), context, 'RUN_CANCELLED', ['Run', id]);
    if (count > 0) await tx.$executeRaw`select pg_notify(${runChannel}, ${run.uuid})`;
    return run;
  });
}

builder.mutationField('cancelRun', (t) =>
  t.field({
    type: Run,
    description: 'Cancels a run that waits or is under way. One that has ended is returned as it is.',
    authScopes: { compute: true },
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, { id }, context) => cancelRun(rowId('Run', id, 'id'), context),
  }),
);
