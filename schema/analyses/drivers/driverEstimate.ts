import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { builder } from '../../builder.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import { JoinedFeature } from './joinedFeature.ts';

export const DriverPriority = builder.enumType('DriverPriority', {
  description: 'What to do about a driver: where it stands among importance and performance.',
  values: {
    FIX_FIRST: { description: 'Important and weak, with a positive effect that is significant after correction.' },
    KEEP: { description: 'Important and strong.' },
    MONITOR: { description: 'Of minor importance and weak.' },
    MAINTAIN: { description: 'Of minor importance and strong.' },
    SUPPRESSOR: { description: 'Negative effect with a positive correlation: do not act on it alone.' },
  } as const,
});

export const DriverEstimate = builder.prismaObject('DriverEstimate', {
  description: 'What a run says of one driver.',
  fields: (t) => ({
    driver: t.exposeString('driverKey', { description: 'Key of the question, name of the joined feature, or TRAIT=LEVEL.' }),
    label: t.exposeString('label', { description: 'What was asked, or what the feature or level is.' }),
    feature: t.field({
      type: JoinedFeature,
      nullable: true,
      description: 'The joined feature that it is. Null: a question or a trait.',
      resolve: ({ feature }) => feature as 'ORDERS' | null,
    }),
    windowDays: t.exposeInt('windowDays', {
      nullable: true,
      description: 'How long the window of the feature is, in days of 24 hours. Null: it has none, or is no feature.',
    }),
    event: t.exposeString('event', { nullable: true, description: 'Name of the events that the feature counts. Null: it counts none.' }),
    trait: t.exposeString('trait', { nullable: true, description: 'The customer trait that it is a level of. Null: it is no trait.' }),
    level: t.exposeString('level', {
      nullable: true,
      description: 'The level of the trait: 1 for its customers, 0 for others. (other): all of fewer than 30 customers.',
    }),
    referenceLevel: t.exposeString('referenceLevel', {
      nullable: true,
      description: 'The level that it is compared with: that of most customers, and levels that are too rare with it.',
    }),
    unit: t.exposeString('unit', { nullable: true, description: 'Of its values. Null: points of the question.' }),
    position: t.exposeInt('position', { description: 'Its place in the list of the analysis, from 1.' }),
    rank: t.exposeInt('rank', { description: 'By importance as importanceMeasure of the model says, 1 = most important.' }),
    lmg: t.exposeFloat('lmg', { description: 'Importance in units of R squared: these sum to it.' }),
    lmgShare: t.exposeFloat('lmgShare', {
      nullable: true,
      description: 'Share of the explained variance, 0-1: these sum to 1. It ranks, it does not test. Null when nothing is explained.',
    }),
    estimate: t.exposeFloat('estimate', {
      description:
        'Coefficient: points of the outcome (LINEAR) or log odds (LOGISTIC of the event, ORDINAL of a higher answer) per point of the driver, or per unit of the feature, others held fixed.',
    }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Standard error of the coefficient. Null with a warning.' }),
    classicalStdErr: t.exposeFloat('classicalStdErr', {
      nullable: true,
      description: 'The same if the error variance were equal everywhere and answers independent. Null for incomplete rows.',
    }),
    statistic: t.exposeFloat('statistic', { nullable: true, description: 't or z of the coefficient.' }),
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
    mean: t.exposeFloat('mean', {
      nullable: true,
      description: 'Performance: mean answer. Of a joined feature its mean, in its own unit.',
    }),
    meanStdErr: t.exposeFloat('meanStdErr', { nullable: true, description: 'Standard error of the mean.' }),
    meanCiLow: t.exposeFloat('meanCiLow', { nullable: true, description: 'Lower end of the interval of the mean.' }),
    meanCiHigh: t.exposeFloat('meanCiHigh', { nullable: true, description: 'Upper end of the interval of the mean.' }),
    topTwoShare: t.exposeFloat('topTwoShare', {
      nullable: true,
      description: 'Share of the top two boxes, of two or three boxes of the top one, 0-1. Null without a scale.',
    }),
    topTwoCiLow: t.exposeFloat('topTwoCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    topTwoCiHigh: t.exposeFloat('topTwoCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Responses used.' }),
    priority: t.field({
      type: DriverPriority,
      nullable: true,
      description:
        'Which quadrant. Null: a joined feature, a trait, or a question without a scale beside others that have one: neither much nor little of it is good in itself.',
      resolve: ({ priority }) => priority as 'KEEP' | null,
    }),
    lmgSamplingStdErr: t.exposeFloat('lmgSamplingStdErr', {
      nullable: true,
      description: 'Monte-Carlo error of lmg, of more than 24 drivers. Null: it is exact.',
    }),
    shareCiLow: t.exposeFloat('shareCiLow', {
      nullable: true,
      description: 'Lower end of the interval of lmgShare, from the draws. It never tests: a share is never negative. Null without draws.',
    }),
    shareCiHigh: t.exposeFloat('shareCiHigh', { nullable: true, description: 'Upper end of it.' }),
    rankLow: t.exposeInt('rankLow', { nullable: true, description: 'Best rank by LMG within the interval.' }),
    rankHigh: t.exposeInt('rankHigh', { nullable: true, description: 'Worst rank by LMG within the interval.' }),
    topThreeProbability: t.exposeFloat('topThreeProbability', {
      nullable: true,
      description: 'Share of the draws in which it is among the three most important.',
    }),
    shapley: t.exposeFloat('shapley', {
      nullable: true,
      description: 'Importance in units of McFadden’s R squared: these sum to it. Null for LINEAR, and where it would take too long.',
    }),
    shapleyShare: t.exposeFloat('shapleyShare', { nullable: true, description: 'Share of McFadden’s R squared, 0-1.' }),
    shapleySamplingStdErr: t.exposeFloat('shapleySamplingStdErr', {
      nullable: true,
      description: 'Monte-Carlo error of shapley, of more than 10 drivers. Null: it is exact.',
    }),
    relativeWeight: t.exposeFloat('relativeWeight', {
      nullable: true,
      description: 'Johnson’s relative weight, in units of R squared: these sum to it.',
    }),
    partialCorrelation: t.exposeFloat('partialCorrelation', {
      nullable: true,
      description: 'With the outcome, the other drivers taken out of both.',
    }),
    semipartialCorrelation: t.exposeFloat('semipartialCorrelation', {
      nullable: true,
      description: 'With the outcome, the other drivers taken out of the driver; its square is what R squared gains by it last.',
    }),
    oddsRatio: t.exposeFloat('oddsRatio', {
      nullable: true,
      description: 'exp(estimate) of a logistic or ordinal model. Null for LINEAR.',
    }),
    oddsRatioCiLow: t.exposeFloat('oddsRatioCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    oddsRatioCiHigh: t.exposeFloat('oddsRatioCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    promoterEffect: t.exposeFloat('promoterEffect', {
      nullable: true,
      description:
        'By how much the probability of an answer of 9 or 10 changes per point of the driver, or per unit of the feature, others held fixed: 0.03 = 3 points of share. Averaged over the responses. Null but for ORDINAL of an outcome of 0-10.',
    }),
    promoterEffectCiLow: t.exposeFloat('promoterEffectCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    promoterEffectCiHigh: t.exposeFloat('promoterEffectCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    detractorEffect: t.exposeFloat('detractorEffect', {
      nullable: true,
      description: 'The same of an answer of 0 to 6: below 0 where more of the driver makes fewer detractors.',
    }),
    detractorEffectCiLow: t.exposeFloat('detractorEffectCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    detractorEffectCiHigh: t.exposeFloat('detractorEffectCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
  }),
});
