import type postgres from 'postgres';
import type { Queryable } from '../../prisma/sql.ts';
import { answerRows, answerValues } from './answerValues.ts';
import { orderRows, orderValues } from './orderValues.ts';
import { type RolledUp, type RollupEntry, rollupCatalogue } from './rollupCatalogue.ts';

/** A piece of a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** Facts that are rolled up: what a cell of them is and what is summed in it. */
export interface RollupSource extends RollupEntry {
  readonly name: RolledUp;
  /** As scheduler_work() and the queue call it. */
  readonly number: number;
  readonly facts: 'response' | 'order';
  /** The column of its moment. */
  readonly at: 'responded_at' | 'occurred_at';
  /** What is summed; the first is all facts. */
  readonly parts: readonly string[];
  /** Rows (customer_id, day, dimensions, and what `values` reads) of facts `f`, which have a customer_id besides their own columns. */
  readonly rows: (sql: Queryable, workspaceId: number, facts: Fragment) => Fragment;
  /** Of such rows: customer_id, day, dimensions, and of part i the grains c_i (as bits) in which the fact counts, with its value u_i. */
  readonly values: (sql: Queryable, workspaceId: number, rows: Fragment) => Fragment;
}

export const rollupSources: Readonly<Record<RollupSource['name'], RollupSource>> = {
  ANSWER: {
    name: 'ANSWER',
    number: 1,
    facts: 'response',
    at: 'responded_at',
    parts: ['answers', 'nps', 'csat', 'ces'],
    ...rollupCatalogue.ANSWER,
    rows: answerRows,
    values: answerValues,
  },
  ORDER: {
    name: 'ORDER',
    number: 2,
    facts: 'order',
    at: 'occurred_at',
    parts: ['all', 'orders', 'revenue', 'revenueOfKnown'],
    ...rollupCatalogue.ORDER,
    rows: orderRows,
    values: orderValues,
  },
};

export const allSources: readonly RollupSource[] = Object.values(rollupSources);

export function rollupOf(facts: string): RollupSource | undefined {
  return allSources.find((source) => source.facts === facts);
}

/** By the number that its jobs name it by; none of a newer release. */
export function rollupNumbered(number: bigint): RollupSource | undefined {
  return allSources.find((source) => BigInt(source.number) === number);
}

/** All facts of the workspace. */
export function allFacts(sql: Queryable, { facts }: RollupSource, workspaceId: number): Fragment {
  return sql`
    select t.*, i.customer_id from ${sql(facts)} t
      left join identity i on i.workspace_id = t.workspace_id and i.id = t.identity_id
     where t.workspace_id = ${workspaceId}`;
}
