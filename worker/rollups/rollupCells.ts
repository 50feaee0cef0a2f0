import type { Queryable } from '../../prisma/sql.ts';
import { rollupGrains } from './rollupCatalogue.ts';
import type { Fragment, RollupSource } from './rollupSource.ts';

/** What a cell holds of a part. */
export const sums = ['n', 'customers', 'total', 'value_squares', 'xx', 'xy', 'yy'] as const;

/**
 * The cells of a source's values in these layouts, with the columns of its table. Sums over facts are added up from days. What a cell knows of
 * its customers is the same as of so many strangers, but for those who are in it more than once: their totals come from the facts themselves.
 * Sorted by customer and day, a fact is one of several in a period only where the one before or after it lies in the same period: so
 * long periods compare many facts, short ones few, and whoever came once costs nothing. Groups are numbered: what is hashed are numbers.
 */
export function cellsOf(sql: Queryable, { dimensions, parts }: RollupSource, values: Fragment, layouts: readonly number[]): Fragment {
  const names = sql`${sql([...dimensions])}`; // on its own: beside VALUES in a statement postgres.js takes a list of names for values
  const list = (pieces: readonly Fragment[]) => pieces.reduce((all, next) => sql`${all}, ${next}`);
  const each = (piece: (c: Fragment, u: Fragment, index: number) => Fragment) =>
    list(parts.map((_, index) => piece(sql`${sql(`c${index}`)}`, sql`${sql(`u${index}`)}`, index)));
  const as = (name: string, index: number) => sql`${sql(`${name}${index}`)}`;
  const chosen = list(
    dimensions.map((name, place) => sql`case when l.layout & ${32 << place} > 0 then c.${sql(name)} else '' end as ${sql(name)}`),
  );
  const placed = sql`join place p on p.combo = v.combo and p.layout & g.bit > 0`;
  const partsOf = (name: 'c' | 'k') =>
    sql`(values ${list(parts.map((part, i) => sql`(${part}::text, v.${as(name, i)}, v.${as('y', i)}, v.${as('q', i)})`))}) part (part, counts, y, q)`;
  return sql`
    with raw as materialized (${values}), combo as materialized (
      select row_number() over ()::integer as combo, c.* from (select distinct ${names} from raw) c
    ), value as materialized (
      select r.customer_id, r.day, c.combo, ${each((c, u) => sql`${c}, ${u}`)}, lag(r.day) over by_customer as day_before, lead(r.day) over by_customer as day_after
        from raw r join combo c using (${names}) window by_customer as (partition by r.customer_id order by r.day)
    ), fine as (
      select day, combo, ${each((c) => c)}, count(*) as n, ${each((_, u, i) => sql`sum(${u}) as ${as('y', i)}, sum(${u} * ${u}) as ${as('q', i)}`)}
        from value group by day, combo, ${each((c) => c)}
    ), calendar as materialized (
      select v.day, g.* from (select distinct day from fine) v ${grains(sql)}
    ), place as materialized (
      select p.*, dense_rank() over (order by layout, ${names})::integer as place
        from (select l.layout, c.combo, ${chosen} from combo c cross join unnest(${layouts}::integer[]) as l (layout)) p
    ), kin as (
      select p.place, g.bit, g.period, ${each(
        (c, u, i) => sql`
             count(*) filter (where v.${c} & g.bit > 0) as ${as('k', i)}, sum(v.${u}) filter (where v.${c} & g.bit > 0) as ${as('y', i)},
             sum(v.${u} * v.${u}) filter (where v.${c} & g.bit > 0) as ${as('q', i)}`,
      )}
        from value v join calendar g on g.day = v.day and (v.day_before >= g.period or v.day_after < g.next) ${placed}
       where v.customer_id is not null
       group by p.place, g.bit, g.period, v.customer_id having count(*) > 1
    )
    select s.part, p.layout >> 5 as dimensions, g.grain, s.period, ${list(dimensions.map((name) => sql`p.${sql(name)}`))}, s.n, s.customers, s.total, s.value_squares, s.xx, s.xy, s.yy
      from (select part, place, bit, period, sum(n)::bigint as n, sum(customers)::bigint as customers, sum(total) as total, sum(squares) as value_squares,
                   sum(xx)::bigint as xx, sum(xy) as xy, sum(yy) as yy
              from (select part.part, p.place, g.bit, g.period, v.n, v.n as customers, part.y as total, part.q as squares, v.n as xx, part.y as xy, part.q as yy
                      from fine v join calendar g on g.day = v.day ${placed} join lateral ${partsOf('c')} on part.counts & g.bit > 0
                     union all
                    select part.part, v.place, v.bit, v.period, 0, 1 - counts, 0, 0, counts * counts - counts, counts * y - y, y * y - q
                      from kin v join lateral ${partsOf('k')} on part.counts > 1) summand
             group by part, place, bit, period) s
      join (select distinct on (place) * from place order by place) p on p.place = s.place
      join (select distinct bit, grain from calendar) g on g.bit = s.bit`;
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
