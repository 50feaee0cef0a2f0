import { prismaExecutor } from '../../../prisma/client.ts';
import type { Backfill as BackfillRow, Prisma } from '../../../prisma/generated/client/client.ts';
import { runChannel } from '../../../worker/queue.ts';
import type { AuditAction } from '../../audit/auditAction.ts';
import { recordAudit } from '../../audit/recordAudit.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { notFound } from '../../errors.ts';
import { rowId } from '../../globalId.ts';
import { Backfill } from './backfill.ts';

/** Moves a backfill from one of some states to another. In any other state it stays as it is. */
function change(
  action: AuditAction,
  globalId: string,
  context: Context,
  from: readonly string[],
  data: Prisma.BackfillUpdateManyMutationInput,
  then?: (tx: Prisma.TransactionClient, workspaceId: number, id: bigint, by: string) => Promise<void>,
): Promise<BackfillRow> {
  const { workspaceId, principal, inTransaction } = context;
  const id = rowId('Backfill', globalId, 'id');
  return inTransaction(async (tx) => {
    const { count } = await tx.backfill.updateMany({ where: { workspaceId, id, state: { in: [...from] } }, data });
    if (count > 0) await recordAudit(prismaExecutor(tx), context, action, ['Backfill', id]);
    if (count > 0) await then?.(tx, workspaceId, id, `${principal.kind} ${principal.id}`);
    const backfill = await tx.backfill.findFirst({ where: { workspaceId, id } });
    if (!backfill) throw notFound('id', 'backfill');
    return backfill;
  });
}

/** After the change of state, which waits for a scheduler that is just asking for runs: so these are all. */
async function cancelItsRuns(tx: Prisma.TransactionClient, workspaceId: number, id: bigint, by: string): Promise<void> {
  await tx.$queryRaw`
    with cancelled as (
      update run set state = 'CANCELLED', cancel_reason = 'BACKFILL_CANCELLED', finished_at = clock_timestamp(), retry_at = null
       where workspace_id = ${workspaceId} and backfill_id = ${id} and state in ('QUEUED', 'RUNNING')
      returning workspace_id, id, attempt, uuid),
    noted as (
      insert into run_log (workspace_id, run_id, attempt, level, message)
      select workspace_id, id, attempt, 'INFO', ${`cancelled with its backfill by ${by}`} from cancelled)
    select pg_notify(${runChannel}, uuid::text)::text from cancelled`;
}

builder.mutationFields((t) => {
  const args = { id: t.arg.id({ required: true, description: 'Its id.' }) };
  const authScopes = { compute: true };
  return {
    pauseBackfill: t.field({
      type: Backfill,
      description: 'Lets a backfill ask for no more runs; those under way go on. One that has ended is returned as it is.',
      authScopes,
      args,
      resolve: (_root, { id }, context) => change('BACKFILL_PAUSED', id, context, ['RUNNING'], { state: 'PAUSED' }),
    }),
    resumeBackfill: t.field({
      type: Backfill,
      description: 'Lets a paused backfill go on. One that has ended is returned as it is.',
      authScopes,
      args,
      resolve: (_root, { id }, context) => change('BACKFILL_RESUMED', id, context, ['PAUSED'], { state: 'RUNNING' }),
    }),
    cancelBackfill: t.field({
      type: Backfill,
      description: 'Ends a backfill, and cancels its runs that wait or are under way. One that has ended is returned as it is.',
      authScopes,
      args,
      resolve: (_root, { id }, context) =>
        change('BACKFILL_CANCELLED', id, context, ['RUNNING', 'PAUSED'], { state: 'CANCELLED', finishedAt: new Date() }, cancelItsRuns),
    }),
  };
});
