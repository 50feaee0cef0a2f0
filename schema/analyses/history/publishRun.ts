/** Which run's numbers stand: the published one, whatever ran later. Rolling back is publishing an earlier one. */

import { prismaExecutor } from '../../../prisma/client.ts';
import type { Analysis as AnalysisRow, Prisma, Run as RunRow } from '../../../prisma/generated/client/client.ts';
import { raiseDataVersions } from '../../../prisma/raiseDataVersions.ts';
import { recordAudit } from '../../audit/recordAudit.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { badUserInput, notFound } from '../../errors.ts';
import { rowId } from '../../globalId.ts';
import { Analysis } from '../analysis.ts';
import { resultRunId } from '../freshness.ts';
import { noAnalysis } from '../noAnalysis.ts';
import { Run } from '../run.ts';

builder.objectFields(Analysis, (t) => ({
  publishedRun: t.field({
    type: Run,
    nullable: true,
    description: 'The run whose numbers somebody has said stand. Null: the latest one’s do.',
    resolve: ({ publishedRunId }, _args, { loaders }) => (publishedRunId === null ? null : loaders.run.load(publishedRunId)),
  }),
  publishedBy: t.exposeString('publishedBy', { nullable: true, description: 'Which credential has said so.' }),
  publishedAt: t.expose('publishedAt', { type: 'DateTime', nullable: true, description: 'When that was.' }),
  currentRun: t.field({
    type: Run,
    nullable: true,
    description:
      'The run whose numbers stand: the published one, else the latest with a result on all the data. One as of a past date never becomes it by itself.',
    resolve: ({ id }, _args, { loaders }) => loaders.currentRun.load(id),
  }),
}));

/** Until the end of the transaction nobody clears them. */
async function requireScores(tx: Prisma.TransactionClient, workspaceId: number, run: RunRow): Promise<void> {
  const [result] = await tx.$queryRaw<{ clearedAt: Date | null }[]>`
    select scores_cleared_at as "clearedAt" from run where workspace_id = ${workspaceId} and id = ${resultRunId(run)} for share`;
  if (!result?.clearedAt) return;
  const asOf = run.asOf ?? run.dataThrough;
  throw badUserInput(
    'id',
    `what the run said of single customers is no longer kept (since ${result.clearedAt.toISOString()}): run the analysis again${asOf ? ` as of ${asOf.toISOString()}` : ''} (runAnalysis, earshot run --as-of) and publish that run`,
  );
}

async function publish(id: bigint, context: Context): Promise<AnalysisRow> {
  const { workspaceId, principal, inTransaction } = context;
  return inTransaction(async (tx) => {
    const run = await tx.run.findFirst({ where: { workspaceId, id } });
    if (run?.analysisId == null) throw notFound('id', 'run');
    if (run.state !== 'SUCCEEDED' || run.outcome !== 'FITTED') {
      throw badUserInput(
        'id',
        `the run is ${run.state}${run.statusCode ? ` (${run.statusCode})` : ''}: only one with a result can be published`,
      );
    }
    await requireScores(tx, workspaceId, run);
    const where = { workspaceId_id: { workspaceId, id: run.analysisId } };
    const analysis = await tx.analysis.findUniqueOrThrow({ where });
    if (analysis.publishedRunId === id) return analysis;
    const publishedBy = `${principal.kind} ${principal.id}`;
    const message = `published by ${publishedBy}`;
    await tx.runLog.create({ data: { workspaceId, runId: id, attempt: run.attempt, level: 'INFO', message } });
    await noteScores(tx, analysis);
    await recordAudit(prismaExecutor(tx), context, 'RUN_PUBLISHED', ['Run', id], { analysis: analysis.name });
    return tx.analysis.update({ where, data: { publishedRunId: id, publishedBy, publishedAt: new Date() } });
  });
}

async function unpublish(name: string, context: Context): Promise<AnalysisRow> {
  const { workspaceId, principal, inTransaction } = context;
  return inTransaction(async (tx) => {
    const analysis = await tx.analysis.findFirst({ where: { workspaceId, name } });
    if (!analysis) throw await noAnalysis(prismaExecutor(tx), workspaceId, 'analysis', name);
    if (analysis.publishedRunId === null) return analysis;
    const run = await tx.run.findFirst({ where: { workspaceId, id: analysis.publishedRunId } });
    const message = `published no more, by ${principal.kind} ${principal.id}`;
    if (run) await tx.runLog.create({ data: { workspaceId, runId: run.id, attempt: run.attempt, level: 'INFO', message } });
    await noteScores(tx, analysis);
    await recordAudit(prismaExecutor(tx), context, 'RUN_UNPUBLISHED', ['Run', analysis.publishedRunId], { analysis: name });
    const data = { publishedRunId: null, publishedBy: null, publishedAt: null };
    return tx.analysis.update({ where: { workspaceId_id: { workspaceId, id: analysis.id } }, data });
  });
}

/** What is made of the scores of these runs is stale from now on. */
async function noteScores(tx: Prisma.TransactionClient, { workspaceId, kind }: AnalysisRow): Promise<void> {
  if (kind === 'CLV' || kind === 'CHURN') await raiseDataVersions(prismaExecutor(tx), workspaceId, ['scores']);
}

builder.mutationFields((t) => ({
  publishRun: t.field({
    type: Analysis,
    description:
      'Says that the numbers of this run stand, whatever runs later. Publishing an earlier run rolls back to it, as long as what it said of single customers is kept (scoresClearedAt).',
    authScopes: { compute: true },
    args: { id: t.arg.id({ required: true, description: 'Id of a run with a result.' }) },
    resolve: (_root, { id }, context) => publish(rowId('Run', id, 'id'), context),
  }),
  unpublishRun: t.field({
    type: Analysis,
    description: 'From now on the numbers of the latest run stand again.',
    authScopes: { compute: true },
    args: { analysis: t.arg.string({ required: true, description: 'Name of the analysis.' }) },
    resolve: (_root, { analysis }, context) => unpublish(analysis, context),
  }),
}));
