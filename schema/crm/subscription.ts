import { builder, idDescription } from '../builder.ts';
import { pageCost } from '../connection.ts';
import { Customer } from '../customers/customer.ts';
import { factArgs, factConnection, factsOfCustomer, listFacts, workspacePageCost } from '../facts/factList.ts';
import { money } from '../facts/money.ts';
import { type SubscriptionRow, subscriptionFacts } from './subscription.sql.ts';

const BillingInterval = builder.enumType('BillingInterval', {
  description: 'How often a subscription is billed.',
  values: {
    DAY: { description: 'Every day.' },
    WEEK: { description: 'Every week.' },
    MONTH: { description: 'Every month.' },
    QUARTER: { description: 'Every three months.' },
    YEAR: { description: 'Every year.' },
  },
});

const CancelKind = builder.enumType('CancelKind', {
  description: 'Why a subscription was canceled.',
  values: {
    VOLUNTARY: { description: 'The customer wanted to leave.' },
    INVOLUNTARY: { description: 'A payment failed, or the customer was shut out.' },
    MIGRATION: { description: 'Another subscription took its place: nobody left.' },
    UNKNOWN: { description: 'The source does not say.' },
  },
});

/** Not `Subscription`: that is GraphQL's own name for what can be watched. */
export const Subscription = builder.objectRef<SubscriptionRow>('CustomerSubscription');
builder.node(Subscription, {
  description: 'Something that is paid for again and again until it ends.',
  id: { resolve: (subscription) => String(subscription.id), description: idDescription },
  loadOne: (id, { loaders }) => loaders.subscriptions.byId.load(BigInt(id)),
  fields: (t) => ({
    externalId: t.exposeString('externalId', {
      description: 'Its number in the source.',
    }),
    plan: t.exposeString('plan', { nullable: true, description: 'What is subscribed to.' }),
    billingInterval: t.expose('billingInterval', { type: BillingInterval, nullable: true, description: 'How often the amount is billed.' }),
    ...money(t, 'amount', 'What is billed each time.'),
    ...money(t, 'mrr', 'Monthly recurring revenue: as the source says it, else the amount brought to a month of 365.25 / 12 days.'),
    currency: t.exposeString('currency', { description: 'ISO 4217 code of its amounts.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    observedFrom: t.expose('observedFrom', {
      type: 'DateTime',
      nullable: true,
      description: 'From when on it would have been seen, where that is later than its beginning.',
    }),
    currentPeriodEnd: t.expose('currentPeriodEnd', { type: 'DateTime', nullable: true, description: 'Until when it is paid for.' }),
    canceledAt: t.expose('canceledAt', { type: 'DateTime', nullable: true, description: 'When it was decided to end it.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it ended. Null: it still runs.' }),
    status: t.exposeString('status', { nullable: true, description: 'Where it stands, as the source says.' }),
    cancelKind: t.expose('cancelKind', { type: CancelKind, nullable: true, description: 'Why it was canceled.' }),
    cancelReason: t.exposeString('cancelReason', {
      nullable: true,
      description: 'Why it was canceled, in free text. Needs the scope pii: people write names and numbers into it.',
      authScopes: { pii: true },
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'Whose it is. Null when nobody known.',
      resolve: ({ customerId }, _args, { loaders }) => (customerId === null ? null : loaders.customer.load(customerId)),
    }),
  }),
});

export const SubscriptionConnection = factConnection(Subscription, {
  name: 'CustomerSubscription',
  items: 'subscriptions',
  item: 'A subscription',
});

const subscriptionArgs = builder.args((t) => ({
  ...factArgs,
  plan: t.stringList({ description: 'Subscriptions to one of these plans. Default: all.' }),
}));

builder.objectFields(Customer, (t) => ({
  subscriptions: t.field({
    type: SubscriptionConnection,
    description: 'What they subscribe to or did, latest beginning first; `from` and `until` are about the beginning.',
    args: subscriptionArgs,
    complexity: pageCost,
    ...factsOfCustomer(subscriptionFacts, ({ subscriptions }) => subscriptions, 'plan'),
  }),
}));

builder.queryFields((t) => ({
  subscriptions: t.field({
    type: SubscriptionConnection,
    description: 'All subscriptions, latest beginning first; `from` and `until` are about the beginning.',
    args: subscriptionArgs,
    complexity: workspacePageCost,
    resolve: (_root, args, context, info) =>
      listFacts(context.loaders.subscriptions, ['workspace', ''], { ...args, kinds: args.plan }, context, info),
  }),
  subscription: t.field({
    type: Subscription,
    nullable: true,
    description: 'The subscription with this number. Null when there is none.',
    args: { externalId: t.arg.string({ required: true, description: 'Its number in the source.' }) },
    resolve: (_root, { externalId }, { loaders }) => loaders.subscriptions.byExternalId.load(externalId),
  }),
}));
