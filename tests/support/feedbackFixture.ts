/** A small workspace with customers, a survey and responses, the same for every workspace but for the texts that name it. */
import type { Sql } from '../../prisma/sql.ts';

export interface FeedbackFixture {
  readonly workspaceId: number;
  readonly customers: number;
  readonly surveyId: bigint;
}

/** Every customer answers `responsesEach` times; NPS scores run through 0-10; RATE 1-5 with 6 = not applicable. */
export async function fillWorkspace(
  admin: Sql,
  workspaceId: number,
  { customers = 40, responsesEach = 3, anonymous = 5, mark = `w${workspaceId}` } = {},
): Promise<FeedbackFixture> {
  const [survey] = await admin<{ id: bigint }[]>`
    insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'visit', ${`Visit ${mark}`}, 'RELATIONAL') returning id`;
  const surveyId = survey!.id;
  await admin`
    insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max, not_applicable_codes) values
      (${workspaceId}, ${surveyId}, 1, 'NPS', ${`Recommend? ${mark}`}, 'NPS', 0, 10, '{}'),
      (${workspaceId}, ${surveyId}, 2, 'RATE', ${`Rating ${mark}`}, 'RATING', 1, 5, '{6}'),
      (${workspaceId}, ${surveyId}, 3, 'WHY', ${`Why? ${mark}`}, 'TEXT', null, null, '{}')`;
  await admin`
    with c as (
      insert into customer (workspace_id, external_id, acquired_at, acquisition_channel)
      select ${workspaceId}::integer, 'C' || lpad(i::text, 6, '0'), '2025-01-01T00:00:00Z', ${mark}::text from generate_series(1, ${customers}::integer) i
      returning workspace_id, id, external_id
    ), ids as (
      insert into identity (workspace_id, kind, value, customer_id) select workspace_id, 'CRM_ID', external_id, id from c returning 1
    ), mails as (
      insert into identity (workspace_id, kind, value, customer_id)
      select workspace_id, 'EMAIL', lower(external_id) || ${`@${mark}.example`}::text, id from c returning 1
    )
    insert into customer_trait (workspace_id, customer_id, key, value_text, is_personal)
    select workspace_id, id, 'plan', ${mark}::text, false from c
    union all select workspace_id, id, 'city', ${mark}::text, true from c`;
  await admin`
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, sampling_weight, "values", comment, answers)
    select ${workspaceId}::integer, ${surveyId}::bigint, i.value || '-' || n, i.id, timestamptz '2026-01-01T00:00:00Z' + make_interval(hours => n * 24 + (i.id % 24)::integer),
           1 + (i.id % 3), array[(i.id + n) % 11, 1 + (i.id + n) % 6]::real[], ${`comment ${mark}`}::text, jsonb_build_object('WHY', ${`because ${mark}`}::text)
      from identity i, generate_series(1, ${responsesEach}::integer) n
     where i.workspace_id = ${workspaceId} and i.kind = 'CRM_ID'`;
  await admin`
    insert into response (workspace_id, survey_id, external_id, "values", comment)
    select ${workspaceId}::integer, ${surveyId}::bigint, 'anonymous-' || n, array[9, null]::real[], ${`comment ${mark}`}::text from generate_series(1, ${anonymous}::integer) n`;
  await admin`insert into data_version (workspace_id, domain, version) values (${workspaceId}, 'feedback', 3), (${workspaceId}, 'customers', 2)`;
  await admin`analyze`;
  return { workspaceId, customers, surveyId };
}
