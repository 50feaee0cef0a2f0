import { formatTime } from './calendar.ts';
import { company, ratedTouchpoints, relationship } from './company.ts';
import type { ContactAnswer } from './contact.ts';
import type { Life } from './life.ts';
import type { Invitation, RelationshipAnswer } from './relationship.ts';
import type { Visit } from './visits.ts';

/** The header of each file: the neutral names that the importer knows. */
export const headers = {
  'customers.csv': columns('external_id,email,first_name,last_name,created_at,country,segment,acquisition_channel'),
  'touchpoints.csv': columns('touchpoint_id,name,stage,position'),
  'orders.csv': columns(
    'order_id,customer_external_id,ordered_at,status,currency,revenue,total,discount,tax,shipping,refunded_amount,margin,channel',
  ),
  'subscriptions.csv': columns(
    'subscription_id,customer_external_id,plan,interval,amount,currency,mrr,started_at,observed_from,current_period_end,canceled_at,ended_at,status,cancel_kind,cancel_reason',
  ),
  'tickets.csv': columns(
    'ticket_id,customer_external_id,order_id,channel,category,priority,created_at,first_response_at,solved_at,reopens,status,satisfaction_score,kind,sentiment,touchpoint',
  ),
  'visits.csv': columns(
    'visit_id,visitor_id,customer_external_id,started_at,ended_at,source,medium,campaign,device,landing_page,pageviews,converted,revenue',
  ),
  'events.csv': columns('event_id,visitor_id,customer_external_id,visit_id,occurred_at,name,url,properties'),
  'spend.csv': columns('spend_id,kind,channel,period_start,period_end,amount,currency'),
  'invitations.csv': columns('invitation_id,survey_id,customer_external_id,touchpoint,channel,sent_at,state,response_id'),
  'relationship.csv': columns(
    'response_id,customer_external_id,invited_at,submitted_at,channel,recommend,product,delivery,support,price,website,billing,comment',
  ),
  'contact.csv': columns('response_id,customer_external_id,invited_at,submitted_at,channel,touchpoint,csat,ces,comment'),
} as const;

export type FileName = keyof typeof headers;
export const fileNames = Object.keys(headers) as FileName[];
export type Rows = Readonly<Partial<Record<FileName, readonly string[][]>>>;

export const touchpointRows: readonly string[][] = [
  ['website', 'Website', 'choose', '1'],
  ['price', 'Price', 'choose', '2'],
  ['product', 'Product', 'use', '3'],
  ['delivery', 'Delivery', 'receive', '4'],
  ['billing', 'Billing', 'pay', '5'],
  ['support', 'Support', 'get help', '6'],
];

/** All that is known of one customer. */
export interface Story {
  readonly life: Life;
  readonly relationship: readonly Invitation<RelationshipAnswer>[];
  readonly contact: readonly Invitation<ContactAnswer>[];
  readonly visits: readonly Visit[];
}

/** The rows of one customer in every file, cells in the order of the headers. */
export function rowsOf(story: Story): Rows {
  return {
    'customers.csv': [customerRow(story.life)],
    'orders.csv': orderRows(story.life),
    'subscriptions.csv': subscriptionRows(story.life),
    'tickets.csv': ticketRows(story),
    'visits.csv': visitRows(story),
    'events.csv': eventRows(story),
    'invitations.csv': invitationRows(story),
    'relationship.csv': relationshipRows(story),
    'contact.csv': contactRows(story),
  };
}

function customerRow({ profile }: Life): string[] {
  const { externalId, email, firstName, lastName, createdAt, country, segment, acquisitionChannel } = profile;
  return [externalId, email, firstName, lastName, formatTime(createdAt), country, segment, acquisitionChannel];
}

function orderRows({ profile, orders }: Life): string[][] {
  return orders.map((order) => [
    order.id,
    profile.externalId,
    formatTime(order.orderedAt),
    order.status,
    company.currency,
    ...[order.revenue, order.total, order.discount, order.tax, order.shipping, order.refunded, order.margin].map(money),
    order.channel,
  ]);
}

function subscriptionRows({ profile, subscriptions }: Life): string[][] {
  return subscriptions.map((row) => [
    row.id,
    profile.externalId,
    row.plan,
    row.interval,
    money(row.amount),
    company.currency,
    money(row.interval === 'year' ? row.amount / 12 : row.amount),
    ...[row.startedAt, row.observedFrom, row.currentPeriodEnd, row.canceledAt, row.endedAt].map(formatTime),
    row.endedAt === null ? 'active' : 'canceled',
    row.cancelKind ?? '',
    row.cancelReason ?? '',
  ]);
}

function ticketRows({ life, contact }: Story): string[][] {
  const satisfaction = new Map(contact.flatMap(({ answer }) => (answer ? [[answer.ticket.id, String(answer.csat)]] : [])));
  return life.tickets.map((ticket) => [
    ticket.id,
    life.profile.externalId,
    ticket.orderId ?? '',
    ticket.channel,
    `${ticket.touchpoint} ${ticket.kind.toLowerCase()}`,
    ticket.priority,
    ...[ticket.createdAt, ticket.firstResponseAt, ticket.solvedAt].map(formatTime),
    String(ticket.reopens),
    ticket.solvedAt !== null ? 'solved' : ticket.firstResponseAt !== null ? 'open' : 'new',
    satisfaction.get(ticket.id) ?? '',
    ticket.kind,
    ticket.sentiment.toFixed(2),
    ticket.touchpoint,
  ]);
}

function visitRows({ life, visits }: Story): string[][] {
  return visits.map((visit) => [
    visit.id,
    visit.visitorId,
    visit.isNamed ? life.profile.externalId : '',
    formatTime(visit.startedAt),
    formatTime(visit.endedAt),
    visit.source,
    visit.medium,
    visit.campaign,
    visit.device,
    visit.landingPage,
    String(visit.pageviews),
    String(visit.order !== null),
    visit.order ? money(visit.order.revenue) : '',
  ]);
}

function eventRows({ life, visits }: Story): string[][] {
  return visits.flatMap(({ id, visitorId, isNamed, events }) =>
    events.map((event) => [
      event.id,
      visitorId,
      isNamed ? life.profile.externalId : '',
      id,
      formatTime(event.occurredAt),
      event.name,
      event.url,
      JSON.stringify(event.properties),
    ]),
  );
}

function invitationRows({ life, relationship: relational, contact }: Story): string[][] {
  const rows = (survey: string, touchpoint: string, invitations: readonly Invitation<{ readonly id: string }>[]) =>
    invitations.map(({ id, channel, sentAt, state, answer }) => [
      id,
      survey,
      life.profile.externalId,
      touchpoint,
      channel,
      formatTime(sentAt),
      state,
      answer?.id ?? '',
    ]);
  return [...rows('relationship', '', relational), ...rows('contact', 'support', contact)];
}

function relationshipRows({ life, relationship: invitations }: Story): string[][] {
  return invitations.flatMap(({ channel, sentAt, answer }) => {
    if (!answer) return [];
    const ratings = ratedTouchpoints.map((touchpoint) =>
      answer.blank.has(touchpoint) ? '' : String(answer.ratings[touchpoint] ?? relationship.notApplicableCode),
    );
    const { id, submittedAt, score, comment } = answer;
    return [[id, life.profile.externalId, formatTime(sentAt), formatTime(submittedAt), channel, String(score), ...ratings, comment]];
  });
}

function contactRows({ life, contact }: Story): string[][] {
  return contact.flatMap(({ channel, sentAt, answer }) => {
    if (!answer) return [];
    const { id, submittedAt, csat, ces, comment } = answer;
    const times = [formatTime(sentAt), formatTime(submittedAt)];
    return [[id, life.profile.externalId, ...times, channel, 'support', String(csat), String(ces), comment]];
  });
}

/** Cents as euros with two decimals. */
function money(cents: number): string {
  return (cents / 100).toFixed(2);
}

function columns(list: string): readonly string[] {
  return list.split(',');
}
