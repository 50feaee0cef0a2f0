import type { ValueLoyaltyCell as CellRow, ValueLoyaltyCustomer as CustomerRow } from '../../../prisma/generated/client/client.ts';
import { RELIABLE_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { builder } from '../../builder.ts';
import { pageArgs, pageCost, parsePage } from '../../connection.ts';
import { Customer } from '../../customers/customer.ts';
import { SeType } from '../../feedback/score.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import { EmptyListReasonEnum, emptyListOfRun, emptyReasonDescription, type ListOfRun, listOfRun } from '../listOfRun.ts';
import { Loyalty, type LoyaltyName } from './loyalty.ts';

const SegmentAction = builder.enumType('SegmentAction', {
  description: 'Where to look first. A rule of the place in the matrix, but for the first, which is a finding.',
  values: {
    COSTS_MORE_THAN_IT_BRINGS: { description: 'The interval of the net value lies below 0 as a whole, whatever the place.' },
    PROTECT: { description: 'Promoters of the highest tier.' },
    CONVINCE: { description: 'Passives of the highest tier.' },
    WIN_BACK: { description: 'Detractors of the highest tier.' },
    ASK: { description: 'Unknown loyalty in the highest tier.' },
    GROW: { description: 'Promoters of all other tiers.' },
    MAINTAIN: { description: 'Passives and unknown loyalty between the highest and the lowest tier.' },
    REPAIR: { description: 'Detractors between the highest and the lowest tier.' },
    SERVE_LEANLY: { description: 'All but promoters in the lowest tier.' },
  } as const,
});

interface Money {
  readonly n: bigint | null;
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly expectedLow: number | null;
  readonly expectedHigh: number | null;
}

const MoneyEstimate = builder.objectRef<Money>('MoneyEstimate').implement({
  description:
    'Money of a group of customers, in the currency of the workspace, with two intervals: of the sample and of the model behind it.',
  fields: (t) => ({
    n: t.expose('n', { type: 'BigInt', nullable: true, description: 'Customers behind it. Null where hidden.' }),
    estimate: t.exposeFloat('estimate', { nullable: true, description: 'Null where hidden, or nothing is known.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Standard error, by customer.' }),
    ciLow: t.exposeFloat('ciLow', {
      nullable: true,
      description: 'Lower end of its interval: what another sample of as many customers gives.',
    }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
    seType: t.field({ type: SeType, description: 'How the error was computed.', resolve: () => 'LINEARIZED' as const }),
    expectedLow: t.exposeFloat('expectedLow', {
      nullable: true,
      description:
        'Sum of the lower ends of the customers’ expected intervals: doubt about the parameters of the model. Null where it has none.',
    }),
    expectedHigh: t.exposeFloat('expectedHigh', { nullable: true, description: 'Sum of the upper ends.' }),
  }),
});

const ValueLoyaltyCustomer = builder.objectRef<CustomerRow>('ValueLoyaltyCustomer').implement({
  description: 'A customer in a cell.',
  fields: (t) => ({
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'Who. Null where they are no longer there, merged into another for example.',
      resolve: ({ customerId }, _args, { loaders }) => loaders.customer.load(customerId),
    }),
    position: t.exposeInt('position', { description: 'In the cell, 1 = highest value.' }),
    score: t.exposeFloat('score', { nullable: true, description: 'The last answer, 0-10. Null: unknown.' }),
    value: t.exposeFloat('value', { description: 'What the tier is made of: see valueSource.' }),
    revenue: t.exposeFloat('revenue', { description: 'Of the twelve months.' }),
    costToServe: t.exposeFloat('costToServe', { description: 'Of the twelve months.' }),
    netValue: t.exposeFloat('netValue', { description: 'What they brought in the twelve months less the cost to serve; may be negative.' }),
    churnRisk: t.exposeFloat('churnRisk', {
      nullable: true,
      description:
        'Probability of leaving within 365 days, 0-1; of silent churn that of no activity within the horizon of its run. Null: not known.',
    }),
    revenueAtRisk: t.exposeFloat('atRisk', {
      nullable: true,
      description: 'That probability times what they bring in a year if they stay.',
    }),
  }),
});

const ValueLoyaltyCustomerConnection = builder.connectionObject(
  {
    type: ValueLoyaltyCustomer,
    name: 'ValueLoyaltyCustomerConnection',
    description: 'A page of the customers of a cell.',
    fields: (t) => ({
      emptyReason: t.field({
        type: EmptyListReasonEnum,
        nullable: true,
        description: emptyReasonDescription,
        resolve: (list) => (list as unknown as ListOfRun<CustomerRow>).emptyReason,
      }),
    }),
  },
  { name: 'ValueLoyaltyCustomerEdge', description: 'A customer of a cell and the place in the list.' },
);

const estimateOf = (row: CellRow, name: 'value' | 'meanValue' | 'netValue' | 'atRisk'): Money => ({
  n: name === 'atRisk' ? row.atRiskN : row.n,
  estimate: row[name],
  stdErr: row[`${name}StdErr`],
  ciLow: row[`${name}CiLow`],
  ciHigh: row[`${name}CiHigh`],
  expectedLow: name === 'value' ? row.valueExpectedLow : name === 'atRisk' ? row.atRiskExpectedLow : null,
  expectedHigh: name === 'value' ? row.valueExpectedHigh : name === 'atRisk' ? row.atRiskExpectedHigh : null,
});

export const ValueLoyaltyCell = builder.objectRef<CellRow>('ValueLoyaltyCell').implement({
  description: 'Customers of one loyalty in one tier of value, or a total of those.',
  fields: (t) => ({
    loyalty: t.field({
      type: Loyalty,
      nullable: true,
      description: 'Null: whatever the loyalty.',
      resolve: ({ loyalty }) => (loyalty === 'ALL' ? null : (loyalty as LoyaltyName)),
    }),
    tier: t.int({
      nullable: true,
      description: '1 = highest value. Null: whatever the tier.',
      resolve: ({ tier }) => (tier === 0 ? null : tier),
    }),
    isHidden: t.exposeBoolean('isHidden', {
      description: 'Whether it holds 1 to 9 customers, or tells how many a cell with so few holds: then every number of it is null.',
    }),
    isReliable: t.boolean({
      description: `Whether ${RELIABLE_CUSTOMERS} or more customers stand behind it. If not, show it greyed and do not compare it.`,
      resolve: ({ n }) => n !== null && n >= BigInt(RELIABLE_CUSTOMERS),
    }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why its numbers are null. Null when they are not.',
      resolve: ({ isHidden, n }): StatusCode | null => (isHidden || n === 0n ? 'NOT_ENOUGH_DATA' : null),
    }),
    n: t.expose('n', { type: 'BigInt', nullable: true, description: 'Customers. Null where hidden, here and below.' }),
    share: t.exposeFloat('share', { nullable: true, description: 'Of all customers, 0-1.' }),
    shareCiLow: t.exposeFloat('shareCiLow', { nullable: true, description: 'Lower end of its Wilson interval.' }),
    shareCiHigh: t.exposeFloat('shareCiHigh', { nullable: true, description: 'Upper end of its Wilson interval.' }),
    valueFrom: t.exposeFloat('valueFrom', {
      nullable: true,
      description: 'Least value in the tier. Null: all tiers, the lowest one, or nobody is in it.',
    }),
    value: t.field({ type: MoneyEstimate, description: 'Total value: see valueSource.', resolve: (row) => estimateOf(row, 'value') }),
    meanValue: t.field({ type: MoneyEstimate, description: 'Value a customer.', resolve: (row) => estimateOf(row, 'meanValue') }),
    revenue: t.exposeFloat('revenue', { nullable: true, description: 'Of the twelve months.' }),
    costToServe: t.exposeFloat('costToServe', {
      nullable: true,
      description: 'Of the twelve months: handled tickets at what one costs in its channel.',
    }),
    netValue: t.field({
      type: MoneyEstimate,
      description: 'What they brought in the twelve months less the cost to serve; may be negative.',
      resolve: (row) => estimateOf(row, 'netValue'),
    }),
    belowZero: t.expose('belowZero', { type: 'BigInt', nullable: true, description: 'Customers whose net value is below 0.' }),
    revenueAtRisk: t.field({
      type: MoneyEstimate,
      description:
        'Sum over the customers of the probability of leaving within a year times what they bring in a year if they stay: their orders of the twelve months and twelve months of the subscriptions that nobody has cancelled. Null without a churn analysis.',
      resolve: (row) => estimateOf(row, 'atRisk'),
    }),
    action: t.field({
      type: SegmentAction,
      nullable: true,
      description: 'Where to look first. Null: a total, nobody is in it, or hidden.',
      resolve: ({ action }) => action as 'PROTECT' | null,
    }),
    customers: t.field({
      type: ValueLoyaltyCustomerConnection,
      nullable: true,
      description: 'Who is in it, the highest value first. Null: a total, or hidden. Where it is empty, emptyReason says why.',
      args: { ...pageArgs },
      complexity: pageCost,
      resolve: async ({ runId, loyalty, tier, isHidden }, args, { loaders }) => {
        const page = parsePage(args);
        if (isHidden || loyalty === 'ALL' || tier === 0) return null;
        if ((await loaders.run.load(runId))?.scoresClearedAt) return emptyListOfRun('SCORES_CLEARED');
        return listOfRun(await loaders.valueLoyaltyCustomers.load({ runId, loyalty, tier, page }), page);
      },
    }),
  }),
});
