import type { Transaction } from '../../prisma/sql.ts';
import { layoutOf, rollupGrains } from './rollupCatalogue.ts';
import { cellsOf, sums } from './rollupCells.ts';
import { allFacts, type RollupSource } from './rollupSource.ts';
import { lockRollup } from './rollupState.ts';

/** How many dimensions a cell may have besides time: what a page groups by and narrows to. */
const mostDimensions = 2;
/** Facts a cell on average, else reading the facts is as good. */
const fewestInCell = 10;

/**
 * Makes a roll-up from all facts of its workspace. Loads that would keep it wait meanwhile; what others change is seen by `changes`, and
 * the roll-up stays not current.
 */
export async function remakeRollup(tx: Transaction, workspaceId: number, source: RollupSource, fewest = fewestInCell): Promise<void> {
  const { table, name } = source;
  await lockRollup(tx, workspaceId, source);
  const [before] = await tx<{ changes: string }[]>`
    select changes::text from rollup_state where workspace_id = ${workspaceId} and source = ${name}`;
  if (!before) return;
  const spread = await readSpread(tx, workspaceId, source, fewest);
  const columns = tx`${tx(['workspace_id', 'part', 'dimensions', 'grain', 'period', ...source.dimensions, ...sums])}`;
  const values = source.values(tx, workspaceId, source.rows(tx, workspaceId, allFacts(tx, source, workspaceId)));
  await tx`delete from ${tx(table)} where workspace_id = ${workspaceId}`;
  await tx`
    insert into ${tx(table)} ( ${columns} )
    select ${workspaceId}::integer, cell.* from (${cellsOf(tx, source, values, spread.layouts)}) cell`;
  await tx`
    update rollup_state s
       set is_current = changes = ${before.changes}::text::bigint, time_zone = w.time_zone, varying = ${spread.varying}, constants = ${spread.constants}::text[],
           layouts = ${spread.layouts}::integer[], facts = ${spread.facts}::bigint, kept_at = clock_timestamp(), queued_at = null
      from workspace w
     where s.workspace_id = ${workspaceId} and s.source = ${name} and w.id = s.workspace_id`;
}

interface Spread {
  readonly varying: number;
  readonly constants: (string | null)[];
  readonly layouts: number[];
  readonly facts: number;
}

/** Which dimensions have more than one value, the value of the others, and the layouts whose cells are few beside the facts. */
async function readSpread(tx: Transaction, workspaceId: number, source: RollupSource, fewest: number): Promise<Spread> {
  const { dimensions } = source;
  const list = <T>(items: readonly T[], piece: (item: T, index: number) => ReturnType<typeof tx>) =>
    items.map(piece).reduce((all, next) => tx`${all}, ${next}`);
  const names = tx`${tx([...dimensions])}`;
  await tx`
    create temp table rollup_group on commit drop as
    select day, ${names}, count(*) as n from (${source.rows(tx, workspaceId, allFacts(tx, source, workspaceId))}) r group by day, ${names}`;
  const [found] = await tx<{ ends: [string | null, string | null][]; facts: number }[]>`
    select array[${list(dimensions, (name) => tx`array[min(${tx(name)} collate "C"), max(${tx(name)} collate "C")]`)}] as ends,
           coalesce(sum(n), 0)::float8 as facts from rollup_group`;
  const { ends = [], facts = 0 } = found ?? {};
  const varying = ends.reduce((bits, [low, high], place) => (low === high ? bits : bits | (1 << place)), 0);
  const choices = choicesOf(varying);
  const counted = await tx<{ dimensions: number; cells: number[] }[]>`
    select c.dimensions, array[${list(rollupGrains, (grain) => tx`count(distinct (date_trunc(${grain.toLowerCase()}::text, day::timestamp), ${list(dimensions, (name, place) => tx`case when c.dimensions & ${1 << place} > 0 then ${tx(name)} end`)}))`)}]::float8[] as cells
      from rollup_group cross join unnest(${choices}::integer[]) c (dimensions) group by c.dimensions`;
  const layouts = counted.flatMap(({ dimensions: choice, cells }) => {
    const kept = cells.reduce((bits, count, place) => (count * fewest <= facts ? bits | (1 << place) : bits), 0);
    return kept === 0 ? [] : [layoutOf(choice, kept)];
  });
  await tx`drop table rollup_group`;
  return { varying, constants: ends.map(([low, high]) => (low === high ? low : null)), layouts, facts };
}

/** All choices of up to `mostDimensions` of the dimensions that vary. */
function choicesOf(varying: number): number[] {
  const size = (bits: number) => bits.toString(2).replaceAll('0', '').length;
  return Array.from({ length: varying + 1 }, (_, choice) => choice).filter(
    (choice) => (choice & ~varying) === 0 && size(choice) <= mostDimensions,
  );
}
