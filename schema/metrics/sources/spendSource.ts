import { unitOf } from '../timeBuckets.ts';
import { column, type SourceSql, type Sql } from './sourceSql.ts';

export const acquisitionKinds = ['ACQUISITION', 'SALES'] as const;
export const serviceKinds = ['SERVICE'] as const;

/** Whether a fact is of the time of which spend of some kinds is known: money is not spread over those who came before it was counted. */
export const isAsSpent =
  (at: string, kinds: readonly string[]): Sql =>
  (sql, { workspaceId }) => {
    const end = (which: 'min' | 'max', time: string) =>
      sql`(select ${sql(which)}(${sql(time)}) from spend where workspace_id = ${workspaceId} and kind = any(${[...kinds]}::text[]))`;
    return sql`f.${sql(at)} >= ${end('min', 'period_start')} and f.${sql(at)} < ${end('max', 'period_end')}`;
  };

const ofKinds =
  (kinds: readonly string[]): Sql =>
  (sql) =>
    sql`case when f.kind = any(${[...kinds]}::text[]) then 1 end`;
/** What lies ahead has brought nobody yet: a month's money, known from its first day on, is not that of the few who came so far. */
const untilNow =
  (kinds: readonly string[]): Sql =>
  (sql) =>
    sql`case when f.kind = any(${[...kinds]}::text[]) and f.at <= now() then 1 end`;
const amount: Sql = (sql) => sql`f.amount`;

/** Money spent, spread evenly over the period it was spent in: a piece a day, by hours an hour. It is spent on nobody in particular. */
export const spendSource: SourceSql = {
  from: (sql, { timeZone }, request) => {
    const local = (time: string) => sql`f.${sql(time)} at time zone ${timeZone}::text`;
    const pieces =
      unitOf(request) === 'HOUR'
        ? sql`
         select g as since, g + interval '1 hour' as until
           from generate_series(date_trunc('hour', f.period_start, ${timeZone}::text), f.period_end, interval '1 hour') g`
        : sql`
         select g at time zone ${timeZone}::text as since, (g + interval '1 day') at time zone ${timeZone}::text as until
           from generate_series(date_trunc('day', ${local('period_start')}), ${local('period_end')}, interval '1 day') g`;
    return sql`(
      select f.workspace_id, f.id, f.kind, f.channel, greatest(piece.since, f.period_start) as at,
             f.amount * (extract(epoch from least(piece.until, f.period_end) - greatest(piece.since, f.period_start)) / extract(epoch from f.period_end - f.period_start)) as amount
        from spend f
       cross join lateral (${pieces}) piece
       where piece.since < f.period_end and piece.until > f.period_start) f`;
  },
  at: column('at'),
  customer: null,
  unit: (sql) => sql`-f.id`,
  own: { CHANNEL: column('channel'), ACQUISITION_CHANNEL: column('channel') },
  parts: {
    acquisition: { counts: untilNow(acquisitionKinds), value: amount, isMoney: true },
    retention: { counts: ofKinds(['RETENTION']), value: amount, isMoney: true },
    service: { counts: untilNow(serviceKinds), value: amount, isMoney: true },
  },
};
