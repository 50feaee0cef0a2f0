import type { AnalysisKind as Kind } from '../../worker/queue.ts';
import { builder, idDescription } from '../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import { Survey } from '../feedback/survey.ts';
import { limitDescriptions } from './analysisLimits.ts';
import { AnalysisParameters, readParameters } from './analysisParameters.ts';
import { Population } from './runDetails.ts';
import { parametersOf, population } from './storedRun.ts';

export const AnalysisKind = builder.enumType('AnalysisKind', {
  description: 'Which question an analysis answers.',
  values: {
    DRIVERS: { description: 'What drives an outcome of a survey.' },
    CHURN: { description: 'Who leaves, when and why.' },
    CLV: { description: 'What a customer is worth.' },
    VALUE_LOYALTY: { description: 'Whom to protect, whom to win back, who costs more than they bring.' },
  } as const satisfies Record<Kind, unknown>,
});

export const Analysis = builder.prismaNode('Analysis', {
  description:
    'A question to the data that can be asked again and again. It never changes, but for its name, when it runs and what that may take: another question is another analysis.',
  id: { resolve: (analysis) => String(analysis.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name in commands.' }),
    kind: t.field({ type: AnalysisKind, description: 'Which question it answers.', resolve: ({ kind }) => kind as Kind }),
    survey: t.field({
      type: Survey,
      nullable: true,
      description: 'The survey it is about.',
      resolve: (analysis, _args, { loaders }) => (analysis.surveyId === null ? null : loaders.survey.load(analysis.surveyId)),
    }),
    parameters: t.field({ type: AnalysisParameters, description: 'What it asks for.', resolve: readParameters }),
    parametersJson: t.field({
      type: 'JSON',
      description: 'The same as JSON, whatever the kind: every default as it was when the analysis was created.',
      resolve: ({ kind, parameters }) => parametersOf(kind as Kind, parameters),
    }),
    population: t.field({
      type: Population,
      nullable: true,
      description: 'Which responses take part. Null where the analysis is not about responses.',
      resolve: ({ kind, population: stored }) => (kind === 'DRIVERS' ? population.parse(stored) : null),
    }),
    timeoutSeconds: t.exposeInt('timeoutSeconds', { nullable: true, description: limitDescriptions.timeoutSeconds }),
    memoryMegabytes: t.exposeInt('memoryMegabytes', { nullable: true, description: limitDescriptions.memoryMegabytes }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
  }),
});

const AnalysisConnection = builder.connectionObject(
  { type: Analysis, name: 'AnalysisConnection', description: 'A page of analyses.' },
  { name: 'AnalysisEdge', description: 'An analysis and its place in the list.' },
);

builder.queryFields((t) => ({
  analyses: t.field({
    type: AnalysisConnection,
    description: 'Analyses, by name.',
    args: {
      kind: t.arg({ type: [AnalysisKind], description: 'Only those that answer one of these questions. Default: all.' }),
      ...pageArgs,
    },
    complexity: pageCost,
    resolve: async (_root, { kind, ...args }, { db, workspaceId }) => {
      const page = parsePage(args);
      const behind = page.after && { name: { gt: page.after.sortValue ?? '' } };
      const rows = await db.analysis.findMany({
        where: { workspaceId, ...(kind && { kind: { in: kind } }), ...behind },
        orderBy: { name: 'asc' },
        take: page.first + 1,
      });
      return toConnection(rows, page, ({ name, id }) => ({ sortValue: name, id }));
    },
  }),
  analysis: t.prismaField({
    type: Analysis,
    nullable: true,
    description: 'The analysis with this name. Null when there is none.',
    args: { name: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (query, _root, { name }, { db, workspaceId }) => db.analysis.findFirst({ ...query, where: { workspaceId, name } }),
  }),
}));
