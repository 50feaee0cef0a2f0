/** Answers to three surveys and orders, from hashes of their numbers: the same rows in every run. */
import { inWorkspace, type Sql } from '../../prisma/sql.ts';
import { remakeRollup } from '../../worker/rollups/remakeRollup.ts';
import { allSources } from '../../worker/rollups/rollupSource.ts';

const days = 105; // from 20 October 2025: two years, one change of the clocks

/** 120 customers answer some twenty times each over a quarter of a year; one fact in five is of nobody known, one answer in thirty without a date. */
export async function fillAnswersAndOrders(admin: Sql, workspaceId: number): Promise<void> {
  await admin`insert into customer (workspace_id, external_id) select ${workspaceId}, 'C' || i from generate_series(1, 120) i`;
  await admin`
    insert into identity (workspace_id, kind, value, customer_id)
    select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${workspaceId} order by id`;
  await admin`
    insert into survey (workspace_id, key, title, kind, touchpoint, sample_source)
    values (${workspaceId}, 'visit', 'Visit', 'TRANSACTIONAL', null, 'OWN_LIST'), (${workspaceId}, 'pulse', 'Pulse', 'RELATIONAL', 'app', 'OWN_LIST'),
           (${workspaceId}, 'panel', 'Panel', 'RELATIONAL', null, 'PANEL')`;
  await admin`
    insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max, not_applicable_codes)
    select ${workspaceId}, s.id, q.position, q.key, q.key, q.kind, q.low, q.high, q.codes
      from survey s, (values (1, 'nps', 'NPS', 0, 10, '{}'::real[]), (2, 'csat', 'CSAT', 1, 5, '{3}'), (3, 'ces', 'CES', 1, 7, '{99}'), (4, 'second', 'NPS', 0, 10, '{}'))
             q (position, key, kind, low, high, codes)
     where s.workspace_id = ${workspaceId} and not (s.key = 'panel' and q.kind = 'CES')`;
  const hashed = (rows: number) =>
    admin`(select i, hashint8extended(i, 7) & 9223372036854775807 as h from generate_series(1, ${rows}::bigint) i) f`;
  const moment = admin`timestamptz '2025-10-20Z' + make_interval(hours => ((h >> 4) % (24 * ${days}::integer))::integer, mins => 30)`;
  const identity = admin`left join identity k on k.workspace_id = ${workspaceId} and h % 5 > 0 and k.value = 'C' || 1 + (h >> 20) % 120`;
  await admin`
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, touchpoint, channel, "values")
    select ${workspaceId}, s.id, 'r' || i, k.id, case when h % 30 > 0 then ${moment} end, (array['till', 'app', 'phone', null])[1 + (h >> 30) % 4],
           (array['web', 'mail', null])[1 + (h >> 33) % 3],
           array[(h >> 36) % 12, 1 + (h >> 40) % 6, case when (h >> 43) % 9 = 0 then 99 else 1 + (h >> 43) % 9 end, (h >> 50) % 11]::real[]
      from ${hashed(3_000)} ${identity}
      join survey s on s.workspace_id = ${workspaceId} and s.key = (array['visit', 'visit', 'pulse', 'panel'])[1 + (h >> 56) % 4]`;
  await admin`
    insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, channel, currency, revenue, refunded_amount)
    select ${workspaceId}, 'o' || i, k.id, ${moment}, (array['PAID', 'CANCELLED', null])[1 + (h >> 30) % 3], (array['web', 'shop', null])[1 + (h >> 33) % 3], 'EUR',
           case when (h >> 36) % 20 > 0 then ((h >> 36) % 1000000) / 100.0 end, case when (h >> 50) % 7 = 0 then 1.5 end
      from ${hashed(1_500)} ${identity}`;
}

/** Roll-ups as a worker makes them, with all layouts, however few the facts are. */
export async function makeRollups(sql: Sql, workspaceId: number): Promise<void> {
  await inWorkspace(sql, workspaceId, async (tx) => {
    await tx`insert into rollup_state (workspace_id, source) values (${workspaceId}, 'ANSWER'), (${workspaceId}, 'ORDER') on conflict do nothing`;
    for (const source of allSources) await remakeRollup(tx, workspaceId, source, 0);
  });
}
