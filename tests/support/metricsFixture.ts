/** A small company whose numbers can be computed by hand: what its rows are is given back beside what was stored. */
import type { Sql } from '../../prisma/sql.ts';

export interface Answer {
  readonly customer: number;
  readonly month: string;
  readonly touchpoint: string;
  readonly score: number;
}
export interface Order {
  readonly customer: number;
  readonly month: string;
  /** Of the answer just before it. */
  readonly touchpoint: string | null;
  /** In cents. */
  readonly revenue: number;
  readonly isCancelled: boolean;
}

const months = ['2026-01', '2026-02', '2026-03'];

/**
 * 120 customers. In every month each of a hundred answers a transactional survey at a touchpoint of his own, every third of them twice, and
 * orders two days later; February has better scores. The plan of customers 0-59 is BASIC, of 60-113 PLUS and of 114-119 GOLD: those are few.
 */
export async function fillCompany(admin: Sql, workspaceId: number): Promise<{ answers: Answer[]; orders: Order[] }> {
  const answers: (Answer & { readonly at: string })[] = [];
  const orders: (Order & { readonly at: string })[] = [];
  for (const [index, month] of months.entries()) {
    for (let customer = index * 10; customer < index * 10 + 100; customer++) {
      const touchpoint = customer % 2 === 0 ? 'checkout' : 'support';
      const score = (customer * 7 + index * 3) % 11;
      const better = index === 1 ? Math.min(10, score + 3) : score;
      answers.push({ customer, month, touchpoint, score: better, at: `${month}-05T10:00:00Z` });
      if (customer % 3 === 0) answers.push({ customer, month, touchpoint, score: (better + customer) % 11, at: `${month}-06T10:00:00Z` });
      const isCancelled = customer % 10 === 9;
      orders.push({ customer, month, touchpoint, revenue: 1000 + customer * 13 + index, isCancelled, at: `${month}-08T10:00:00Z` });
    }
  }
  await insertCustomers(admin, workspaceId);
  const [survey] = await admin<{ id: bigint }[]>`
    insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'contact', 'Contact', 'TRANSACTIONAL') returning id`;
  await admin`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max, not_applicable_codes, weight) values
    (${workspaceId}, ${survey?.id ?? 0n}, 1, 'NPS', 'Recommend?', 'NPS', 0, 10, '{}', null), (${workspaceId}, ${survey?.id ?? 0n}, 2, 'EASY', 'Easy?', 'CES', 0, 10, '{}', null),
    (${workspaceId}, ${survey?.id ?? 0n}, 3, 'A', 'A?', 'RATING', 0, 10, '{}', 1), (${workspaceId}, ${survey?.id ?? 0n}, 4, 'B', 'B?', 'RATING', 0, 10, '{}', 3)`;
  await admin`
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, touchpoint, sampling_weight, "values")
    select ${workspaceId}::integer, ${survey?.id ?? 0n}::bigint, a.nth::text, i.id, a.at, a.touchpoint, 1 + a.nth % 3,
           array[a.score, a.score, a.score, case when a.nth % 5 > 0 then 10 - a.score end]::real[]
      from unnest(${answers.map(({ customer }) => `c${customer}`)}::text[], ${answers.map(({ at }) => at)}::text[]::timestamptz[], ${answers.map(({ touchpoint }) => touchpoint)}::text[],
                  ${answers.map(({ score }) => String(score))}::text[]::integer[]) with ordinality as a (customer, at, touchpoint, score, nth)
      join identity i on i.workspace_id = ${workspaceId} and i.value = a.customer`;
  await admin`
    insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue, channel)
    select ${workspaceId}::integer, o.nth::text, i.id, o.at, case when o.cancelled = 'true' then 'CANCELLED' else 'PAID' end, 'EUR', o.cents / 100.0, 'WEB'
      from unnest(${orders.map(({ customer }) => `c${customer}`)}::text[], ${orders.map(({ at }) => at)}::text[]::timestamptz[],
                  ${orders.map(({ revenue }) => String(revenue))}::text[]::integer[], ${orders.map(({ isCancelled }) => String(isCancelled))}::text[]) with ordinality as o (customer, at, cents, cancelled, nth)
      join identity i on i.workspace_id = ${workspaceId} and i.value = o.customer`;
  await insertFacts(admin, workspaceId);
  return { answers, orders };
}

async function insertCustomers(admin: Sql, workspaceId: number): Promise<void> {
  await admin`
    with c as (
      insert into customer (workspace_id, external_id, acquired_at, acquisition_channel)
      select ${workspaceId}::integer, 'c' || n, timestamptz '2025-11-10Z' + make_interval(months => n / 40), case when n % 2 = 0 then 'SEARCH' else 'FRIENDS' end
        from generate_series(0, 119) n returning workspace_id, id, external_id
    ), traits as (
      insert into customer_trait (workspace_id, customer_id, key, value_text, is_personal)
      select workspace_id, id, 'plan', case when substr(external_id, 2)::integer < 60 then 'BASIC' when substr(external_id, 2)::integer < 114 then 'PLUS' else 'GOLD' end, false from c
      union all select workspace_id, id, 'city', 'Bremen', true from c
      union all select workspace_id, id, 'number', substr(external_id, 2), false from c
    )
    insert into identity (workspace_id, kind, value, customer_id) select workspace_id, 'CRM_ID', external_id, id from c`;
}

/** In January: 60 tickets of 60 customers, two a day and half of them complaints, answered after 1, 2 … 60 hours; 80 visits of 40 customers, every fourth converts. */
async function insertFacts(admin: Sql, workspaceId: number): Promise<void> {
  const identities = admin`select i.id, substr(i.value, 2)::integer as n from identity i where i.workspace_id = ${workspaceId}`;
  await admin`
    insert into ticket (workspace_id, external_id, identity_id, kind, channel, opened_at, first_response_at, resolved_at)
    select ${workspaceId}::integer, 't' || n, id, case when n % 2 = 0 then 'COMPLAINT' else 'QUESTION' end, 'MAIL', opened_at,
           opened_at + make_interval(hours => n + 1), opened_at + make_interval(hours => 2 * n + 2)
      from (${identities}) i, lateral (select timestamptz '2026-01-01T10:00:00Z' + make_interval(hours => 12 * n) as opened_at) o where n < 60`;
  await admin`
    insert into visit (workspace_id, external_id, identity_id, started_at, campaign, device, converted)
    select ${workspaceId}::integer, 'v' || n || '-' || k, id, timestamptz '2026-01-21T10:00:00Z', case when n < 20 then 'spring' else 'autumn' end, 'phone', (n * 2 + k) % 4 = 0
      from (${identities}) i, generate_series(0, 1) k where n < 40`;
  await admin`
    insert into invitation (workspace_id, external_id, identity_id, survey_key, sent_at, state, touchpoint)
    select ${workspaceId}::integer, 'i' || n, id, 'contact', timestamptz '2026-01-02T10:00:00Z', case when n % 4 = 0 then 'COMPLETED' when n % 4 = 1 then 'BOUNCED' else 'DELIVERED' end, 'checkout'
      from (${identities}) i`;
  await admin`
    insert into spend (workspace_id, external_id, kind, channel, period_start, period_end, amount, currency) values
      (${workspaceId}, 's1', 'ACQUISITION', 'SEARCH', '2025-12-31T23:00:00Z', '2026-01-31T23:00:00Z', 3100, 'EUR'),
      (${workspaceId}, 's2', 'SERVICE', 'MAIL', '2025-12-31T23:00:00Z', '2026-01-31T23:00:00Z', 600, 'EUR'),
      (${workspaceId}, 's3', 'RETENTION', 'MAIL', '2025-12-31T23:00:00Z', '2026-02-28T23:00:00Z', 5900, 'EUR')`;
  await admin`analyze`;
}
