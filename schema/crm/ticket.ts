import { builder, idDescription } from '../builder.ts';
import { pageCost } from '../connection.ts';
import { Customer } from '../customers/customer.ts';
import { factArgs, factConnection, factsOfCustomer, listFacts, workspacePageCost } from '../facts/factList.ts';
import { Order } from './order.ts';
import { type TicketRow, ticketFacts } from './ticket.sql.ts';

export const Ticket = builder.objectRef<TicketRow>('Ticket');
builder.node(Ticket, {
  description: 'Something a customer asked, complained about or remarked.',
  id: { resolve: (ticket) => String(ticket.id), description: idDescription },
  loadOne: (id, { loaders }) => loaders.tickets.byId.load(BigInt(id)),
  fields: (t) => ({
    externalId: t.exposeString('externalId', {
      description: 'Its number in the source.',
    }),
    kind: t.exposeString('kind', { description: 'QUESTION, COMPLAINT, REVIEW or a kind of your own, in upper case.' }),
    channel: t.exposeString('channel', { nullable: true, description: 'By which way it came in.' }),
    category: t.exposeString('category', { nullable: true, description: 'What it is about.' }),
    priority: t.exposeString('priority', { nullable: true, description: 'How urgent it is, as the source says.' }),
    touchpoint: t.exposeString('touchpoint', { nullable: true, description: 'Which contact it is about.' }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When it came in.' }),
    firstResponseAt: t.expose('firstResponseAt', { type: 'DateTime', nullable: true, description: 'When it was first answered.' }),
    resolvedAt: t.expose('resolvedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was resolved. Null: it is open, or its source says no time.',
    }),
    isOpen: t.exposeBoolean('isOpen', {
      description:
        'Whether it is open: it has no time of resolution, and its status does not close it. A status closes whose first word is CLOSED, SOLVED, RESOLVED, DONE, COMPLETED, FINISHED, CANCELLED, REJECTED, DECLINED, DELETED, MERGED, DUPLICATE, SPAM or ARCHIVED.',
    }),
    status: t.exposeString('status', { nullable: true, description: 'Where it stands, as the source says.' }),
    reopens: t.exposeInt('reopens', { nullable: true, description: 'How often it was opened again.' }),
    sentiment: t.exposeFloat('sentiment', { nullable: true, description: 'How it sounds, from -1 to 1.' }),
    satisfactionScore: t.exposeFloat('satisfactionScore', {
      nullable: true,
      description: 'How satisfied its customer was with the help, on the scale of the source.',
    }),
    orderExternalId: t.exposeString('orderExternalId', { nullable: true, description: 'Number of the order it is about.' }),
    order: t.field({
      type: Order,
      nullable: true,
      description: 'The order it is about. Null when none, or when that order is not loaded.',
      resolve: ({ orderExternalId }, _args, { loaders }) =>
        orderExternalId === null ? null : loaders.orders.byExternalId.load(orderExternalId),
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'Whose it is. Null when nobody known.',
      resolve: ({ customerId }, _args, { loaders }) => (customerId === null ? null : loaders.customer.load(customerId)),
    }),
  }),
});

export const TicketConnection = factConnection(Ticket, { name: 'Ticket', items: 'tickets', item: 'A ticket' });

const ticketArgs = builder.args((t) => ({
  ...factArgs,
  kind: t.stringList({ description: 'Tickets of one of these kinds. Default: all.' }),
}));

builder.objectFields(Customer, (t) => ({
  tickets: t.field({
    type: TicketConnection,
    description: 'What they asked and complained about, latest opened first.',
    args: ticketArgs,
    complexity: pageCost,
    ...factsOfCustomer(ticketFacts, ({ tickets }) => tickets, 'kind'),
  }),
}));

builder.queryFields((t) => ({
  tickets: t.field({
    type: TicketConnection,
    description: 'All tickets, latest opened first.',
    args: ticketArgs,
    complexity: workspacePageCost,
    resolve: (_root, args, context, info) =>
      listFacts(context.loaders.tickets, ['workspace', ''], { ...args, kinds: args.kind }, context, info),
  }),
  ticket: t.field({
    type: Ticket,
    nullable: true,
    description: 'The ticket with this number. Null when there is none.',
    args: { externalId: t.arg.string({ required: true, description: 'Its number in the source.' }) },
    resolve: (_root, { externalId }, { loaders }) => loaders.tickets.byExternalId.load(externalId),
  }),
}));
