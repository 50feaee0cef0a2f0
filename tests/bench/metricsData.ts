/** Answers to a survey after contacts, made inside the database from hashes of their numbers, so the same rows in every run. */
import { connect, inWorkspace, type Sql } from '../../prisma/sql.ts';
import type { Product } from './product.ts';

export const firstDay = '2023-01-01';
export const days = 1096; // three years
const customersEach = 5; // answers a customer, on average

/**
 * `rows` answers over three years at twelve touchpoints and over three channels, one in ten of nobody known: a score of 0-10, satisfaction 1-5. So many
 * that most customers answer in several months, and some twice in one.
 */
export async function createAnswers({ app, started }: Product, workspaceId: number, rows: number): Promise<void> {
  const admin = connect(started.adminUrl, { applicationName: 'bench data', max: 1 });
  const restore = await strip(admin);
  await insertAnswers(app, workspaceId, rows);
  await restore();
  await admin.end();
}

/** Without references and lesser indexes ten million rows are inserted in a third of the time; all of it is there again afterwards. */
async function strip(admin: Sql): Promise<() => Promise<void>> {
  const references = await admin<{ name: string; definition: string }[]>`
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = 'response'::regclass and contype = 'f'`;
  const indexes = await admin<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
     where tablename = 'response' and indexname = any('{response_by_identity,response_by_time,response_by_import}')`;
  for (const { name } of references) await admin`alter table response drop constraint ${admin(name)}`;
  for (const { name } of indexes) await admin`drop index ${admin(name)}`;
  return async () => {
    await admin`set maintenance_work_mem = '1GB'`;
    for (const { definition } of indexes) await admin.unsafe(definition);
    for (const { name, definition } of references)
      await admin`alter table response add constraint ${admin(name)} ${admin.unsafe(definition)} not valid`;
  };
}

async function insertAnswers(app: Sql, workspaceId: number, rows: number): Promise<void> {
  const customers = Math.max(1, Math.round(rows / customersEach));
  await inWorkspace(app, workspaceId, async (tx) => {
    await tx`set local enable_nestloop = off`; // what was just inserted has no statistics yet
    const [survey] = await tx<{ id: bigint }[]>`
      insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'contact', 'After a contact', 'TRANSACTIONAL') returning id`;
    const surveyId = survey?.id ?? 0n;
    await tx`
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
      values (${workspaceId}, ${surveyId}, 1, 'NPS', 'Would you recommend us?', 'NPS', 0, 10), (${workspaceId}, ${surveyId}, 2, 'CSAT', 'Satisfied?', 'CSAT', 1, 5)`;
    await tx`insert into customer (workspace_id, external_id) select ${workspaceId}, 'C' || i from generate_series(1, ${customers}::integer) i`;
    await tx`
      insert into identity (workspace_id, kind, value, customer_id)
      select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${workspaceId} order by id`;
    const [first] = await tx<{ id: bigint }[]>`select min(id) as id from identity where workspace_id = ${workspaceId}`;
    await tx`
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, touchpoint, channel, "values")
      select ${workspaceId}, ${surveyId}, 'r' || i, case when h % 10 > 0 then ${first?.id ?? 0n} + (h >> 8) % ${customers}::integer end,
             ${`${firstDay}T00:00:00Z`}::text::timestamptz + make_interval(secs => i * (86400.0 * ${days}::integer / ${rows}::integer)),
             'touchpoint ' || (h >> 32) % 12, (array['web', 'app', 'phone'])[1 + (h >> 40) % 3], array[(h >> 44) % 11, 1 + (h >> 50) % 5]::real[]
        from (select i, hashint8extended(i, 1) & 9223372036854775807 as h from generate_series(0, ${rows}::bigint - 1) i) hashed`;
    await tx`insert into data_version (workspace_id, domain, version) values (${workspaceId}, 'customers', 1), (${workspaceId}, 'feedback', 1)`;
  });
}
