import type { Score } from '../../../worker/stats/descriptive/scoreKind.ts';
import { builder } from '../../builder.ts';
import { SeType } from '../../feedback/score.ts';
import { inTurns } from '../../inTurns.ts';
import { fieldsAsOne } from '../../limits/longList.ts';
import { listsBelow } from '../../limits/selectionCost.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import { Measure, MetricUnitEnum } from '../metricEnums.ts';
import { measureCatalogue } from '../metricMeasures.ts';
import { groupAt, MetricGroup, MetricsFreshness } from '../metrics.ts';
import { MetricFilterInput, MetricGroupingInput, toFilter, toGrouping } from '../metricsArguments.ts';
import { MetricValue } from '../metricValue.ts';
import { mostStrata, type RespondersAnswer, type ResponderWarning, readResponders, type StratumRow } from './readResponders.ts';

const ScoredMeasure = builder.enumType('ScoredMeasure', {
  description: 'A score of answers.',
  values: {
    NPS: { description: 'Net Promoter Score.' },
    CSAT: { description: 'Share of the top two boxes, of two or three boxes of the top one.' },
    CES: { description: 'Mean effort on its scale.' },
    CES_AGREEING: { description: 'Share of the agreeing boxes of effort.' },
    CSI: { description: 'Satisfaction index.' },
  } as const,
});
const ResponderBase = builder.enumType('ResponderBase', {
  description: 'Who could have answered.',
  values: {
    CUSTOMERS: { description: 'All customers acquired before `until`, or of whom it is unknown when they were.' },
    INVITED_CUSTOMERS: { description: 'Customers who were asked: with an invitation of the period that did not bounce.' },
  } as const,
});

const RespondersInputType = builder.inputType('RespondersInput', {
  description: 'Which score, and by what to compare those who answered with the base.',
  fields: (t) => ({
    measure: t.field({ type: ScoredMeasure, required: true, description: 'The score.' }),
    by: t.field({
      type: [MetricGroupingInput],
      required: true,
      description: 'One to three groupings that make strata: SEGMENT, TRAIT, COHORT, ACQUISITION_CHANNEL or VALUE_TIER, as of now.',
    }),
    where: t.field({
      type: [MetricFilterInput],
      description: 'Which answers. Filters on what customers are narrow the base, too; of invitations also survey, touchpoint and channel.',
    }),
    from: t.field({ type: 'DateTime', description: 'Answers (and invitations) from this moment on.' }),
    until: t.field({ type: 'DateTime', description: 'Answers (and invitations) before this moment, customers acquired before it.' }),
    base: t.field({ type: ResponderBase, defaultValue: 'CUSTOMERS', description: 'Who could have answered. Default: all customers.' }),
    question: t.string({ description: 'Key of the question that the score is made of. Default: the first of its kind in each survey.' }),
    poolSurveyKinds: t.boolean({
      defaultValue: false,
      description: 'Whether answers to relational and transactional surveys may be pooled. Else asking for both at once is refused.',
    }),
  }),
});

const groupsOf = ({ by, keys, timeZone }: StratumRow) =>
  by.map((grouping, column) => ({ ...grouping, key: keys[column] ?? null, timeZone }));

const ResponderStratum = builder.objectRef<StratumRow>('ResponderStratum').implement({
  description: 'Customers who are alike: how many there are, and how many of them answered what.',
  fields: (t) => ({
    groups: t.field({
      type: [MetricGroup],
      description: 'The groups, in the order asked for.',
      resolve: groupsOf,
    }),
    group: t.field({
      type: MetricGroup,
      description: 'The group in one grouping.',
      args: { at: t.arg.int({ required: true, description: 'Which of the groupings, in the order asked for: 0 is the first.' }) },
      resolve: (stratum, { at }) => groupAt(groupsOf(stratum), at),
    }),
    base: t.exposeInt('base', { nullable: true, description: 'Customers of the base. Null where hidden or not known.' }),
    responders: t.exposeInt('responders', { nullable: true, description: 'Customers who answered. Null where hidden.' }),
    baseShare: t.exposeFloat('baseShare', { nullable: true, description: 'Of the base, 0-1. Null where hidden or not known.' }),
    responderShare: t.exposeFloat('responderShare', {
      nullable: true,
      description: 'Of the known customers who answered, 0-1. Null where hidden.',
    }),
    value: t.field({ type: MetricValue, description: 'Their score.', resolve: ({ value }) => value }),
    isHidden: t.exposeBoolean('isHidden', { description: 'Whether it is kept back: fewer than 10 customers, or what would lead to them.' }),
  }),
});

const PostStratifiedScore = builder.objectRef<Score & { readonly coverage: number | null }>('PostStratifiedScore').implement({
  description:
    'The score as if the base had answered: each stratum counts by its customers in the base, hidden ones together as one. ' +
    'It corrects what strata tell, and nothing else.',
  fields: (t) => ({
    value: t.float({
      nullable: true,
      description: 'The score. Null: no stratum of the base answered.',
      resolve: ({ estimate }) => estimate,
    }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Standard error, customers as units within strata.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of the 95 % interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of the 95 % interval.' }),
    seType: t.field({ type: SeType, description: 'How the error was computed.', resolve: ({ seType }) => seType }),
    n: t.exposeInt('n', { description: 'Answers of known customers.' }),
    customers: t.exposeInt('customers', { description: 'Customers behind them.' }),
    coverage: t.exposeFloat('coverage', {
      nullable: true,
      description: 'Share of the base in strata with answers, 0-1: the score speaks for these.',
    }),
    reason: t.expose('reason', { type: StatusCodeEnum, nullable: true, description: 'Why something here is null. Null when nothing is.' }),
  }),
});

const ResponderWarningType = builder
  .objectRef<{ readonly warning: ResponderWarning; readonly answer: RespondersAnswer }>('ResponderWarning')
  .implement({
    description: 'What to know of a comparison of responders with the base.',
    fields: (t) => ({
      code: t.field({
        type: StatusCodeEnum,
        description:
          'NOT_ENOUGH_DATA: a stratum without answers; LOW_COVERAGE: all of them together; ROWS_DROPPED: answers of nobody known.',
        resolve: ({ warning }) => warning.code,
      }),
      groups: t.stringList({
        description: 'The stratum, as the strata name it; empty where it is about all.',
        resolve: ({ warning }) => warning.keys.map((key) => key ?? '(unknown)'),
      }),
      detail: t.string({ description: 'The same in words.', resolve: ({ warning }) => warning.detail }),
    }),
  });

const Responders = builder.objectRef<RespondersAnswer>('Responders').implement({
  description: 'Who answered beside who could have, and the score with and without what that tells.',
  fields: (t) => ({
    measure: t.field({ type: Measure, description: 'The score.', resolve: ({ measure }) => measure }),
    unit: t.field({
      type: MetricUnitEnum,
      description: 'Of the score, also of strata.',
      resolve: ({ measure }) => measureCatalogue[measure].unit,
    }),
    raw: t.field({ type: MetricValue, description: 'The score of the answers as they came.', resolve: ({ raw }) => raw }),
    postStratified: t.field({
      type: PostStratifiedScore,
      nullable: true,
      description: 'The score by the base. Null where the raw score or the base is hidden or not known.',
      resolve: ({ adjusted }) => (adjusted === null ? null : { ...adjusted.score, coverage: adjusted.coverage }),
    }),
    reasonDetail: t.exposeString('reasonDetail', {
      nullable: true,
      description: 'Why there is no post-stratified score, in words. Null where there is one.',
    }),
    base: t.int({
      nullable: true,
      description: 'Customers of the base. Null where hidden or not known.',
      resolve: ({ base }) => base.value,
    }),
    anonymous: t.exposeInt('anonymous', {
      nullable: true,
      description: 'Answers of nobody known: they have no stratum, and count in the raw score alone. Null where hidden.',
    }),
    strata: t.field({
      type: [ResponderStratum],
      description: 'The strata of base and answers, by their groups.',
      resolve: ({ strata }) => inTurns(strata),
    }),
    warnings: t.field({
      type: [ResponderWarningType],
      description: 'What to know of it.',
      resolve: (answer) => answer.warnings.map((warning) => ({ warning, answer })),
    }),
    freshness: t.field({ type: MetricsFreshness, description: 'How fresh it is.', resolve: (answer) => answer }),
  }),
});

const strataSizes = listsBelow(({ input: { by } }: { readonly input: typeof RespondersInputType.$inferInput }) => ({
  'Responders.strata': mostStrata / fieldsAsOne,
  'ResponderStratum.groups': by.length,
}));

builder.queryField('responders', (t) =>
  t.field({
    type: Responders,
    description: 'Those who answered beside the customer base, by stratum, and the post-stratified score beside the raw one.',
    args: { input: t.arg({ type: RespondersInputType, required: true, description: 'Which score, and which strata.' }) },
    complexity: 600, // it reads all answers of the period, three times, and the base twice
    extensions: strataSizes,
    resolve: (_root, { input }, context) => readResponders(toRespondersInput(input), context),
  }),
);

const toRespondersInput = (asked: typeof RespondersInputType.$inferInput): Parameters<typeof readResponders>[0] => ({
  measures: [asked.measure],
  by: asked.by.map(toGrouping),
  where: (asked.where ?? []).map(toFilter),
  from: asked.from ?? null,
  until: asked.until ?? null,
  base: asked.base ?? 'CUSTOMERS',
  question: asked.question ?? null,
  poolSurveyKinds: asked.poolSurveyKinds ?? false,
  ...{ weighted: false, targetHours: 24, compare: null, having: [], orderBy: [], top: null, first: 1, after: null },
});
