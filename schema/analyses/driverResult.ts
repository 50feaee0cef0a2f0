import type { DriverEstimate as DriverEstimateRow } from '../../prisma/generated/client/client.ts';
import type { StatusCode } from '../../worker/stats/statusCodes.ts';
import { builder } from '../builder.ts';
import { SeType } from '../feedback/score.ts';
import { StatusCodeEnum } from '../statusCode.ts';
import { featureOfKey, JoinedFeature } from './joinedFeature.ts';
import type { RequestedFeature } from './storedRun.ts';

const DriverPriority = builder.enumType('DriverPriority', {
  description: 'What to do about a driver: where it stands among importance and performance.',
  values: {
    FIX_FIRST: { description: 'Important and weak, with a positive effect that is significant after correction.' },
    KEEP: { description: 'Important and strong.' },
    MONITOR: { description: 'Of minor importance and weak.' },
    MAINTAIN: { description: 'Of minor importance and strong.' },
    SUPPRESSOR: { description: 'Negative effect with a positive correlation: do not act on it alone.' },
  } as const,
});

const ModelQuality = builder.enumType('ModelQuality', {
  description: 'How much of the outcome the drivers explain.',
  values: {
    WEAK: { description: 'R squared below 0.10.' },
    MODERATE: { description: 'R squared from 0.10.' },
    STRONG: { description: 'R squared from 0.40.' },
  } as const,
});

const ModelMethod = builder.enumType('ModelMethod', {
  description: 'How the equations were solved.',
  values: {
    GRAM: { description: 'By the cross products, where they are well conditioned.' },
    QR: { description: 'By an orthogonal factorisation of the rows.' },
  } as const,
});

const PerformanceUnit = builder.enumType('PerformanceUnit', {
  description: 'Of the vertical line of the quadrants.',
  values: {
    MEAN: { description: 'Mean answer: all drivers share one scale.' },
    SHARE_OF_SCALE: { description: 'Mean answer as a share of its scale, 0-1: scales differ.' },
  } as const,
});

export const DriverModel = builder.prismaObject('DriverModel', {
  description: 'What a run says of its model as a whole.',
  fields: (t) => ({
    outcome: t.exposeString('outcomeKey', { description: 'Key of the question that is explained.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Responses used.' }),
    nDropped: t.expose('nDropped', { type: 'BigInt', description: 'Responses of the population left out for a missing value.' }),
    df: t.exposeFloat('df', { description: 'Residual degrees of freedom.' }),
    rSquared: t.exposeFloat('rSquared', { description: 'Share of the variance of the outcome that the drivers explain.' }),
    adjustedRSquared: t.exposeFloat('adjustedRSquared', { description: 'The same, corrected for the number of drivers.' }),
    quality: t.field({ type: ModelQuality, description: 'R squared in a word.', resolve: ({ quality }) => quality as 'WEAK' }),
    method: t.field({ type: ModelMethod, description: 'How it was solved.', resolve: ({ method }) => method as 'QR' }),
    residualStdErr: t.exposeFloat('residualStdErr', { description: 'Residual standard error, in points of the outcome.' }),
    fStatistic: t.exposeFloat('fStatistic', {
      nullable: true,
      description: 'Of the test that no driver matters. Null when the fit is exact.',
    }),
    fPValue: t.exposeFloat('fPValue', { nullable: true, description: 'Of the test that no driver matters.' }),
    conditionNumber: t.exposeFloat('conditionNumber', { description: 'Of the scaled design: above 30 is delicate.' }),
    seType: t.field({ type: SeType, description: 'How standard errors were computed.', resolve: ({ seType }) => seType as 'HC3' }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval.' }),
    intercept: t.exposeFloat('intercept', { description: 'Outcome where every driver is 0.' }),
    interceptStdErr: t.exposeFloat('interceptStdErr', { nullable: true, description: 'Its standard error. Null with a warning.' }),
    interceptCiLow: t.exposeFloat('interceptCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    interceptCiHigh: t.exposeFloat('interceptCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    importanceCut: t.exposeFloat('importanceCut', { description: 'Mean share of importance: the horizontal line of the quadrants.' }),
    performanceCut: t.exposeFloat('performanceCut', {
      nullable: true,
      description: 'Mean performance of the questions: the vertical line of the quadrants. Null where every driver is a joined feature.',
    }),
    performanceUnit: t.field({
      type: PerformanceUnit,
      nullable: true,
      description: 'Of performanceCut.',
      resolve: ({ performanceUnit }) => performanceUnit as 'MEAN' | null,
    }),
  }),
});

/** A question keeps its row's key when it is deleted, and has no question then: a rare name of it could be read as a feature. */
function featureOf({ questionId, driverKey }: DriverEstimateRow): RequestedFeature | null {
  return questionId === null ? featureOfKey(driverKey) : null;
}

export const DriverEstimate = builder.prismaObject('DriverEstimate', {
  description: 'What a run says of one driver.',
  fields: (t) => ({
    driver: t.exposeString('driverKey', { description: 'Key of the question, or name of the joined feature.' }),
    label: t.exposeString('label', { description: 'What was asked, or what the feature is.' }),
    feature: t.field({
      type: JoinedFeature,
      nullable: true,
      description: 'The joined feature that it is. Null: it is a question.',
      resolve: (row) => featureOf(row)?.feature ?? null,
    }),
    windowDays: t.int({
      nullable: true,
      description: 'How long the window of the feature is, in days of 24 hours. Null: it has none, or is a question.',
      resolve: (row) => featureOf(row)?.windowDays ?? null,
    }),
    position: t.exposeInt('position', { description: 'Its place in the list of the analysis, from 1.' }),
    rank: t.exposeInt('rank', { description: 'By importance, 1 = most important.' }),
    lmg: t.exposeFloat('lmg', { description: 'Importance in units of R squared: these sum to it.' }),
    lmgShare: t.exposeFloat('lmgShare', {
      nullable: true,
      description: 'Share of the explained variance, 0-1: these sum to 1. It ranks, it does not test. Null when nothing is explained.',
    }),
    estimate: t.exposeFloat('estimate', {
      description: 'Coefficient: points of the outcome per point of the driver, or per unit of the feature, others held fixed.',
    }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Standard error of the coefficient. Null with a warning.' }),
    classicalStdErr: t.exposeFloat('classicalStdErr', { description: 'The same if the error variance were equal everywhere.' }),
    statistic: t.exposeFloat('statistic', { nullable: true, description: 't of the coefficient.' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Of the coefficient, not corrected.' }),
    pAdjusted: t.exposeFloat('pAdjusted', { nullable: true, description: 'The same, corrected over the drivers by Holm: this one tests.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of the interval of the coefficient.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of the interval of the coefficient.' }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why something here is null. Null when nothing is.',
      resolve: ({ reason }) => reason as StatusCode | null,
    }),
    standardizedEstimate: t.exposeFloat('standardizedEstimate', { description: 'Coefficient in standard deviations.' }),
    correlation: t.exposeFloat('correlation', { description: 'With the outcome, nothing held fixed.' }),
    vif: t.exposeFloat('vif', { description: 'Variance inflation factor: above 10 its own effect can hardly be told apart.' }),
    mean: t.exposeFloat('mean', { description: 'Performance: mean answer. Of a joined feature its mean, in its own unit.' }),
    meanStdErr: t.exposeFloat('meanStdErr', { description: 'Standard error of the mean.' }),
    meanCiLow: t.exposeFloat('meanCiLow', { description: 'Lower end of the interval of the mean.' }),
    meanCiHigh: t.exposeFloat('meanCiHigh', { description: 'Upper end of the interval of the mean.' }),
    topTwoShare: t.exposeFloat('topTwoShare', { nullable: true, description: 'Share of the top two boxes, 0-1. Null without a scale.' }),
    topTwoCiLow: t.exposeFloat('topTwoCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    topTwoCiHigh: t.exposeFloat('topTwoCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Responses used.' }),
    priority: t.field({
      type: DriverPriority,
      nullable: true,
      description: 'Which quadrant. Null: a joined feature, of which neither much nor little is good in itself.',
      resolve: ({ priority }) => priority as 'KEEP' | null,
    }),
  }),
});
