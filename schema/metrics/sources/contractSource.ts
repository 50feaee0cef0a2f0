import type { Queryable } from '../../../prisma/sql.ts';
import { contracts } from '../../crm/contracts.sql.ts';
import type { ReferencePeriod } from '../metricsRequest.ts';
import { intervalOf, unitOf } from '../timeBuckets.ts';
import { all, always, column, type SourceSql, type Sql } from './sourceSql.ts';

/**
 * Customers who had a contract at the beginning of a period, a row each and period: whether they were lost in it. A period that has not ended, or reaches
 * beyond `until`, has no rate. A loss at the moment in which a period ends and the next begins is of the one that ends, as in churn runs: at the
 * beginning of the next one nobody is there to be lost. Dates without a time are such moments.
 */
export const contractSource: SourceSql = {
  from: (sql, context, request) => {
    const { workspaceId } = context;
    return sql`(
      select ${workspaceId}::integer as workspace_id, e.customer_id, e.customer_id as id, period.since as at, e.is_loss and e.stop <= period.until as is_lost
        from (${contracts(sql, workspaceId)}) e
        ${periodsOf(sql, context, request)}
       where period.since >= e.entry and period.since < e.stop and period.until <= now()) f`;
  },
  at: column('at'),
  isOfPeriods: true,
  size: (sql, context, request) => {
    const { from, until, reference } = request;
    const step = sql`${intervalOf({ amount: 1, unit: unitOf(request) ?? 'YEAR' })}::text::interval`;
    const seconds = sql`extract(epoch from least(e.stop, now(), coalesce(${until}::timestamptz, now())) - ${earliestOf(sql, from, reference)})`;
    return sql`
      select (${reference === null ? 1 : 2}::integer * coalesce(sum(greatest(0, ${seconds})), 0) / extract(epoch from ${step}))::float8 as rows
        from (${contracts(sql, context.workspaceId)}) e`;
  },
  seenAt: (sql) => sql`(f.at + interval '1 millisecond')`, // what begins with the period is there in it
  customer: column('customer_id'),
  unit: column('customer_id'),
  own: {},
  parts: {
    lost: { counts: always, value: (sql) => sql`case when f.is_lost then 1 else 0 end` },
    kept: { counts: always, value: (sql) => sql`case when f.is_lost then 0 else 1 end` },
  },
};

/** From when on periods of a contract are asked for. */
const earliestOf = (sql: Queryable, from: Date | null, reference: ReferencePeriod | null) =>
  from === null
    ? sql`e.entry`
    : sql`greatest(e.entry, ${from}::timestamptz - ${reference?.kind === 'SHIFT' ? intervalOf(reference) : '0 days'}::text::interval - interval '1 day')`;

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
  return sql`cross join lateral (
    select g at time zone ${timeZone}::text as since, (g + ${step}::text::interval) at time zone ${timeZone}::text as until
      from generate_series(date_trunc(${unit.toLowerCase()}::text, ${local(earliestOf(sql, from, reference))}), ${local(sql`least(e.stop, now(), coalesce(${until}::timestamptz, now()))`)}, ${step}::text::interval) g
     where ${until}::timestamptz is null or (g + ${step}::text::interval) at time zone ${timeZone}::text <= ${until}::timestamptz) period`;
};
