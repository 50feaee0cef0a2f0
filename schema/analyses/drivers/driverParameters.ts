/** What an analysis of drivers asked for, with its defaults. */
import { builder } from '../../builder.ts';
import { SampleSource } from '../../feedback/survey.ts';
import {
  BehaviourChurnRule,
  CustomerBehaviour,
  DriverForceMembers,
  DriverGrouping,
  DriverModelKind,
  MissingTreatment,
  QuadrantLine,
} from './driverWords.ts';
import { RequestedJoinedFeature } from './joinedFeature.ts';
import type { DriverParameters as DriverParametersRow } from './storedDrivers.ts';

const DriverBehaviour = builder.objectRef<NonNullable<DriverParametersRow['behaviour']>>('DriverBehaviour').implement({
  description: 'A behaviour as the outcome: 1 for who showed it within so many days after the answer, else 0.',
  fields: (t) => ({
    kind: t.expose('kind', { type: CustomerBehaviour, description: 'What they do.' }),
    withinDays: t.exposeInt('withinDays', { description: 'Within how many days of 24 hours after the answer.' }),
    churn: t.expose('churn', { type: BehaviourChurnRule, nullable: true, description: 'When a customer has left. Null for REPURCHASE.' }),
  }),
});

const DriverComparison = builder.objectRef<NonNullable<DriverParametersRow['compare']>>('DriverComparison').implement({
  description: 'Groups whose drivers are compared.',
  fields: (t) => ({
    by: t.expose('by', { type: DriverGrouping, description: 'What makes the groups.' }),
    trait: t.exposeString('trait', { nullable: true, description: 'The trait whose levels are the groups. Null for other groups.' }),
    own: t.exposeString('own', {
      nullable: true,
      description: 'The group that the others are compared with. Null: every pair is compared.',
    }),
    sampleSource: t.field({
      type: SampleSource,
      nullable: true,
      description: 'Of brands: only answers from this source. Null for other groups.',
      resolve: ({ sampleSource }) => sampleSource as 'OWN_LIST' | null,
    }),
  }),
});

const DriverQuadrant = builder.objectRef<DriverParametersRow['quadrant']>('DriverQuadrant').implement({
  description: 'Where the lines lie that divide drivers into important and minor, strong and weak.',
  fields: (t) => ({
    at: t.expose('at', { type: QuadrantLine, description: 'Where a line lies that no number is given for.' }),
    importance: t.exposeFloat('importance', { nullable: true, description: 'Share of importance, 0-1. Null: see `at`.' }),
    performance: t.exposeFloat('performance', {
      nullable: true,
      description: 'In the unit in which questions are compared (performanceUnit of the result). Null: see `at`.',
    }),
  }),
});

export const DriverParameters = builder.objectRef<DriverParametersRow>('DriverParameters').implement({
  description: 'What an analysis of drivers asks for.',
  fields: (t) => ({
    outcome: t.exposeString('outcome', { nullable: true, description: 'Key of the question to be explained. Null: a behaviour is.' }),
    behaviour: t.expose('behaviour', {
      type: DriverBehaviour,
      nullable: true,
      description: 'The behaviour to be explained. Null: a question is.',
    }),
    drivers: t.exposeStringList('drivers', { description: 'Keys of the questions that may explain it.' }),
    features: t.expose('features', {
      type: [RequestedJoinedFeature],
      description: 'What customers did that may explain it, beside the questions.',
    }),
    traits: t.exposeStringList('traits', { description: 'Customer traits that may explain it, as categories.' }),
    model: t.expose('model', { type: DriverModelKind, description: 'Which model explains it.' }),
    eventFrom: t.exposeFloat('eventFrom', {
      nullable: true,
      description: 'LOGISTIC for a question: answers from here on are the event. Null otherwise.',
    }),
    missing: t.expose('missing', { type: MissingTreatment, description: 'What becomes of answers that lack a value.' }),
    draws: t.exposeInt('draws', {
      nullable: true,
      description:
        'Draws of the bootstrap. Null: 1,000, or none where they would take more than about half a minute; the result says which.',
    }),
    forces: t.expose('forces', { type: [DriverForceMembers], description: 'Forces of customer experience whose importance is asked for.' }),
    compare: t.expose('compare', { type: DriverComparison, nullable: true, description: 'Groups that are compared. Null: none.' }),
    quadrant: t.expose('quadrant', { type: DriverQuadrant, description: 'Lines between priorities.' }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval of the result.' }),
  }),
});
