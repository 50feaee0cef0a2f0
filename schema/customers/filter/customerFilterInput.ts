/** The filter as an input. What it may hold together, and how much, parseCustomerFilter says. */
import type { InputFieldBuilder } from '@pothos/core';
import { Loyalty } from '../../analyses/valueLoyalty/loyalty.ts';
import { builder, type SchemaTypes } from '../../builder.ts';
import { type ConditionKind, filterLimits, type scoreMeasures } from './customerFilter.ts';

type Inputs = Omit<InputFieldBuilder<SchemaTypes, 'InputObject'>, 'validate'>;

const period = (t: Inputs, what: string) => ({
  from: t.field({ type: 'DateTime', description: `Only ${what} from this moment on.` }),
  until: t.field({ type: 'DateTime', description: `Only ${what} before this moment.` }),
});
const howMany = (t: Inputs, what: string) => ({
  minCount: t.int({ description: `At least as many ${what}. Default: 1, or 0 where only an upper bound is asked for.` }),
  maxCount: t.int({ description: `At most as many ${what}. 0: none.` }),
});

export const NpsBand = builder.enumType('NpsBand', {
  description: 'What an answer to the question of recommendation makes of somebody.',
  values: {
    PROMOTER: { description: '9 or 10.' },
    PASSIVE: { description: '7 or 8.' },
    DETRACTOR: { description: '0 to 6.' },
  } as const,
});

const SubscriptionState = builder.enumType('SubscriptionState', {
  description: 'Where a subscription stands at a moment.',
  values: {
    ACTIVE: { description: 'It has begun and has not ended.' },
    CANCELED: { description: 'It was decided to end it, be it over already or not.' },
    ENDED: { description: 'It is over.' },
  } as const,
});

const measureDescriptions = {
  CHURN_RISK: 'Probability of leaving within the horizon of the churn run, 0-1.',
  CHURN_RISK_PERCENTILE: 'Share of customers of a lower risk, 0-1.',
  VALUE: 'Money within the horizon of the CLV run.',
  P_ALIVE: 'Probability of still being a customer, by the CLV run, 0-1.',
  EXPECTED_PURCHASES: 'Purchases within the horizon of the CLV run.',
  PERCENTILE: 'Share of customers of a lower value, 0-1.',
  TIER: 'Tier of value.',
} as const satisfies Record<(typeof scoreMeasures)[number], string>;
const ScoreMeasure = builder.enumType('ScoreMeasure', {
  description: 'A number that a run says of each customer.',
  values: Object.fromEntries(Object.entries(measureDescriptions).map(([name, description]) => [name, { description }])) as {
    [Measure in keyof typeof measureDescriptions]: { description: string };
  },
});

const Answered = builder.inputType('AnswerFilter', {
  description: 'What they answered to a survey. Codes that mean "does not apply" are no answers.',
  fields: (t) => ({
    survey: t.string({ required: true, description: 'Key of the survey.' }),
    question: t.string({
      description: 'Key of a question that was answered. Default where an answer is asked for: the first of kind NPS.',
    }),
    min: t.float({ description: 'The answer is at least this.' }),
    max: t.float({ description: 'The answer is at most this.' }),
    bands: t.field({ type: [NpsBand], description: 'The answer to a question of kind NPS is in one of these.' }),
    latestOnly: t.boolean({ description: 'Whether it has to be so of their latest answer, not of any. Default: any.' }),
    ...period(t, 'answers'),
    ...howMany(t, 'such answers'),
  }),
});

const Ordered = builder.inputType('OrderFilter', {
  description: 'What they ordered.',
  fields: (t) => ({
    statuses: t.stringList({ description: 'Only orders with one of these.' }),
    channels: t.stringList({ description: 'Only orders by one of these ways.' }),
    ...period(t, 'orders'),
    ...howMany(t, 'such orders'),
    minRevenue: t.field({ type: 'Decimal', description: 'Their revenue less refunds, without cancelled ones, is at least this.' }),
    maxRevenue: t.field({ type: 'Decimal', description: 'It is at most this; nobody who ordered nothing has more than 0.' }),
    lastFrom: t.field({ type: 'DateTime', description: 'The latest of these orders was from this moment on.' }),
    lastUntil: t.field({ type: 'DateTime', description: 'The latest of these orders was before this moment.' }),
  }),
});

const Subscribed = builder.inputType('SubscriptionFilter', {
  description: 'What they subscribed to.',
  fields: (t) => ({
    plans: t.stringList({ description: 'Only subscriptions to one of these plans.' }),
    states: t.field({ type: [SubscriptionState], description: 'Only subscriptions that stand so, now or as of the moment asked about.' }),
    startedFrom: t.field({ type: 'DateTime', description: 'Only those that began from this moment on.' }),
    startedUntil: t.field({ type: 'DateTime', description: 'Only those that began before this moment.' }),
    endedFrom: t.field({ type: 'DateTime', description: 'Only those that ended from this moment on.' }),
    endedUntil: t.field({ type: 'DateTime', description: 'Only those that ended before this moment.' }),
    ...howMany(t, 'such subscriptions'),
    minMrr: t.field({ type: 'Decimal', description: 'Their monthly recurring revenue together is at least this.' }),
    maxMrr: t.field({ type: 'Decimal', description: 'It is at most this; nobody who subscribed to nothing has more than 0.' }),
  }),
});

const Asked = builder.inputType('TicketFilter', {
  description: 'What they asked, or complained of.',
  fields: (t) => ({
    kinds: t.stringList({ description: 'Only tickets of one of these kinds.' }),
    channels: t.stringList({ description: 'Only tickets by one of these ways.' }),
    touchpoints: t.stringList({ description: 'Only tickets about one of these contacts.' }),
    isOpen: t.boolean({
      description:
        'Whether they are open, now or as of the moment asked about. One that its status closed, without a time of resolution, is open at none.',
    }),
    ...period(t, 'tickets opened'),
    ...howMany(t, 'such tickets'),
  }),
});

const Visited = builder.inputType('VisitFilter', {
  description: 'When they visited the website or the app.',
  fields: (t) => ({
    sources: t.stringList({ description: 'Only visits from one of these.' }),
    campaigns: t.stringList({ description: 'Only visits by one of these campaigns.' }),
    converted: t.boolean({ description: 'Whether what was wanted was done.' }),
    ...period(t, 'visits'),
    ...howMany(t, 'such visits'),
  }),
});

const Did = builder.inputType('EventFilter', {
  description: 'What they did on the website or in the app.',
  fields: (t) => ({
    names: t.stringList({ description: 'Only events with one of these names.' }),
    ...period(t, 'events'),
    ...howMany(t, 'such events'),
  }),
});

const HasTrait = builder.inputType('TraitFilter', {
  description: 'What is known of them. A trait that is personal needs the scope pii.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Which trait.' }),
    values: t.stringList({ description: 'It is one of these. Default: it is known.' }),
  }),
});

const Acquired = builder.inputType('AcquisitionFilter', {
  description: 'When and how they became customers.',
  fields: (t) => ({
    channels: t.stringList({ description: 'By one of these ways.' }),
    ...period(t, 'customers acquired'),
  }),
});

const Scored = builder.inputType('ScoreFilter', {
  description:
    'What the current run of an analysis says of them. Customers without a score do not meet it. It is an error where there is no such run.',
  fields: (t) => ({
    measure: t.field({ type: ScoreMeasure, required: true, description: 'Which number.' }),
    min: t.float({ description: 'It is at least this.' }),
    max: t.float({ description: 'It is at most this.' }),
    tiers: t.stringList({ description: 'Of the measure TIER: it is one of these.' }),
    analysis: t.string({
      description: 'Name of the analysis. Default: the one that gives what is called churn, or value (Workspace.scores).',
    }),
  }),
});

const InCell = builder.inputType('CellFilter', {
  description:
    'In which cells of value and loyalty they are, by the current run of such an analysis. It is an error where there is no such run, and where one of the cells is hidden: who is in it is not told.',
  fields: (t) => ({
    loyalties: t.field({ type: [Loyalty], description: 'Of one of these. Default: whatever the loyalty.' }),
    tiers: t.intList({ description: 'In one of these tiers of value, 1 = the highest. Default: whatever the tier.' }),
    analysis: t.string({ description: 'Name of the analysis, of kind VALUE_LOYALTY. Default: the one that was created first.' }),
  }),
});

type ConditionInputs = { [Kind in ConditionKind]?: object | null };
interface FilterShape extends ConditionInputs {
  and?: FilterShape[] | null;
  or?: FilterShape[] | null;
  not?: FilterShape | null;
}

export const CustomerFilterInput = builder.inputRef<FilterShape>('CustomerFilter');
CustomerFilterInput.implement({
  description: `For which customers to look. What stands side by side holds together; an empty filter holds for everybody. At most ${filterLimits.depth} levels deep, ${filterLimits.conditions} conditions, ${filterLimits.values} values a list.`,
  fields: (t) => ({
    and: t.field({ type: [CustomerFilterInput], description: 'All of these hold.' }),
    or: t.field({ type: [CustomerFilterInput], description: 'At least one of these holds.' }),
    not: t.field({ type: CustomerFilterInput, description: 'This does not hold; what is not known does not hold.' }),
    answered: t.field({ type: Answered, description: 'By what they answered.' }),
    orders: t.field({ type: Ordered, description: 'By what they ordered.' }),
    subscriptions: t.field({ type: Subscribed, description: 'By what they subscribed to.' }),
    tickets: t.field({ type: Asked, description: 'By what they asked.' }),
    visits: t.field({ type: Visited, description: 'By how they visited.' }),
    events: t.field({ type: Did, description: 'By what they did.' }),
    trait: t.field({ type: HasTrait, description: 'By what is known of them.' }),
    acquired: t.field({ type: Acquired, description: 'By how they became customers.' }),
    score: t.field({ type: Scored, description: 'By what runs say of them.' }),
    cell: t.field({ type: InCell, description: 'By value and loyalty together.' }),
  }),
});
