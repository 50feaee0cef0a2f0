/**
 * The one statement behind all metrics: facts of a source, their groups, summed by customer and then over customers, so that an answer
 * has its clustered error (worker/stats/descriptive/cellSums.ts) and no row leaves the database.
 */
import { type Queryable, unprepared } from '../../prisma/sql.ts';
import type { CellSums, SharedSums } from '../../worker/stats/descriptive/cellSums.ts';
import type { Fragment } from '../facts/factTable.ts';
import { groupedFacts } from './dimensions.sql.ts';
import { facts, isWeighted, partOf, type Writing } from './facts.sql.ts';
import { isTime } from './metricDimensions.ts';
import { type CellsRequest, type MetricCell, mostCells } from './metricsRequest.ts';
import { metricSourcesSql } from './sources/metricSourcesSql.ts';
import { all, type CellsContext, type PartSql } from './sources/sourceSql.ts';

type CellRow = { readonly isOther: boolean } & Record<string, unknown>;

/** Cells of one source, one more than `mostCells` at most. */
export async function selectCells(sql: Queryable, context: CellsContext, request: CellsRequest): Promise<MetricCell[]> {
  return (await unprepared(cellsStatement(sql, context, request))).map((row) => toCell(row, request)); // a text for each question
}

export function cellsStatement(sql: Queryable, context: CellsContext, request: CellsRequest) {
  const source = metricSourcesSql[request.source];
  const writing: Writing = { sql, context, request, source, grouped: groupedFacts(sql, context, source, request) };
  const columns = all(
    sql,
    writing.grouped.keys.map((_, column) => sql`${sql(`k${column}`)},`),
  );
  return sql<CellRow[]>`
    with ${all(sql, writing.grouped.with)} fact as (${facts(writing)}),
    per_unit as (select ${columns} is_other, unit ${all(
      sql,
      request.parts.map((_, part) => totalsOfUnit(writing, part)),
    )} from fact group by ${columns} is_other, unit)
    select ${keysAsText(writing)} is_other as "isOther" ${all(
      sql,
      request.parts.map((_, part) => sumsOfUnits(writing, part)),
    )}
      from per_unit group by ${columns} is_other limit ${mostCells + 1}::integer`;
}

/** Of a customer in a cell: facts, Σ w, Σ w u, Σ w u², Σ w²; of the reference period, too. */
function totalsOfUnit(writing: Writing, index: number): Fragment {
  const { sql, request } = writing;
  const part = partOf(writing, request.parts[index] ?? '');
  return sql`${totalsOf(writing, part, index, 0)} ${request.reference === null ? sql`` : totalsOf(writing, part, index, 1)}`;
}

function totalsOf(writing: Writing, part: PartSql, index: number, period: 0 | 1): Fragment {
  const { sql, request } = writing;
  const [w, u] = [sql(`w${index}`), sql(`u${index}`)];
  const name = (sum: string) => sql(`${sum}${index}_${period}`);
  const only = request.reference === null ? sql`` : sql`filter (where p = ${period}::integer)`;
  // Spend is of nobody: its unit is the fact itself, of which a period has a piece a day.
  const facts = writing.source.customer === null ? sql`least(count(${w}) ${only}, 1)` : sql`count(${w}) ${only}`;
  if (part.perCustomer) {
    const one = sql`least(${facts}, 1)`;
    const total = part.value ? sql`sum(case when ${w} is not null then ${u} end) ${only}` : one;
    return sql`, ${one} as ${name('n')}, ${one} as ${name('x')}, ${total} as ${name('y')}, ${total} ^ 2 as ${name('q')}, ${one} as ${name('s')}`;
  }
  if (isWeighted(writing, part))
    return sql`, ${facts} as ${name('n')}, sum(${w}) ${only} as ${name('x')}, sum(${w} * ${u}) ${only} as ${name('y')},
      sum(${w} * ${u} * ${u}) ${only} as ${name('q')}, sum(${w} * ${w}) ${only} as ${name('s')}`;
  if (!part.value)
    return sql`, ${facts} as ${name('n')}, ${facts} as ${name('x')}, ${facts} as ${name('y')}, ${facts} as ${name('q')}, ${facts} as ${name('s')}`;
  const valued = sql`case when ${w} is not null then ${u} end`;
  const squared = part.isMoney ? sql`(${valued})::float8 ^ 2` : sql`(${valued}) * (${valued})`;
  return sql`, ${facts} as ${name('n')}, ${facts} as ${name('x')}, sum(${valued}) ${only} as ${name('y')},
    sum(${squared}) ${only} as ${name('q')}, ${facts} as ${name('s')}`;
}

function sumsOfUnits(writing: Writing, index: number): Fragment {
  const { sql, request } = writing;
  const part = partOf(writing, request.parts[index] ?? '');
  const sums = (period: 0 | 1) => {
    const of = (sum: string) => sql(`${sum}${index}_${period}`);
    const [n, x, y, q, s] = [of('n'), of('x'), of('y'), of('q'), of('s')];
    const exact = part.isMoney ? sql`, round(coalesce(sum(${y}), 0), 4)::text as ${sql(`exact${index}_${period}`)}` : sql``;
    const over = (value: Fragment) => sql`coalesce(sum(${value}), 0)`; // an array with null would come back as text
    return sql`, array[${over(sql`${n}`)}, count(*) filter (where ${n} > 0), ${over(sql`${x}`)}, ${over(sql`${y}`)}, ${over(sql`${q}`)}, ${over(sql`${s}`)},
      ${over(sql`${x}::float8 ^ 2`)}, ${over(sql`${x}::float8 * ${y}::float8`)}, ${over(sql`${y}::float8 ^ 2`)}]::float8[]
      as ${sql(`sums${index}_${period}`)} ${exact}`;
  };
  if (request.reference === null) return sums(0);
  const of = (sum: string, period: 0 | 1) => sql`${sql(`${sum}${index}_${period}`)}`;
  const [na, xa, ya, nb, xb, yb] = [of('n', 0), of('x', 0), of('y', 0), of('n', 1), of('x', 1), of('y', 1)];
  const product = (a: Fragment, b: Fragment) => sql`coalesce(sum(${a}::float8 * ${b}::float8), 0)`;
  return sql`${sums(0)} ${sums(1)}, array[count(*) filter (where ${na} > 0 and ${nb} > 0), ${product(xa, xb)}, ${product(xa, yb)}, ${product(ya, xb)}, ${product(ya, yb)}]::float8[]
    as ${sql(`shared${index}`)}`;
}

/** A bucket of time as the moment in which it begins. */
function keysAsText({ sql, request, grouped }: Writing): Fragment {
  const texts = grouped.keys.map((_, column) => {
    const key = sql(`k${column}`);
    const isBucket = isTime(request.by[column]?.dimension ?? 'SURVEY');
    const text = isBucket ? sql`to_char(${key} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : sql`${key}::text`;
    return sql`${text} as ${sql(`key${column}`)},`;
  });
  return all(sql, texts);
}

function toCell(row: CellRow, { by, isFlagged, parts, reference }: CellsRequest): MetricCell {
  const all = (period: 0 | 1) => parts.map((_, index) => toSums(row[`sums${index}_${period}`], row[`exact${index}_${period}`]));
  const keys = Array.from({ length: by.length + (isFlagged ? 1 : 0) }, (_, column) => row[`key${column}`] as string | null);
  const cell = { keys, isOther: row.isOther, sums: all(0) };
  return reference === null ? cell : { ...cell, reference: all(1), shared: parts.map((_, index) => toShared(row[`shared${index}`])) };
}

function toSums(row: unknown, exact: unknown): CellSums {
  const [n = 0, customers = 0, weight = 0, total = 0, valueSquares = 0, weightSquares = 0, xx = 0, xy = 0, yy = 0] = numbers(row);
  return { n, customers, weight, total, valueSquares, weightSquares, xx, xy, yy, exactTotal: typeof exact === 'string' ? exact : null };
}

function toShared(row: unknown): SharedSums {
  const [customers = 0, xx = 0, xy = 0, yx = 0, yy = 0] = numbers(row);
  return { customers, xx, xy, yx, yy };
}

const numbers = (row: unknown) => row as number[];
