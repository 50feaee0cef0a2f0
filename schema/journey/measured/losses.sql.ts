/**
 * Who was lost after a contact, by the rule that the workspace's own churn run goes by (definitions.md, section 4): contracts that ended and were
 * not followed by another, or silence.
 */
import type { Queryable } from '../../../prisma/sql.ts';
import { type StandingRun, selectStandingRuns } from '../../analyses/standingRun.sql.ts';
import { contracts } from '../../crm/contracts.sql.ts';
import type { Fragment } from '../../facts/factTable.ts';
import type { JourneyRequest } from './contacts.sql.ts';

export type ChurnRule = { readonly run: StandingRun | null } & (
  | { readonly kind: 'CONTRACTUAL' }
  | { readonly kind: 'SILENT'; readonly silenceDays: number; readonly visitsCount: boolean }
);

/** Contracts where there is no churn run: after how many days silence is a loss, nobody has said then. */
export async function readChurnRule(sql: Queryable, workspaceId: number): Promise<ChurnRule> {
  const [run = null] = await selectStandingRuns(sql, workspaceId, [{ kind: 'CHURN', analysis: null, asOf: null }]);
  if (!run) return { run, kind: 'CONTRACTUAL' };
  const [model] = await sql<{ kind: string; silenceDays: number | null; visitsCount: boolean | null }[]>`
    select kind, silence_days as "silenceDays", visits_count as "visitsCount" from churn_model
     where workspace_id = ${workspaceId} and run_id = ${String(run.resultId)}::bigint`;
  if (model?.kind !== 'SILENT' || model.silenceDays === null) return { run, kind: 'CONTRACTUAL' };
  return { run, kind: 'SILENT', silenceDays: model.silenceDays, visitsCount: model.visitsCount ?? false };
}

/** How long after a contact a loss is looked for: silence is told only after all of its days. */
export const followedDays = (rule: ChurnRule, churnDays: number): number =>
  rule.kind === 'SILENT' ? Math.max(churnDays, rule.silenceDays) : churnDays;

const day = (sql: Queryable, days: number): Fragment => sql`make_interval(days => ${days}::integer)`;

/**
 * The relation `exposed` (customer_id, touchpoint_id, is_lost), of `met` (customer_id, touchpoint_id, at): those who could be lost after
 * their first contact and were followed for all the days.
 */
export const losses = (sql: Queryable, request: JourneyRequest): Fragment =>
  request.churn.kind === 'SILENT' ? silence(sql, request, request.churn) : endedContracts(sql, request);

/**
 * The contact is a landmark, as those of the risk list: whoever was active within the N days before it, lost where nothing that counts as activity
 * came within the days after it. Dated at the last activity, whoever asks after his last order would have been lost before he asked.
 */
function silence(
  sql: Queryable,
  { workspaceId, churnDays }: JourneyRequest,
  { silenceDays, visitsCount }: Extract<ChurnRule, { kind: 'SILENT' }>,
): Fragment {
  const visits = visitsCount ? sql`union all select identity_id, started_at from visit where workspace_id = ${workspaceId}` : sql``;
  return sql`
    activity as materialized ( -- orders as placed, cancelled ones too, as in the churn run
      select i.customer_id, a.at
        from (select identity_id, occurred_at as at from "order" where workspace_id = ${workspaceId} ${visits}) a
        join identity i on i.workspace_id = ${workspaceId} and i.id = a.identity_id
       where i.customer_id is not null),
    active as (select max(at) as until from activity),
    exposed as (
      select m.customer_id, m.touchpoint_id, bool_or(a.at > m.at) is not true as is_lost
        from met m
        join active on m.at + ${day(sql, churnDays)} <= active.until
        join activity a on a.customer_id = m.customer_id and a.at >= m.at - ${day(sql, silenceDays)} and a.at <= m.at + ${day(sql, churnDays)}
       group by 1, 2 having bool_or(a.at <= m.at))`;
}

/** A loss is dated at the decision; contracts are as churn runs and CHURN_RATE know them. */
function endedContracts(sql: Queryable, { workspaceId, churnDays }: JourneyRequest): Fragment {
  return sql`
    judged as materialized ( -- an end proves to be a loss only when nothing has begun for 30 days
      select max(fact.at) - interval '30 days' as until
        from subscription cross join lateral (values (started_at), (canceled_at), (ended_at)) fact (at)
       where workspace_id = ${workspaceId} and fact.at <= now()),
    contract as materialized (${contracts(sql, workspaceId)}),
    exposed as (
      select m.customer_id, m.touchpoint_id, bool_or(c.is_loss and c.stop <= m.at + ${day(sql, churnDays)}) as is_lost
        from met m
        join judged on m.at + ${day(sql, churnDays)} <= judged.until
        join contract c on c.customer_id = m.customer_id and c.entry <= m.at and c.stop > m.at
       group by 1, 2)`;
}
