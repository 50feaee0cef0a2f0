import type { GraphQLResolveInfo } from 'graphql';
import type { Question as QuestionRow, Survey as SurveyRow } from '../../prisma/generated/client/client.ts';
import { builder, idDescription } from '../builder.ts';
import { type Connection, emptyPage } from '../connection.ts';
import { Customer } from '../customers/customer.ts';
import type { Loaders } from '../loaders.ts';
import { onceAField, selects, selectsOfRows } from '../lookahead.ts';
import type { StatementTemplate } from '../written/keptStatements.ts';
import type { WrittenPage } from '../written/rowWriter.ts';
import type { WrittenParts } from '../written/writtenParts.ts';
import { type AnswerRow, readAnswer } from './answer.ts';
import { Question } from './question.ts';
import type { ResponseParts } from './response.sql.ts';
import type { ReadableResponse } from './responseLoaders.ts';
import { responseTemplate } from './responseTemplate.ts';
import { Survey } from './survey.ts';

const Answer = builder.objectRef<AnswerRow>('Answer').implement({
  description: 'What one response says to one question.',
  fields: (t) => ({
    question: t.expose('question', { type: Question, description: 'The question.' }),
    value: t.exposeFloat('value', { nullable: true, description: 'The number given. Null when blank, not applicable or not a number.' }),
    text: t.exposeString('text', {
      nullable: true,
      description: 'The text given. Null when blank, not a text, or free text and the key lacks the scope pii.',
    }),
    notApplicable: t.exposeBoolean('notApplicable', { description: 'Whether it was said that the question does not apply.' }),
  }),
});

export const SurveyResponse = builder.objectRef<ReadableResponse>('Response');
builder.node(SurveyResponse, {
  description: 'One filled-in questionnaire.',
  id: { resolve: (response) => String(response.id), description: idDescription },
  loadOne: (id, { loaders }) => loaders.response.load(BigInt(id)),
  fields: (t) => ({
    externalId: t.exposeString('externalId', { description: 'Its id in the source; where the source has none, one made from the row.' }),
    respondedAt: t.expose('respondedAt', { type: 'DateTime', nullable: true, description: 'When it was answered.' }),
    invitedAt: t.expose('invitedAt', { type: 'DateTime', nullable: true, description: 'When the customer was asked.' }),
    channel: t.exposeString('channel', { nullable: true, description: 'By which way it was answered.' }),
    touchpoint: t.exposeString('touchpoint', { nullable: true, description: 'Which contact it is about.' }),
    brand: t.exposeString('brand', { nullable: true, description: 'Which brand it is about.' }),
    sampleSource: t.exposeString('sampleSource', { nullable: true, description: 'OWN_LIST, PANEL or INTERCEPT. Null: as its survey.' }),
    samplingWeight: t.exposeFloat('samplingWeight', { nullable: true, description: 'How many of the sampled population it stands for.' }),
    comment: t.exposeString('comment', {
      nullable: true,
      description: 'Free text. Needs the scope pii: people write names and numbers into it.',
      authScopes: { pii: true },
    }),
    survey: t.field({
      type: Survey,
      description: 'What was answered.',
      resolve: (response, _args, { loaders }) => response.survey ?? wholeOf(response, loaders).then(({ survey }) => survey),
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'Who answered. Null when anonymous.',
      resolve: (response, _args, { loaders }) => (response.customerId === null ? null : loaders.customer.load(response.customerId)),
    }),
    answers: t.field({
      type: [Answer],
      description: 'What was answered, in the order of the codebook, blanks included.',
      args: { questions: t.arg.stringList({ description: 'Keys of the questions to show. Default: all.' }) },
      complexity: ({ questions }) => ({ field: 1, multiplier: questions?.length ?? 20 }),
      resolve: (response, { questions }, { loaders, principal }) => {
        const show = (whole: WholeResponse) => {
          const shown = questions ? whole.codebook.filter(({ key }) => questions.includes(key)) : whole.codebook;
          return shown.map((question) => readAnswer(whole, question, principal.scopes.has('pii')));
        };
        return isWhole(response) ? show(response) : wholeOf(response, loaders).then(show);
      },
    }),
  }),
});

type WholeResponse = ReadableResponse & { readonly codebook: readonly QuestionRow[]; readonly values: readonly number[] };
const isWhole = (response: ReadableResponse): response is WholeResponse => response.codebook !== null && response.values !== null;

/** For a response that came without a part: whoever led here did not look ahead. */
async function wholeOf({ id }: ReadableResponse, loaders: Loaders): Promise<WholeResponse & { readonly survey: SurveyRow }> {
  const whole = await loaders.response.load(id);
  if (!whole?.survey || !isWhole(whole)) throw new Error(`response ${id} has no survey`); // its foreign key is broken
  return { ...whole, survey: whole.survey };
}

/** A page of responses, and how many there are, each read only when asked for. */
export interface ResponseList extends Connection<ReadableResponse> {
  totalCount(): Promise<number>;
}

export const ResponseConnection = builder.connectionObject(
  {
    type: SurveyResponse,
    name: 'ResponseConnection',
    description: 'A page of responses.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many the whole list has, whatever the page.',
        complexity: 20, // it counts all of them
        resolve: (list) => (list as unknown as ResponseList).totalCount(),
      }),
    }),
  },
  { name: 'ResponseEdge', description: 'A response and its place in the list.' },
);

interface ReadResponses {
  page(parts: ResponseParts): Promise<Connection<ReadableResponse>>;
  writtenPage(template: StatementTemplate): Promise<WrittenPage>;
  totalCount(): Promise<number>;
}

/** A list of responses. Where they can be written, they are no values here: they go into the answer as JSON. */
export async function responseList(
  info: GraphQLResolveInfo,
  written: WrittenParts | null,
  { page, writtenPage, totalCount }: ReadResponses,
): Promise<ResponseList> {
  const { isRead, parts, template } = askedOf(info);
  if (!isRead) return { ...emptyPage, totalCount };
  if (written && template) {
    const { rows, pageInfo } = await writtenPage(template);
    written.put(info.path, template.responseKey, rows);
    return { edges: [], pageInfo, totalCount };
  }
  const { edges, pageInfo } = await page(parts);
  return { edges, pageInfo, totalCount };
}

/** How the responses of the list that `info` resolves can be written; null when they cannot. */
export const templateOfResponses = (info: GraphQLResolveInfo): StatementTemplate | null => askedOf(info).template;

const askedOf = onceAField((info) => ({
  isRead: ['edges', 'nodes', 'pageInfo'].some((part) => selects(info, [part])),
  /** Which parts of its responses it is asked for. */
  parts: { survey: selectsOfRows(info, 'survey'), answers: selectsOfRows(info, 'answers') } satisfies ResponseParts,
  /** Null: its rows take more than their columns and answers. */
  template: responseTemplate(info),
}));
