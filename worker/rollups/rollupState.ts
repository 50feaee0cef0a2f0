import { inWorkspace, type Sql, type Transaction } from '../../prisma/sql.ts';
import { type RollupSource, rollupNumbered } from './rollupSource.ts';

/** What is known of a roll-up. */
export interface RollupState {
  /** Whether its rows are what the facts say, by the days of the workspace's time zone. */
  readonly isCurrent: boolean;
  readonly varying: number;
  readonly constants: readonly (string | null)[];
  readonly layouts: readonly number[];
  /** Of which it was made. */
  readonly facts: number;
}

/** Second keys of the advisory locks of a workspace; that of imports is 1. */
const lockOf = ({ number }: RollupSource) => 100 + number;

/**
 * From here to the end of the transaction nobody else keeps this roll-up or makes it anew. READ COMMITTED: what whoever had the lock before
 * has committed is seen by the statements to come.
 */
export async function lockRollup(tx: Transaction, workspaceId: number, source: RollupSource): Promise<void> {
  await tx`select pg_advisory_xact_lock(${workspaceId}, ${lockOf(source)})`;
}

export async function readRollupState(tx: Transaction, workspaceId: number, { name }: RollupSource): Promise<RollupState | null> {
  const [state] = await tx<RollupState[]>`
    select s.is_current and s.time_zone = w.time_zone as "isCurrent", s.varying, s.constants, s.layouts, s.facts::float8
      from rollup_state s join workspace w on w.id = s.workspace_id
     where s.workspace_id = ${workspaceId} and s.source = ${name}`;
  return state ?? null;
}

/**
 * Whether this transaction has marked it already: by a question that is new, by customers whom it made one. Whoever is making it anew waits for
 * the end of this transaction then, which must not wait for that one.
 */
export async function isMarkedHere(tx: Transaction, workspaceId: number, { name }: RollupSource): Promise<boolean> {
  const [state] = await tx<{ isMarked: boolean }[]>`
    select not is_current and xmin::text = pg_current_xact_id_if_assigned()::xid::text as "isMarked"
      from rollup_state where workspace_id = ${workspaceId} and source = ${name}`;
  return state?.isMarked ?? false;
}

/** Fewer are read as fast as a roll-up. */
const fewestFacts = 10_000;

/**
 * Metrics read the facts from the end of this transaction on, until a worker has made the roll-up anew; without a state, if there are facts
 * enough to be rolled up. The row stays locked to the end: whoever is making it anew meanwhile finds that something has changed.
 */
export async function markRollup(tx: Transaction, workspaceId: number, { name, facts }: RollupSource): Promise<void> {
  await tx`
    insert into rollup_state (workspace_id, source)
    select ${workspaceId}::integer, ${name}
     where exists (select from rollup_state where workspace_id = ${workspaceId} and source = ${name})
        or exists (select from ${tx(facts)} where workspace_id = ${workspaceId} offset ${fewestFacts - 1}::integer limit 1)
    on conflict (workspace_id, source) do update set is_current = false, changes = rollup_state.changes + 1, queued_at = null`;
}

/** Its job was given up before its end: the scheduler may ask for it again. */
export async function releaseRollup(sql: Sql, workspaceId: number, id: bigint): Promise<void> {
  const source = rollupNumbered(id);
  if (!source) return;
  await inWorkspace(sql, workspaceId, async (tx) => {
    await tx`update rollup_state set queued_at = null where workspace_id = ${workspaceId} and source = ${source.name} and not is_current`;
  });
}
