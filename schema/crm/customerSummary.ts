/** What a customer's orders and tickets come to. */
import { builder } from '../builder.ts';
import { Customer } from '../customers/customer.ts';
import { floatDescription, toFloat } from '../facts/money.ts';

builder.objectFields(Customer, (t) => ({
  orderCount: t.int({
    nullable: true,
    description: 'How many orders they placed, cancelled ones too. Null where the workspace has no orders at all.',
    resolve: async ({ id }, _args, { loaders }) => (await loaders.orderSummary.load(id)).orderCount,
  }),
  revenue: t.field({
    type: 'Decimal',
    nullable: true,
    description:
      'Revenue of their orders less refunds, without cancelled ones, in the currency of the workspace. Null where the workspace has no orders at all, or none of theirs says its revenue.',
    resolve: async ({ id }, _args, { loaders }) => (await loaders.orderSummary.load(id)).revenue,
  }),
  revenueFloat: t.float({
    nullable: true,
    description: floatDescription('revenue'),
    resolve: async ({ id }, _args, { loaders }) => toFloat((await loaders.orderSummary.load(id)).revenue),
  }),
  firstOrderAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When they placed their first order that is loaded. Null: none is.',
    resolve: async ({ id }, _args, { loaders }) => (await loaders.orderSummary.load(id)).firstOrderAt,
  }),
  lastOrderAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When they placed their latest order, of those not dated ahead of now. Null: none is loaded.',
    resolve: async ({ id }, _args, { loaders }) => (await loaders.orderSummary.load(id)).lastOrderAt,
  }),
  openTicketCount: t.int({
    nullable: true,
    description:
      'How many of their tickets are open: neither a time of resolution nor their status closes them. Null where the workspace has no tickets at all.',
    resolve: ({ id }, _args, { loaders }) => loaders.openTicketCount.load(id),
  }),
}));
