import type {
  ClvModel as ClvModelRow,
  ClvRenewal as ClvRenewalRow,
  ClvTotal as ClvTotalRow,
  ModelParameter as ModelParameterRow,
} from '../../../prisma/generated/client/client.ts';
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { builder } from '../../builder.ts';
import { isoDay } from '../../isoDay.ts';
import { StatusCodeEnum } from '../../statusCode.ts';

const ClvSetting = builder.enumType('ClvSetting', {
  description: 'Whether customers are under contract.',
  values: {
    NON_CONTRACTUAL: { description: 'Customers order when they like, and nobody is told when they stop.' },
    CONTRACTUAL: { description: 'Customers renew, or leave for all to see.' },
  } as const,
});

export const ClvModelName = builder.enumType('ClvModelName', {
  description: 'Model of purchases or renewals to come.',
  values: {
    BG_NBD: { description: 'Beta-geometric / negative binomial: a customer may stop after each purchase but the first.' },
    PARETO_NBD: { description: 'Pareto / negative binomial: a customer may stop at any time.' },
    SBG: { description: 'Shifted beta-geometric: a customer may leave at each renewal.' },
  } as const,
});

export const ValueMeasure = builder.enumType('ValueMeasure', {
  description: 'What a value counts.',
  values: { VALUE: { description: 'Margin.' }, REVENUE: { description: 'Revenue, for no margin is known.' } } as const,
});

const MarginSource = builder.enumType('MarginSource', {
  description: 'Where the share of margin comes from.',
  values: { FIXED: { description: 'Given.' }, MEASURED: { description: 'Measured over the orders that say their margin.' } } as const,
});

const ClvTimeUnit = builder.enumType('ClvTimeUnit', {
  description: 'Unit of the times of a model; of contracts the period of renewal.',
  values: {
    DAY: { description: 'A day.' },
    WEEK: { description: 'Seven days.' },
    MONTH: { description: 'A calendar month.' },
    QUARTER: { description: 'Three calendar months.' },
    YEAR: { description: 'Twelve calendar months.' },
  } as const,
});

const ClvRanking = builder.enumType('ClvRanking', {
  description: 'By what customers are ranked.',
  values: { VALUE: { description: 'Value.' }, PURCHASES: { description: 'Expected purchases, for nobody’s spend is known.' } } as const,
});

/** Where BG/NBD has no doubt that a customer without a repeat purchase is there, a reader must know that it is its assumption. */
const aliveNote: Readonly<Record<string, string | null>> = {
  BG_NBD: 'BG/NBD assumes that nobody stops before a repeat purchase: customers with one purchase alone all have P(alive) = 1.',
  PARETO_NBD: null,
  SBG: null,
};

export const ClvModel = builder.objectRef<ClvModelRow>('ClvModel').implement({
  description: 'What a run says of its models as a whole.',
  fields: (t) => ({
    setting: t.field({
      type: ClvSetting,
      description: 'Whether customers are under contract.',
      resolve: (row) => row.setting as 'CONTRACTUAL',
    }),
    settingReason: t.exposeString('settingReason', { description: 'Why so.' }),
    model: t.field({
      type: ClvModelName,
      description: 'What purchases or renewals to come are computed by.',
      resolve: (row) => row.model as 'SBG',
    }),
    modelReason: t.exposeString('modelReason', { description: 'Why this one.' }),
    measure: t.field({ type: ValueMeasure, description: 'What every value counts.', resolve: (row) => row.measure as 'VALUE' }),
    marginShare: t.exposeFloat('marginShare', { nullable: true, description: 'Of revenue. Null: none is known, values are revenue.' }),
    marginSource: t.field({
      type: MarginSource,
      nullable: true,
      description: 'Where it comes from. Null without one.',
      resolve: (row) => row.marginSource as 'FIXED' | null,
    }),
    marginOrders: t.expose('marginOrders', {
      type: 'BigInt',
      nullable: true,
      description: 'Orders it was measured over. Null: it was not.',
    }),
    timeUnit: t.field({ type: ClvTimeUnit, description: 'Of the models’ times.', resolve: (row) => row.timeUnit as 'WEEK' }),
    observedFrom: t.string({ description: 'Day of the first order, or start of a contract.', resolve: (row) => isoDay(row.observedFrom) }),
    observedUntil: t.string({ description: 'Last day that the scores know of.', resolve: (row) => isoDay(row.observedUntil) }),
    horizonMonths: t.exposeFloat('horizonMonths', { description: 'How long money to come counts. The past is no part of it.' }),
    horizonLength: t.exposeFloat('horizonLength', { description: 'The same in units of time; of contracts the payments within it.' }),
    discountRate: t.exposeFloat('discountRate', { description: 'A year, 0.10 = 10 %.' }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers scored.' }),
    repeatBuyers: t.expose('repeatBuyers', {
      type: 'BigInt',
      description: 'Among them those who bought again; contracts that were renewed.',
    }),
    repeatPurchases: t.expose('repeatPurchases', {
      type: 'BigInt',
      description: 'Purchases after the first, those of one day once; renewals.',
    }),
    logLikelihood: t.exposeFloat('logLikelihood', { description: 'Of the model at its maximum.' }),
    limits: t.exposeStringList('limits', { description: 'Where the maximum lies on the boundary, by name. Empty: nowhere.' }),
    aliveNote: t.string({
      nullable: true,
      description: 'What P(alive) assumes and does not measure. Null: nothing.',
      resolve: (row) => aliveNote[row.model] ?? null,
    }),
    spendModel: t.exposeString('spendModel', {
      nullable: true,
      description: 'GAMMA_GAMMA, or on its boundary IDENTICAL or STEADY. Null: spend was not estimated, or needs no model.',
    }),
    spendN: t.expose('spendN', { type: 'BigInt', nullable: true, description: 'Customers it was fitted to. Null without one.' }),
    spendByFrequency: t.exposeBoolean('spendByFrequency', {
      nullable: true,
      description: 'Whether spend is by class of frequency. Null without a model.',
    }),
    spendCorrelation: t.exposeFloat('spendCorrelation', {
      nullable: true,
      description: 'Spearman’s, of frequency and spend. Null without a model.',
    }),
    spendMean: t.exposeFloat('spendMean', {
      nullable: true,
      description: 'Mean revenue of a purchase over all customers. Null where it is not known.',
    }),
    rankedBy: t.field({ type: ClvRanking, description: 'By what customers are ranked.', resolve: (row) => row.rankedBy as 'VALUE' }),
  }),
});

const FittedOn = builder.enumType('FittedOn', {
  description: 'Which part of the data a model was fitted to.',
  values: {
    OBSERVATION: { description: 'All that the scores know.' },
    CALIBRATION: { description: 'The part before what was held out, from which the holdout is judged.' },
  } as const,
});

export const ModelParameter = builder.objectRef<ModelParameterRow>('ModelParameter').implement({
  description: 'A parameter of a model that a run has fitted.',
  fields: (t) => ({
    model: t.exposeString('model', { description: 'Of which model.' }),
    fittedOn: t.field({ type: FittedOn, description: 'To which part of the data.', resolve: (row) => row.fittedOn as 'OBSERVATION' }),
    parameter: t.exposeString('parameter', { description: 'Its name, as in the literature.' }),
    estimate: t.exposeFloat('estimate', { nullable: true, description: 'Its value. Null where it means nothing, for the reason beside.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Standard error. Null on the boundary.' }),
    ciLow: t.exposeFloat('ciLow', {
      nullable: true,
      description: 'Lower end of its interval, on the scale of logarithms. Null on the boundary.',
    }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval. Null on the boundary.' }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why something here is null. Null when nothing is.',
      resolve: ({ reason }) => reason as StatusCode | null,
    }),
  }),
});

const ClvQuantity = builder.enumType('ClvQuantity', {
  description: 'What is added up.',
  values: {
    PURCHASES: { description: 'Purchases, or payments of contracts, within the horizon.' },
    VALUE: { description: 'Money within the horizon, discounted, as the model’s measure names it.' },
  } as const,
});

export const ClvTotal = builder.objectRef<ClvTotalRow>('ClvTotal').implement({
  description: 'A sum over all customers, with both intervals.',
  fields: (t) => ({
    quantity: t.field({ type: ClvQuantity, description: 'Of what.', resolve: (row) => row.quantity as 'VALUE' }),
    estimate: t.exposeFloat('estimate', { nullable: true, description: 'What is expected. Null where spend is not known.' }),
    expectedCiLow: t.exposeFloat('expectedCiLow', {
      nullable: true,
      description: 'Interval of the expectation, of the parameters alone: lower end.',
    }),
    expectedCiHigh: t.exposeFloat('expectedCiHigh', { nullable: true, description: 'Its upper end. Null on the boundary.' }),
    predictedCiLow: t.exposeFloat('predictedCiLow', {
      nullable: true,
      description: 'Interval of what will be, of parameters (on a boundary those of the model that holds there) and chance: lower end.',
    }),
    predictedCiHigh: t.exposeFloat('predictedCiHigh', {
      nullable: true,
      description: 'Its upper end. Null where spend has no variance, and on a boundary where the doubt about the parameters has no size.',
    }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers.' }),
    unknown: t.expose('unknown', { type: 'BigInt', description: 'Among them those of whom it is not known, who are not in the sum.' }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why something here is null. Null when nothing is.',
      resolve: ({ reason }) => reason as StatusCode | null,
    }),
  }),
});

export const ClvRenewal = builder.objectRef<ClvRenewalRow>('ClvRenewal').implement({
  description: 'Retention and survival of contracts by number of the renewal, seen and as fitted.',
  fields: (t) => ({
    period: t.exposeInt('period', { description: 'Number of the renewal, 0 = the start.' }),
    atRisk: t.expose('atRisk', {
      type: 'BigInt',
      nullable: true,
      description: 'Contracts seen before it; one that ended as a MIGRATION until then. Null where none was.',
    }),
    renewed: t.expose('renewed', { type: 'BigInt', nullable: true, description: 'Those that were renewed. Null where none was seen.' }),
    retention: t.exposeFloat('retention', { nullable: true, description: 'Share that is renewed, as fitted. Null at the start.' }),
    retentionLow: t.exposeFloat('retentionLow', { nullable: true, description: 'Lower end of its interval. Null on the boundary.' }),
    retentionHigh: t.exposeFloat('retentionHigh', { nullable: true, description: 'Upper end of its interval. Null on the boundary.' }),
    survival: t.exposeFloat('survival', { description: 'Share of those who started that are still there after it, as fitted.' }),
    survivalLow: t.exposeFloat('survivalLow', { nullable: true, description: 'Lower end of its interval. Null on the boundary.' }),
    survivalHigh: t.exposeFloat('survivalHigh', { nullable: true, description: 'Upper end of its interval. Null on the boundary.' }),
  }),
});
