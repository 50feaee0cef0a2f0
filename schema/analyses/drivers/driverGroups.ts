/** Drivers together, and within groups. */
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { builder } from '../../builder.ts';
import { SeType } from '../../feedback/score.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import { DriverPriority } from './driverEstimate.ts';
import { ModelQuality } from './driverModel.ts';

export const DriverForce = builder.prismaObject('DriverForce', {
  description: 'Importance of drivers together: a grouped Shapley value, not the sum of theirs.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the force, key of the trait, or of the driver that is in none.' }),
    drivers: t.exposeStringList('drivers', { description: 'Its drivers.' }),
    rank: t.exposeInt('rank', { description: 'By importance, 1 = most important.' }),
    lmg: t.exposeFloat('lmg', { description: 'Importance in units of R squared: these sum to it.' }),
    lmgShare: t.exposeFloat('lmgShare', { nullable: true, description: 'Share of the explained variance, 0-1.' }),
    lmgSamplingStdErr: t.exposeFloat('lmgSamplingStdErr', { nullable: true, description: 'Monte-Carlo error of lmg. Null: it is exact.' }),
    shareCiLow: t.exposeFloat('shareCiLow', {
      nullable: true,
      description: 'Lower end of the interval of lmgShare, from the draws. Null without.',
    }),
    shareCiHigh: t.exposeFloat('shareCiHigh', { nullable: true, description: 'Upper end of it.' }),
    rankLow: t.exposeInt('rankLow', { nullable: true, description: 'Best rank by LMG within the interval.' }),
    rankHigh: t.exposeInt('rankHigh', { nullable: true, description: 'Worst rank by LMG within the interval.' }),
    topThreeProbability: t.exposeFloat('topThreeProbability', {
      nullable: true,
      description: 'Share of the draws in which it is among the three most important.',
    }),
    shapley: t.exposeFloat('shapley', { nullable: true, description: 'Importance in units of McFadden’s R squared. Null for LINEAR.' }),
    shapleyShare: t.exposeFloat('shapleyShare', { nullable: true, description: 'Share of McFadden’s R squared, 0-1.' }),
    shapleySamplingStdErr: t.exposeFloat('shapleySamplingStdErr', {
      nullable: true,
      description: 'Monte-Carlo error of shapley. Null: it is exact.',
    }),
  }),
});

const DriverGroupEstimate = builder.prismaObject('DriverGroupEstimate', {
  description: 'A driver within a group, by the linear model.',
  fields: (t) => ({
    driver: t.exposeString('driverKey', { description: 'As in the drivers of the result.' }),
    rank: t.exposeInt('rank', { description: 'By importance within the group, 1 = most important.' }),
    lmg: t.exposeFloat('lmg', { description: 'Importance in units of R squared of the group.' }),
    lmgShare: t.exposeFloat('lmgShare', { nullable: true, description: 'Share of the explained variance of the group, 0-1.' }),
    shareCiLow: t.exposeFloat('shareCiLow', {
      nullable: true,
      description: 'Lower end of the interval of lmgShare, from the draws. Null without.',
    }),
    shareCiHigh: t.exposeFloat('shareCiHigh', { nullable: true, description: 'Upper end of it.' }),
    rankLow: t.exposeInt('rankLow', { nullable: true, description: 'Best rank within the interval.' }),
    rankHigh: t.exposeInt('rankHigh', { nullable: true, description: 'Worst rank within the interval.' }),
    topThreeProbability: t.exposeFloat('topThreeProbability', {
      nullable: true,
      description: 'Share of the draws in which it is among the three most important.',
    }),
    estimate: t.exposeFloat('estimate', { description: 'Coefficient within the group.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Its standard error.' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Of the coefficient, not corrected.' }),
    pAdjusted: t.exposeFloat('pAdjusted', { nullable: true, description: 'The same, corrected over the drivers of the group by Holm.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of the interval of the coefficient.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of the interval of the coefficient.' }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why something here is null. Null when nothing is.',
      resolve: ({ reason }) => reason as StatusCode | null,
    }),
    mean: t.exposeFloat('mean', { nullable: true, description: 'Performance within the group: mean answer.' }),
    meanStdErr: t.exposeFloat('meanStdErr', { nullable: true, description: 'Standard error of the mean.' }),
    meanCiLow: t.exposeFloat('meanCiLow', { nullable: true, description: 'Lower end of the interval of the mean.' }),
    meanCiHigh: t.exposeFloat('meanCiHigh', { nullable: true, description: 'Upper end of the interval of the mean.' }),
    priority: t.field({
      type: DriverPriority,
      nullable: true,
      description: 'Which quadrant of the group. Null: no question.',
      resolve: ({ priority }) => priority as 'KEEP' | null,
    }),
  }),
});

export const DriverGroup = builder.prismaObject('DriverGroup', {
  description: 'A group within which the drivers were looked at.',
  fields: (t) => ({
    group: t.exposeString('groupKey', { description: 'Level of the trait, touchpoint or brand.' }),
    isOwn: t.exposeBoolean('isOwn', { description: 'Whether the others are compared with it.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Responses used.' }),
    customers: t.expose('customers', { type: 'BigInt', description: 'Distinct customers among them.' }),
    outcomeMean: t.exposeFloat('outcomeMean', { nullable: true, description: 'Mean outcome.' }),
    outcomeCiLow: t.exposeFloat('outcomeCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    outcomeCiHigh: t.exposeFloat('outcomeCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    rSquared: t.exposeFloat('rSquared', { nullable: true, description: 'Of the linear model within the group. Null with a code.' }),
    quality: t.field({
      type: ModelQuality,
      nullable: true,
      description: 'R squared in a word.',
      resolve: ({ quality }) => quality as 'WEAK' | null,
    }),
    seType: t.field({
      type: SeType,
      nullable: true,
      description: 'How standard errors were computed.',
      resolve: ({ seType }) => seType as 'HC3' | null,
    }),
    code: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why it has no estimates. Null: it has.',
      resolve: ({ statusCode }) => statusCode as StatusCode | null,
    }),
    detail: t.exposeString('statusDetail', { nullable: true, description: 'The numbers behind the code.' }),
    drivers: t.field({
      type: [DriverGroupEstimate],
      description: 'The drivers within the group, most important first.',
      resolve: async ({ runId, groupKey }, _args, { loaders }) =>
        (await loaders.driverGroupEstimates.load(runId)).filter((row) => row.groupKey === groupKey),
    }),
  }),
});

const DriverMeasure = builder.enumType('DriverMeasure', {
  description: 'What is compared between groups.',
  values: {
    LMG: { description: 'Importance in units of R squared. Not its share, which falls where another’s rises.' },
    MEAN: { description: 'Performance: the mean.' },
  } as const,
});

export const DriverDifference = builder.prismaObject('DriverDifference', {
  description: 'How far a driver differs between two groups: group less reference. Both come from the same draws of customers.',
  fields: (t) => ({
    measure: t.field({ type: DriverMeasure, description: 'What is compared.', resolve: ({ measure }) => measure as 'LMG' }),
    driver: t.exposeString('driverKey', { description: 'As in the drivers of the result.' }),
    group: t.exposeString('groupKey', { description: 'One group.' }),
    reference: t.exposeString('reference', { description: 'The other.' }),
    estimate: t.exposeFloat('estimate', { description: 'The difference.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Its standard error, from the draws.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Of no difference, not corrected.' }),
    pAdjusted: t.exposeFloat('pAdjusted', {
      nullable: true,
      description: 'The same, corrected over all differences of the run by Benjamini and Hochberg: this one tests.',
    }),
  }),
});
