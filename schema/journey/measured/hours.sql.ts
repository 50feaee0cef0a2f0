/** How long the tickets of a period waited, by touchpoint: sums by customer, for their clustered error, and the quantiles; no ticket leaves. */
import type { Queryable } from '../../../prisma/sql.ts';
import type { CellSums } from '../../../worker/stats/descriptive/cellSums.ts';
import { plannedAsSets } from '../../plannedAnew.ts';
import { type JourneyRequest, placeOf } from './contacts.sql.ts';

export interface HoursRow {
  /** Null: of tickets that no touchpoint has, which are told to nobody. */
  readonly touchpointId: bigint | null;
  readonly part: 'RESPONSE' | 'RESOLUTION';
  readonly sums: CellSums;
  readonly median: number;
}

interface Row extends Omit<HoursRow, 'sums'> {
  readonly sums: readonly number[];
}

export async function selectHours(sql: Queryable, { workspaceId, from, until }: JourneyRequest): Promise<HoursRow[]> {
  const rows = await plannedAsSets(
    sql,
    sql<Row[]>`
    with opened as materialized (
      select f.id, f.identity_id, coalesce(f.touchpoint, '') as own, coalesce(f.kind, '') as name, coalesce(f.channel, '') as channel,
             extract(epoch from f.first_response_at - f.opened_at)::float8 / 3600 as response, extract(epoch from f.resolved_at - f.opened_at)::float8 / 3600 as resolution
        from ticket f
       where f.workspace_id = ${workspaceId} and f.opened_at >= ${from}::timestamptz and f.opened_at < ${until}::timestamptz),
    placed as materialized (
      select kinds.*, ${placeOf(sql, workspaceId)} as touchpoint_id from (select distinct 'TICKET' as fact, own, name, channel from opened) kinds),
    waited as materialized (
      select p.touchpoint_id, o.response, o.resolution, coalesce(i.customer_id, -o.id) as unit -- one of nobody known is a customer of their own
        from opened o
        join placed p on p.own = o.own and p.name = o.name and p.channel = o.channel
        left join identity i on i.workspace_id = ${workspaceId} and i.id = o.identity_id),
    hours as (
      select touchpoint_id, 'RESPONSE' as part, unit, response as hours from waited where response is not null
      union all select touchpoint_id, 'RESOLUTION', unit, resolution from waited where resolution is not null),
    middle as (select touchpoint_id, part, percentile_cont(0.5) within group (order by hours) as median from hours group by 1, 2),
    by_unit as (
      select touchpoint_id, part, unit, count(*)::float8 as x, sum(hours) as y, sum(hours * hours) as q from hours group by 1, 2, 3),
    summed as (
      select touchpoint_id, part, array[sum(x), count(*), sum(y), sum(q), sum(x * x), sum(x * y), sum(y * y)]::float8[] as sums from by_unit group by 1, 2)
    select s.touchpoint_id as "touchpointId", s.part, s.sums, m.median
      from summed s join middle m on m.touchpoint_id is not distinct from s.touchpoint_id and m.part = s.part`,
  );
  return rows.map(({ sums, ...row }) => ({ ...row, sums: cellSumsOf(sums) }));
}

/** Nothing is weighed: the weights of a customer are what is counted. */
export function cellSumsOf([n = 0, customers = 0, total = 0, valueSquares = 0, xx = 0, xy = 0, yy = 0]: readonly number[]): CellSums {
  return { n, customers, weight: n, total, valueSquares, weightSquares: n, xx, xy, yy, exactTotal: null };
}
