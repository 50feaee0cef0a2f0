import { prismaExecutor } from '../../prisma/client.ts';
import type { Analysis as AnalysisRow } from '../../prisma/generated/client/client.ts';
import type { OwnLimits } from '../../worker/runLimits.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { Analysis } from './analysis.ts';
import { checkAnalysisLimits, limitDescriptions } from './analysisLimits.ts';
import { noAnalysis } from './noAnalysis.ts';

type Asked = { readonly [Name in keyof OwnLimits]?: number | null | undefined };

/** Runs that wait get them too: asked for again, the run that waits is the answer, and would meet the old limit. */
async function setRunLimits(name: string, asked: Asked, context: Context): Promise<AnalysisRow> {
  checkAnalysisLimits(asked);
  const { workspaceId, inTransaction } = context;
  return inTransaction(async (tx) => {
    const stored = await tx.analysis.findFirst({ where: { workspaceId, name } });
    if (!stored) throw await noAnalysis(prismaExecutor(tx), workspaceId, 'analysis', name);
    const { timeoutSeconds = stored.timeoutSeconds, memoryMegabytes = stored.memoryMegabytes } = asked;
    if (timeoutSeconds === stored.timeoutSeconds && memoryMegabytes === stored.memoryMegabytes) return stored;
    const limits = { timeoutSeconds, memoryMegabytes };
    const analysis = await tx.analysis.update({
      where: { workspaceId_id: { workspaceId, id: stored.id } },
      data: { ...limits, updatedAt: new Date() },
    });
    await tx.run.updateMany({ where: { workspaceId, analysisId: stored.id, state: 'QUEUED' }, data: limits });
    await recordAudit(prismaExecutor(tx), context, 'RUN_LIMITS_SET', ['Analysis', stored.id], { name, ...limits });
    return analysis;
  });
}

builder.mutationField('setRunLimits', (t) =>
  t.field({
    type: Analysis,
    description: 'Sets what runs of an analysis may take, of those that wait and of those to come. What is not named stays as it is.',
    authScopes: { compute: true },
    args: {
      analysis: t.arg.string({ required: true, description: 'Name of the analysis.' }),
      timeoutSeconds: t.arg.int({ description: limitDescriptions.timeoutSeconds }),
      memoryMegabytes: t.arg.int({ description: limitDescriptions.memoryMegabytes }),
    },
    resolve: (_root, { analysis, ...asked }, context) => setRunLimits(analysis, asked, context),
  }),
);
