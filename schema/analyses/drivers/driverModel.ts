import { builder } from '../../builder.ts';
import { SeType } from '../../feedback/score.ts';
import { DriverModelKind, MissingTreatment } from './driverWords.ts';
import { type quadrantLines, type Threshold, thresholds } from './storedDrivers.ts';

type CutAt = (typeof quadrantLines)[number] | 'GIVEN';

export const ModelQuality = builder.enumType('ModelQuality', {
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

const QuadrantCut = builder.enumType('QuadrantCut', {
  description: 'What a line of the quadrants is.',
  values: {
    MEAN: { description: 'The mean of the drivers.' },
    MEDIAN: { description: 'Their median.' },
    GIVEN: { description: 'A number that the analysis asks for.' },
  } as const satisfies Record<CutAt, unknown>,
});

const ImportanceMeasure = builder.enumType('ImportanceMeasure', {
  description: 'How importance is measured.',
  values: {
    LMG: { description: 'Lindeman, Merenda and Gold: the gain in R squared, averaged over all orders of entry.' },
    MCFADDEN: { description: 'The same average of McFadden’s R squared, of a logistic or ordinal model.' },
  } as const,
});

const DriverThreshold = builder.objectRef<Threshold>('DriverThreshold').implement({
  description: 'Where one level of an ordinal outcome ends and the next begins, in log odds.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'LEVEL|NEXT.' }),
    estimate: t.exposeFloat('estimate', { description: 'The threshold.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Its standard error.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
  }),
});

export const DriverModel = builder.prismaObject('DriverModel', {
  description: 'What a run says of its model as a whole.',
  fields: (t) => ({
    outcome: t.exposeString('outcomeKey', {
      description: 'Key of the question that is explained, or name of the behaviour, such as repurchase_90d.',
    }),
    n: t.expose('n', { type: 'BigInt', description: 'Responses used.' }),
    nDropped: t.expose('nDropped', { type: 'BigInt', description: 'Responses of the population left out for a missing value.' }),
    df: t.exposeFloat('df', { nullable: true, description: 'Residual degrees of freedom of the linear model. Null for incomplete rows.' }),
    rSquared: t.exposeFloat('rSquared', {
      description: 'Share of the variance of the outcome that the drivers explain, by the linear model, also where another was asked for.',
    }),
    adjustedRSquared: t.exposeFloat('adjustedRSquared', {
      nullable: true,
      description: 'The same, corrected for the number of drivers. Null for incomplete rows.',
    }),
    quality: t.field({ type: ModelQuality, description: 'R squared in a word.', resolve: ({ quality }) => quality as 'WEAK' }),
    method: t.field({
      type: ModelMethod,
      nullable: true,
      description: 'How the linear model was solved. Null for incomplete rows.',
      resolve: ({ method }) => method as 'QR' | null,
    }),
    residualStdErr: t.exposeFloat('residualStdErr', {
      description: 'Residual standard error of the linear model, in points of the outcome.',
    }),
    fStatistic: t.exposeFloat('fStatistic', {
      nullable: true,
      description:
        'Of the test that no driver matters, by the linear model with the errors of seType. Null when the fit is exact, for incomplete rows, and where no more customers than drivers carry the errors.',
    }),
    fPValue: t.exposeFloat('fPValue', { nullable: true, description: 'Of this test.' }),
    conditionNumber: t.exposeFloat('conditionNumber', {
      nullable: true,
      description:
        'Largest over smallest eigenvalue of the correlations of the drivers: above 900 (a condition index of 30) is delicate. Null for incomplete rows.',
    }),
    seType: t.field({
      type: SeType,
      description: 'How the standard errors of the coefficients were computed: CR1 is by customer, where one answered more than once.',
      resolve: ({ seType }) => seType as 'HC3',
    }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval.' }),
    intercept: t.exposeFloat('intercept', {
      nullable: true,
      description: 'Outcome where every driver is 0; its log odds for LOGISTIC. Null for ORDINAL, which has thresholds.',
    }),
    interceptStdErr: t.exposeFloat('interceptStdErr', { nullable: true, description: 'Its standard error. Null with a warning.' }),
    interceptCiLow: t.exposeFloat('interceptCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    interceptCiHigh: t.exposeFloat('interceptCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    importanceCut: t.exposeFloat('importanceCut', {
      description: 'Share of importance from which a driver is important: the horizontal line of the quadrants.',
    }),
    importanceCutAt: t.field({
      type: QuadrantCut,
      description: 'What that line is.',
      resolve: ({ importanceCutAt }) => importanceCutAt as CutAt,
    }),
    performanceCut: t.exposeFloat('performanceCut', {
      nullable: true,
      description:
        'Performance from which a question is strong: the vertical line of the quadrants. Null where every driver is a joined feature.',
    }),
    performanceCutAt: t.field({
      type: QuadrantCut,
      description: 'What that line is, or would be.',
      resolve: ({ performanceCutAt }) => performanceCutAt as CutAt,
    }),
    performanceUnit: t.field({
      type: PerformanceUnit,
      nullable: true,
      description: 'Of performanceCut.',
      resolve: ({ performanceUnit }) => performanceUnit as 'MEAN' | null,
    }),
    model: t.field({
      type: DriverModelKind,
      description: 'Which model the coefficients are of.',
      resolve: ({ model }) => model as 'LINEAR',
    }),
    customers: t.expose('customers', {
      type: 'BigInt',
      nullable: true,
      description: 'Distinct customers among them; an answer of nobody known counts as one. Null for a run before they were counted.',
    }),
    clusters: t.expose('clusters', {
      type: 'BigInt',
      nullable: true,
      description: 'Customers that errors and draws are clustered by. Null: each answered once.',
    }),
    missing: t.field({
      type: MissingTreatment,
      description: 'What became of answers that lack a value.',
      resolve: ({ missing }) => missing as 'LISTWISE',
    }),
    completeN: t.expose('completeN', {
      type: 'BigInt',
      nullable: true,
      description: 'Of the responses used, those without a missing value.',
    }),
    rSquaredCiLow: t.exposeFloat('rSquaredCiLow', {
      nullable: true,
      description:
        'Lower end of the interval of the R squared that the drivers have among all customers, from the draws: lower than that of these responses, which a model fits better than others. Null without.',
    }),
    rSquaredCiHigh: t.exposeFloat('rSquaredCiHigh', { nullable: true, description: 'Upper end of it.' }),
    thresholds: t.field({
      type: [DriverThreshold],
      description: 'Of an ordinal model, in place of an intercept. Else empty.',
      resolve: ({ thresholds: stored }) => thresholds.parse(stored),
    }),
    logLikelihood: t.exposeFloat('logLikelihood', {
      nullable: true,
      description: 'Of a logistic or ordinal model, as all to lrPValue. Null for LINEAR.',
    }),
    logLikelihoodNull: t.exposeFloat('logLikelihoodNull', { nullable: true, description: 'Without drivers.' }),
    mcFadden: t.exposeFloat('mcFadden', { nullable: true, description: 'McFadden’s R squared: 1 - logLikelihood / logLikelihoodNull.' }),
    nagelkerke: t.exposeFloat('nagelkerke', { nullable: true, description: 'Nagelkerke’s R squared.' }),
    auc: t.exposeFloat('auc', { nullable: true, description: 'Area under the curve of the answers used. LOGISTIC alone.' }),
    events: t.expose('events', { type: 'BigInt', nullable: true, description: 'Responses with the event. LOGISTIC alone.' }),
    lrStatistic: t.exposeFloat('lrStatistic', {
      nullable: true,
      description:
        'Chi-square of the test that no driver matters. It takes answers for independent: null where customers answered more than once. fStatistic tests that by customer.',
    }),
    lrPValue: t.exposeFloat('lrPValue', { nullable: true, description: 'Of this test.' }),
    importanceMeasure: t.field({
      type: ImportanceMeasure,
      description: 'What the rank goes by.',
      resolve: ({ importanceMeasure }) => importanceMeasure as 'LMG',
    }),
    agreement: t.exposeFloat('agreement', {
      nullable: true,
      description:
        'Kendall’s W of the rankings by LMG, standardised coefficient and correlation, 0-1: 1 = they agree. Null for a single driver.',
    }),
    draws: t.exposeInt('draws', { description: 'Draws of customers behind the intervals of shares and ranks. 0: none.' }),
    failedDraws: t.exposeInt('failedDraws', { description: 'Of these, left out because nothing could be estimated.' }),
    seed: t.exposeInt('seed', { nullable: true, description: 'Of the draws: the same seed, the same bits.' }),
    observedUntil: t.expose('observedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Of a behaviour: when observation ended. Null for a question.',
    }),
  }),
});
