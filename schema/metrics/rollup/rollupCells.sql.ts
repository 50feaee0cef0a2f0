import type { Queryable } from '../../../prisma/sql.ts';
import { type RolledUp, rollupCatalogue } from '../../../worker/rollups/rollupCatalogue.ts';
import { type MetricCell, type MetricCells, mostCells } from '../metricsRequest.ts';
import { everyFact, type RollupSums, rollupParts, sumsOfNothing } from './rollupParts.ts';
import { isRolledUp, type RollupContext, type RollupExtent, type RollupPlan, type RollupRequest, rollupPlan } from './rollupPlan.ts';

/** The cells of a request, read from its roll-up: the same as from the facts. Null: only the facts can tell. */
export async function selectRollupCells(sql: Queryable, context: RollupContext, request: RollupRequest): Promise<MetricCells | null> {
  if (!isRolledUp(request)) return null;
  const extent = await selectExtent(sql, context, request);
  const plan = extent && rollupPlan(request, context, extent);
  if (!plan) return null;
  return { cells: plan.isEmpty ? [] : await selectCells(sql, context, request, plan), servedFrom: 'ROLLUP', computedAt: extent.keptAt };
}

/** Where it is current, and the scores that are asked for are made of the questions that it was made of. */
async function selectExtent(
  sql: Queryable,
  { workspaceId, questions }: RollupContext,
  { source, parts, where }: RollupRequest,
): Promise<RollupExtent | null> {
  const scored = source === 'ANSWER' ? parts.filter((part) => part !== 'answers') : [];
  const asked = scored.flatMap((part) => (questions[part] ?? []).map(String));
  const surveys = where.find(({ dimension }) => dimension === 'SURVEY')?.values ?? null;
  const [extent] = await sql<RollupExtent[]>`
    select s.varying, s.constants, s.first_day::text as "firstDay", s.last_day::text as "lastDay", s.kept_at as "keptAt"
      from rollup_state s join workspace w on w.id = s.workspace_id
     where s.workspace_id = ${workspaceId} and s.source = ${source} and s.is_current and s.time_zone = w.time_zone
       and not exists (
         select from question q
           join survey v on v.workspace_id = q.workspace_id and v.id = q.survey_id
          where q.workspace_id = ${workspaceId} and q.id = any(s.questions) and q.id <> all(${asked}::text[]::bigint[])
            and (${surveys}::text[] is null or v.key = any(${surveys}::text[]))
            and case q.kind when 'RATING' then 'csat' else lower(q.kind) end = any(${scored}::text[]))
       and not exists (
         select from question q
           join question known on known.workspace_id = q.workspace_id and known.survey_id = q.survey_id and known.id = any(s.questions)
          where q.workspace_id = ${workspaceId} and q.id = any(${asked}::text[]::bigint[]) and q.id <> all(s.questions))`;
  return extent ?? null;
}

interface CellRow extends RollupSums {
  readonly part: string;
  readonly keys: (string | null)[];
}

/** One range of the index for each part. */
async function selectCells(
  sql: Queryable,
  { workspaceId, timeZone }: RollupContext,
  { source, parts }: RollupRequest,
  plan: RollupPlan,
): Promise<MetricCell[]> {
  const { table } = rollupCatalogue[plan.source];
  const known = rollupParts[source as RolledUp];
  const spine = everyFact[plan.source];
  const stored = [...new Set([spine, ...parts.flatMap((part) => known[part]?.stored ?? [])])];
  const keys = plan.keys.map((key) => {
    if ('constant' in key) return sql`${key.constant}::text`;
    return key.column === 'period'
      ? sql`to_char((c.period::timestamp at time zone ${timeZone}::text) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
      : sql`nullif(c.${sql(key.column)}, '')`;
  });
  const list = keys.length === 0 ? sql`` : keys.reduce((before, key) => sql`${before}, ${key}`);
  const filters = plan.filters.map(({ column, values }) => sql`and c.${sql(column)} = any(${values}::text[])`);
  const rows = await sql<CellRow[]>`
    select c.part, array[${list}]::text[] as keys, c.n::float8, c.customers::float8, c.total::float8, c.value_squares::float8 as "valueSquares",
           c.xx::float8, c.xy::float8, c.yy::float8, round(c.total::numeric, 4)::text as "exactTotal"
      from ${sql(table)} c
     where c.workspace_id = ${workspaceId} and c.part = any(${stored}::text[]) and c.dimensions = ${plan.dimensions}::integer and c.grain = ${plan.grain}
       and c.period >= coalesce(${plan.from}::text::date, '-infinity') and c.period < coalesce(${plan.until}::text::date, 'infinity')
       ${filters.reduce((before, filter) => sql`${before} ${filter}`, sql``)}
     limit ${(mostCells + 1) * stored.length}::integer`;
  const byPart = new Map(stored.map((part) => [part, new Map<string, CellRow>()]));
  for (const row of rows) byPart.get(row.part)?.set(JSON.stringify(row.keys), row);
  const cells = [...(byPart.get(spine) ?? [])].map(([name, { keys }]): MetricCell => {
    const sums = parts.flatMap((part) => {
      const entry = known[part];
      if (!entry) return [];
      const row = byPart.get(entry.stored)?.get(name);
      return [row ? entry.sumsOf(row) : sumsOfNothing(entry)];
    });
    return { keys, isOther: false, sums };
  });
  return cells.slice(0, mostCells + 1);
}
