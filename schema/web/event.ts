import { builder, idDescription } from '../builder.ts';
import { pageCost } from '../connection.ts';
import { Customer } from '../customers/customer.ts';
import { factArgs, factConnection, factsOfCustomer, listFacts, workspacePageCost } from '../facts/factList.ts';
import { exactJson } from '../written/exactJson.ts';
import { type EventRow, eventFacts } from './event.sql.ts';
import { Visit } from './visit.ts';

export const Event = builder.objectRef<EventRow>('Event');
builder.node(Event, {
  description: 'One thing that somebody did on the website or in an app.',
  id: { resolve: (event) => String(event.id), description: idDescription },
  loadOne: (id, { loaders }) => loaders.events.byId.load(BigInt(id)),
  fields: (t) => ({
    externalId: t.exposeString('externalId', {
      description: 'Its number in the source; where the source has none, one made from the row.',
    }),
    name: t.exposeString('name', { description: 'What was done.' }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it was done.' }),
    visitorId: t.exposeString('visitorId', {
      nullable: true,
      description: 'The browser that it came from. Needs the scope pii: it follows one person through everything they do.',
      authScopes: { pii: true },
    }),
    url: t.exposeString('url', {
      nullable: true,
      description: 'On which page. Needs the scope pii: addresses carry names and numbers.',
      authScopes: { pii: true },
    }),
    properties: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What else the source says of it. Needs the scope pii: anything may be in it.',
      authScopes: { pii: true },
      resolve: ({ properties }) => (properties === null ? null : exactJson(properties)),
    }),
    visitExternalId: t.exposeString('visitExternalId', { nullable: true, description: 'Number of the visit it was part of.' }),
    visit: t.field({
      type: Visit,
      nullable: true,
      description: 'The visit it was part of. Null when none, or when that visit is not loaded.',
      resolve: ({ visitExternalId }, _args, { loaders }) =>
        visitExternalId === null ? null : loaders.visits.byExternalId.load(visitExternalId),
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'Who did it. Null when nobody known.',
      resolve: ({ customerId }, _args, { loaders }) => (customerId === null ? null : loaders.customer.load(customerId)),
    }),
  }),
});

export const EventConnection = factConnection(Event, { name: 'Event', items: 'events', item: 'An event' });

export const eventArgs = builder.args((t) => ({
  ...factArgs,
  name: t.stringList({ description: 'Events of one of these names. Default: all.' }),
}));

builder.objectFields(Customer, (t) => ({
  events: t.field({
    type: EventConnection,
    description: 'What they did on the website or in an app, newest first.',
    args: eventArgs,
    complexity: pageCost,
    ...factsOfCustomer(eventFacts, ({ events }) => events, 'name'),
  }),
}));

builder.queryField('events', (t) =>
  t.field({
    type: EventConnection,
    description: 'All events, those of nobody known too, newest first.',
    args: eventArgs,
    complexity: workspacePageCost,
    resolve: (_root, args, context, info) =>
      listFacts(context.loaders.events, ['workspace', ''], { ...args, kinds: args.name }, context, info),
  }),
);
