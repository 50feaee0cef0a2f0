import type { Queryable } from '../../prisma/sql.ts';
import { selectStandingRuns } from '../analyses/standingRun.sql.ts';
import { KeptTexts } from '../keptTexts.ts';
import type { MetricSource } from './metricsRequest.ts';

export interface ScoredQuestion {
  readonly id: string;
  readonly survey: string;
  readonly surveyKind: string;
  readonly key: string;
  readonly kind: string;
  readonly scaleMin: number | null;
  readonly scaleMax: number | null;
  readonly weight: number | null;
}

export interface CurrentClvRun {
  /** That computed the values: where a later run found nothing changed since, the earlier one. */
  readonly runId: string;
  readonly dataThrough: string | null;
  readonly computedAt: string | null;
  readonly isStale: boolean;
}

export interface WorkspaceFacts {
  readonly timeZone: string;
  readonly currency: string;
  readonly now: Date;
  /** Keys of all surveys. */
  readonly surveys: readonly string[];
  readonly questions: readonly ScoredQuestion[];
  readonly loyaltyQuestionId: bigint | null;
  readonly clvRun: CurrentClvRun | null;
}

/** What metrics need to know of a workspace: its clock and money, what can be scored, and the runs that they read. */
export async function selectWorkspaceFacts(
  sql: Queryable,
  workspaceId: number,
  needs: { readonly loyalty: boolean; readonly clv: boolean },
): Promise<WorkspaceFacts> {
  const [standing] = needs.clv ? await selectStandingRuns(sql, workspaceId, [{ kind: 'CLV', analysis: null, asOf: null }]) : [];
  const clvRunId = standing ? String(standing.id) : null;
  const [row] = await sql<WorkspaceFacts[]>`
    select w.time_zone as "timeZone", w.currency, now() as now,
           coalesce((select array_agg(key) from survey where workspace_id = ${workspaceId}), '{}') as surveys,
           coalesce((select json_agg(json_build_object('id', q.id::text, 'survey', s.key, 'surveyKind', s.kind, 'key', q.key, 'kind', q.kind,
                                                       'scaleMin', q.scale_min, 'scaleMax', q.scale_max, 'weight', q.weight) order by s.key, q.position)
              from question q join survey s on s.workspace_id = q.workspace_id and s.id = q.survey_id
             where q.workspace_id = ${workspaceId} and (q.kind in ('NPS', 'CSAT', 'CES', 'RATING') or q.weight > 0)), '[]') as questions,
           case when ${needs.loyalty}::boolean then (
             select q.id from question q
               join survey s on s.workspace_id = q.workspace_id and s.id = q.survey_id and s.kind = 'RELATIONAL'
              cross join lateral (select count(*) as answers from response r
                where r.workspace_id = q.workspace_id and r.survey_id = q.survey_id and r."values"[q.position] is not null) counted
              where q.workspace_id = ${workspaceId} and q.kind = 'NPS'
              order by counted.answers desc, s.key, q.position limit 1) end as "loyaltyQuestionId",
           case when ${clvRunId}::bigint is not null then (
             select json_build_object('runId', coalesce(r.reused_run_id, r.id)::text, 'dataThrough', r.data_through, 'computedAt', coalesce(computed.finished_at, r.finished_at),
                      'isStale', coalesce((select bool_or(coalesce(v.version, 0)::text <> read.version) from jsonb_each_text(r.data_versions) as read (domain, version)
                                             left join data_version v on v.workspace_id = r.workspace_id and v.domain = read.domain), true))
               from run r
               left join run computed on computed.workspace_id = r.workspace_id and computed.id = r.reused_run_id
              where r.workspace_id = ${workspaceId} and r.id = ${clvRunId}::bigint) end as "clvRun"
      from workspace w where w.id = ${workspaceId}`;
  if (!row) throw new Error(`workspace ${workspaceId} is gone from its own snapshot`);
  return row;
}

/** From when to when there are facts of a source: outside of that nothing is known, which is not the same as none. */
export interface Coverage {
  readonly source: MetricSource;
  readonly isLoaded: boolean;
  readonly first: Date | null;
  readonly last: Date | null;
  /** The last that is not dated ahead of now: until then facts are known. A slip of the pen, 2062 for 2026, is a fact as well, and tells of no time before it. */
  readonly through: Date | null;
}

const keptTexts = new KeptTexts();

/** The ends of the facts of each source, from its index by time. */
export function selectCoverage(sql: Queryable, workspaceId: number, sources: readonly MetricSource[]): PromiseLike<Coverage[]> {
  const ends = (table: string, time: string) => sql`
    select exists (select from ${sql(table)} f where f.workspace_id = ${workspaceId}) as loaded,
           (select min(${sql(time)}) from ${sql(table)} f where f.workspace_id = ${workspaceId}) as first,
           (select max(${sql(time)}) from ${sql(table)} f where f.workspace_id = ${workspaceId}) as last,
           (select max(${sql(time)}) from ${sql(table)} f where f.workspace_id = ${workspaceId} and ${sql(time)} <= now()) as through`;
  const of: Readonly<Record<MetricSource, ReturnType<typeof ends>>> = {
    ANSWER: sql`
      select exists (select from response f where f.workspace_id = ${workspaceId}) as loaded, min(ends.first) as first, max(ends.last) as last, max(ends.through) as through
        from survey s
       cross join lateral (
         select (select min(r.responded_at) from response r where r.workspace_id = s.workspace_id and r.survey_id = s.id) as first,
                (select max(r.responded_at) from response r where r.workspace_id = s.workspace_id and r.survey_id = s.id) as last,
                (select max(r.responded_at) from response r where r.workspace_id = s.workspace_id and r.survey_id = s.id and r.responded_at <= now()) as through) ends
       where s.workspace_id = ${workspaceId}`,
    // what may still be answered is not known yet (sources/invitationSource.ts)
    INVITATION: sql`
      select ends.last is not null as loaded, ends.first, ends.last, ends.last as through
        from (select (select min(f.sent_at) from invitation f where f.workspace_id = ${workspaceId}) as first,
                     (select max(f.sent_at) from invitation f where f.workspace_id = ${workspaceId} and f.sent_at < now() - interval '14 days') as last) ends`,
    ORDER: ends('order', 'occurred_at'),
    TICKET: ends('ticket', 'opened_at'),
    VISIT: ends('visit', 'started_at'),
    BASE: sql`select exists (select from customer f where f.workspace_id = ${workspaceId}) as loaded, null::timestamptz as first, null::timestamptz as last, null::timestamptz as through`,
    CUSTOMER: sql`select c.first is not null as loaded, c.first, c.last, c.through from (${ends('customer', 'acquired_at')}) c`,
    CONTRACT: sql`
      select ends.*, ends.last as through
        from (select exists (select from subscription f where f.workspace_id = ${workspaceId}) as loaded, min(f.started_at) as first,
                     greatest(max(f.started_at) filter (where f.started_at <= now()), max(f.canceled_at) filter (where f.canceled_at <= now()), max(f.ended_at) filter (where f.ended_at <= now())) as last
                from subscription f where f.workspace_id = ${workspaceId}) ends`,
    SCORE: sql`select true as loaded, null::timestamptz as first, null::timestamptz as last, null::timestamptz as through`,
    // what is planned is known; a period ends before the end that it names
    SPEND: sql`
      select ends.*, ends.last as through
        from (select exists (select from spend f where f.workspace_id = ${workspaceId}) as loaded,
                     (select min(period_start) from spend f where f.workspace_id = ${workspaceId}) as first,
                     (select max(period_end) - interval '1 millisecond' from spend f where f.workspace_id = ${workspaceId}) as last) ends`,
  };
  const each = sources.map((source) => sql`select ${source}::text as source, c.loaded, c.first, c.last, c.through from (${of[source]}) c`);
  const all = each.reduce((before, one) => sql`${before} union all ${one}`);
  return keptTexts.prepared(
    sources.join(),
    sql<Coverage[]>`select source, loaded as "isLoaded", first, last, through from (${all}) coverage`,
  );
}
