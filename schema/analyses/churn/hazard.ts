import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { builder } from '../../builder.ts';
import { SeType } from '../../feedback/score.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import { resultRunId } from '../freshness.ts';
import { ChurnResultReady } from './churnResult.ts';

const reasonOf = ({ reason }: { readonly reason: string | null }) => reason as StatusCode | null;

const HazardEstimate = builder.prismaObject('HazardEstimate', {
  description:
    'What a feature does to the rate at which customers leave, the others held fixed. A score counts from its answer on, for a year.',
  fields: (t) => ({
    term: t.exposeString('term', { description: 'The feature, or feature=level.' }),
    feature: t.exposeString('featureKey', { description: 'Key of the feature.' }),
    level: t.exposeString('level', { nullable: true, description: 'Null: a number, its effect is that of one more.' }),
    reference: t.exposeString('reference', {
      nullable: true,
      description: 'The level that it is compared with; (mean) of a number that is not known. Null: a number.',
    }),
    hazardRatio: t.exposeFloat('hazardRatio', {
      nullable: true,
      description: 'Times as many leave, day by day. Null beyond what a number holds.',
    }),
    hazardRatioLow: t.exposeFloat('hazardRatioLow', { nullable: true, description: 'Lower end of its interval.' }),
    hazardRatioHigh: t.exposeFloat('hazardRatioHigh', { nullable: true, description: 'Upper end of its interval.' }),
    estimate: t.exposeFloat('estimate', { description: 'Log of the hazard ratio.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Its standard error, by customer.' }),
    classicalStdErr: t.exposeFloat('classicalStdErr', { description: 'The same if each row were a customer of its own.' }),
    statistic: t.exposeFloat('statistic', { nullable: true, description: 'Estimate over its error.' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Of no effect, not corrected.' }),
    pAdjusted: t.exposeFloat('pAdjusted', { nullable: true, description: 'The same, corrected over the terms by Holm.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of the interval of the estimate.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of the interval of the estimate.' }),
    reason: t.field({ type: StatusCodeEnum, nullable: true, description: 'Why something here is null.', resolve: reasonOf }),
  }),
});

const HazardTest = builder.prismaObject('HazardTest', {
  description: 'Whether an effect stays the same as customers grow older.',
  fields: (t) => ({
    term: t.exposeString('term', { description: 'GLOBAL: all together.' }),
    statistic: t.exposeFloat('statistic', { nullable: true, description: 'Chi-square.' }),
    df: t.exposeInt('df', { description: 'Its degrees of freedom.' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Of an effect that does not change.' }),
    rho: t.exposeFloat('rho', { nullable: true, description: 'How the effect goes with time, -1 to 1. Null of GLOBAL.' }),
    reason: t.field({ type: StatusCodeEnum, nullable: true, description: 'Why something here is null.', resolve: reasonOf }),
  }),
});

const HazardModel = builder.prismaObject('HazardModel', {
  description: 'Cox’s model of when customers leave, by features that count from the day they were measured.',
  fields: (t) => ({
    cause: t.exposeString('cause', { description: 'ANY, or the one cause whose losses it is about; the others are then censored.' }),
    customers: t.expose('customers', { type: 'BigInt', description: 'Customers of the run.' }),
    sampledCustomers: t.expose('sampledCustomers', {
      type: 'BigInt',
      description: 'Those that it is fitted to: a sample by hash where all are too many.',
    }),
    n: t.expose('n', { type: 'BigInt', nullable: true, description: 'Rows: stretches of a life in which no feature changes.' }),
    losses: t.expose('events', { type: 'BigInt', nullable: true, description: 'Losses among them.' }),
    seType: t.field({
      type: SeType,
      nullable: true,
      description: 'How errors were computed.',
      resolve: ({ seType }) => seType as 'CR1' | null,
    }),
    logLikelihood: t.exposeFloat('logLikelihood', { nullable: true, description: 'Partial log-likelihood.' }),
    likelihoodRatio: t.exposeFloat('likelihoodRatio', { nullable: true, description: 'Chi-square of the test that nothing matters.' }),
    df: t.exposeInt('df', { nullable: true, description: 'Its degrees of freedom.' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Of the test that nothing matters.' }),
    concordance: t.exposeFloat('concordance', {
      nullable: true,
      description: 'How often the higher hazard left first, on the data fitted to.',
    }),
    concordanceStdErr: t.exposeFloat('concordanceStdErr', { nullable: true, description: 'Its standard error.' }),
    estimates: t.field({
      type: [HazardEstimate],
      description: 'By feature, in the order asked for.',
      resolve: async ({ runId, position }, _args, { loaders }) =>
        (await loaders.hazardEstimates.load(runId)).filter(({ modelPosition }) => modelPosition === position),
    }),
    tests: t.field({
      type: [HazardTest],
      description: 'Of proportional hazards, one a term and one of all.',
      resolve: async ({ runId, position }, _args, { loaders }) =>
        (await loaders.hazardTests.load(runId)).filter(({ modelPosition }) => modelPosition === position),
    }),
    reason: t.field({ type: StatusCodeEnum, nullable: true, description: 'Why there is no model.', resolve: reasonOf }),
    detail: t.exposeString('detail', { nullable: true, description: 'The numbers behind the reason.' }),
  }),
});

builder.objectField(ChurnResultReady, 'hazards', (t) =>
  t.field({
    type: [HazardModel],
    description:
      'What raises or lowers the rate at which customers leave: by any cause first, then by each single one of 10 losses or more, where causes are told apart.',
    resolve: ({ run }, _args, { loaders }) => loaders.hazardModels.load(resultRunId(run)),
  }),
);
