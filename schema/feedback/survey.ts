import type { Question as QuestionRow, Survey as SurveyRow } from '../../prisma/generated/client/client.ts';
import { topBoxFrom } from '../../worker/stats/descriptive/topBoxes.ts';
import { builder, idDescription } from '../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import type { Context } from '../context.ts';
import { badUserInput } from '../errors.ts';
import { Question } from './question.ts';
import { ResponseConnection, responseList } from './response.ts';
import type { ScoreQuestion } from './score.sql.ts';
import { CsatScore, csatScore, NpsScore, npsClassPoints, npsScore, shareClassPoints } from './score.ts';
import { selectSurveyPage } from './survey.sql.ts';

export const surveyKinds = ['RELATIONAL', 'TRANSACTIONAL', 'PULSE', 'EXIT'] as const;
export const sampleSources = ['OWN_LIST', 'PANEL', 'INTERCEPT'] as const;

export const SurveyKind = builder.enumType('SurveyKind', {
  description: 'What a survey is about. Answers to relational and transactional surveys are never pooled unless asked.',
  values: {
    RELATIONAL: { description: 'The relation as a whole.' },
    TRANSACTIONAL: { description: 'One contact or purchase.' },
    PULSE: { description: 'A few questions, often.' },
    EXIT: { description: 'Asked of those who leave.' },
  },
});
export const SampleSource = builder.enumType('SampleSource', {
  description: 'Where the people asked come from. Brands are compared within one source only.',
  values: {
    OWN_LIST: { description: 'Own customers.' },
    PANEL: { description: 'A panel.' },
    INTERCEPT: { description: 'Asked on the spot.' },
  },
});

/** Lower and upper bound of a period, as arguments. */
const scoreArgs = builder.args((t) => ({
  question: t.string({ description: 'Key of the question. Default: the first that this score can be made of.' }),
  weighted: t.boolean({ defaultValue: false, description: 'Whether to use sampling weights, which must then exist.' }),
  from: t.field({ type: 'DateTime', description: 'Answers from this moment on. Undated answers are then left out.' }),
  until: t.field({ type: 'DateTime', description: 'Answers before this moment. Undated answers are then left out.' }),
}));
/** Of which questions a score is made, the first kind that a survey has. */
const npsKinds = ['NPS'] as const;
const csatKinds = ['CSAT', 'RATING'] as const;

interface ScoreArgs {
  question?: string | null | undefined;
  weighted?: boolean | null | undefined;
  from?: Date | null | undefined;
  until?: Date | null | undefined;
}

export const Survey = builder.prismaNode('Survey', {
  description: 'A questionnaire with its codebook.',
  id: { resolve: (survey) => String(survey.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name in commands and files.' }),
    title: t.exposeString('title', { description: 'What people read.' }),
    kind: t.field({ type: SurveyKind, description: 'What it is about.', resolve: ({ kind }) => kind as (typeof surveyKinds)[number] }),
    touchpoint: t.exposeString('touchpoint', { nullable: true, description: 'Which contact it is about. Null: none in particular.' }),
    sampleSource: t.field({
      type: SampleSource,
      description: 'Where the people asked come from.',
      resolve: (survey) => survey.sampleSource as (typeof sampleSources)[number],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was declared.' }),
    questions: t.field({
      type: [Question],
      description: 'The codebook, by position: a plain list, for it is read as a whole and has some dozens at most.',
      resolve: (survey, _args, { loaders }) => loaders.codebook.load(survey.id),
    }),
    responses: t.field({
      type: ResponseConnection,
      description: 'All responses, anonymous ones too, oldest first, undated ones last.',
      args: { ...pageArgs },
      complexity: pageCost,
      resolve: ({ id: surveyId }, args, { loaders, written }, info) => {
        const page = parsePage(args);
        return responseList(info, written, {
          page: (parts) => loaders.responsesOfSurvey.load({ surveyId, page, parts }),
          writtenPage: (template) => loaders.writtenResponsesOfSurvey(template).load({ surveyId, page }),
          totalCount: () => loaders.responseCountOfSurvey.load(surveyId),
        });
      },
    }),
    nps: t.field({
      type: NpsScore,
      nullable: true,
      description:
        'Net Promoter Score of a question of kind NPS; null where the survey has none. Of a relational survey the last answer of each customer in the period counts, as in `metrics`.',
      args: { ...scoreArgs },
      complexity: 100, // it reads every response of the survey
      resolve: async (survey, args, { loaders }) => {
        const codebook = await loaders.codebook.load(survey.id);
        const question = pickQuestion(codebook, args.question, npsKinds);
        if (!question) return null;
        const counts = await countAnswers(loaders, survey, question, args, { topFrom: 9, middleFrom: 7, points: npsClassPoints });
        return npsScore(question, args.weighted ?? false, counts, await isHidden(loaders, survey, npsKinds, args));
      },
    }),
    csat: t.field({
      type: CsatScore,
      nullable: true,
      description:
        'Share of the top two boxes of a question of kind CSAT or RATING, of two or three boxes of the top one; null where the survey has none. Of a relational survey the last answer of each customer in the period counts.',
      args: { ...scoreArgs },
      complexity: 100,
      resolve: async (survey, args, { loaders }) => {
        const codebook = await loaders.codebook.load(survey.id);
        const question = pickQuestion(codebook, args.question, csatKinds);
        if (!question) return null;
        const topFrom = topBoxFrom({ min: question.scaleMin ?? 0, max: question.scaleMax ?? 0 });
        const counts = await countAnswers(loaders, survey, question, args, { topFrom, middleFrom: topFrom, points: shareClassPoints });
        return csatScore(question, args.weighted ?? false, counts, await isHidden(loaders, survey, csatKinds, args));
      },
    }),
  }),
});

/** The question that was named, or the first on a scale of the first kind that has one; null: there is none, which is no fault of who asks for all. */
function pickQuestion(codebook: readonly QuestionRow[], key: string | null | undefined, kinds: readonly string[]): QuestionRow | null {
  const isOnScale = ({ scaleMin, scaleMax }: QuestionRow) => scaleMin !== null && scaleMax !== null;
  if (key == null) {
    const first = kinds.map((kind) => codebook.find((question) => question.kind === kind && isOnScale(question)));
    return first.find((question) => question !== undefined) ?? null;
  }
  const question = codebook.find((candidate) => candidate.key === key);
  if (!question) throw badUserInput('question', `the survey has no question ${JSON.stringify(key)}`);
  if (!kinds.includes(question.kind)) throw badUserInput('question', `${key} is of kind ${question.kind}, ${kinds.join(' or ')} is needed`);
  if (!isOnScale(question)) throw badUserInput('question', `${key} has no scale`);
  return question;
}

function countAnswers(
  loaders: Context['loaders'],
  survey: SurveyRow,
  question: QuestionRow,
  { weighted, from, until }: ScoreArgs,
  classes: Pick<ScoreQuestion, 'topFrom' | 'middleFrom' | 'points'>,
) {
  if (from && until && from >= until) throw badUserInput('until', 'this is not after `from`');
  const { position, scaleMin, scaleMax } = question;
  return loaders.scoreCounts.load({
    surveyId: survey.id,
    position,
    scaleMin: scaleMin ?? 0,
    scaleMax: scaleMax ?? 0,
    ...classes,
    weighted: weighted ?? false,
    from: from ?? null,
    until: until ?? null,
  });
}

async function isHidden(loaders: Context['loaders'], { id }: SurveyRow, kinds: readonly string[], args: ScoreArgs): Promise<boolean> {
  const { question = null, weighted, from = null, until = null } = args;
  return (await loaders.hiddenSurveys.load({ kinds, question, weighted: weighted ?? false, from, until })).has(id);
}

const SurveyConnection = builder.connectionObject(
  { type: Survey, name: 'SurveyConnection', description: 'A page of surveys.' },
  { name: 'SurveyEdge', description: 'A survey and its place in the list.' },
);

builder.queryFields((t) => ({
  surveys: t.field({
    type: SurveyConnection,
    description: 'Surveys, by key.',
    args: { kind: t.arg({ type: [SurveyKind], description: 'Only of one of these kinds. Default: all.' }), ...pageArgs },
    complexity: pageCost,
    resolve: async (_root, { kind, ...args }, { snapshot, workspaceId }) => {
      const page = parsePage(args);
      const rows = await snapshot.read((sql) => selectSurveyPage(sql, workspaceId, page, kind ?? null));
      return toConnection(rows, page, ({ key, id }) => ({ sortValue: key, id }));
    },
  }),
  survey: t.field({
    type: Survey,
    nullable: true,
    description: 'The survey with this key. Null when there is none.',
    args: { key: t.arg.string({ required: true, description: 'Its key.' }) },
    resolve: (_root, { key }, { loaders }) => loaders.surveyByKey.load(key),
  }),
}));
