import type { Queryable } from '../../../prisma/sql.ts';
import { rollupCatalogue } from '../../../worker/rollups/rollupCatalogue.ts';
import { KeptTexts } from '../../keptTexts.ts';
import { type CellsRequest, type MetricCell, mostCells } from '../metricsRequest.ts';
import { all, type CellsContext } from '../sources/sourceSql.ts';
import { everyFact, type RollupSums, rollupParts, sumsOfNothing } from './rollupParts.ts';
import type { RollupExtent, RollupPlan } from './rollupPlan.ts';

/** The roll-ups of a workspace that say what its facts say now. */
export function selectExtents(sql: Queryable, workspaceId: number): PromiseLike<RollupExtent[]> {
  return sql<RollupExtent[]>`
    select s.source, s.varying, s.constants, s.layouts
      from rollup_state s join workspace w on w.id = s.workspace_id and w.time_zone = s.time_zone
     where s.workspace_id = ${workspaceId} and s.is_current`;
}

interface CellRow extends RollupSums {
  readonly part: string;
  readonly survey: string | null;
  readonly [key: `key${number}`]: string | null;
}

const keptTexts = new KeptTexts();

/** What the text of the statement below follows. */
const shapeOf = ({ source, keys, filters, from, until, isDated }: RollupPlan): string =>
  JSON.stringify([
    source,
    keys.map((key) => ('constant' in key ? null : key.column)),
    filters.map(({ column }) => column),
    from === null,
    until === null,
    isDated,
  ]);

/** The cells of a request, one range of the index for each part: the same as selectCells() sums up from the facts. */
export async function selectRollupCells(
  sql: Queryable,
  { workspaceId, timeZone, scored }: CellsContext,
  { parts }: CellsRequest,
  plan: RollupPlan,
): Promise<MetricCell[]> {
  if (plan.isEmpty) return [];
  const known = rollupParts[plan.source];
  const spine = everyFact[plan.source];
  const stored = [...new Set([spine, ...parts.flatMap((part) => known[part]?.stored ?? [])])];
  const statement = sql<CellRow[]>`
    select c.part, ${plan.source === 'ANSWER' ? sql`c.survey` : sql`null`} as survey, ${all(sql, keysOf(sql, plan, timeZone))}
           c.n::float8, c.customers::float8, c.total::float8, c.value_squares::float8 as "valueSquares", c.xx::float8, c.xy::float8, c.yy::float8,
           round(c.total::numeric, 4)::text as "exactTotal"
      from ${sql(rollupCatalogue[plan.source].table)} c
     where c.workspace_id = ${workspaceId} and c.part = any(${stored}::text[]) and c.dimensions = ${plan.dimensions}::integer and c.grain = ${plan.grain}
       ${plan.from === null ? sql`` : sql`and c.period >= ${plan.from}::text::date`} ${plan.until === null ? sql`` : sql`and c.period < ${plan.until}::text::date`}
       ${plan.isDated ? sql`and c.period > '-infinity'` : sql``}
       ${all(
         sql,
         plan.filters.map(({ column, values }) => sql`and c.${sql(column)} = any(${values}::text[])`),
       )}
     order by c.part <> ${spine}::text -- so that of too many it is the parts of cells that are cut off, and the cells are seen to be too many
     limit ${(mostCells + 1) * stored.length}::integer`;
  const rows = await keptTexts.prepared(shapeOf(plan), statement);
  const keysIn = (row: CellRow) => plan.keys.map((_, column) => row[`key${column}`] ?? null);
  const byPart = Map.groupBy(rows, ({ part }) => part);
  const found = new Map(stored.map((part) => [part, new Map(byPart.get(part)?.map((row) => [JSON.stringify(keysIn(row)), row]))]));
  const cells = [...(found.get(spine) ?? [])].slice(0, mostCells + 1);
  return cells.map(([name, row]) => ({
    keys: keysIn(row),
    isOther: false,
    sums: parts.flatMap((part) => {
      const entry = known[part];
      if (!entry) return [];
      const row = found.get(entry.stored)?.get(name);
      const surveys = scored[part]?.surveys ?? 'ALL';
      const survey = plan.survey ?? row?.survey;
      const isScored = row && (surveys === 'ALL' || !survey || surveys.includes(survey));
      return [row && isScored ? entry.sumsOf(row) : sumsOfNothing(entry)];
    }),
  }));
}

/** As selectCells() writes them: of time the moment in which it begins. Each is followed by a comma. */
function keysOf(sql: Queryable, { keys }: RollupPlan, timeZone: string) {
  return keys.map((key, column) => {
    const name = sql(`key${column}`);
    if ('constant' in key) return sql`${key.constant}::text as ${name},`;
    if (key.column !== 'period') return sql`nullif(c.${sql(key.column)}, '') as ${name},`;
    const start = sql`(c.period::timestamp at time zone ${timeZone}::text) at time zone 'UTC'`;
    return sql`case when c.period > '-infinity' then to_char(${start}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end as ${name},`;
  });
}
