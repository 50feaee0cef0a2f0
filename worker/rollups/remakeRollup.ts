import type { Transaction } from '../../prisma/sql.ts';
import { cellsOf, choicesOf } from './rollupCells.ts';
import { allFacts, allSources, type RollupSource } from './rollupSource.ts';
import { lockRollup, questionIds, readRollupState } from './rollupState.ts';

/** Makes a roll-up from all facts of its workspace; loads of such facts wait meanwhile. */
export async function remakeRollup(tx: Transaction, workspaceId: number, source: RollupSource): Promise<void> {
  const { table, name } = source;
  await lockRollup(tx, workspaceId, source);
  const { varying, constants, firstDay, lastDay } = await readSpread(tx, workspaceId, source);
  const columns = tx`${tx(['workspace_id', 'part', 'dimensions', 'grain', 'period', ...source.dimensions, ...sums])}`;
  const values = source.parts(tx, workspaceId, source.rows(tx, workspaceId, allFacts(tx, source, workspaceId)));
  await tx`delete from ${tx(table)} where workspace_id = ${workspaceId}`;
  await tx`
    insert into ${tx(table)} ( ${columns} )
    select ${workspaceId}::integer, cell.* from (${cellsOf(tx, source, values, choicesOf(varying))}) cell`;
  await tx`
    insert into rollup_state (workspace_id, source, is_current, time_zone, varying, constants, questions, first_day, last_day, kept_at)
    select ${workspaceId}::integer, ${name}, true, time_zone, ${varying}, ${constants}::text[], ${questionIds(tx, workspaceId)},
           ${firstDay}::text::date, ${lastDay}::text::date, clock_timestamp()
      from workspace where id = ${workspaceId}
    on conflict (workspace_id, source) do update
       set is_current = true, time_zone = excluded.time_zone, varying = excluded.varying, constants = excluded.constants,
           questions = excluded.questions, first_day = excluded.first_day, last_day = excluded.last_day,
           kept_at = excluded.kept_at, queued_at = null`;
}

export const sums = ['n', 'customers', 'total', 'value_squares', 'xx', 'xy', 'yy'] as const;

/** Which dimensions have more than one value, and the value of the others. */
async function readSpread(
  tx: Transaction,
  workspaceId: number,
  source: RollupSource,
): Promise<{ varying: number; constants: (string | null)[]; firstDay: string | null; lastDay: string | null }> {
  const ends = source.dimensions
    .map((name) => tx`array[min(${tx(name)} collate "C"), max(${tx(name)} collate "C")]`)
    .reduce((list, next) => tx`${list}, ${next}`);
  const [row] = await tx<{ ends: [string | null, string | null][]; firstDay: string | null; lastDay: string | null }[]>`
    select array[${ends}] as ends, min(day)::text as "firstDay", max(day)::text as "lastDay" from (${source.rows(tx, workspaceId, allFacts(tx, source, workspaceId))}) r`;
  if (!row) throw new Error('an aggregate without a row');
  const { firstDay, lastDay } = row;
  return {
    ...{ firstDay, lastDay },
    varying: row.ends.reduce((bits, [low, high], place) => (low === high ? bits : bits | (1 << place)), 0),
    constants: row.ends.map(([low, high]) => (low === high ? low : null)),
  };
}

/** Up to so many facts are rolled up at once by whoever loads them: it costs less than to wait for a worker. */
const fewFacts = 2_000;

/** Makes anew, within a load, what is not current and small. */
export async function remakeSmallRollups(tx: Transaction, workspaceId: number): Promise<void> {
  for (const source of allSources) {
    const state = await readRollupState(tx, workspaceId, source);
    if (state?.isCurrent) continue;
    const [facts] = await tx<{ count: number }[]>`
      select count(*)::integer from (select from ${tx(source.facts)} where workspace_id = ${workspaceId} limit ${fewFacts + 1}) f`;
    if (facts && facts.count <= fewFacts) await remakeRollup(tx, workspaceId, source);
  }
}
