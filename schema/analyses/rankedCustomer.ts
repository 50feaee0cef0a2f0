import type { CustomerScore as Row } from '../../prisma/generated/client/client.ts';
import { builder } from '../builder.ts';
import { pageArgs, pageCost, parsePage } from '../connection.ts';
import { Customer } from '../customers/customer.ts';
import { resultRunId } from './freshness.ts';
import { EmptyListReasonEnum, emptyListOfRun, emptyReasonDescription, type ListOfRun, listOfRun } from './listOfRun.ts';
import { Run } from './run.ts';

const RankedCustomer = builder.objectRef<Row>('RankedCustomer').implement({
  description: 'What a run says of one customer. Null is what the run does not compute, or does not know of this customer.',
  fields: (t) => ({
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'Who. Null where they are no longer there, merged into another for example.',
      resolve: ({ customerId }, _args, { loaders }) => loaders.customer.load(customerId),
    }),
    position: t.exposeInt('position', { description: 'In the ranking of the run, by risk or by value; 1 is first.' }),
    churnRisk: t.exposeFloat('churnRisk', { nullable: true, description: 'Probability of leaving within the horizon, 0-1.' }),
    churnRiskCiLow: t.exposeFloat('churnRiskCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    churnRiskCiHigh: t.exposeFloat('churnRiskCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    pAlive: t.exposeFloat('pAlive', {
      nullable: true,
      description: 'Probability of being a customer still, by the model of purchases; not churn.',
    }),
    expectedPurchases: t.exposeFloat('expectedPurchases', { nullable: true, description: 'Purchases within the horizon.' }),
    expectedPurchasesLow: t.exposeFloat('expectedPurchasesLow', { nullable: true, description: 'Lower end of its interval.' }),
    expectedPurchasesHigh: t.exposeFloat('expectedPurchasesHigh', { nullable: true, description: 'Upper end of its interval.' }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'Money within the horizon, discounted, in the currency of the workspace.',
    }),
    valueExpectedLow: t.exposeFloat('valueExpectedLow', { nullable: true, description: 'Lower end: doubt about the parameters alone.' }),
    valueExpectedHigh: t.exposeFloat('valueExpectedHigh', { nullable: true, description: 'Upper end of the same.' }),
    valuePredictedLow: t.exposeFloat('valuePredictedLow', {
      nullable: true,
      description: 'Lower end: doubt about the parameters, and chance.',
    }),
    valuePredictedHigh: t.exposeFloat('valuePredictedHigh', { nullable: true, description: 'Upper end of the same.' }),
    percentile: t.exposeFloat('percentile', {
      nullable: true,
      description: 'Share of customers of a lower risk or value, and half of those of the same, 0-1: equals share it.',
    }),
    tier: t.exposeString('tier', { nullable: true, description: 'Name of the tier.' }),
  }),
});

const RankedCustomerConnection = builder.connectionObject(
  {
    type: RankedCustomer,
    name: 'RankedCustomerConnection',
    description: 'A page of the customers that a run scored.',
    fields: (t) => ({
      emptyReason: t.field({
        type: EmptyListReasonEnum,
        nullable: true,
        description: emptyReasonDescription,
        resolve: (list) => (list as unknown as ListOfRun<Row>).emptyReason,
      }),
    }),
  },
  { name: 'RankedCustomerEdge', description: 'A customer scored and the place in the list.' },
);

builder.objectField(Run, 'rankedCustomers', (t) =>
  t.field({
    type: RankedCustomerConnection,
    description: 'The customers that it scored, first in its ranking first. Where it is empty, emptyReason says why.',
    args: { tier: t.arg.string({ description: 'Only of this tier. Default: all.' }), ...pageArgs },
    complexity: pageCost,
    resolve: async (run, { tier, ...args }, { loaders }) => {
      const page = parsePage(args);
      if (run.state !== 'SUCCEEDED' || run.outcome !== 'FITTED') return emptyListOfRun('NO_RESULT');
      if (run.scoresClearedAt) return emptyListOfRun('SCORES_CLEARED');
      return listOfRun(await loaders.rankedCustomers.load({ runId: resultRunId(run), tier: tier ?? null, page }), page);
    },
  }),
);
