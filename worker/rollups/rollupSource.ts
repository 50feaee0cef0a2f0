import type postgres from 'postgres';
import type { Queryable } from '../../prisma/sql.ts';
import { answerParts, answerRows } from './answerValues.ts';
import { orderParts, orderRows } from './orderValues.ts';
import { type RolledUp, type RollupEntry, rollupCatalogue } from './rollupCatalogue.ts';

/** A piece of a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** Facts that are rolled up: what a cell of them is and what is summed in it. */
export interface RollupSource extends RollupEntry {
  readonly name: RolledUp;
  /** As scheduler_work() and the queue call it. */
  readonly number: number;
  readonly facts: 'response' | 'order';
  /** Rows (customer_id, day, dimensions, and what `parts` reads) of facts `f`, which have a customer_id besides their own columns. */
  readonly rows: (sql: Queryable, workspaceId: number, facts: Fragment) => Fragment;
  /** Values (part, customer_id, day, dimensions, u) of such rows: one row a part that the fact has a value of. */
  readonly parts: (sql: Queryable, workspaceId: number, rows: Fragment) => Fragment;
}

export const rollupSources: Readonly<Record<RollupSource['name'], RollupSource>> = {
  ANSWER: {
    name: 'ANSWER',
    number: 1,
    facts: 'response',
    ...rollupCatalogue.ANSWER,
    rows: answerRows,
    parts: answerParts,
  },
  ORDER: { name: 'ORDER', number: 2, facts: 'order', ...rollupCatalogue.ORDER, rows: orderRows, parts: orderParts },
};

/** In the order of their numbers, in which their locks are taken. */
export const allSources: readonly RollupSource[] = Object.values(rollupSources);

export function rollupOf(facts: string): RollupSource | undefined {
  return allSources.find((source) => source.facts === facts);
}

/** All facts of the workspace. */
export function allFacts(sql: Queryable, { facts }: RollupSource, workspaceId: number): Fragment {
  return sql`
    select t.*, i.customer_id from ${sql(facts)} t
      left join identity i on i.workspace_id = t.workspace_id and i.id = t.identity_id
     where t.workspace_id = ${workspaceId}`;
}
