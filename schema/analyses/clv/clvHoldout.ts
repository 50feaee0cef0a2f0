import type {
  ClvHoldoutBin as ClvHoldoutBinRow,
  ClvHoldout as ClvHoldoutRow,
  ClvTracking as ClvTrackingRow,
} from '../../../prisma/generated/client/client.ts';
import { builder } from '../../builder.ts';
import { isoDay } from '../../isoDay.ts';
import { ClvModelName } from './clvModel.ts';

const ClvHoldoutBin = builder.objectRef<ClvHoldoutBinRow>('ClvHoldoutBin').implement({
  description: 'Customers of as many repeat purchases, or renewals of their contract, in the calibration.',
  fields: (t) => ({
    frequency: t.exposeInt('frequency', { description: 'Repeat purchases, or renewals, in the calibration.' }),
    isOpen: t.exposeBoolean('isOpen', { description: 'Whether those with more are among them.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers.' }),
    actualMean: t.exposeFloat('actualMean', { description: 'Purchases, or renewals made, that were held out, a customer.' }),
    expectedMean: t.exposeFloat('expectedMean', { description: 'What the model expected.' }),
  }),
});

export const ClvTracking = builder.objectRef<ClvTrackingRow>('ClvTracking').implement({
  description: 'Repeat purchases of all customers together up to a time, actual against expected.',
  fields: (t) => ({
    time: t.exposeFloat('time', { description: 'Since the end of the calibration, in units of time; negative before it.' }),
    actual: t.expose('actual', { type: 'BigInt', description: 'Repeat purchases so far.' }),
    expected: t.exposeFloat('expected', { description: 'What the model expects of customers of whom nothing is known but their start.' }),
  }),
});

export const ClvHoldout = builder.objectRef<ClvHoldoutRow>('ClvHoldout').implement({
  description: 'How a model fitted to the first part of the data did on the rest.',
  fields: (t) => ({
    model: t.field({ type: ClvModelName, description: 'Which model.', resolve: (row) => row.model as 'BG_NBD' }),
    isChosen: t.exposeBoolean('isChosen', { description: 'Whether customers are scored by this model.' }),
    calibrationUntil: t.string({ description: 'Last day that it knew of.', resolve: (row) => isoDay(row.calibrationUntil) }),
    holdoutUntil: t.string({ description: 'Last day that it is judged by.', resolve: (row) => isoDay(row.holdoutUntil) }),
    length: t.exposeFloat('length', {
      description: 'Of what was held out, in units of time. Of contracts the renewals of each that came due in it.',
    }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers. Of contracts those who were there when the calibration ended.' }),
    actual: t.expose('actual', {
      type: 'BigInt',
      description: 'Purchases held out; of contracts the renewals made of those that came due.',
    }),
    expectedPurchases: t.exposeFloat('expectedPurchases', { description: 'What the model expected.' }),
    expectedCiLow: t.exposeFloat('expectedCiLow', {
      nullable: true,
      description: 'Interval of the expectation: lower end. Null on the boundary.',
    }),
    expectedCiHigh: t.exposeFloat('expectedCiHigh', { nullable: true, description: 'Its upper end. Null on the boundary.' }),
    predictedCiLow: t.exposeFloat('predictedCiLow', {
      description: 'Interval of what would be: lower end. On a boundary where the doubt about the parameters has no size, of chance alone.',
    }),
    predictedCiHigh: t.exposeFloat('predictedCiHigh', { description: 'Its upper end.' }),
    isInside: t.exposeBoolean('isInside', { description: 'Whether the actual purchases lie within the interval of what would be.' }),
    meanAbsoluteError: t.exposeFloat('meanAbsoluteError', { description: 'Of expected against actual purchases, a customer.' }),
    logPredictive: t.exposeFloat('logPredictive', { description: 'Log-likelihood of the purchases held out: the larger, the better.' }),
    bins: t.field({
      type: [ClvHoldoutBin],
      description: 'By repeat purchases in the calibration. Without those of fewer than 10 customers, and what would lead back to them.',
      resolve: async ({ runId, model }, _args, { loaders }) =>
        (await loaders.clvHoldoutBins.load(runId)).filter((bin) => bin.model === model),
    }),
  }),
});
