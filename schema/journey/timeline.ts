import { brandWithType } from '@pothos/core';
import { builder } from '../builder.ts';
import { pageArgs, pageCost, parsePage } from '../connection.ts';
import { Order } from '../crm/order.ts';
import { Subscription } from '../crm/subscription.ts';
import { Ticket } from '../crm/ticket.ts';
import { Customer } from '../customers/customer.ts';
import { parsePeriod, periodArgs } from '../facts/factList.ts';
import { SurveyResponse } from '../feedback/response.ts';
import type { Loaders } from '../loaders.ts';
import { Event } from '../web/event.ts';
import { Visit } from '../web/visit.ts';
import { Invitation } from './invitation.ts';
import type { TimelineKind as Kind, TimelineMoment } from './timeline.sql.ts';

const TimelineKind = builder.enumType('TimelineKind', {
  description: 'What an entry of a timeline tells.',
  values: {
    RESPONSE: { description: 'A survey was answered.' },
    INVITATION: { description: 'The customer was asked to answer one.' },
    ORDER: { description: 'An order was placed.' },
    SUBSCRIPTION_STARTED: { description: 'A subscription began.' },
    SUBSCRIPTION_CANCELED: { description: 'It was decided to end a subscription.' },
    SUBSCRIPTION_ENDED: { description: 'A subscription ended.' },
    TICKET_OPENED: { description: 'A ticket was opened.' },
    TICKET_RESOLVED: { description: 'A ticket was resolved.' },
    VISIT: { description: 'A visit to the website began.' },
    EVENT: { description: 'Something was done on the website or in an app.' },
  },
});

const TimelineNode = builder.unionType('TimelineNode', {
  description: 'What an entry of a timeline is about.',
  types: [SurveyResponse, Invitation, Order, Subscription, Ticket, Visit, Event],
});

/** The type of the node of each kind, and the loader that reads it. */
const nodes: { readonly [K in Kind]: readonly [type: string, loader: (loaders: Loaders) => { load(id: bigint): Promise<object | null> }] } =
  {
    RESPONSE: ['Response', ({ response }) => response],
    INVITATION: ['Invitation', ({ invitations }) => invitations.byId],
    ORDER: ['Order', ({ orders }) => orders.byId],
    SUBSCRIPTION_STARTED: ['CustomerSubscription', ({ subscriptions }) => subscriptions.byId],
    SUBSCRIPTION_CANCELED: ['CustomerSubscription', ({ subscriptions }) => subscriptions.byId],
    SUBSCRIPTION_ENDED: ['CustomerSubscription', ({ subscriptions }) => subscriptions.byId],
    TICKET_OPENED: ['Ticket', ({ tickets }) => tickets.byId],
    TICKET_RESOLVED: ['Ticket', ({ tickets }) => tickets.byId],
    VISIT: ['Visit', ({ visits }) => visits.byId],
    EVENT: ['Event', ({ events }) => events.byId],
  };

async function nodeOf({ kind, id }: TimelineMoment, loaders: Loaders) {
  const [type, loader] = nodes[kind];
  const node = await loader(loaders).load(id);
  if (!node) throw new Error(`${kind} ${id} is gone from its own snapshot`);
  brandWithType(node, type as never);
  return node as typeof TimelineNode.$inferType;
}

const TimelineEntry = builder.objectRef<TimelineMoment>('TimelineEntry').implement({
  description: 'One moment of a customer.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it was.' }),
    kind: t.expose('kind', { type: TimelineKind, description: 'What happened.' }),
    node: t.field({
      type: TimelineNode,
      description: 'What it is about. A subscription or ticket is that of several entries.',
      resolve: (moment, _args, { loaders }) => nodeOf(moment, loaders),
    }),
  }),
});

const TimelineConnection = builder.connectionObject(
  { type: TimelineEntry, name: 'TimelineConnection', description: 'A page of a timeline.' },
  { name: 'TimelineEdge', description: 'An entry and its place in the timeline.' },
);

builder.objectFields(Customer, (t) => ({
  timeline: t.field({
    type: TimelineConnection,
    description: 'All that they said and did, newest first. Undated responses have no place in it.',
    args: { ...pageArgs, ...periodArgs, kinds: t.arg({ type: [TimelineKind], description: 'What to show. Default: all.' }) },
    complexity: pageCost,
    resolve: ({ id }, args, { loaders }) =>
      loaders.timeline.load({ customerId: id, page: parsePage(args), ...parsePeriod(args), kinds: args.kinds ?? null }),
  }),
  lastActivityAt: t.field({
    type: 'DateTime',
    nullable: true,
    description:
      'When they last answered, ordered, asked, visited or did something on the website; what is dated ahead of now does not count. Null: no trace of them has a date.',
    resolve: ({ id }, _args, { loaders }) => loaders.lastActivityAt.load(id),
  }),
}));
