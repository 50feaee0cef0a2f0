/** What a decomposition of a change is made of: sums of cells, a group on one side each, and products over customers of any two. */
import { type Queryable, unprepared } from '../../../prisma/sql.ts';
import type { ChangeCell, ChangeSums } from '../../../worker/stats/descriptive/changeOfSums.ts';
import type { Fragment } from '../../facts/factTable.ts';
import { groupedFacts } from '../dimensions.sql.ts';
import { facts, isWeighted, partOf, type Writing } from '../facts.sql.ts';
import type { CellsRequest } from '../metricsRequest.ts';
import { metricSourcesSql } from '../sources/metricSourcesSql.ts';
import { all, type CellsContext } from '../sources/sourceSql.ts';

/** One of the two that are compared. */
export interface ChangeSide {
  readonly context: CellsContext;
  /** Of one part, by one grouping, with the groups that keep cells of their own. */
  readonly request: CellsRequest;
}

/** A group of the decomposition; `isOther`: all that were not kept. */
export interface ChangeGroup {
  readonly key: string | null;
  readonly isOther: boolean;
}

export interface ReadChange {
  readonly sums: ChangeSums;
  /** Parallel to the segments of the sums, which are their places. */
  readonly groups: readonly ChangeGroup[];
  /** Distinct, parallel to the cells of the sums. */
  readonly customers: readonly number[];
}

interface Row {
  readonly a: string | null;
  readonly b: string | null;
  readonly sums: readonly number[];
}

export async function selectChangeSums(sql: Queryable, before: ChangeSide, after: ChangeSide): Promise<ReadChange> {
  const source = metricSourcesSql[after.request.source];
  const writingOf = ({ context, request }: ChangeSide): Writing => ({
    ...{ sql, context, request, source },
    grouped: groupedFacts(sql, context, source, request),
  });
  // named queries that either side needs, each once
  const both = { ...after.request, where: [...before.request.where, ...after.request.where] };
  const named = groupedFacts(sql, after.context, source, both).with;
  const writing = writingOf(after);
  const part = partOf(writing, after.request.parts[0] ?? '');
  const weighs = isWeighted(writing, part);
  const key = (side: string): Fragment =>
    sql`${side}::text || case when is_other then 'OTHER' when k0 is null then 'NONE' else 'KEY ' || k0 end as cell`;
  const statement = sql<Row[]>`
    with ${all(sql, named)} fact as (
      select ${key('B')}, unit, w0, u0 from (${facts(writingOf(before))}) before_facts
       union all
      select ${key('A')}, unit, w0, u0 from (${facts(writing)}) after_facts),
    per_unit as materialized (
      select cell, unit, count(*)::float8 as n, ${weighs ? sql`sum(w0)::float8` : sql`count(*)::float8`} as x, ${weighs ? sql`sum(w0 * u0)::float8` : sql`sum(u0)::float8`} as y
        from fact where w0 is not null group by cell, unit)
    select a.cell as a, b.cell as b, array[sum(a.x * b.x), sum(a.x * b.y), sum(a.y * b.x), sum(a.y * b.y)]::float8[] as sums
      from per_unit a join per_unit b on b.unit = a.unit and b.cell >= a.cell
     group by a.cell, b.cell
     union all
    select cell, null, array[sum(n), sum(x), sum(y), count(*)]::float8[] from per_unit group by cell
     union all
    select null, null, array[count(distinct unit) filter (where cell like 'B%'), count(distinct unit) filter (where cell like 'A%'), count(distinct unit)]::float8[]
      from per_unit`;
  return toChange(await unprepared(statement)); // a text for each question
}

function toChange(rows: readonly Row[]): ReadChange {
  const single = rows.filter((row): row is Row & { a: string } => row.a !== null && row.b === null);
  const names = [...new Set(single.map(({ a }) => a.slice(1)))].sort();
  const places = new Map(single.map(({ a }, at) => [a, at]));
  const cells = single.map(({ a, sums: [n = 0, weight = 0, total = 0] }): ChangeCell => {
    return { segment: names.indexOf(a.slice(1)), isAfter: a.startsWith('A'), n, weight, total };
  });
  const products = rows.flatMap(({ a, b, sums: [xx = 0, xy = 0, yx = 0, yy = 0] }) => {
    const [of, with_] = [places.get(a ?? ''), places.get(b ?? '')];
    return of === undefined || with_ === undefined ? [] : [{ a: of, b: with_, xx, xy, yx, yy }];
  });
  const [before = 0, after = 0, either = 0] = rows.find(({ a }) => a === null)?.sums ?? [];
  return {
    sums: { segments: names.map((_, at) => String(at)), cells, products, customers: { before, after, either } },
    groups: names.map((name) => ({ key: name.startsWith('KEY ') ? name.slice(4) : null, isOther: name === 'OTHER' })),
    customers: single.map(({ sums }) => sums[3] ?? 0),
  };
}
