/** What an analysis of drivers may be asked for; checkDriversAnalysis.ts checks it. */
import { builder } from '../../builder.ts';
import { SampleSource } from '../../feedback/survey.ts';
import { BehaviourChurnRule, CustomerBehaviour, DriverGrouping, DriverModelKind, MissingTreatment, QuadrantLine } from './driverWords.ts';
import { JoinedFeatureInput } from './joinedFeature.ts';

/** Up to 24 importance is exact; beyond, it is sampled, with its error beside. */
export const maxDrivers = 40;
export const defaultWithinDays = 90;

const BehaviourInput = builder.inputType('DriverBehaviourInput', {
  description:
    'A behaviour after the answer as the outcome of a logistic model. Answers whose days were not over when observation ended are left out as FOLLOW_UP.',
  fields: (t) => ({
    kind: t.field({ type: CustomerBehaviour, required: true, description: 'What customers do.' }),
    withinDays: t.int({ description: `Within how many days of 24 hours after the answer, 1 to 3650. Default: ${defaultWithinDays}.` }),
    churn: t.field({
      type: BehaviourChurnRule,
      description: 'When a customer has left. For CHURN. Default: CONTRACTUAL where the workspace has subscriptions, else SILENT.',
    }),
  }),
});

const ForceInput = builder.inputType('DriverForceInput', {
  description: 'A force of customer experience: drivers whose importance is asked for together.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name.' }),
    drivers: t.stringList({ required: true, description: 'Its drivers: keys of questions, names of features in the results, traits.' }),
  }),
});

const ComparisonInput = builder.inputType('DriverComparisonInput', {
  description:
    'Groups whose drivers are compared: importance and performance within each, and their differences with intervals. ' +
    'Fewer than 10 customers are hidden, and the smallest other group with them where they would follow by subtraction; ' +
    'fewer than 30 are not compared.',
  fields: (t) => ({
    by: t.field({ type: DriverGrouping, required: true, description: 'What makes the groups.' }),
    trait: t.string({ description: 'The trait whose levels are the groups. For TRAIT.' }),
    own: t.string({ description: 'The group that the others are compared with, such as the own brand. Default: every pair is compared.' }),
    sampleSource: t.field({ type: SampleSource, description: 'Only answers from this source. For BRAND. Default: that of the survey.' }),
  }),
});

const QuadrantInput = builder.inputType('DriverQuadrantInput', {
  description: 'Where the lines lie that divide drivers into important and minor, strong and weak: their priorities follow.',
  fields: (t) => ({
    at: t.field({ type: QuadrantLine, defaultValue: 'MEAN', description: 'Where a line lies that no number is given for.' }),
    importance: t.float({ description: 'Share of importance from which a driver is important, between 0 and 1.' }),
    performance: t.float({
      description:
        'Performance from which a question is strong: a mean answer where all questions among the drivers share one scale, or one has none; else a share of the scale, 0-1.',
    }),
  }),
});

export const DriversInput = builder.inputType('DriversInput', {
  description: 'What an analysis of drivers asks for. Every part has a default.',
  fields: (t) => ({
    outcome: t.string({
      description: 'Key of the question to be explained. Default: the question of kind NPS; where there is none, the one of role OUTCOME.',
    }),
    behaviour: t.field({ type: BehaviourInput, description: 'What to explain in place of a question.' }),
    drivers: t.stringList({
      description: `Keys of the questions that may explain it. Default: all of role DRIVER; where there is none, all ratings. With features and traits, 1 to ${maxDrivers}.`,
    }),
    features: t.field({
      type: [JoinedFeatureInput],
      description: 'What customers did before the answer that may explain it: see featureCatalogue. Default: nothing.',
    }),
    traits: t.stringList({
      description:
        'Customer traits that may explain it, as categories against the most frequent level. Levels of fewer than 30 customers are taken together. As they are now: they have no history.',
    }),
    model: t.field({ type: DriverModelKind, description: 'Default: LINEAR for a question, LOGISTIC for a behaviour, which has no other.' }),
    eventFrom: t.float({
      description:
        'LOGISTIC for a question: answers from here on are the event. Default: 9 for NPS, else the top two boxes of its scale, of two or three boxes the top one.',
    }),
    missing: t.field({
      type: MissingTreatment,
      description: 'What becomes of answers that lack a value. Default: LISTWISE. Others are for LINEAR.',
    }),
    draws: t.int({
      description:
        'Draws of customers for the intervals of shares and ranks: 0, or 100 to 10,000. Default: 1,000, or none where they would take more than about half a minute.',
    }),
    forces: t.field({ type: [ForceInput], description: 'Forces of customer experience. Default: those of the codebook.' }),
    compare: t.field({ type: ComparisonInput, description: 'Groups whose drivers are compared. Default: none.' }),
    quadrant: t.field({ type: QuadrantInput, description: 'Lines between priorities. Default: at the means.' }),
    confidenceLevel: t.float({ defaultValue: 0.95, description: 'Of every interval, between 0.5 and 1.' }),
  }),
});
export type DriversInputShape = typeof DriversInput.$inferInput;
