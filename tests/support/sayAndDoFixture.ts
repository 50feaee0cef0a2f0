/** What the customers of fillWorkspace do: the same for every workspace but for the texts that name it. */
import type { Sql } from '../../prisma/sql.ts';

/** Every customer orders, subscribes, asks, visits and is invited; facts of nobody known are beside them. */
export async function fillFacts(admin: Sql, workspaceId: number, { each = 3, ofNobody = 2, mark = `w${workspaceId}` } = {}): Promise<void> {
  // Identity, number of the fact and its moment: an hour apart, two of a customer at the same one.
  const facts = (of: string) => admin`
    select i.id as identity_id, ${of}::text || '-' || i.value || '-' || n as external_id, n,
           timestamptz '2026-02-01T00:00:00Z' + make_interval(days => n / 2, hours => (i.id % 24)::integer) as at, i.value
      from identity i, generate_series(1, ${each}::integer) n where i.workspace_id = ${workspaceId} and i.kind = 'CRM_ID'
    union all
    select null, ${of}::text || '-nobody-' || n, n, timestamptz '2026-02-01T00:00:00Z' + make_interval(days => n), 'nobody' from generate_series(1, ${ofNobody}::integer) n`;
  await admin`
    insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue, total, discount, tax, shipping, refunded_amount, margin, channel)
    select ${workspaceId}::integer, external_id, identity_id, at, (array['PAID', 'CANCELLED', 'SHIPPED'])[1 + n % 3], 'EUR',
           10.5 * n, 12 * n, 1, 2, 3, case when n % 3 = 2 then 0.25 end, 4, ${mark}::text from (${facts('O')}) f`;
  await admin`
    insert into subscription (workspace_id, external_id, identity_id, plan, billing_interval, amount, currency, started_at, observed_from,
      current_period_end, canceled_at, ended_at, status, cancel_kind, cancel_reason)
    select ${workspaceId}::integer, external_id, identity_id, (array['BASIC', 'PLUS'])[1 + n % 2], 'YEAR', 120, 'EUR', at, at, at + interval '1 year',
           case when n % 2 = 0 then at + interval '20 days' end, case when n % 2 = 0 then at + interval '30 days' end, ${mark}::text, 'VOLUNTARY', ${mark}::text
      from (${facts('S')}) f`;
  await admin`
    insert into ticket (workspace_id, external_id, identity_id, order_external_id, kind, channel, category, priority, touchpoint, opened_at,
      first_response_at, resolved_at, status, reopens, sentiment, satisfaction_score)
    select ${workspaceId}::integer, external_id, identity_id, 'O-' || value || '-' || n, (array['QUESTION', 'COMPLAINT'])[1 + n % 2], 'MAIL', ${mark}::text, 'HIGH',
           'support', at, at + interval '1 hour', case when n % 2 = 0 then at + interval '2 hours' end, ${mark}::text, 0, 0.5, 4 from (${facts('T')}) f`;
  await admin`
    insert into visit (workspace_id, external_id, identity_id, visitor_id, started_at, ended_at, source, medium, campaign, device, landing_page, pageviews, converted, revenue)
    select ${workspaceId}::integer, external_id, identity_id, ${mark}::text, at, at + interval '10 minutes', (array['google', 'direct'])[1 + n % 2], 'cpc', ${mark}::text, 'phone',
           ${`https://${mark}.example/`}::text, n, n % 2 = 0, n from (${facts('V')}) f`;
  await admin`
    insert into event (workspace_id, external_id, identity_id, visitor_id, visit_external_id, name, url, occurred_at, properties)
    select ${workspaceId}::integer, external_id, identity_id, ${mark}::text, 'V-' || value || '-' || n, (array['view', 'buy'])[1 + n % 2], ${`https://${mark}.example/e`}::text, at,
           jsonb_build_object('mark', ${mark}::text) from (${facts('E')}) f`;
  await admin`
    insert into invitation (workspace_id, external_id, identity_id, survey_key, response_external_id, touchpoint, channel, sent_at, state)
    select ${workspaceId}::integer, external_id, identity_id, 'visit', value || '-' || n, ${mark}::text, 'EMAIL', at, (array['SENT', 'OPENED', 'COMPLETED'])[1 + n % 3]
      from (${facts('I')}) f`;
  await admin`
    insert into spend (workspace_id, external_id, kind, channel, period_start, period_end, amount, currency)
    select ${workspaceId}::integer, 'M-' || n, (array['ACQUISITION', 'SERVICE'])[1 + n % 2], ${mark}::text, timestamptz '2026-01-01Z' + make_interval(days => n / 2),
           timestamptz '2026-02-01Z' + make_interval(days => n), 100.25 * n, 'EUR' from generate_series(1, 6) n`;
  await admin`
    insert into touchpoint (workspace_id, key, name, stage, position)
    select ${workspaceId}::integer, key, initcap(key) || ' ' || ${mark}::text, 'use', position from unnest('{support,checkout}'::text[]) with ordinality as t (key, position)`;
  await admin`
    insert into touchpoint_rule (workspace_id, position, touchpoint_id, fact, name)
    select workspace_id, rule.position, id, rule.fact, case rule.fact when 'VISIT' then ${mark}::text end
      from touchpoint, unnest('{ORDER,RESPONSE,VISIT}'::text[]) with ordinality as rule (fact, position) where workspace_id = ${workspaceId} and key = 'checkout'`;
  await admin`analyze`;
}
