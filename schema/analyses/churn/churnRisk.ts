import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { builder } from '../../builder.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import { resultRunId } from '../freshness.ts';
import { ChurnResultReady } from './churnResult.ts';

export const RiskMethod = builder.enumType('RiskMethod', {
  description: 'How the risk is computed.',
  values: {
    COX: { description: 'From the hazard of the days ahead and the features as they are now.' },
    LANDMARK_LOGIT: { description: 'From what followed the same behaviour at earlier dates.' },
  } as const,
});

const reasonOf = ({ reason }: { readonly reason: string | null }) => reason as StatusCode | null;

const RiskModel = builder.prismaObject('RiskModel', {
  description: 'Who is likely to leave: the model, and its sum over all who are there. Each of them: rankedCustomers of the run.',
  fields: (t) => ({
    method: t.field({ type: RiskMethod, description: 'How.', resolve: ({ method }) => method as 'COX' }),
    horizonDays: t.exposeInt('horizonDays', { description: 'Days ahead. Of silent churn at least N.' }),
    asOf: t.field({ type: 'DateTime', description: 'From when.', resolve: ({ asOf }) => asOf }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers scored: all who are there.' }),
    expectedLosses: t.exposeFloat('expectedLosses', { nullable: true, description: 'Sum of the risks.' }),
    meanRisk: t.exposeFloat('meanRisk', { nullable: true, description: 'Their mean, 0-1.' }),
    shrinkage: t.exposeFloat('shrinkage', {
      nullable: true,
      description: 'Factor by which coefficients are drawn towards 0, so that risks spread as they will. Null: of a model that has none.',
    }),
    extrapolated: t.expose('extrapolated', { type: 'BigInt', description: 'Customers older than any that was observed as long.' }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval.' }),
    features: t.exposeStringList('features', { description: 'What it goes by.' }),
    reason: t.field({ type: StatusCodeEnum, nullable: true, description: 'Why nobody is scored.', resolve: reasonOf }),
    detail: t.exposeString('detail', { nullable: true, description: 'The numbers behind the reason.' }),
  }),
});

const RiskDecile = builder.prismaObject('RiskDecile', {
  description: 'Customers of about the same risk, and how many of them left.',
  fields: (t) => ({
    decile: t.exposeInt('decile', { description: '1 = the lowest risks.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers.' }),
    losses: t.expose('events', { type: 'BigInt', description: 'Seen to leave.' }),
    meanRisk: t.exposeFloat('meanRisk', { description: 'Foretold.' }),
    minRisk: t.exposeFloat('minRisk', { description: 'Smallest.' }),
    maxRisk: t.exposeFloat('maxRisk', { description: 'Largest.' }),
    observedRate: t.exposeFloat('observedRate', { nullable: true, description: 'Share that left. Null: nobody was seen to the end.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
  }),
});

const RiskValidation = builder.prismaObject('RiskValidation', {
  description:
    'The proof: the model fitted a horizon ago with what was known then, judged by what came since. Silent churn keeps its N, also where the gaps until now suggested it.',
  fields: (t) => ({
    fittedThrough: t.field({ type: 'DateTime', description: 'Nothing later was known to it.', resolve: (row) => row.fittedThrough }),
    judgedThrough: t.field({ type: 'DateTime', description: 'What happened until then.', resolve: (row) => row.judgedThrough }),
    n: t.expose('n', { type: 'BigInt', nullable: true, description: 'Customers scored then. Null here and below with the reason.' }),
    known: t.expose('known', {
      type: 'BigInt',
      nullable: true,
      description: 'Of them seen to the loss or to the end; they stand for the others by weight.',
    }),
    losses: t.expose('events', { type: 'BigInt', nullable: true, description: 'Of them who left.' }),
    baseRate: t.exposeFloat('baseRate', { nullable: true, description: 'Share that left.' }),
    meanRisk: t.exposeFloat('meanRisk', { nullable: true, description: 'Share that was foretold.' }),
    concordance: t.exposeFloat('concordance', {
      nullable: true,
      description: 'How often the higher risk left first: 0.5 by chance, 1 at best.',
    }),
    concordanceCiLow: t.exposeFloat('concordanceCiLow', {
      nullable: true,
      description: 'Lower end of its interval. Null where fewer than two left, or one alone stayed: nothing tells how far it is in doubt.',
    }),
    concordanceCiHigh: t.exposeFloat('concordanceCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    brier: t.exposeFloat('brier', { nullable: true, description: 'Mean squared distance of risk and outcome.' }),
    brierCiLow: t.exposeFloat('brierCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    brierCiHigh: t.exposeFloat('brierCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    baseBrier: t.exposeFloat('baseBrier', { nullable: true, description: 'The same if the base rate were foretold to everybody.' }),
    baseBrierCiLow: t.exposeFloat('baseBrierCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    baseBrierCiHigh: t.exposeFloat('baseBrierCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    brierDifference: t.exposeFloat('difference', {
      nullable: true,
      description: 'Brier less that of the base rate: below 0 is better than it.',
    }),
    brierDifferenceCiLow: t.exposeFloat('differenceCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    brierDifferenceCiHigh: t.exposeFloat('differenceCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    skill: t.exposeFloat('skill', { nullable: true, description: '1 less the ratio of the two.' }),
    calibrationIntercept: t.exposeFloat('intercept', {
      nullable: true,
      description: '0: as many left as foretold; on the scale of log odds.',
    }),
    calibrationInterceptCiLow: t.exposeFloat('interceptCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    calibrationInterceptCiHigh: t.exposeFloat('interceptCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    calibrationSlope: t.exposeFloat('slope', { nullable: true, description: '1: risks spread as they should; below 1 too far.' }),
    calibrationSlopeCiLow: t.exposeFloat('slopeCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    calibrationSlopeCiHigh: t.exposeFloat('slopeCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    shuffledConcordance: t.exposeFloat('shuffledConcordance', {
      nullable: true,
      description: 'Of the same risks dealt out at random: 0.5, or the judging is at fault.',
    }),
    shuffledCiLow: t.exposeFloat('shuffledCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    shuffledCiHigh: t.exposeFloat('shuffledCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    deciles: t.field({
      type: [RiskDecile],
      description: 'By rising risk. Without those of fewer than 10 customers, and what would lead back to them.',
      resolve: ({ runId }, _args, { loaders }) => loaders.riskDeciles.load(runId),
    }),
    reason: t.field({ type: StatusCodeEnum, nullable: true, description: 'Why something here is null.', resolve: reasonOf }),
    detail: t.exposeString('detail', { nullable: true, description: 'The numbers behind the reason.' }),
  }),
});

builder.objectFields(ChurnResultReady, (t) => ({
  risk: t.field({
    type: RiskModel,
    nullable: true,
    description: 'Who is likely to leave. Null: a run of before there was a risk.',
    resolve: ({ run }, _args, { loaders }) => loaders.riskModel.load(resultRunId(run)),
  }),
  riskValidation: t.field({
    type: RiskValidation,
    nullable: true,
    description: 'How the same model of a horizon ago stood up to what happened.',
    resolve: ({ run }, _args, { loaders }) => loaders.riskValidation.load(resultRunId(run)),
  }),
}));
