/** Which analysis gives the number that is called churn, or value, wherever none is named. */
import { prismaExecutor } from '../../../prisma/client.ts';
import { raiseDataVersions } from '../../../prisma/raiseDataVersions.ts';
import type { AnalysisKind } from '../../../worker/queue.ts';
import { recordAudit } from '../../audit/recordAudit.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { badUserInput } from '../../errors.ts';
import { Workspace } from '../../workspaces/workspace.ts';
import { Analysis } from '../analysis.ts';
import { noAnalysis } from '../noAnalysis.ts';

/** Of which kind of analysis it is. */
const kindOf = { CHURN: 'CHURN', VALUE: 'CLV' } as const satisfies Record<string, AnalysisKind>;
type Score = keyof typeof kindOf;
const scores = Object.keys(kindOf) as Score[];

interface ScoreSourceRow {
  readonly score: Score;
  readonly analysisId: bigint | null;
  readonly isChosen: boolean;
}

const ScoreName = builder.enumType('ScoreName', {
  description: 'A number that every customer has one of, however many analyses there are.',
  values: {
    CHURN: {
      description:
        'What is called churn: Customer.risk, filters and orders by risk, losses in the journey, revenue at risk of value and loyalty. By an analysis of kind CHURN.',
    },
    VALUE: {
      description:
        'What is called value: Customer.value, filters and orders by value and tier, CLV in metrics, tiers of value and loyalty. By an analysis of kind CLV.',
    },
  } as const satisfies Record<Score, unknown>,
});

const ScoreSource = builder.objectRef<ScoreSourceRow>('ScoreSource').implement({
  description: 'Where a number of customers comes from wherever no analysis is named.',
  fields: (t) => ({
    score: t.field({ type: ScoreName, description: 'Which number.', resolve: ({ score }) => score }),
    analysis: t.field({
      type: Analysis,
      nullable: true,
      description: 'The analysis whose current run says it. Null: there is none of the kind.',
      resolve: ({ analysisId }, _args, { loaders }) => (analysisId === null ? null : loaders.analysis.load(analysisId)),
    }),
    isChosen: t.exposeBoolean('isChosen', {
      description: 'Whether somebody has said so: setScoreAnalysis. False: it is the one of its kind that was created first.',
    }),
  }),
});

builder.objectField(Workspace, 'scores', (t) =>
  t.field({
    type: [ScoreSource],
    description: 'Which analysis gives the number that is called churn, and which value, wherever none is named.',
    resolve: async (_workspace, _args, { snapshot, workspaceId }) => {
      const rows = await snapshot.read(
        (sql) => sql<{ kind: AnalysisKind; analysisId: bigint; isChosen: boolean }[]>`
          select kind, analysis_id as "analysisId", is_chosen as "isChosen" from standing_analysis where workspace_id = ${workspaceId}`,
      );
      return scores.map((score): ScoreSourceRow => {
        const row = rows.find(({ kind }) => kind === kindOf[score]);
        return { score, analysisId: row?.analysisId ?? null, isChosen: row?.isChosen ?? false };
      });
    },
  }),
);

/** Null: none is chosen, the one created first gives the number. */
async function choose(score: Score, name: string | null, context: Context): Promise<void> {
  const { workspaceId, inTransaction } = context;
  const kind = kindOf[score];
  await inTransaction(async (tx) => {
    // Locked, so that of two callers one chooses after the other.
    await tx.$queryRaw`select pg_advisory_xact_lock(${workspaceId}::integer, hashtext('score_analysis'))::text`;
    const asked = name === null ? null : await tx.analysis.findFirst({ where: { workspaceId, name } });
    if (name !== null && !asked) throw await noAnalysis(prismaExecutor(tx), workspaceId, 'analysis', name);
    if (asked && asked.kind !== kind)
      throw badUserInput(
        'analysis',
        `${asked.name} is of kind ${asked.kind}: what is called ${score.toLowerCase()} comes from one of kind ${kind}`,
      );
    const chosen = await tx.analysis.findFirst({ where: { workspaceId, kind, isChosen: true } });
    if (chosen?.id === asked?.id) return;
    if (chosen) await tx.analysis.update({ where: { workspaceId_id: { workspaceId, id: chosen.id } }, data: { isChosen: false } });
    if (asked) await tx.analysis.update({ where: { workspaceId_id: { workspaceId, id: asked.id } }, data: { isChosen: true } });
    await raiseDataVersions(prismaExecutor(tx), workspaceId, ['scores']);
    const details = { score, analysis: asked?.name ?? null, before: chosen?.name ?? null };
    await recordAudit(prismaExecutor(tx), context, 'SCORE_ANALYSIS_SET', ['Analysis', asked?.id ?? null], details);
  });
}

builder.mutationField('setScoreAnalysis', (t) =>
  t.prismaField({
    type: Workspace,
    description:
      'Says which analysis gives the number that is called churn, or value, from now on, wherever none is named. A result of value and loyalty is of those that gave it when it ran.',
    authScopes: { admin: true },
    args: {
      score: t.arg({ type: ScoreName, required: true, description: 'Which number.' }),
      analysis: t.arg.string({
        description: 'Name of an analysis of its kind, CHURN or CLV. Null: the one that was created first, as long as nothing is said.',
      }),
    },
    resolve: async (query, _root, { score, analysis }, context) => {
      await choose(score, analysis ?? null, context);
      return context.db.workspace.findUniqueOrThrow({ ...query, where: { id: context.workspaceId } });
    },
  }),
);
