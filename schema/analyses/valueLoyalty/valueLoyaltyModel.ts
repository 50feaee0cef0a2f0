import type { ValueLoyaltyModel as ModelRow, ValueLoyaltyCost } from '../../../prisma/generated/client/client.ts';
import { builder } from '../../builder.ts';
import { Survey } from '../../feedback/survey.ts';
import { encodeGlobalId } from '../../globalId.ts';
import { RiskMethod } from '../churn/churnRisk.ts';

const ValueSource = builder.enumType('ValueSource', {
  description: 'Where the value of a customer comes from.',
  values: {
    CLV: { description: 'Lifetime value to come, from the current run of a CLV analysis.' },
    REALISED: {
      description: 'What the customer brought in the twelve months less the cost to serve: there is no CLV analysis with a result.',
    },
  } as const,
});

const RealisedMeasure = builder.enumType('RealisedMeasure', {
  description: 'What realised money is.',
  values: {
    MARGIN: { description: 'Margin: as orders say it, elsewhere revenue times the margin share.' },
    REVENUE: { description: 'Revenue: nothing says a margin, so what goods cost is not taken off.' },
  } as const,
});

const ServiceCost = builder.objectRef<ValueLoyaltyCost>('ServiceCost').implement({
  description: 'What service cost in one channel in the twelve months.',
  fields: (t) => ({
    channel: t.exposeString('channel', { nullable: true, description: 'Lower-case. Null: the spend, or the ticket, names none.' }),
    spend: t.exposeFloat('spend', { description: 'A spend whose period reaches beyond the twelve months counts in proportion.' }),
    tickets: t.expose('tickets', { type: 'BigInt', description: 'First answered, or else resolved, in the twelve months.' }),
    costPerTicket: t.exposeFloat('costPerTicket', {
      nullable: true,
      description: 'Null: there is no ticket to divide by, or the spend names no channel; it is not allocated then.',
    }),
  }),
});

const ValueLoyaltyModel = builder.objectRef<ModelRow>('ValueLoyaltyModel').implement({
  description: 'What a segmentation by value and loyalty rests on.',
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'DateTime', description: 'Facts after it were not seen.' }),
    periodStart: t.expose('periodStart', { type: 'DateTime', description: 'Of the twelve months that end there.' }),
    survey: t.field({
      type: Survey,
      nullable: true,
      description: 'Whose answers tell loyalty. Null where it was deleted since.',
      resolve: ({ surveyId }, _args, { loaders }) => loaders.survey.load(surveyId),
    }),
    question: t.exposeString('questionKey', { description: 'Key of its question.' }),
    answerMaxAgeDays: t.exposeInt('answerMaxAgeDays', { description: 'Loyalty is unknown where the last answer is older, in days.' }),
    valueSource: t.field({ type: ValueSource, description: 'Where value comes from.', resolve: ({ valueSource }) => valueSource as 'CLV' }),
    valueRunId: t.id({
      nullable: true,
      description: 'The CLV run. Null: REALISED.',
      resolve: ({ valueRunId }) => (valueRunId === null ? null : encodeGlobalId('Run', valueRunId)),
    }),
    churnRunId: t.id({
      nullable: true,
      description: 'The CHURN run. Null: there is none, and no revenue at risk.',
      resolve: ({ churnRunId }) => (churnRunId === null ? null : encodeGlobalId('Run', churnRunId)),
    }),
    churnHorizonDays: t.exposeInt('churnHorizonDays', {
      nullable: true,
      description:
        'Of the probabilities of that run; a warning says why where it foretells nobody’s leaving. Where it is not 365, those of COX are carried to a year at a constant hazard. Those of LANDMARK_LOGIT are of no activity within these days and stay so: below 365 days an upper bound for a year.',
    }),
    churnMethod: t.field({
      type: RiskMethod,
      nullable: true,
      description:
        'How that run foretells. Null: there is none, or this is of an earlier release, which carried every risk to a year at a constant hazard.',
      resolve: ({ churnMethod }) => churnMethod as 'COX' | null,
    }),
    measure: t.field({ type: RealisedMeasure, description: 'What realised money is.', resolve: ({ measure }) => measure as 'MARGIN' }),
    marginShare: t.exposeFloat('marginShare', { nullable: true, description: 'Of revenue whose margin is not said. Null: REVENUE.' }),
    tiers: t.exposeInt('tiers', { description: 'How many tiers of value.' }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers.' }),
    serviceSpend: t.exposeFloat('serviceSpend', { description: 'What service cost in the twelve months.' }),
    serviceAllocated: t.exposeFloat('serviceAllocated', { description: 'How much of it is the cost to serve these customers.' }),
    serviceNoTickets: t.exposeFloat('serviceNoTickets', {
      description: 'How much of it is of channels without a handled ticket: not allocated.',
    }),
    serviceNobody: t.exposeFloat('serviceNobody', {
      description: 'How much of it is of tickets of nobody known, or of customers outside the cells: not allocated.',
    }),
  }),
});

export { ServiceCost, ValueLoyaltyModel };
