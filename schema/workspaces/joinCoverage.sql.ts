import type { Queryable } from '../../prisma/sql.ts';

export interface CoverageCounts {
  readonly responses: number;
  readonly withCustomer: number;
  readonly withOrder: number;
  readonly withTicket: number;
  readonly withVisit: number;
}

export type SurveyCoverage = CoverageCounts & { readonly surveyId: bigint };

/**
 * How many responses of each survey meet what their customers did. Sets of customers are made from the indexes by
 * identity, once for all, and not looked up response by response.
 */
export function selectJoinCoverage(sql: Queryable, workspaceId: number): PromiseLike<SurveyCoverage[]> {
  const customersWith = (table: string) => sql`(
    select distinct i.customer_id
      from (select distinct identity_id from ${sql(table)} where workspace_id = ${workspaceId} and identity_id is not null) f
      join identity i on i.workspace_id = ${workspaceId} and i.id = f.identity_id)`;
  const count = (set: string) => sql`coalesce(sum(answers.count) filter (where ${sql(`${set}.customer_id`)} is not null), 0)::integer`;
  return sql<SurveyCoverage[]>`
    with answers as (
      select r.survey_id, i.customer_id, sum(r.count) as count
        from (select survey_id, identity_id, count(*) as count from response where workspace_id = ${workspaceId} group by 1, 2) r
        left join identity i on i.workspace_id = ${workspaceId} and i.id = r.identity_id
       group by 1, 2)
    select s.id as "surveyId", coalesce(sum(answers.count), 0)::integer as responses, ${count('answers')} as "withCustomer",
           ${count('ordering')} as "withOrder", ${count('asking')} as "withTicket", ${count('visiting')} as "withVisit"
      from survey s
      left join answers on answers.survey_id = s.id
      left join ${customersWith('order')} ordering on ordering.customer_id = answers.customer_id
      left join ${customersWith('ticket')} asking on asking.customer_id = answers.customer_id
      left join ${customersWith('visit')} visiting on visiting.customer_id = answers.customer_id
     where s.workspace_id = ${workspaceId}
     group by s.workspace_id, s.id
     order by s.key`;
}
