/** All that happened between a customer and the company, in one order whatever table it is in. */
import type { Queryable } from '../../prisma/sql.ts';
import { type Cursor, cursorTime, type Page } from '../connection.ts';
import { badUserInput } from '../errors.ts';

/**
 * Each kind and where its moments are. What happens at one moment comes in this order: newest first, what follows before what it follows. Days
 * without a time are common, and so is an event that begins its visit.
 */
export const timelineSources = {
  RESPONSE: { table: 'response', time: 'responded_at' },
  INVITATION: { table: 'invitation', time: 'sent_at' },
  TICKET_RESOLVED: { table: 'ticket', time: 'resolved_at' },
  TICKET_OPENED: { table: 'ticket', time: 'opened_at' },
  SUBSCRIPTION_ENDED: { table: 'subscription', time: 'ended_at' },
  SUBSCRIPTION_CANCELED: { table: 'subscription', time: 'canceled_at' },
  SUBSCRIPTION_STARTED: { table: 'subscription', time: 'started_at' },
  ORDER: { table: 'order', time: 'occurred_at' },
  EVENT: { table: 'event', time: 'occurred_at' },
  VISIT: { table: 'visit', time: 'started_at' },
} as const;

export type TimelineKind = keyof typeof timelineSources;
export const timelineKinds = Object.keys(timelineSources) as TimelineKind[];

export interface TimelinePage {
  readonly customerId: bigint;
  readonly page: Page;
  readonly from: Date | null;
  readonly until: Date | null;
  /** Null: all. */
  readonly kinds: readonly TimelineKind[] | null;
}

export interface TimelineMoment {
  readonly kind: TimelineKind;
  /** Of the row in the table of the kind. */
  readonly id: bigint;
  readonly at: Date;
}

/** A moment and which of the pages asked for it belongs to, from 1. */
export type AskedMoment = TimelineMoment & { readonly asked: number };

const maxId = '9223372036854775807';

/**
 * The moments of a page for each of many customers, in one statement. Every kind is read from its own range of an
 * index, no further than the page; decisions and ends of subscriptions and resolutions of tickets have no index of
 * their own, but a customer has few of them. A kind that is not asked for is not read.
 */
export function selectTimelines(sql: Queryable, workspaceId: number, pages: readonly TimelinePage[]): PromiseLike<AskedMoment[]> {
  const bounds = pages.map(bound);
  const sources = timelineKinds.map((kind, rank) => {
    const { table, time } = timelineSources[kind];
    const at = sql(`f.${time}`);
    // Of the moment of the cursor itself, kinds before its own are done, and those behind it still to come.
    const beforeId = sql`case when asked.before_rank < ${rank}::integer then ${maxId}::bigint when asked.before_rank = ${rank}::integer then asked.before_id else 0 end`;
    return sql`${rank === 0 ? sql`` : sql`union all`} (
      select ${rank}::integer as rank, f.id, ${at} as at from ${sql(table)} f
       where (asked.kinds & ${1 << rank}::integer) <> 0 and f.workspace_id = ${workspaceId} and f.identity_id = i.id
         and (${at}, f.id) < (asked.before_time, ${beforeId}) and ${at} >= asked.from_time
       order by ${at} desc, f.id desc limit asked.row_limit)`;
  });
  return sql<AskedMoment[]>`
    select asked.ordinal::integer as asked, (${timelineKinds}::text[])[page.rank + 1] as kind, page.id, page.at
      from unnest(${pages.map(({ customerId }) => String(customerId))}::text[]::bigint[], ${pages.map(({ page }) => page.first + 1)}::integer[],
                  ${bounds.map(({ time }) => time)}::text[]::timestamptz[], ${bounds.map(({ rank }) => rank)}::integer[],
                  ${bounds.map(({ id }) => id)}::text[]::bigint[], ${pages.map(({ from }) => from?.toISOString() ?? '-infinity')}::text[]::timestamptz[],
                  ${pages.map(kindsOf)}::integer[])
             with ordinality as asked (customer_id, row_limit, before_time, before_rank, before_id, from_time, kinds, ordinal)
     cross join lateral (
       select moments.* from identity i cross join lateral (${sources}) moments
        where i.workspace_id = ${workspaceId} and i.customer_id = asked.customer_id
        order by moments.at desc, moments.rank, moments.id desc limit asked.row_limit
     ) page
     order by asked.ordinal, page.at desc, page.rank, page.id desc`;
}

/** Places in a timeline are (moment, kind, id): the sort value of a cursor holds the first two. */
export const timelineCursor = ({ at, kind, id }: TimelineMoment): Cursor => ({ sortValue: `${at.toISOString()} ${kind}`, id });

function bound({ page: { after }, until }: TimelinePage): { time: string; rank: number; id: string } {
  const end = until ? { time: until.toISOString(), rank: timelineKinds.length, id: '0' } : { time: 'infinity', rank: -1, id: '0' };
  if (!after) return end;
  const [time, kind] = (after.sortValue ?? '').split(' ');
  const at = cursorTime({ sortValue: time ?? '', id: after.id });
  const rank = timelineKinds.indexOf(kind as TimelineKind);
  if (!at || rank < 0) throw badUserInput('after', 'this is not a cursor of this list');
  return until && until <= at ? end : { time: at.toISOString(), rank, id: String(after.id) };
}

const kindsOf = ({ kinds }: TimelinePage) => (kinds ?? timelineKinds).reduce((mask, kind) => mask | (1 << timelineKinds.indexOf(kind)), 0);

/** The latest trace so far of each of many customers, in their order: the first entry of one index a table and identity that is not dated ahead. */
export function selectLastActivity(
  sql: Queryable,
  workspaceId: number,
  customerIds: readonly bigint[],
): PromiseLike<{ at: Date | null }[]> {
  const latest = (['RESPONSE', 'ORDER', 'TICKET_OPENED', 'VISIT', 'EVENT'] as const).map((kind, index) => {
    const { table, time } = timelineSources[kind];
    const at = sql(`f.${time}`);
    return sql`${index === 0 ? sql`` : sql`,`} (select ${at} from ${sql(table)} f
      where f.workspace_id = ${workspaceId} and f.identity_id = i.id and ${at} <= now() order by ${at} desc limit 1)`;
  });
  return sql<{ at: Date | null }[]>`
    select (select max(greatest(${latest})) from identity i where i.workspace_id = ${workspaceId} and i.customer_id = asked.customer_id) as at
      from unnest(${customerIds.map(String)}::text[]::bigint[]) with ordinality as asked (customer_id, ordinal)
     order by asked.ordinal`;
}
