import { builder } from '../../builder.ts';
import { type Page, toConnection } from '../../connection.ts';
import { Customer } from '../../customers/customer.ts';
import { badUserInput } from '../../errors.ts';
import { EmptyListReasonEnum, emptyReasonDescription, type ListOfRun, listOfRun } from '../listOfRun.ts';
import type { ScoreRow } from './customerScore.sql.ts';

const scoreFields = {
  position: 'Place in the ranking of the run, 1 = the most valuable. Equals are placed by id.',
  pAlive:
    'Probability of still being a customer. Never called churn. Null, as all but the position, where the contract ended as a MIGRATION and none that took its place is in the data: LOW_COVERAGE says of how many.',
  expectedPurchases: 'Purchases, or payments of a contract, within the horizon.',
  purchasesPredictedLow:
    'Interval of the purchases themselves, of parameters and chance: lower end, a whole number. On a boundary where the doubt about the parameters has no size, of chance alone.',
  purchasesPredictedHigh: 'Its upper end.',
  value: 'Money within the horizon, discounted, in the currency of the workspace. Null where spend is not known, or pAlive is not.',
  valueExpectedLow: 'Interval of the expected value, of the parameters alone: lower end. Null on the boundary.',
  valueExpectedHigh: 'Its upper end. Null on the boundary.',
  valuePredictedLow:
    'Interval of the money itself, of parameters and chance: lower end. Null where spend has no variance. On a boundary where the doubt about the parameters has no size, of chance alone.',
  valuePredictedHigh: 'Its upper end.',
  percentile: 'Share of customers of lower value, and half of those of the same, 0-1: equals share it. Null where value is not known.',
  tier: 'Name of the tier. Equals share it. Null where value is not known.',
} as const;

export const CustomerScore = builder.objectRef<ScoreRow>('CustomerScore').implement({
  description: 'What a run says of one customer.',
  fields: (t) => ({
    customer: t.field({
      type: Customer,
      description: 'Of whom.',
      nullable: true,
      resolve: ({ customerId }, _args, { loaders }) => loaders.customer.load(customerId),
    }),
    position: t.exposeInt('position', { description: scoreFields.position }),
    pAlive: t.exposeFloat('pAlive', { nullable: true, description: scoreFields.pAlive }),
    expectedPurchases: t.exposeFloat('expectedPurchases', { nullable: true, description: scoreFields.expectedPurchases }),
    purchasesPredictedLow: t.exposeFloat('expectedPurchasesLow', { nullable: true, description: scoreFields.purchasesPredictedLow }),
    purchasesPredictedHigh: t.exposeFloat('expectedPurchasesHigh', { nullable: true, description: scoreFields.purchasesPredictedHigh }),
    value: t.exposeFloat('value', { nullable: true, description: scoreFields.value }),
    valueExpectedLow: t.exposeFloat('valueExpectedLow', { nullable: true, description: scoreFields.valueExpectedLow }),
    valueExpectedHigh: t.exposeFloat('valueExpectedHigh', { nullable: true, description: scoreFields.valueExpectedHigh }),
    valuePredictedLow: t.exposeFloat('valuePredictedLow', { nullable: true, description: scoreFields.valuePredictedLow }),
    valuePredictedHigh: t.exposeFloat('valuePredictedHigh', { nullable: true, description: scoreFields.valuePredictedHigh }),
    percentile: t.exposeFloat('percentile', { nullable: true, description: scoreFields.percentile }),
    tier: t.exposeString('tier', { nullable: true, description: scoreFields.tier }),
  }),
});

export const CustomerScoreConnection = builder.connectionObject(
  {
    type: CustomerScore,
    name: 'CustomerScoreConnection',
    description: 'A page of the customers that a run scored.',
    fields: (t) => ({
      emptyReason: t.field({
        type: EmptyListReasonEnum,
        nullable: true,
        description: emptyReasonDescription,
        resolve: (list) => (list as unknown as ListOfRun<ScoreRow>).emptyReason,
      }),
    }),
  },
  { name: 'CustomerScoreEdge', description: 'A customer’s score and its place in the list.' },
);

/** A page by position: its cursor is (position, customer). */
export function scoreConnection(rows: readonly ScoreRow[], page: Page): ListOfRun<ScoreRow> {
  return listOfRun(
    toConnection(rows, page, ({ position, customerId }) => ({ sortValue: String(position), id: customerId })),
    page,
  );
}

export function requireScoreCursor({ after }: Page): void {
  if (after !== null && !/^\d{1,9}$/.test(after.sortValue ?? '')) throw badUserInput('after', 'this is not a cursor of this list');
}
