import { intervalOf, unitOf } from '../timeBuckets.ts';
import { all, always, column, type SourceSql, type Sql } from './sourceSql.ts';

/**
 * Customers who had a contract at the beginning of a period, a row each and period: whether they were lost in it.
 *
 * As the churn of runs (definitions.md, section 4; worker/data/churn/subscriptionEpisodes.ts): subscriptions that follow each other within 30 days
 * are one contract, a change of plan is no loss; the clock stops at the decision, else at the end, and what begins before 30 days after the end, also one
 * that lies ahead, follows; a MIGRATION is no loss. A period that has not ended, or reaches beyond `until`, has no rate.
 */
export const contractSource: SourceSql = {
  from: (sql, context, request) => {
    const { workspaceId } = context;
    const known = (name: string) => sql`case when f.${sql(name)} <= now() then f.${sql(name)} end`;
    return sql`(
      select e.workspace_id, e.customer_id, e.customer_id as id, period.since as at, e.is_loss and e.stop < period.until as is_lost
        from (
          select workspace_id, customer_id, contract, min(greatest(started_at, coalesce(observed_from, started_at))) as entry, max(stop) as stop,
                 (array_agg(cancel_kind is distinct from 'MIGRATION' order by stop desc, started_at desc, id desc))[1] as is_loss
            from (
              select marked.*, count(*) filter (where is_first) over (partition by customer_id order by started_at, id) as contract
                from (
                  select s.*, started_at - max(runs_until) over (partition by customer_id order by started_at, id rows between unbounded preceding and 1 preceding) > interval '30 days' as is_first
                    from (
                      select f.workspace_id, f.id, i.customer_id, f.started_at, f.observed_from, f.cancel_kind,
                             coalesce(f.ended_at, ${known('canceled_at')}, 'infinity') as runs_until,
                             greatest(f.started_at, least(coalesce(${known('canceled_at')}, 'infinity'), coalesce(${known('ended_at')}, 'infinity'))) as stop
                        from subscription f join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
                       where f.workspace_id = ${workspaceId} and i.customer_id is not null and f.started_at <= now()) s) marked) numbered
           group by workspace_id, customer_id, contract) e
        ${periodsOf(sql, context, request)}
       where period.since >= e.entry and period.since < e.stop and period.until <= now()) f`;
  },
  at: column('at'),
  isOfPeriods: true,
  seenAt: (sql) => sql`(f.at + interval '1 millisecond')`, // what begins with the period is there in it
  customer: column('customer_id'),
  unit: column('customer_id'),
  own: {},
  parts: {
    lost: { counts: always, value: (sql) => sql`case when f.is_lost then 1 else 0 end` },
    kept: { counts: always, value: (sql) => sql`case when f.is_lost then 0 else 1 end` },
  },
};

/** Buckets of time that a contract meets, or the periods asked for. */
const periodsOf: Sql = (sql, { timeZone }, request) => {
  const { from, until, reference } = request;
  const unit = unitOf(request);
  if (unit === null) {
    const asked = [{ from, until }, ...(reference?.kind === 'BOUNDS' ? [reference] : [])].map(
      (bounds) => sql`union all select ${bounds.from}::timestamptz, ${bounds.until}::timestamptz`,
    );
    return sql`cross join (select null::timestamptz as since, null::timestamptz as until ${all(sql, asked)}) period`;
  }
  const step = intervalOf({ amount: 1, unit });
  const local = (moment: ReturnType<Sql>) => sql`(${moment} at time zone ${timeZone}::text)`;
  const earliest =
    from === null
      ? sql`e.entry`
      : sql`greatest(e.entry, ${from}::timestamptz - ${reference?.kind === 'SHIFT' ? intervalOf(reference) : '0 days'}::text::interval - interval '1 day')`;
  return sql`cross join lateral (
    select g at time zone ${timeZone}::text as since, (g + ${step}::text::interval) at time zone ${timeZone}::text as until
      from generate_series(date_trunc(${unit.toLowerCase()}::text, ${local(earliest)}), ${local(sql`least(e.stop, now(), coalesce(${until}::timestamptz, now()))`)}, ${step}::text::interval) g
     where ${until}::timestamptz is null or (g + ${step}::text::interval) at time zone ${timeZone}::text <= ${until}::timestamptz) period`;
};
