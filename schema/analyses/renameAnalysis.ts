import { prismaExecutor } from '../../prisma/client.ts';
import type { Analysis as AnalysisRow, Prisma } from '../../prisma/generated/client/client.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { conflict } from '../errors.ts';
import { Analysis } from './analysis.ts';
import { analysisName } from './analysisName.ts';
import { namedBy, renameWhereNamed } from './namedBy.ts';
import { noAnalysis } from './noAnalysis.ts';

/** Everything that hangs on an analysis goes by its id; what is stored with its name is changed along, what is not is told the new one when it asks. */
function renameAnalysis(from: string, to: string, context: Context): Promise<AnalysisRow> {
  const { workspaceId, inTransaction } = context;
  return inTransaction(async (tx) => {
    // Locked, so that of two changes at once one follows the other.
    await tx.$queryRaw`select id from analysis where workspace_id = ${workspaceId} and name = ${from} for update`;
    const stored = await tx.analysis.findFirst({ where: { workspaceId, name: from } });
    if (!stored) return renamedBefore(tx, workspaceId, from, to);
    if (from === to) return stored;
    if (await tx.analysis.findFirst({ where: { workspaceId, name: to }, select: { id: true } }))
      throw conflict(`name: there is an analysis ${to} already: choose another name, or rename or delete that one first`, {
        argument: 'name',
      });
    const named = await namedBy(tx, workspaceId, from);
    await tx.analysisFormerName.deleteMany({ where: { workspaceId, name: to } });
    await tx.analysisFormerName.create({ data: { workspaceId, name: from, analysisId: stored.id } });
    const where = { workspaceId_id: { workspaceId, id: stored.id } };
    const analysis = await tx.analysis.update({ where, data: { name: to, updatedAt: new Date() } });
    await renameWhereNamed(tx, workspaceId, from, to);
    await recordAudit(prismaExecutor(tx), context, 'ANALYSIS_RENAMED', ['Analysis', stored.id], { name: to, before: from, ...named });
    return analysis;
  });
}

/** Sent again, the same call finds its work done. */
async function renamedBefore(tx: Prisma.TransactionClient, workspaceId: number, from: string, to: string): Promise<AnalysisRow> {
  const done = await tx.analysis.findFirst({ where: { workspaceId, name: to, formerNames: { some: { workspaceId, name: from } } } });
  if (done) return done;
  throw await noAnalysis(prismaExecutor(tx), workspaceId, 'analysis', from);
}

builder.mutationField('renameAnalysis', (t) =>
  t.field({
    type: Analysis,
    description:
      'Gives an analysis another name. Its id, runs, schedule and published run stay, rows of BI have the new name from then on, and analyses of value and loyalty and segments that name it follow. ' +
      'Whoever asks by the old name is told the new one (NOT_FOUND). A name that another analysis has is a CONFLICT. Sent again, it does nothing more.',
    authScopes: { compute: true },
    args: {
      analysis: t.arg.string({ required: true, description: 'Its name until now.' }),
      name: t.arg.string({ required: true, validate: analysisName, description: 'Its name from now on.' }),
    },
    resolve: (_root, { analysis, name }, context) => renameAnalysis(analysis, name, context),
  }),
);
