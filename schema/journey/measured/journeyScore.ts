import { hiddenGroups } from '../../../worker/stats/descriptive/hiddenGroups.ts';
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import { builder } from '../../builder.ts';
import { Question } from '../../feedback/question.ts';
import { Survey } from '../../feedback/survey.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import type { AnswerCell, SharedCell } from './answers.sql.ts';
import { hiddenTouchpoints, nameOfTouchpoint } from './hiddenTouchpoints.ts';
import { JourneyEstimate } from './journeyEstimate.ts';
import { type ChannelDifference, channelDifferences, type JourneyEstimate as EstimateRow, estimateOf } from './journeyReport.ts';

export interface JourneyScoreRow {
  readonly surveyId: bigint;
  readonly position: number;
  readonly kind: 'NPS' | 'CSAT';
  readonly score: EstimateRow;
  readonly channels: readonly { readonly channel: string | null; readonly score: EstimateRow }[];
  readonly differences: readonly ChannelDifference[];
}

interface Answers {
  readonly cells: readonly AnswerCell[];
  readonly shared: readonly SharedCell[];
}

/** Of the answers to each question those that are kept back: of a touchpoint, and of one by a way of answering. */
export function hiddenScores(cells: readonly AnswerCell[], keyOf: (id: bigint) => string): ReadonlySet<AnswerCell> {
  const byQuestion = Map.groupBy(cells, ({ surveyId, position }) => `${surveyId} ${position}`);
  return new Set(
    [...byQuestion.values()].flatMap((answers) => {
      const totals = hiddenTouchpoints(
        answers.filter(({ channel }) => channel === null),
        keyOf,
      );
      return [...totals, ...hiddenWays(answers, totals, keyOf)];
    }),
  );
}

/**
 * Ways add up to their touchpoint, and those of all touchpoints to what `metrics` tell by CHANNEL: the table of both is protected along either column, as
 * `metrics` protect one. With a touchpoint that is hidden all of its ways are.
 */
function hiddenWays(answers: readonly AnswerCell[], hiddenTotals: ReadonlySet<AnswerCell>, keyOf: (id: bigint) => string): AnswerCell[] {
  const hiddenAt = new Set([...hiddenTotals].map(({ touchpointId }) => touchpointId));
  const ways = answers
    .filter((cell) => cell.channel !== null)
    .map((cell) => ({ cell, keys: [nameOfTouchpoint(cell, keyOf), JSON.stringify(cell.channel)] }))
    .sort((a, b) => (a.keys.join() < b.keys.join() ? -1 : 1));
  const groups = ways.map(({ cell, keys }) => ({ keys, customers: cell.sums.customers, isHidden: hiddenAt.has(cell.touchpointId) }));
  const hidden = hiddenGroups(groups, PRIVACY_CUSTOMERS);
  return ways.flatMap(({ cell }, at) => (hidden[at] ? [cell] : []));
}

/** Scores of a touchpoint, by survey and question. @param kept those that are kept back */
export function scoresOf(
  touchpointId: bigint,
  { cells, shared }: Answers,
  npsQuestions: ReadonlySet<string>,
  kept: ReadonlySet<AnswerCell>,
): JourneyScoreRow[] {
  const own = cells.filter((cell) => cell.touchpointId === touchpointId);
  const totals = own.filter(({ channel }) => channel === null).sort((a, b) => Number(a.surveyId - b.surveyId) || a.position - b.position);
  return totals.map((total) => {
    const { surveyId, position, sums } = total;
    const isSame = (other: { surveyId: bigint; position: number }) => other.surveyId === surveyId && other.position === position;
    const kind = npsQuestions.has(`${surveyId} ${position}`) ? 'NPS' : 'CSAT';
    const of = kind === 'NPS' ? 'NPS' : 'SHARE';
    const ways = own.filter((cell) => cell.channel !== null && isSame(cell)).sort((a, b) => b.sums.n - a.sums.n);
    return {
      surveyId,
      position,
      kind,
      score: estimateOf(of, sums, 'no answers', kept.has(total)),
      channels: ways.map((cell) => ({ channel: cell.channel || null, score: estimateOf(of, cell.sums, 'no answers', kept.has(cell)) })),
      differences: channelDifferences(
        of,
        ways.filter((cell) => !kept.has(cell)),
        shared.filter((cell) => cell.touchpointId === touchpointId && isSame(cell)),
      ),
    };
  });
}

const JourneyScoreKind = builder.enumType('JourneyScoreKind', {
  description: 'What the score of a touchpoint is.',
  values: {
    NPS: { description: 'Net Promoter Score, in points from -100 to 100.' },
    CSAT: { description: 'Share of answers in the top two boxes, of two or three boxes in the top one, 0-1.' },
  } as const,
});

const ChannelScore = builder.objectRef<JourneyScoreRow['channels'][number]>('JourneyChannelScore').implement({
  description: 'The score of those who answered by one way.',
  fields: (t) => ({
    channel: t.exposeString('channel', { nullable: true, description: 'Which way, in lower case. Null: not said.' }),
    score: t.field({ type: JourneyEstimate, description: 'The score.', resolve: ({ score }) => score }),
  }),
});

const ChannelDifferenceType = builder.objectRef<ChannelDifference>('JourneyChannelDifference').implement({
  description: 'By how much the score of one way of answering lies above that of the way with the most customers.',
  fields: (t) => ({
    channel: t.exposeString('channel', { description: 'Which way.' }),
    reference: t.exposeString('reference', { description: 'The way with the most customers.' }),
    estimate: t.exposeFloat('estimate', { nullable: true, description: 'The difference, in the unit of the score.' }),
    stdErr: t.exposeFloat('stdErr', {
      nullable: true,
      description: 'Its standard error; customers who answered by both bring their covariance.',
    }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Of the test against no difference, of this one alone.' }),
    sharedCustomers: t.int({
      nullable: true,
      description: `Customers who answered by both. Null where these, or those who answered by one of the two and not by the other, are fewer than ${PRIVACY_CUSTOMERS}.`,
      resolve: ({ sharedCustomers }) => sharedCustomers,
    }),
    reason: t.expose('reason', { type: StatusCodeEnum, nullable: true, description: 'Why something here is null.' }),
  }),
});

export const JourneyScore = builder.objectRef<JourneyScoreRow>('JourneyScore').implement({
  description: 'What customers said of a touchpoint in answer to one question.',
  fields: (t) => ({
    survey: t.field({
      type: Survey,
      nullable: true,
      description: 'Of which survey.',
      resolve: ({ surveyId }, _args, { loaders }) => loaders.survey.load(surveyId),
    }),
    question: t.field({
      type: Question,
      nullable: true,
      description: 'Which question.',
      resolve: async ({ surveyId, position }, _args, { loaders }) =>
        (await loaders.codebook.load(surveyId)).find((question) => question.position === position) ?? null,
    }),
    kind: t.expose('kind', { type: JourneyScoreKind, description: 'What the score is.' }),
    score: t.field({ type: JourneyEstimate, description: 'The score of all answers of the period.', resolve: ({ score }) => score }),
    channels: t.field({
      type: [ChannelScore],
      complexity: { field: 1, multiplier: 4 },
      description: 'By way of answering, most answers first.',
      resolve: ({ channels }) => [...channels],
    }),
    differences: t.field({
      type: [ChannelDifferenceType],
      complexity: { field: 1, multiplier: 3 },
      description: 'Whether ways of answering agree: each that has enough customers against the one with the most.',
      resolve: ({ differences }) => [...differences],
    }),
  }),
});
