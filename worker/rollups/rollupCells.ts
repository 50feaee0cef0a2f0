import type { Queryable } from '../../prisma/sql.ts';
import { bitCount, mostDimensions } from './rollupCatalogue.ts';
import type { Fragment, RollupSource } from './rollupSource.ts';

/** The choices of dimensions that have rows: all of those that vary, up to `mostDimensions` of them. */
export function choicesOf(varying: number): number[] {
  return Array.from({ length: varying + 1 }, (_, choice) => choice).filter(
    (choice) => (choice & ~varying) === 0 && bitCount(choice) <= mostDimensions,
  );
}

/**
 * The cells of a source's values, with the columns of its table. Sums over facts are added up from days. What a cell knows of its customers
 * is the same as of so many strangers, but for those who are in it more than once: their totals come from the facts themselves.
 * Sorted by customer and day, a fact is one of several in a period only where the one before or after it lies in the same period: so
 * long periods compare many facts, short ones few, and whoever came once costs nothing.
 */
export function cellsOf(sql: Queryable, { dimensions }: RollupSource, values: Fragment, choices: readonly number[]): Fragment {
  const names = sql`${sql([...dimensions])}`; // on its own: beside VALUES in a statement postgres.js takes a list of names for values
  const chosen = dimensions
    .map((name, place) => sql`case when c.dimensions & ${1 << place} > 0 then v.${sql(name)} else '' end as ${sql(name)}`)
    .reduce((list, next) => sql`${list}, ${next}`);
  const choice = sql`unnest(${choices}::integer[]) as c (dimensions)`;
  const cell = sql`part, dimensions, grain, period, ${names}`;
  return sql`
    with value as (
      select v.*, lag(v.day) over by_customer as day_before, lead(v.day) over by_customer as day_after
        from (${values}) v window by_customer as (partition by v.part, v.customer_id order by v.day)
    ), fine as (
      select part, day, counts, ${names}, count(*) as n, sum(u) as total, sum(u * u) as squares from value group by part, day, counts, ${names}
    ), kin as (
      select ${cell}, count(*) as k, sum(u) as y, sum(u * u) as squares
        from (select v.part, v.customer_id, c.dimensions, g.grain, g.period, ${chosen}, v.u
                from value v ${grains(sql)} cross join ${choice}
               where v.counts & g.bit > 0 and v.customer_id is not null and (v.day_before >= g.period or v.day_after < g.next)) v
       group by ${cell}, customer_id having count(*) > 1
    )
    select ${cell}, sum(n)::bigint as n, sum(customers)::bigint as customers, sum(total) as total, sum(squares) as value_squares,
           sum(xx)::bigint as xx, sum(xy) as xy, sum(yy) as yy
      from (select v.part, c.dimensions, g.grain, g.period, ${chosen}, v.n, v.n as customers, v.total, v.squares, v.n as xx, v.total as xy, v.squares as yy
              from fine v ${grains(sql)} cross join ${choice}
             where v.counts & g.bit > 0
             union all
            select ${cell}, 0, 1 - k, 0, 0, k * k - k, k * y - y, y * y - squares from kin) summand
     group by ${cell}`;
}

/** The periods that a day lies in, each from its first day to the first of the next. */
function grains(sql: Queryable): Fragment {
  return sql`
    cross join lateral (values
      (1, 'DAY', v.day, v.day + 1),
      (2, 'WEEK', date_trunc('week', v.day::timestamp)::date, date_trunc('week', v.day::timestamp)::date + 7),
      (4, 'MONTH', date_trunc('month', v.day::timestamp)::date, (date_trunc('month', v.day::timestamp) + interval '1 month')::date),
      (8, 'QUARTER', date_trunc('quarter', v.day::timestamp)::date, (date_trunc('quarter', v.day::timestamp) + interval '3 months')::date),
      (16, 'YEAR', date_trunc('year', v.day::timestamp)::date, (date_trunc('year', v.day::timestamp) + interval '1 year')::date)
    ) g (bit, grain, period, next)`;
}
