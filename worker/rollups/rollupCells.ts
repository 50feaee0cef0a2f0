import type { Queryable } from '../../prisma/sql.ts';
import { rollupGrains } from './rollupCatalogue.ts';
import type { Fragment, RollupSource } from './rollupSource.ts';

/** What a cell holds of a part. */
export const sums = ['n', 'customers', 'total', 'value_squares', 'xx', 'xy', 'yy'] as const;

/**
 * The cells of a source's values in these layouts, with the columns of its table. Sums over facts are added up from days. What a cell knows of
 * its customers is the same as of so many strangers, but for those who are in it more than once: their totals come from the facts themselves.
 * Sorted by customer and day, a fact is one of several in a period only where the one before or after it lies in the same period: so
 * long periods compare many facts, short ones few, and whoever came once costs nothing.
 */
export function cellsOf(sql: Queryable, { dimensions, parts }: RollupSource, values: Fragment, layouts: readonly number[]): Fragment {
  const names = sql`${sql([...dimensions])}`; // on its own: beside VALUES in a statement postgres.js takes a list of names for values
  const list = (pieces: readonly Fragment[]) => pieces.reduce((all, next) => sql`${all}, ${next}`);
  const each = (piece: (c: Fragment, u: Fragment, index: number) => Fragment) =>
    list(parts.map((_, index) => piece(sql`${sql(`c${index}`)}`, sql`${sql(`u${index}`)}`, index)));
  const as = (name: string, index: number) => sql`${sql(`${name}${index}`)}`;
  const chosen = list(
    dimensions.map((name, place) => sql`case when l.layout & ${32 << place} > 0 then v.${sql(name)} else '' end as ${sql(name)}`),
  );
  const laidOut = sql`join calendar g on g.day = v.day join unnest(${layouts}::integer[]) as l (layout) on l.layout & g.bit > 0`;
  const cell = sql`part, dimensions, grain, period, ${names}`;
  return sql`
    with value as materialized (
      select v.*, lag(v.day) over by_customer as day_before, lead(v.day) over by_customer as day_after
        from (${values}) v window by_customer as (partition by v.customer_id order by v.day)
    ), fine as (
      select day, ${names}, ${each((c) => c)}, count(*) as n, ${each((_, u, i) => sql`sum(${u}) as ${as('y', i)}, sum(${u} * ${u}) as ${as('q', i)}`)}
        from value group by day, ${names}, ${each((c) => c)}
    ), calendar as materialized (
      select v.day, g.* from (select distinct day from fine) v ${grains(sql)}
    ), kin as (
      select layout, bit, period, ${names}, ${each(
        (c, u, i) => sql`
             count(*) filter (where ${c} & bit > 0) as ${as('k', i)}, sum(${u}) filter (where ${c} & bit > 0) as ${as('y', i)},
             sum(${u} * ${u}) filter (where ${c} & bit > 0) as ${as('q', i)}`,
      )}
        from (select v.customer_id, l.layout, g.bit, g.period, ${chosen}, ${each((c, u) => sql`v.${c}, v.${u}`)}
                from value v ${laidOut}
               where v.customer_id is not null and (v.day_before >= g.period or v.day_after < g.next)) v
       group by layout, bit, period, ${names}, customer_id having count(*) > 1
    )
    select ${cell}, sum(n)::bigint as n, sum(customers)::bigint as customers, sum(total) as total, sum(squares) as value_squares,
           sum(xx)::bigint as xx, sum(xy) as xy, sum(yy) as yy
      from (select p.part, l.layout >> 5 as dimensions, g.grain, g.period, ${chosen}, v.n, v.n as customers, p.y as total, p.q as squares, v.n as xx, p.y as xy, p.q as yy
              from fine v ${laidOut}
              join lateral (values ${list(parts.map((part, i) => sql`(${part}::text, v.${as('c', i)}, v.${as('y', i)}, v.${as('q', i)})`))}) p (part, counts, y, q)
                on p.counts & g.bit > 0
             union all
            select p.part, v.layout >> 5, g.grain, v.period, ${names}, 0, 1 - p.k, 0, 0, p.k * p.k - p.k, p.k * p.y - p.y, p.y * p.y - p.q
              from kin v join (select distinct bit, grain from calendar) g on g.bit = v.bit
              join lateral (values ${list(parts.map((part, i) => sql`(${part}::text, v.${as('k', i)}, v.${as('y', i)}, v.${as('q', i)})`))}) p (part, k, y, q)
                on p.k > 1) summand
     group by ${cell}`;
}

/** The periods that a day lies in, each from its first day to the first of the next. Facts without a date (-infinity) share one of their own. */
function grains(sql: Queryable): Fragment {
  const periods = rollupGrains.map((grain, place) => {
    const start = sql`date_trunc(${grain.toLowerCase()}::text, v.day::timestamp)`;
    const length = grain === 'QUARTER' ? '3 months' : `1 ${grain.toLowerCase()}`;
    return sql`(${1 << place}::integer, ${grain}::text, ${start}::date,
      case when v.day = '-infinity' then 'infinity' else (${start} + ${length}::text::interval)::date end)`;
  });
  return sql`cross join lateral (values ${periods.reduce((all, next) => sql`${all}, ${next}`)}) g (bit, grain, period, next)`;
}
