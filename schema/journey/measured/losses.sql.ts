/**
 * Who was lost after a contact, by the rule that the workspace's own churn run goes by (definitions.md, section 4): contracts that ended and were
 * not followed by another, or silence.
 */
import type { Queryable } from '../../../prisma/sql.ts';
import { selectStandingRuns } from '../../analyses/standingRun.sql.ts';
import type { Fragment } from '../../facts/factTable.ts';
import type { JourneyRequest } from './contacts.sql.ts';

export type ChurnRule =
  | { readonly kind: 'CONTRACTUAL' }
  | { readonly kind: 'SILENT'; readonly silenceDays: number; readonly visitsCount: boolean };

/** Contracts where there is no churn run: after how many days silence is a loss, nobody has said then. */
export async function readChurnRule(sql: Queryable, workspaceId: number): Promise<ChurnRule> {
  const [standing] = await selectStandingRuns(sql, workspaceId, [{ kind: 'CHURN', analysis: null, asOf: null }]);
  if (!standing) return { kind: 'CONTRACTUAL' };
  const [model] = await sql<{ kind: string; silenceDays: number | null; visitsCount: boolean | null }[]>`
    select kind, silence_days as "silenceDays", visits_count as "visitsCount" from churn_model
     where workspace_id = ${workspaceId} and run_id = ${String(standing.resultId)}::bigint`;
  if (model?.kind !== 'SILENT' || model.silenceDays === null) return { kind: 'CONTRACTUAL' };
  return { kind: 'SILENT', silenceDays: model.silenceDays, visitsCount: model.visitsCount ?? false };
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

function endedContracts(sql: Queryable, { workspaceId, churnDays }: JourneyRequest): Fragment {
  return sql`
    judged as materialized ( -- an end proves to be a loss only when nothing has begun for 30 days
      select max(greatest(started_at, canceled_at, ended_at)) - interval '30 days' as until
        from subscription where workspace_id = ${workspaceId} and greatest(started_at, canceled_at, ended_at) <= now()),
    contract as materialized (
      select i.customer_id, s.started_at, s.canceled_at, s.ended_at
        from subscription s join identity i on i.workspace_id = s.workspace_id and i.id = s.identity_id where s.workspace_id = ${workspaceId}),
    loss as materialized ( -- no contract of the customer runs, or begins, within 30 days of the end; dated at the decision where it is known
      select c.customer_id, coalesce(c.canceled_at, c.ended_at) as at
        from contract c
       where c.ended_at <= now() and not exists (
         select from contract o where o.customer_id = c.customer_id and o.started_at <= c.ended_at + interval '30 days'
            and (o.ended_at is null or o.ended_at > c.ended_at))),
    exposed as (
      select m.customer_id, m.touchpoint_id, bool_or(l.at is not null) as is_lost
        from met m
        join judged on m.at + ${day(sql, churnDays)} <= judged.until
        left join loss l on l.customer_id = m.customer_id and l.at > m.at and l.at <= m.at + ${day(sql, churnDays)}
       where exists (select from contract c where c.customer_id = m.customer_id and c.started_at <= m.at
                        and coalesce(c.canceled_at, c.ended_at, 'infinity') > m.at)
       group by 1, 2)`;
}
