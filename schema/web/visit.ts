import { builder, idDescription } from '../builder.ts';
import { pageCost } from '../connection.ts';
import { Customer } from '../customers/customer.ts';
import { factArgs, factConnection, factsOfCustomer, listFacts, workspacePageCost } from '../facts/factList.ts';
import { money } from '../facts/money.ts';
import { EventConnection, eventArgs } from './event.ts';
import { type VisitRow, visitFacts } from './visit.sql.ts';

export const Visit = builder.objectRef<VisitRow>('Visit');
builder.node(Visit, {
  description: 'Somebody on the website, from coming to leaving.',
  id: { resolve: (visit) => String(visit.id), description: idDescription },
  loadOne: (id, { loaders }) => loaders.visits.byId.load(BigInt(id)),
  fields: (t) => ({
    externalId: t.exposeString('externalId', {
      description: 'Its number in the source; where the source has none, one made from the row.',
    }),
    visitorId: t.exposeString('visitorId', {
      nullable: true,
      description: 'The browser that it came from. Needs the scope pii: it follows one person through everything they do.',
      authScopes: { pii: true },
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    source: t.exposeString('source', { nullable: true, description: 'Where the visitor came from.' }),
    medium: t.exposeString('medium', { nullable: true, description: 'By which kind of link.' }),
    campaign: t.exposeString('campaign', { nullable: true, description: 'By which campaign.' }),
    device: t.exposeString('device', { nullable: true, description: 'On which kind of device.' }),
    landingPage: t.exposeString('landingPage', {
      nullable: true,
      description: 'The first page. Needs the scope pii: addresses carry names and numbers.',
      authScopes: { pii: true },
    }),
    pageviews: t.exposeInt('pageviews', { nullable: true, description: 'How many pages were seen.' }),
    converted: t.exposeBoolean('converted', { nullable: true, description: 'Whether it led to what it was meant for.' }),
    ...money(t, 'revenue', 'What was bought in it, in the currency of the workspace.'),
    events: t.field({
      type: EventConnection,
      description: 'What happened in it, newest first.',
      args: eventArgs,
      complexity: pageCost,
      resolve: (visit, args, context, info) =>
        listFacts(context.loaders.events, ['visit', visit.externalId], { ...args, kinds: args.name }, context, info),
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'Who came. Null when nobody known.',
      resolve: ({ customerId }, _args, { loaders }) => (customerId === null ? null : loaders.customer.load(customerId)),
    }),
  }),
});

export const VisitConnection = factConnection(Visit, {
  name: 'Visit',
  items: 'visits',
  item: 'A visit',
  revenue: 'What was bought in all visits of the list. Null when none of them says it.',
});

const visitArgs = builder.args((t) => ({
  ...factArgs,
  source: t.stringList({ description: 'Visits from one of these sources. Default: all.' }),
}));

builder.objectFields(Customer, (t) => ({
  visits: t.field({
    type: VisitConnection,
    description: 'When they were on the website, newest first.',
    args: visitArgs,
    complexity: pageCost,
    ...factsOfCustomer(visitFacts, ({ visits }) => visits, 'source'),
  }),
}));

builder.queryField('visits', (t) =>
  t.field({
    type: VisitConnection,
    description: 'All visits, those of nobody known too, newest first.',
    args: visitArgs,
    complexity: workspacePageCost,
    resolve: (_root, args, context, info) =>
      listFacts(context.loaders.visits, ['workspace', ''], { ...args, kinds: args.source }, context, info),
  }),
);
