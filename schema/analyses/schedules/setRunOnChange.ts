import { prismaExecutor } from '../../../prisma/client.ts';
import { Prisma } from '../../../prisma/generated/client/client.ts';
import { recordAudit } from '../../audit/recordAudit.ts';
import { builder } from '../../builder.ts';
import { Analysis } from '../analysis.ts';
import { noAnalysis } from '../noAnalysis.ts';

builder.objectField(Analysis, 'runOnChange', (t) =>
  t.exposeBoolean('runOnChange', {
    description:
      'Whether it runs by itself when data that it reads have changed: once imports have been quiet for ten seconds, at the latest after ten minutes.',
  }),
);

builder.mutationField('setRunOnChange', (t) =>
  t.field({
    type: Analysis,
    description:
      'Whether an analysis runs by itself when data that it reads have changed. Where its last result is stale already, it runs now.',
    authScopes: { compute: true },
    args: {
      analysis: t.arg.string({ required: true, description: 'Name of the analysis.' }),
      runOnChange: t.arg.boolean({ required: true, description: 'Whether it does.' }),
    },
    resolve: (_root, { analysis: name, runOnChange }, context) =>
      context.inTransaction(async (tx) => {
        const { workspaceId } = context;
        const { count } = await tx.analysis.updateMany({
          where: { workspaceId, name, runOnChange: !runOnChange },
          data: { runOnChange, arrivalVersions: Prisma.DbNull, updatedAt: new Date() }, // no state of the data has been answered for
        });
        const analysis = await tx.analysis.findFirst({ where: { workspaceId, name } });
        if (!analysis) throw await noAnalysis(prismaExecutor(tx), workspaceId, 'analysis', name);
        if (count > 0)
          await recordAudit(prismaExecutor(tx), context, 'RUN_ON_CHANGE_SET', ['Analysis', analysis.id], { name, runOnChange });
        return analysis;
      }),
  }),
);
