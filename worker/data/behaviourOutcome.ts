/**
 * What customers did after an answer, as the outcome that the answer is to explain: 1 or 0, once the whole of the N days after
 * the answer has been observed (definitions.md, sections 3 and 4).
 *
 *   REPURCHASE         1 = an order in (respondedAt, respondedAt + N days]
 *   CHURN, SILENT      1 = no order in it; of those who had ordered within the N days before, the others were silent already
 *   CHURN, CONTRACTUAL 1 = the end of a contract in it; of those who were under contract at the answer
 *
 * As in churn runs (churn/subscriptionEpisodes.ts) an end is dated at the decision where it is known, and undone by a subscription that begins before
 * 30 days after the subscription has run out, which may be long after: the two are one contract. A change of plan and a MIGRATION are no end. Cancelled orders
 * are no orders. An answer whose N days (and 30 more, where an end must prove to be one) were not over when observation ended
 * says nothing yet: it is never 0. A customer who left before they were over is an event like any other.
 */
import { literal, type Transaction } from '../../prisma/sql.ts';
import { partOfCustomer, type Slice } from './customerSlice.ts';
import type { Behaviour } from './driverParameters.ts';
import type { JoinedFacts } from './joinedFeatures.ts';
import { readLastChange } from './readLastChange.ts';

/** In place of 0 and 1. */
export const tooRecent = -1;
export const notAtRisk = -2;

const graceDays = 30;

export interface BehaviourSql {
  /** Common tables over `kin` and `asked`; those with `isJoined` have one row an answer at most, by id. */
  readonly tables: readonly { readonly name: string; readonly sql: string; readonly isJoined: boolean }[];
  /** 0, 1, tooRecent or notAtRisk; null for an answer without date or customer. */
  readonly value: string;
  readonly facts: JoinedFacts;
}

/** How far the behaviour was observed. */
export interface BehaviourObservation {
  /** When observation ended: the moment that the run looks at, or the latest fact where the data end before it. Null: there are no such facts at all. */
  readonly observedUntil: Date | null;
  /**
   * Facts after it are not seen: the moment that the run looks at, or the last change of the data where that is earlier. What is planned for after
   * that is no fact yet.
   */
  readonly knownUntil: Date;
}

export async function readObservation(
  tx: Transaction,
  workspaceId: number,
  behaviour: Behaviour,
  asOf: Date | null,
): Promise<BehaviourObservation> {
  const lastChange = await readLastChange(tx, workspaceId, ['feedback', 'customers', 'crm']);
  const [row] = isContractual(behaviour)
    ? await tx<{ until: Date | null }[]>`
        select max(at) as until
          from subscription
         cross join lateral (values (started_at), (canceled_at), (case when canceled_at is null then ended_at end)) as fact (at)
         where workspace_id = ${workspaceId} and at <= ${lastChange}`
    : await tx<{ until: Date | null }[]>`
        select max(occurred_at) as until from "order" where workspace_id = ${workspaceId} and occurred_at <= ${lastChange}`;
  const until = row?.until ?? null;
  return {
    observedUntil: asOf !== null && until !== null && asOf < until ? asOf : until,
    knownUntil: asOf !== null && asOf < lastChange ? asOf : lastChange,
  };
}

export function behaviourSql(workspaceId: number, behaviour: Behaviour, observation: BehaviourObservation, slice: Slice): BehaviourSql {
  return isContractual(behaviour)
    ? contractual(workspaceId, behaviour.withinDays, observation, slice)
    : byOrders(workspaceId, behaviour, observation);
}

function isContractual({ kind, churn }: Behaviour): boolean {
  return kind === 'CHURN' && churn === 'CONTRACTUAL';
}

const days = (count: number) => `make_interval(hours => ${literal(24 * count)})`;
/** NULL, and so never true, where there was nothing to observe. */
const isObserved = (withinDays: number, observedUntil: Date | null) => `a.responded_at + ${days(withinDays)} <= ${literal(observedUntil)}`;

function byOrders(workspaceId: number, { kind, withinDays }: Behaviour, { observedUntil, knownUntil }: BehaviourObservation): BehaviourSql {
  const sql = `bought as (
        select q.id, count(*) filter (where f.occurred_at > q.responded_at) as later,
               count(*) filter (where f.occurred_at <= q.responded_at) as earlier
          from kin q join "order" f on f.workspace_id = ${literal(workspaceId)} and f.identity_id = q.identity_id
         where f.occurred_at >= q.responded_at - ${days(withinDays)} and f.occurred_at <= q.responded_at + ${days(withinDays)}
           and f.status is distinct from 'CANCELLED' and f.occurred_at <= ${literal(knownUntil)}
         group by q.id)`;
  const observed = `when (${isObserved(withinDays, observedUntil)}) is not true then ${tooRecent}`;
  const value =
    kind === 'REPURCHASE'
      ? `case when a.id is null then null ${observed} when bought.later > 0 then 1 else 0 end`
      : `case when a.id is null then null when coalesce(bought.earlier, 0) = 0 then ${notAtRisk} ${observed} when bought.later > 0 then 0 else 1 end`;
  return { tables: [{ name: 'bought', sql, isJoined: true }], value, facts: { table: '"order"', condition: 'true' } };
}

function contractual(
  workspaceId: number,
  withinDays: number,
  { observedUntil, knownUntil }: BehaviourObservation,
  slice: Slice,
): BehaviourSql {
  const known = (column: string) => `case when ${column} <= ${literal(knownUntil)} then ${column} end`;
  const terms = `term as materialized (
        select i.customer_id, s.id, s.started_at, coalesce(s.ended_at, ${known('s.canceled_at')}, 'infinity') as runs_until,
               greatest(s.started_at, least(${known('s.canceled_at')}, ${known('s.ended_at')}, 'infinity')) as stop,
               s.cancel_kind is not distinct from 'MIGRATION' as is_migration
          from subscription s join identity i on i.workspace_id = ${literal(workspaceId)} and i.id = s.identity_id
         where s.workspace_id = ${literal(workspaceId)} and ${partOfCustomer('i.customer_id', slice)} and s.started_at <= ${literal(knownUntil)})`;
  // At risk is who is under contract, not under one of its terms: between a notice and the plan that follows it is one. To infinity is added and nothing
  // taken from it: PostgreSQL before 17 cannot.
  const contracts = `contract as materialized (
        select customer_id, min(started_at) as started_at, max(stop) as stop,
               (array_agg(is_migration order by stop desc, started_at desc, id desc))[1] as is_migration
          from (
            select marked.*, count(*) filter (where is_first) over (partition by customer_id order by started_at, id) as contract
              from (
                select t.*, t.started_at > max(t.runs_until) over (partition by t.customer_id order by t.started_at, t.id rows between unbounded preceding and 1 preceding) + ${days(graceDays)} as is_first
                  from term t) marked) numbered
         group by customer_id, contract)`;
  const active = `active as (
        select q.id from asked q join contract t on t.customer_id = q.customer_id
         where t.started_at <= q.responded_at and t.stop > q.responded_at group by q.id)`;
  const lost = `lost as (
        select q.id from asked q join contract t on t.customer_id = q.customer_id
         where t.stop > q.responded_at and t.stop <= q.responded_at + ${days(withinDays)} and t.stop < 'infinity' and not t.is_migration group by q.id)`;
  return {
    tables: [
      { name: 'term', sql: terms, isJoined: false },
      { name: 'contract', sql: contracts, isJoined: false },
      { name: 'active', sql: active, isJoined: true },
      { name: 'lost', sql: lost, isJoined: true },
    ],
    value: `case when a.id is null then null when active.id is null then ${notAtRisk}
              when (${isObserved(withinDays + graceDays, observedUntil)}) is not true then ${tooRecent}
              when lost.id is null then 0 else 1 end`,
    facts: { table: 'subscription', condition: 'true' },
  };
}
