/**
 * One thing of each kind under one name, `name`, as its key, status, channel, tier …: whatever a caller may name is there under it.
 * Its contents say `mark`, so that an answer which repeats the name alone is told from one that shows the thing.
 */
import { randomBytes } from 'node:crypto';
import type { Sql } from '../../../prisma/sql.ts';
import { storedLabel } from '../../../prisma/storedLabel.ts';
import { fillClvRun } from '../clvRunFixture.ts';

/** The identity of the first planted customer: known beforehand, so that a row of another workspace can name it. */
export const plantedIdentity = 900_000_001n;
/** As many customers as a group needs to be shown. */
const customers = 12;

export async function plantNamed(
  admin: Sql,
  workspaceId: number,
  { name, mark, identity }: { name: string; mark: string; identity?: bigint },
) {
  const own = { workspace_id: workspaceId };
  const nth = (n: number) => (n === 1 ? name : `${name}-${n}`);
  const numbers = Array.from({ length: customers }, (_, index) => index + 1);
  const planted = await admin<{ id: bigint }[]>`insert into customer ${admin(
    numbers.map((n) => ({ ...own, external_id: nth(n), acquired_at: new Date('2026-01-05T00:00:00Z'), acquisition_channel: name })),
  )} returning id`;
  const ids = await admin<{ id: bigint }[]>`insert into identity ${admin(
    planted.slice(1).map(({ id }, index) => ({ ...own, kind: 'CRM_ID', value: nth(index + 2), customer_id: id })),
  )} returning id`;
  const first = { ...own, kind: 'CRM_ID', value: name, customer_id: planted[0]!.id, ...(identity && { id: identity }) };
  const [known] = await admin<{ id: bigint }[]>`insert into identity ${admin(first)} returning id`;
  const [common] = await admin<{ id: bigint }[]>`select id from identity where workspace_id = ${workspaceId} and value = 'C000001'`;
  const identities = [known!.id, ...ids.map(({ id }) => id), common!.id];
  await admin`insert into customer_trait ${admin(
    planted.flatMap(({ id }) => [name, 'plan'].map((key) => ({ ...own, customer_id: id, key, value_text: name }))),
  )}`;
  const [survey] = await admin<{ id: bigint }[]>`
    insert into survey ${admin({ ...own, key: name, title: `Survey of ${mark}`, kind: 'RELATIONAL', touchpoint: name })} returning id`;
  const question = { ...own, key: name, label: `Question of ${mark}` };
  await admin`insert into question ${admin({ ...question, survey_id: survey!.id, position: 1, kind: 'NPS', scale_min: 0, scale_max: 10 })}`;
  await admin`insert into question ${admin({ ...question, key: 'RATE', survey_id: survey!.id, position: 2, kind: 'RATING', scale_min: 1, scale_max: 5 })}`;
  await admin`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
    select workspace_id, id, 4, ${name}, ${`Question of ${mark}`}, 'RATING', 1, 5 from survey where workspace_id = ${workspaceId} and key = 'visit'`;
  const each = (columns: Record<string, unknown>) =>
    admin(identities.map((identity_id, index) => ({ ...own, identity_id, external_id: nth(index + 1), ...columns })) as never);
  const at = new Date('2026-02-20T12:00:00Z');
  const earlier = new Date('2026-01-15T00:00:00Z');
  const answer = { survey_id: survey!.id, responded_at: at, channel: name, touchpoint: name, brand: name, comment: mark };
  await admin`insert into response ${each({ ...answer, values: admin.array([9, 4], 1021) })}`; // real[]
  await admin`insert into "order" ${each({ occurred_at: at, status: storedLabel(name), currency: 'EUR', revenue: 10, total: 12, channel: name })}`;
  await admin`insert into subscription ${each({
    ...{
      plan: name,
      billing_interval: 'YEAR',
      amount: 120,
      currency: 'EUR',
      started_at: earlier,
      observed_from: earlier,
      cancel_reason: mark,
    },
  })}`;
  await admin`insert into ticket ${each({ kind: storedLabel(name), channel: name, category: name, priority: name, touchpoint: name, opened_at: at, first_response_at: at, status: mark })}`;
  await admin`insert into visit ${each({ visitor_id: mark, started_at: at, source: name, medium: name, campaign: name, device: name, landing_page: mark, converted: true })}`;
  await admin`insert into event ${each({ visit_external_id: name, visitor_id: mark, name, url: mark, occurred_at: at })}`;
  await admin`insert into invitation ${each({ survey_key: name, response_external_id: name, touchpoint: name, channel: name, sent_at: at, state: 'SENT' })}`;
  const january = { period_start: new Date('2026-01-01T00:00:00Z'), period_end: new Date('2026-02-01T00:00:00Z') };
  await admin`insert into spend ${admin({ ...own, ...january, external_id: name, kind: 'ACQUISITION', channel: name, amount: 50, currency: 'EUR' })}`;
  await admin`insert into touchpoint ${admin({ ...own, key: name, name: `Touchpoint of ${mark}`, stage: name, position: 9 })}`;
  await plantConfiguration(admin, workspaceId, name, mark);
}

async function plantConfiguration(admin: Sql, workspaceId: number, name: string, mark: string): Promise<void> {
  const own = { workspace_id: workspaceId };
  const definition = admin.json({ acquired: { channels: [name] } });
  const [segment] = await admin<{ id: bigint }[]>`
    insert into segment ${admin({ ...own, key: name, name: `Segment of ${mark}`, description: mark, definition, version: 1 })} returning id`;
  await admin`insert into segment_version ${admin({ ...own, segment_id: segment!.id, version: 1, definition, created_by: mark })}`;
  const document = '{ workspace { name } }';
  await admin`insert into saved_document (workspace_id, name, document, hash, operation, description, saved_by)
    values (${workspaceId}, ${name}, ${document}, sha256(${name}::bytea), 'QUERY', ${mark}, 'API_KEY 1')`;
  await admin`insert into api_key ${admin({ ...own, name, prefix: `ek_${mark}`, hash: randomBytes(32), scopes: ['read'] })}`;
  const run = await fillClvRun(admin, workspaceId, { mark: name, name });
  await admin`insert into run_log ${admin({ ...own, run_id: run, attempt: 1, level: 'INFO', message: `Log of ${mark}` })}`;
  const [analysis] = await admin<{ id: bigint }[]>`
    update analysis set is_chosen = true -- so that its tier is looked for where no analysis is named
     where workspace_id = ${workspaceId} and id = (select analysis_id from run where workspace_id = ${workspaceId} and id = ${run}) returning id`;
  const of = { ...own, analysis_id: analysis!.id };
  const [backfill] = await admin<{ id: bigint }[]>`insert into backfill ${admin({
    ...of,
    ...{
      from_date: '2026-01-01',
      to_date: '2026-01-31',
      step: 'MONTH',
      time_zone: 'Europe/Berlin',
      mode: 'MISSING',
      concurrency: 1,
      idempotency_key: name,
    },
  })} returning id`;
  const date = {
    ...own,
    backfill_id: backfill!.id,
    as_of: new Date('2026-01-31T22:59:59.999Z'),
    end_date: '2026-01-31',
    is_included: true,
  };
  await admin`insert into backfill_date ${admin(date)}`;
  await admin`insert into schedule ${admin({
    ...of,
    ...{
      cron: '0 6 * * *',
      time_zone: 'Europe/Berlin',
      catch_up: 'LATEST',
      overlap: 'SKIP',
      next_run_at: new Date('2100-01-01T05:00:00Z'),
    },
  })}`;
  await admin`update run set idempotency_key = ${name} where workspace_id = ${workspaceId} and id = (
    select max(r.id) from run r join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
     where r.workspace_id = ${workspaceId} and a.name = 'drivers' and r.state = 'CANCELLED')`;
  await admin`update import set idempotency_key = ${name} where workspace_id = ${workspaceId}`;
}
