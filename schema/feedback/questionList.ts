import { builder } from '../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import { badUserInput } from '../errors.ts';
import { Question, QuestionKind, QuestionRole } from './question.ts';
import { questionCursor, selectQuestionPage } from './survey.sql.ts';
import { Survey } from './survey.ts';

builder.objectField(Question, 'survey', (t) =>
  t.field({
    type: Survey,
    description: 'The survey whose codebook it is in.',
    resolve: async ({ id, surveyId }, _args, { loaders }) => {
      const survey = await loaders.survey.load(surveyId);
      if (!survey) throw new Error(`question ${id} has no survey`); // its foreign key is broken
      return survey;
    },
  }),
);

const QuestionConnection = builder.connectionObject(
  { type: Question, name: 'QuestionConnection', description: 'A page of questions.' },
  { name: 'QuestionEdge', description: 'A question and its place in the list.' },
);

builder.queryField('questions', (t) =>
  t.field({
    type: QuestionConnection,
    description: 'Questions of all codebooks: surveys in the order in which they were declared, each by position.',
    args: {
      survey: t.arg.string({ description: 'Only of the survey with this key. Default: of all.' }),
      kind: t.arg({ type: [QuestionKind], description: 'Only of one of these kinds. Default: all.' }),
      role: t.arg({ type: [QuestionRole], description: 'Only of one of these roles. Default: all.' }),
      ...pageArgs,
    },
    complexity: pageCost,
    resolve: async (_root, { survey: key, kind, role, ...args }, { snapshot, workspaceId, loaders }) => {
      const page = parsePage(args);
      const survey = key == null ? null : await loaders.surveyByKey.load(key);
      if (key != null && !survey) throw badUserInput('survey', `there is no survey ${JSON.stringify(key)}`);
      const filter = { surveyId: survey?.id ?? null, kinds: kind ?? null, roles: role ?? null };
      const rows = await snapshot.read((sql) => selectQuestionPage(sql, workspaceId, page, filter));
      return toConnection(rows, page, questionCursor);
    },
  }),
);
