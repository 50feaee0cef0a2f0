import { column, customerOfIdentity, customerOrFact, factsOf, type SourceSql, type Sql } from './sourceSql.ts';
import { isAsSpent, serviceKinds } from './spendSource.ts';

const hours = (until: string): Sql => {
  const end = column(until);
  return (sql, context, request) => sql`(extract(epoch from ${end(sql, context, request)} - f.opened_at) / 3600)::float8`;
};
const target: Sql = (sql, { targetHours }) => sql`make_interval(secs => ${targetHours}::float8 * 3600)`;

/** Whether a fact is of the days from the first ticket to the last: of others nobody knows what was complained of. */
export const isAsTicketed =
  (at: string): Sql =>
  (sql, { workspaceId, timeZone }) => {
    const day = (which: 'min' | 'max', later: string) => sql`(
      select (date_trunc('day', ${sql(which)}(opened_at) at time zone ${timeZone}::text) + ${later}::text::interval) at time zone ${timeZone}::text
        from ticket where workspace_id = ${workspaceId} and opened_at <= now())`;
    return sql`f.${sql(at)} >= ${day('min', '0 days')} and f.${sql(at)} < ${day('max', '1 day')}`;
  };

/** Tickets by the moment they were opened. */
export const ticketSource: SourceSql = {
  from: factsOf('ticket'),
  at: column('opened_at'),
  customer: customerOfIdentity,
  unit: customerOrFact,
  own: {
    TOUCHPOINT: column('touchpoint'),
    CHANNEL: column('channel'),
    TICKET_KIND: column('kind'),
    CATEGORY: column('category'),
    PRIORITY: column('priority'),
  },
  parts: {
    tickets: { counts: (sql) => sql`1` },
    complaints: { counts: (sql) => sql`case when f.kind = 'COMPLAINT' then 1 end` },
    firstResponse: { counts: (sql) => sql`case when f.first_response_at is not null then 1 end`, value: hours('first_response_at') },
    resolution: { counts: (sql) => sql`case when f.resolved_at is not null then 1 end`, value: hours('resolved_at') },
    // one that is not answered yet counts once its time is over
    withinTarget: {
      counts: (sql, context, request) =>
        sql`case when f.first_response_at is not null or f.opened_at + ${target(sql, context, request)} < now() then 1 end`,
      value: (sql, context, request) =>
        sql`case when f.first_response_at <= f.opened_at + ${target(sql, context, request)} then 1 else 0 end`,
    },
    handledAsSpent: {
      counts: (sql, context, request) =>
        sql`case when (f.first_response_at is not null or f.resolved_at is not null) and ${isAsSpent('opened_at', serviceKinds)(sql, context, request)} then 1 end`,
    },
  },
};
