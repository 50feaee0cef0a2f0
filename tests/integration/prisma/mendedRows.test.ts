/** What a release makes of rows that an earlier one let in: written by the schema of before, then migrated, as an upgrade and a restore do. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backup } from '../../../prisma/backup.ts';
import { migrationsFolder, readMigrationFiles } from '../../../prisma/migrate/migrationFiles.ts';
import { migrate } from '../../../prisma/migrate.ts';
import { restore } from '../../../prisma/restore.ts';
import { connect } from '../../../prisma/sql.ts';
import { selectScoreCounts } from '../../../schema/feedback/score.sql.ts';
import { createWorkspace } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const mending = [
  '20261130020000_nps_is_from_0_to_10',
  '20261130020001_nps_is_from_0_to_10_for_all',
  '20261130021000_personal_traits',
  '20261130080310_doubt_of_revenue_retention',
  '20261130089010_shared_visitors',
  '20261130120730_no_drivers_of_few',
];
let database: TestDatabase;
let admin: postgres.Sql;
let workspaceId: number;
let folder: string;
let file: string;

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  const before = readMigrationFiles(migrationsFolder).flatMap(({ name }) => (mending.includes(name) ? [] : [name]));
  await migrate({ ...database, only: new Set(before) });
  admin = postgres(database.adminUrl, { max: 2, onnotice: () => {} });
  workspaceId = await createWorkspace(admin as never, 'before');
  await admin`insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 's', 'S', 'RELATIONAL')`;
  await admin`
    insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
    select ${workspaceId}::integer, s.id, q.* from survey s, (values
      (1, 'usual', 'x', 'NPS', 0, 10), (2, 'unsaid', 'x', 'NPS', null, null), (3, 'half', 'x', 'NPS', null, 10), (4, 'five', 'x', 'NPS', 1, 5),
      (5, 'open', 'x', 'NPS', 1, null), (6, 'ten', 'x', 'RATING', 1, 10)) q`;
  await admin`
    with c as (insert into customer (workspace_id, external_id) values (${workspaceId}, 'c') returning id)
    insert into customer_trait (workspace_id, customer_id, key, value_text, is_personal) select ${workspaceId}::integer, id, t.* from c, (values
      ('first_name', 'Ann', false), ('Full Name', 'Ann Lee', false), ('contact', 'ann@example.org', false), ('plan name', 'gold', false), ('city', 'Bonn', true)) t`;
  await admin`
    insert into response (workspace_id, survey_id, external_id, "values") select ${workspaceId}::integer, s.id, r.* from survey s, (values
      ('a', '{11,NULL,NULL,4}'::real[]), ('b', '{-1,NULL,NULL,5}'), ('c', '{9,NULL,NULL,6}'), ('d', '{NaN,NULL,NULL,1}')) r`;
  for (const name of ['subscribers', 'buyers']) {
    await admin`
      with a as (insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, ${name}, 'CHURN', '{}') returning id)
      insert into run (workspace_id, analysis_id, kind, trigger, state, outcome, finished_at, parameters, population, run_key)
      select ${workspaceId}::integer, id, 'CHURN', 'API', 'SUCCEEDED', 'FITTED', now(), '{}', '{}', ${`key of ${name}`} from a`;
  }
  await admin`
    with m as (
      insert into churn_model (workspace_id, run_id, kind, as_of, follow_up_end, customers, episodes, losses, returns, delayed_entries, provisional_losses,
             shape, cohort_period, cohort_customers, confidence_level)
      select workspace_id, id, 'CONTRACTUAL', now(), now(), 1, 1, 0, 0, 0, 0, 'CURVES', 'MONTH', 1, 0.95 from run where run_key = 'key of subscribers'
      returning workspace_id, run_id)
    insert into revenue_retention (workspace_id, run_id, period, starting_revenue, gross, net) select m.*, '2026-02', 50, 1, 1 from m`;
  await addVisitors();
  await addDrivers();
  folder = await temporaryFolder('mended');
  file = join(folder, 'before.backup');
  await backup({ adminUrl: database.adminUrl, file });
  expect(await migrate(database)).toEqual(mending);
});
afterAll(async () => {
  await admin?.end();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** As loaded by a file that showed `both` with two customers and a next one with one of them; `own` was only ever seen with one. */
async function addVisitors(): Promise<void> {
  await admin`
    with c as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, * from unnest('{ann,bo}'::text[]) returning id, external_id)
    insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, k.kind, k.value, c.id from c, (values
      ('CRM_ID', 'ann', 'ann'), ('CRM_ID', 'bo', 'bo'), ('VISITOR_ID', 'both', 'ann'), ('VISITOR_ID', 'own', 'bo')) k (kind, value, of) where c.external_id = k.of`;
  await admin`
    insert into visit (workspace_id, external_id, visitor_id, identity_id, started_at)
    select ${workspaceId}::integer, v.id, v.visitor, i.id, now() from identity i join (values
      ('v1', 'both', 'ann'), ('v2', 'both', 'bo'), ('v3', 'both', 'both'), ('v4', 'own', 'bo'), ('v5', 'own', 'own')) v (id, visitor, of) on i.value = v.of`;
  await admin`
    insert into event (workspace_id, external_id, visitor_id, identity_id, name, occurred_at)
    select ${workspaceId}::integer, 'e1', 'both', id, 'seen', now() from identity where value = 'both'`;
}

/** Results as a release stored them that did not ask how many customers are behind its rows, or did not count them. */
async function addDrivers(): Promise<void> {
  const own = { workspace_id: workspaceId };
  const addRun = async (name: string, analysisId: bigint, rest: object = {}) => {
    const [run] = await admin<{ id: bigint }[]>`insert into run ${admin({
      ...{
        ...own,
        analysis_id: String(analysisId),
        kind: 'DRIVERS',
        trigger: 'API',
        state: 'SUCCEEDED',
        outcome: 'FITTED',
        finished_at: new Date(),
      },
      ...{
        parameters: '{}',
        population: '{}',
        run_key: `drivers of ${name}`,
        warnings: admin.json([{ code: 'SUPPRESSOR', subject: 'A', detail: '-0.3' }]),
      },
      ...rest,
    } as never)} returning id`;
    return run!.id;
  };
  for (const [name, customers] of Object.entries({ few: 4, uncounted: null, many: 40 })) {
    const [analysis] = await admin<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, survey_id, parameters)
      select ${workspaceId}::integer, ${name}::text, 'DRIVERS', id, '{"outcome": "usual", "drivers": ["ten"]}' from survey returning id`;
    const runId = await addRun(name, analysis!.id);
    const of = { ...own, run_id: String(runId) };
    await admin`insert into driver_model ${admin({
      ...{ ...of, outcome_key: 'usual', n: 40, n_dropped: 0, r_squared: 0.3, quality: 'MODERATE', residual_std_err: 1, se_type: 'HC3' },
      ...{ confidence_level: 0.95, importance_cut: 1, performance_cut: 3, performance_unit: 'MEAN', customers },
    } as never)}`;
    await admin`insert into driver_estimate ${admin({
      ...{ ...of, driver_key: 'ten', position: 1, label: 'x', rank: 1, lmg: 0.3, lmg_share: 1, estimate: 0.5, standardized_estimate: 0.5 },
      ...{ correlation: 0.5, vif: 1, n: 40, priority: 'KEEP' },
    } as never)}`;
    await admin`insert into driver_force ${admin({ ...of, name: 'F', position: 1, drivers: ['ten'], rank: 1, lmg: 0.3 } as never)}`;
    await admin`insert into driver_group ${admin({ ...of, group_key: 'shop', position: 1, is_own: false, n: 40, customers: 12, status_code: 'NOT_ENOUGH_DATA' } as never)}`;
    if (name === 'few')
      await admin`update analysis set published_run_id = ${String(runId)}, published_at = now() where id = ${String(analysis!.id)}`;
    if (name === 'few') await addRun('the same data', analysis!.id, { reused_run_id: String(runId) });
  }
}

it('estimates of fewer than ten customers are there no more, of those who show them too; where nobody counted, all that answered are counted', async () => {
  const runs = await admin`
    select a.name, r.outcome, r.status_code, r.status_detail, r.warnings::text <> '[]' as warned, a.published_run_id is not null as published,
           (select count(*)::integer from driver_estimate e where e.run_id = r.id) + (select count(*)::integer from driver_model m where m.run_id = r.id)
             + (select count(*)::integer from driver_force f where f.run_id = r.id) + (select count(*)::integer from driver_group g where g.run_id = r.id) as rows,
           (select count(*)::integer from run_log l where l.run_id = r.id) as told
      from run r join analysis a on a.id = r.analysis_id where r.kind = 'DRIVERS' order by r.id`;
  const gone = ['NOT_ESTIMABLE', 'NOT_ENOUGH_DATA', 'the 40 complete rows are of fewer than 10 customers', false, false, 0, 1];
  expect(runs.map((row) => Object.values(row))).toEqual([
    ['few', ...gone],
    ['few', ...gone],
    ['uncounted', ...gone],
    ['many', 'FITTED', null, null, true, false, 4, 0],
  ]);
});

it('a visitor of several customers is known as such, and what was given to one of them for the visitor alone is nobody’s', async () => {
  const shared = await admin`select visitor_id, external_id from shared_visitor m join customer c on c.id = m.customer_id order by 2`;
  expect(shared.map((row) => Object.values(row))).toEqual([
    ['both', 'ann'],
    ['both', 'bo'],
  ]);
  const facts = await admin`
    select f.external_id, i.value from (select external_id, identity_id from visit union all select external_id, identity_id from event) f
      left join identity i on i.id = f.identity_id order by 1`;
  expect(facts.map((row) => Object.values(row))).toEqual([
    ['e1', null],
    ['v1', 'ann'],
    ['v2', 'bo'],
    ['v3', null],
    ['v4', 'bo'],
    ['v5', 'own'],
  ]);
  expect(await admin`select value from identity where kind = 'VISITOR_ID'`).toEqual([{ value: 'own' }]);
});

it('a question of kind NPS without a scale has that of NPS; one on another scale is a number, with its scale', async () => {
  const rows = await admin`select key, kind, scale_min, scale_max from question order by position`;
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['usual', 'NPS', 0, 10],
    ['unsaid', 'NPS', 0, 10],
    ['half', 'NPS', 0, 10],
    ['five', 'NUMBER', 1, 5],
    ['open', 'NUMBER', 1, null],
    ['ten', 'RATING', 1, 10],
  ]);
});

it('a trait that a loader of before took for anybody’s is personal now; what was marked stays marked', async () => {
  const rows = await admin`select key from customer_trait where is_personal order by key`;
  expect(rows.map(({ key }) => key)).toEqual(['Full Name', 'city', 'contact', 'first_name']);
});

it('a churn run that did not count who paid is not the answer to another run of the same data; without revenue it is', async () => {
  const runs =
    await admin`select a.name, r.run_key from run r join analysis a using (workspace_id) where a.id = r.analysis_id and r.kind = 'CHURN' order by 1`;
  expect(runs.map((row) => Object.values(row))).toEqual([
    ['buyers', 'key of buyers'],
    ['subscribers', null],
  ]);
  expect(await admin`select n, stayed from revenue_retention`).toEqual([{ n: null, stayed: null }]);
});

it('what was computed of either is stale', async () => {
  expect(await admin`select domain, version from data_version order by 1`).toEqual([
    { domain: 'customers', version: '2' }, // traits, visitors
    { domain: 'feedback', version: '1' },
    { domain: 'web', version: '1' },
  ]);
});

it.each([
  ['another scale', "scale_min = 1 where key = 'usual'"],
  ['no scale', "scale_max = null where key = 'usual'"],
  ['the kind alone', "kind = 'NPS' where key = 'ten'"],
])('no way of writing makes it otherwise again: %s', async (_how, change) => {
  await expect(admin.unsafe(`update question set ${change}`)).rejects.toThrow('question_nps_is_from_0_to_10');
});

it('a backup of before is restored and mended: answers off the scale are as they were, and count in no score', async () => {
  const target = await createTestDatabase({ empty: true });
  try {
    expect(await restore({ ...target, file })).toMatchObject({ interrupted: 0 });
    const restored = connect(target.adminUrl, { applicationName: 'test', max: 1 });
    const kinds = 'select key, kind, scale_min, scale_max from question order by position';
    expect(await restored.unsafe(kinds)).toEqual([...(await admin.unsafe(kinds))]);
    const answers = await restored`select "values"::text from response order by external_id`;
    expect(answers.map(({ values }) => values)).toEqual(['{11,NULL,NULL,4}', '{-1,NULL,NULL,5}', '{9,NULL,NULL,6}', '{NaN,NULL,NULL,1}']);
    const [survey] = await restored<{ id: bigint }[]>`select id from survey`;
    const asked = {
      surveyId: survey!.id,
      position: 1,
      scaleMin: 0,
      scaleMax: 10,
      topFrom: 9,
      middleFrom: 7,
      points: [100, 0, -100],
    } as const;
    const counts = await selectScoreCounts(restored, workspaceId, [{ ...asked, weighted: false, from: null, until: null }]);
    expect(counts).toMatchObject([{ top: 1, middle: 0, bottom: 0 }]);
    await restored.end();
  } finally {
    await target.drop();
  }
});
