import { prismaExecutor } from '../../prisma/client.ts';
import type { Analysis as AnalysisRow, Prisma } from '../../prisma/generated/client/client.ts';
import { raiseDataVersions } from '../../prisma/raiseDataVersions.ts';
import { runChannel } from '../../worker/queue.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { conflict } from '../errors.ts';
import { namedBy } from './namedBy.ts';
import { noAnalysis, presentName } from './noAnalysis.ts';
import { lockSchedule } from './schedules/lockSchedule.ts';

type Tx = Prisma.TransactionClient;

/** A run that writes a million scores holds its row for so long or longer; a request is given up a little later. */
const longestWaitSeconds = 10;

/**
 * The row goes at once, with schedule, ticks and backfills. Its runs are of no analysis from then on, and so shown nowhere; the workers delete them bit by bit
 * (clearScores.ts), for a million customers are a million rows a run, which no request waits for.
 */
async function deleteAnalysis(name: string, context: Context): Promise<string> {
  const { workspaceId, principal, inTransaction } = context;
  const work = async (tx: Tx) => {
    const stored = await lockAnalysis(tx, workspaceId, name);
    if (!stored) return goneAlready(tx, workspaceId, name);
    await refuseWhereNamed(tx, workspaceId, name);
    const cancelled = await cancelRuns(tx, stored, `${principal.kind} ${principal.id}`);
    const runs = await giveUpRuns(tx, stored);
    await tx.analysis.delete({ where: { workspaceId_id: { workspaceId, id: stored.id } } });
    const { kind, isChosen, publishedRunId } = stored;
    const details = { name, kind, runs, cancelled, isChosen, wasPublished: publishedRunId !== null };
    await recordAudit(prismaExecutor(tx), context, 'ANALYSIS_DELETED', ['Analysis', stored.id], details);
    // What is made of its scores is stale from now on.
    if (kind === 'CLV' || kind === 'CHURN') await raiseDataVersions(prismaExecutor(tx), workspaceId, ['scores']);
    return name;
  };
  try {
    return await inTransaction(work, longestWaitSeconds + 3);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('lock timeout'))) throw error;
    throw conflict(`analysis: a run of ${name} is writing its result: try again in a moment`, { argument: 'analysis' });
  }
}

/** In the order in which schedulers take these rows. From here on no run of it is asked for, and none writes its end. */
async function lockAnalysis(tx: Tx, workspaceId: number, name: string): Promise<AnalysisRow | null> {
  await tx.$queryRaw`select set_config('lock_timeout', ${`${longestWaitSeconds}s`}, true)`;
  const found = await tx.analysis.findFirst({ where: { workspaceId, name }, select: { id: true } });
  if (!found) return null;
  await lockSchedule(tx, workspaceId, found.id);
  await tx.$queryRaw`select id from backfill where workspace_id = ${workspaceId} and analysis_id = ${found.id} order by id for update`;
  await tx.$queryRaw`select id from analysis where workspace_id = ${workspaceId} and id = ${found.id} for update`;
  await tx.$queryRaw`
    select count(*) from (select from run where workspace_id = ${workspaceId} and analysis_id = ${found.id} order by id for update) locked`;
  return tx.analysis.findFirst({ where: { workspaceId, id: found.id, name } });
}

/** Who deletes by a name of before would take it for gone while it is there. */
async function goneAlready(tx: Tx, workspaceId: number, name: string): Promise<string> {
  if (await presentName(prismaExecutor(tx), workspaceId, name)) throw await noAnalysis(prismaExecutor(tx), workspaceId, 'analysis', name);
  return name;
}

async function refuseWhereNamed(tx: Tx, workspaceId: number, name: string): Promise<void> {
  const { analyses, segments } = await namedBy(tx, workspaceId, name);
  const named = [...analyses.map((one) => `the analysis ${one}`), ...segments.map((one) => `the segment ${one}`)];
  if (named.length > 0)
    throw conflict(`analysis: ${name} is named by ${named.join(', ')}: delete or change ${named.length === 1 ? 'that' : 'those'} first`, {
      argument: 'analysis',
      analyses,
      segments,
    });
}

/** @returns how many were waiting or under way: their workers hear of it and stop within a second */
async function cancelRuns(tx: Tx, { workspaceId, id }: AnalysisRow, by: string): Promise<number> {
  const cancelled = await tx.$queryRaw<unknown[]>`
    with cancelled as (
      update run set state = 'CANCELLED', cancel_reason = 'ANALYSIS_DELETED', finished_at = clock_timestamp(), retry_at = null
       where workspace_id = ${workspaceId} and analysis_id = ${id} and state in ('QUEUED', 'RUNNING')
      returning workspace_id, id, attempt, uuid),
    noted as (
      insert into run_log (workspace_id, run_id, attempt, level, message)
      select workspace_id, id, attempt, 'INFO', ${`cancelled with its analysis by ${by}`} from cancelled)
    select pg_notify(${runChannel}, uuid::text)::text from cancelled`;
  return cancelled.length;
}

/** Their idempotency keys are free again: sent with one, another order is not answered with a run that nobody sees. @returns how many there are */
async function giveUpRuns(tx: Tx, { workspaceId, id }: AnalysisRow): Promise<number> {
  await tx.$executeRaw`
    delete from run_joined_key k using run r
     where k.workspace_id = ${workspaceId} and r.workspace_id = ${workspaceId} and r.id = k.run_id and r.analysis_id = ${id}`;
  return tx.$executeRaw`
    update run
       set analysis_id = null, backfill_id = null, idempotency_key = null, waits = false, stale_at = coalesce(stale_at, now()),
           scores_cleared_at = coalesce(scores_cleared_at, now()), scores_deleted_at = null -- by which the workers find it
     where workspace_id = ${workspaceId} and analysis_id = ${id}`;
}

builder.mutationField('deleteAnalysis', (t) =>
  t.string({
    description:
      'Deletes an analysis for good: its runs with their results, its schedule and its backfills; runs that wait or are under way are cancelled. Its rows leave every list, score and dataset at once. ' +
      'Webhook messages about it are still delivered, and what was done with it stays on record. Refused (CONFLICT) while an analysis of value and loyalty or a segment names it. ' +
      'Where it gave what is called churn or value, the one of its kind that was created first does from then on. One that is gone already is no error. Returns its name, which is free again.',
    authScopes: { compute: true },
    args: { analysis: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (_root, { analysis }, context) => deleteAnalysis(analysis, context),
  }),
);
