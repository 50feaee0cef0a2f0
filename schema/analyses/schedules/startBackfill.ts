import { prismaExecutor } from '../../../prisma/client.ts';
import type { Backfill as BackfillRow, Prisma } from '../../../prisma/generated/client/client.ts';
import { recordAudit } from '../../audit/recordAudit.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { badUserInput, conflict } from '../../errors.ts';
import { encodeGlobalId } from '../../globalId.ts';
import { isoDay } from '../../isoDay.ts';
import { Backfill } from './backfill.ts';
import { BackfillInput, type BackfillOrder, type BackfillPlan, planBackfill } from './backfillPlan.ts';

const mostConcurrent = 20;

interface StartOrder {
  readonly input: BackfillOrder;
  readonly concurrency: number;
  readonly idempotencyKey: string | null;
}

/** Only notes what is to be run: a scheduler asks for the runs, as many at once as may be under way. */
async function startBackfill(order: StartOrder, context: Context): Promise<BackfillRow> {
  const { workspaceId, principal, inTransaction } = context;
  const { concurrency, idempotencyKey } = order;
  return inTransaction(async (tx) => {
    if (idempotencyKey !== null) await lockKey(tx, workspaceId, idempotencyKey);
    const plan = await planBackfill(tx, workspaceId, order.input);
    const started = await findStarted(tx, workspaceId, plan, idempotencyKey);
    if (started) return started;
    const { analysis, from, to, step, mode, timeZone } = plan;
    const backfill = await tx.backfill.create({
      data: {
        ...{ workspaceId, analysisId: analysis.id, step, mode, timeZone, concurrency, idempotencyKey },
        fromDate: new Date(from),
        toDate: new Date(to),
        triggeredBy: `${principal.kind} ${principal.id}`,
      },
    });
    const dates = plan.dates.map(({ endDate, asOf, isIncluded, run }) => ({
      ...{ workspaceId, backfillId: backfill.id, asOf, isIncluded },
      endDate: new Date(endDate),
      runId: isIncluded ? null : (run?.id ?? null),
    }));
    await tx.backfillDate.createMany({ data: dates });
    const details = { analysis: analysis.name, from, to, step, mode };
    await recordAudit(prismaExecutor(tx), context, 'BACKFILL_STARTED', ['Backfill', backfill.id], details);
    return backfill;
  });
}

/** The one that this order is the repetition of. */
async function findStarted(
  tx: Prisma.TransactionClient,
  workspaceId: number,
  { analysis, from, to, step, mode }: BackfillPlan,
  idempotencyKey: string | null,
): Promise<BackfillRow | null> {
  const isSame = (row: BackfillRow) =>
    row.analysisId === analysis.id && isoDay(row.fromDate) === from && isoDay(row.toDate) === to && row.step === step && row.mode === mode;
  const replayed = idempotencyKey === null ? null : await findByKey(tx, workspaceId, idempotencyKey);
  if (replayed) {
    if (isSame(replayed)) return replayed;
    throw conflict('idempotencyKey: this key was sent before with another backfill', { argument: 'idempotencyKey' });
  }
  const where = { workspaceId, analysisId: analysis.id, state: { in: ['RUNNING', 'PAUSED'] } };
  const underWay = await tx.backfill.findFirst({ where });
  if (!underWay) return null;
  if (isSame(underWay)) {
    // So that it is the answer to this key when it is sent again, also when it has ended by then.
    if (idempotencyKey !== null) await tx.backfillJoinedKey.create({ data: { workspaceId, idempotencyKey, backfillId: underWay.id } });
    return underWay;
  }
  const id = encodeGlobalId('Backfill', underWay.id);
  throw conflict(`backfill ${id} of ${analysis.name} is under way: wait for its end or cancel it`, { backfill: id });
}

/** Whoever sends a key twice at once is served one after the other: the backfill that the first is given may end meanwhile. */
async function lockKey(tx: Prisma.TransactionClient, workspaceId: number, idempotencyKey: string): Promise<void> {
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`backfill ${workspaceId} ${idempotencyKey}`}, 0))::text`;
}

/** The one that this key has begun, or was given because the same was under way. */
function findByKey(tx: Prisma.TransactionClient, workspaceId: number, idempotencyKey: string): Promise<BackfillRow | null> {
  const joinedKeys = { some: { workspaceId, idempotencyKey } };
  return tx.backfill.findFirst({ where: { workspaceId, OR: [{ idempotencyKey }, { joinedKeys }] } });
}

builder.mutationField('startBackfill', (t) =>
  t.field({
    type: Backfill,
    description:
      'Runs an analysis as of the end of every day, week or month of a range. While such a backfill is under way it is returned; another one of ' +
      'the same analysis is a CONFLICT.',
    authScopes: { compute: true },
    args: {
      input: t.arg({ type: BackfillInput, required: true, description: 'The backfill.' }),
      concurrency: t.arg.int({
        defaultValue: 2,
        description: `How many of its runs may wait or be under way at once, 1 to ${mostConcurrent}.`,
      }),
      idempotencyKey: t.arg.string({
        description: 'Sent again with the same key, the first backfill is returned, also when it has ended.',
      }),
    },
    resolve: (_root, { input, concurrency, idempotencyKey }, context) => {
      const most = concurrency ?? 2;
      if (most < 1 || most > mostConcurrent) throw badUserInput('concurrency', `this is not from 1 to ${mostConcurrent}`);
      if (idempotencyKey != null && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
        throw badUserInput('idempotencyKey', '1 to 200 visible ASCII characters are possible');
      }
      const order = { input, concurrency: most, idempotencyKey: idempotencyKey ?? null };
      return startBackfill(order, context);
    },
  }),
);
