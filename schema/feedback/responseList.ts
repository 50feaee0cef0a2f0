/** Lists of responses over all surveys: by what they are about, what they say and who gave them. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Survey } from '../../prisma/generated/client/client.ts';
import { builder } from '../builder.ts';
import { type ListOrder, orderArgs, pageArgs, pageCost, parsePage } from '../connection.ts';
import type { Context } from '../context.ts';
import type { scoresOfBand } from '../customers/filter/answered.sql.ts';
import { parseCustomerFilter } from '../customers/filter/customerFilter.ts';
import { CustomerFilterInput, NpsBand } from '../customers/filter/customerFilterInput.ts';
import { readFilterNames } from '../customers/filter/filterNames.ts';
import { badUserInput } from '../errors.ts';
import { parsePeriod } from '../facts/factList.ts';
import { ResponseConnection, responseList } from './response.ts';
import { countResponses, hasBandedQuestion, type ResponseFilter, selectResponseList, selectResponseListCells } from './responseList.sql.ts';

const responseArgs = builder.args((t) => ({
  survey: t.string({ description: 'Only to the survey with this key. Default: to all.' }),
  touchpoint: t.stringList({ description: 'Only those that name one of these touchpoints themselves. Default: all.' }),
  channel: t.stringList({ description: 'Only those answered by one of these ways. Default: all.' }),
  brand: t.stringList({ description: 'Only those about one of these brands. Default: all.' }),
  band: t.field({
    type: [NpsBand],
    description:
      'Only those whose answer to the first question of kind NPS of their survey, as `Survey.nps` has it, is in one of these. Default: all.',
  }),
  from: t.field({ type: 'DateTime', description: 'Answered from this moment on. Undated ones are then left out.' }),
  until: t.field({ type: 'DateTime', description: 'Answered before this moment. Undated ones are then left out.' }),
  customers: t.field({ type: CustomerFilterInput, description: 'Only those of customers for whom this holds. Default: of anybody.' }),
}));

interface ResponseArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  survey?: string | null | undefined;
  touchpoint?: readonly string[] | null | undefined;
  channel?: readonly string[] | null | undefined;
  brand?: readonly string[] | null | undefined;
  band?: readonly (keyof typeof scoresOfBand)[] | null | undefined;
  from?: Date | null | undefined;
  until?: Date | null | undefined;
  customers?: object | null | undefined;
  order?: ListOrder | null | undefined;
}

async function filterOf(args: ResponseArgs, context: Context): Promise<ResponseFilter> {
  const survey = args.survey == null ? null : await context.loaders.surveyByKey.load(args.survey);
  if (args.survey != null && !survey) throw badUserInput('survey', `there is no survey ${JSON.stringify(args.survey)}`);
  if (args.band != null) await requireBands(survey, context);
  return {
    surveyId: survey?.id ?? null,
    touchpoints: args.touchpoint ?? null,
    channels: args.channel ?? null,
    brands: args.brand ?? null,
    bands: args.band ?? null,
    ...parsePeriod(args),
    order: args.order ?? 'NEWEST_FIRST',
    customers: args.customers ? parseCustomerFilter(args.customers, 'customers') : null,
  };
}

/** Without a question that has bands nothing would be found, which would look as if nobody had answered so. */
async function requireBands(survey: Survey | null, { loaders, snapshot, workspaceId }: Context): Promise<void> {
  const needed = 'question of kind NPS: leave `band` out';
  if (survey === null) {
    if (!(await snapshot.read((sql) => hasBandedQuestion(sql, workspaceId)))) throw badUserInput('band', `no survey has a ${needed}`);
    return;
  }
  const codebook = await loaders.codebook.load(survey.id);
  if (!codebook.some((question) => question.kind === 'NPS'))
    throw badUserInput('band', `the survey ${JSON.stringify(survey.key)} has no ${needed}`);
}

async function listResponses(args: ResponseArgs, context: Context, info: GraphQLResolveInfo) {
  const { workspaceId, snapshot, loaders, principal, written } = context;
  const page = parsePage(args);
  const filter = await filterOf(args, context);
  const asked = filter.customers ? [{ filter: filter.customers, asOf: null }] : [];
  const names = await snapshot.read((sql) => readFilterNames(sql, workspaceId, asked));
  const source = { workspaceId, showPersonal: principal.scopes.has('pii'), filter, names };
  return responseList(info, written, {
    page: async (parts) => loaders.responsePage(await snapshot.read((sql) => selectResponseList(sql, source, page, parts)), page, parts),
    writtenPage: (template) =>
      loaders.writtenResponsePage(template, page, (sql, texts) => selectResponseListCells(sql, source, page, template, texts)),
    totalCount: () => snapshot.read((sql) => countResponses(sql, source)),
  });
}

builder.queryField('responses', (t) =>
  t.field({
    type: ResponseConnection,
    description: 'Responses to all surveys, anonymous ones too, newest first, undated ones last; or all of it the other way round.',
    args: { ...responseArgs, ...orderArgs, ...pageArgs },
    complexity: (args) => ({ ...pageCost(args), field: 100 }), // a filter is looked for along the list
    resolve: (_root, args, context, info) => listResponses(args, context, info),
  }),
);
