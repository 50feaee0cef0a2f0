import { builder, idDescription } from '../builder.ts';
import { pageCost } from '../connection.ts';
import { Customer } from '../customers/customer.ts';
import { factArgs, factConnection, factsOfCustomer, listFacts, workspacePageCost } from '../facts/factList.ts';
import { money } from '../facts/money.ts';
import { type OrderRow, orderFacts } from './order.sql.ts';

export const Order = builder.objectRef<OrderRow>('Order');
builder.node(Order, {
  description: 'Something that was bought.',
  id: { resolve: (order) => String(order.id), description: idDescription },
  loadOne: (id, { loaders }) => loaders.orders.byId.load(BigInt(id)),
  fields: (t) => ({
    externalId: t.exposeString('externalId', {
      description: 'Its number in the source; where the source has none, one made from the row.',
    }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it was placed.' }),
    status: t.exposeString('status', { nullable: true, description: 'Where it stands, in upper case. CANCELLED orders are no revenue.' }),
    currency: t.exposeString('currency', { description: 'ISO 4217 code of its amounts.' }),
    ...money(t, 'revenue', 'After discounts, without shipping and tax, before refunds.'),
    ...money(t, 'total', 'What was paid, with shipping and tax.'),
    ...money(t, 'discount', 'What was taken off.'),
    ...money(t, 'tax', 'Tax within the total.'),
    ...money(t, 'shipping', 'Shipping within the total.'),
    ...money(t, 'refundedAmount', 'How much of its revenue was given back.'),
    ...money(t, 'margin', 'What is left of its revenue after the cost of the goods.'),
    channel: t.exposeString('channel', { nullable: true, description: 'By which way it was placed.' }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'Who placed it. Null when nobody known.',
      resolve: ({ customerId }, _args, { loaders }) => (customerId === null ? null : loaders.customer.load(customerId)),
    }),
  }),
});

export const OrderConnection = factConnection(Order, {
  name: 'Order',
  items: 'orders',
  item: 'An order',
  revenue: 'Revenue of the whole list less refunds, without cancelled orders. Null when none of them says it.',
});

const orderArgs = builder.args((t) => ({ ...factArgs, status: t.stringList({ description: 'Orders with one of these. Default: all.' }) }));

builder.objectFields(Customer, (t) => ({
  orders: t.field({
    type: OrderConnection,
    description: 'What they bought, newest first.',
    args: orderArgs,
    complexity: pageCost,
    ...factsOfCustomer(orderFacts, ({ orders }) => orders, 'status'),
  }),
}));

builder.queryFields((t) => ({
  orders: t.field({
    type: OrderConnection,
    description: 'All orders, newest first.',
    args: orderArgs,
    complexity: workspacePageCost,
    resolve: (_root, args, context, info) =>
      listFacts(context.loaders.orders, ['workspace', ''], { ...args, kinds: args.status }, context, info),
  }),
  order: t.field({
    type: Order,
    nullable: true,
    description: 'The order with this number. Null when there is none.',
    args: { externalId: t.arg.string({ required: true, description: 'Its number in the source.' }) },
    resolve: (_root, { externalId }, { loaders }) => loaders.orders.byExternalId.load(externalId),
  }),
}));
