import type { Transaction } from '../../prisma/sql.ts';
import { scoredQuestions } from './answerValues.ts';
import { allSources, type RollupSource } from './rollupSource.ts';

/** What is known of a roll-up. */
export interface RollupState {
  /** Whether its rows are what the facts say, by the days of the workspace's time zone. */
  readonly isCurrent: boolean;
  readonly varying: number;
  readonly constants: readonly (string | null)[];
  /** Whether scores are still made of the same questions: a survey may have got a better one, or a new one. */
  readonly hasSameQuestions: boolean;
}

/** Second keys of the advisory locks of a workspace; that of imports is 1. */
const lockOf = ({ number }: RollupSource) => 100 + number;

/**
 * From here to the end of the transaction nobody else changes this roll-up or makes it anew. READ COMMITTED: what whoever had the lock before
 * has committed is seen by the statements to come.
 */
export async function lockRollup(tx: Transaction, workspaceId: number, source: RollupSource): Promise<void> {
  await tx`select pg_advisory_xact_lock(${workspaceId}, ${lockOf(source)})`;
}

export async function readRollupState(tx: Transaction, workspaceId: number, { name }: RollupSource): Promise<RollupState | null> {
  const [state] = await tx<RollupState[]>`
    select s.is_current and s.time_zone = w.time_zone as "isCurrent", s.varying, s.constants,
           s.questions = ${questionIds(tx, workspaceId)} as "hasSameQuestions"
      from rollup_state s join workspace w on w.id = s.workspace_id
     where s.workspace_id = ${workspaceId} and s.source = ${name}`;
  return state ?? null;
}

/** The questions that scores are made of now. */
export function questionIds(tx: Transaction, workspaceId: number) {
  return tx`(select coalesce(array_agg(q.id order by q.id), '{}') from (${scoredQuestions(tx, workspaceId)}) q)`;
}

/** Metrics read the facts from the end of this transaction on, until somebody has made the roll-up anew. */
export async function markRollup(tx: Transaction, workspaceId: number, source: RollupSource): Promise<void> {
  await lockRollup(tx, workspaceId, source);
  await tx`
    update rollup_state set is_current = false, queued_at = null
     where workspace_id = ${workspaceId} and source = ${source.name} and is_current`;
}

/** After a merge: who was two customers is one. */
export async function markAllRollups(tx: Transaction, workspaceId: number): Promise<void> {
  for (const source of allSources) await markRollup(tx, workspaceId, source);
}
