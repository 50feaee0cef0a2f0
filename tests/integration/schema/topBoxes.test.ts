/** Who is satisfied on a scale of few boxes: the same at every door, from the facts and from roll-ups. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { topBoxFrom } from '../../../worker/stats/descriptive/topBoxes.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { makeRollups } from '../../support/rollupFixture.ts';

/** A survey each: its scale, and who of 60 customers is in its top boxes, who give its answers in turn. */
const surveys = [
  { key: 'yes', min: 0, max: 1, share: 1 / 2 },
  { key: 'two', min: 1, max: 2, share: 1 / 2 },
  { key: 'three', min: 1, max: 3, share: 1 / 3 },
  { key: 'four', min: 1, max: 4, share: 2 / 4 },
  { key: 'five', min: 1, max: 5, share: 2 / 5 },
  { key: 'ten', min: 1, max: 10, share: 2 / 10 },
];

let database: TestDatabase;
let api: TestApi;
let app: Sql;
let workspaceId: number;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  app = connect(database.appUrl, { applicationName: 'test', max: 1 });
  workspaceId = await createWorkspace(api.admin, 'boxes');
  key = await api.createKey(workspaceId);
  const column = (pick: (survey: (typeof surveys)[number]) => unknown) => surveys.map((survey) => String(pick(survey)));
  await api.admin`
    with c as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, n::text from generate_series(0, 59) n returning id, external_id)
    insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c`;
  await api.admin`insert into touchpoint (workspace_id, key, name) select ${workspaceId}::integer, k, k from unnest(${column((one) => one.key)}::text[]) k`;
  await api.admin`
    insert into survey (workspace_id, key, title, kind, touchpoint) select ${workspaceId}::integer, k, k, 'TRANSACTIONAL', k from unnest(${column((one) => one.key)}::text[]) k`;
  await api.admin`
    insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
    select ${workspaceId}::integer, s.id, 1, 'SAT', 'x', 'CSAT', q.low::real, q.high::real
      from unnest(${column((one) => one.key)}::text[], ${column((one) => one.min)}::text[], ${column((one) => one.max)}::text[]) q (key, low, high)
      join survey s on s.workspace_id = ${workspaceId} and s.key = q.key`;
  await api.admin`
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
    select ${workspaceId}::integer, q.survey_id, i.value, i.id, '2026-03-10Z', array[q.scale_min + i.value::integer % (q.scale_max - q.scale_min + 1)::integer]::real[]
      from question q, identity i where q.workspace_id = ${workspaceId} and i.workspace_id = ${workspaceId}`;
});
afterAll(async () => {
  await app?.end();
  await api?.close();
  await database?.drop();
});

const expected = Object.fromEntries(surveys.map((survey) => [survey.key, [60, expect.closeTo(survey.share, 12)]]));
const asked = async (document: string) => {
  const { data, errors } = await api.query(key, document);
  expect(errors).toBeUndefined();
  return data;
};
const byMetrics = async () => {
  const { metrics } = await asked(
    '{ metrics(input: { measures: [CSAT], by: [{ dimension: SURVEY }, { dimension: MONTH }] }) { servedFrom rows { groups { value } values { value n } } } }',
  );
  return {
    servedFrom: metrics.servedFrom,
    rows: Object.fromEntries(
      metrics.rows.map(({ groups, values }: { groups: { value: string }[]; values: { n: number; value: number }[] }) => [
        groups[0]?.value,
        [values[0]?.n, values[0]?.value],
      ]),
    ),
  };
};

describe('satisfied is who answers in the top two boxes, of two or three in the top one,', () => {
  it('for a survey', async () => {
    const { surveys: found } = await asked('{ surveys { nodes { key csat { n estimate topTwo } } } }');
    expect(
      Object.fromEntries(
        found.nodes.map(({ key: of, csat }: { key: string; csat: { n: number; estimate: number } }) => [of, [csat.n, csat.estimate]]),
      ),
    ).toEqual(expected);
    for (const { csat } of found.nodes) expect(csat.topTwo).toBeCloseTo(csat.estimate * csat.n, 9);
  });
  it('for metrics, from the facts and from roll-ups', async () => {
    expect(await byMetrics()).toEqual({ servedFrom: 'FACTS', rows: expected });
    await makeRollups(app, workspaceId);
    expect(await byMetrics()).toEqual({ servedFrom: 'ROLLUP', rows: expected });
  });
  it('for a journey', async () => {
    const { journey } = await asked(
      '{ journey(from: "2026-03-01T00:00:00Z", until: "2026-04-01T00:00:00Z") { touchpoints { touchpoint { key } scores { score { n estimate } } } } }',
    );
    expect(
      Object.fromEntries(
        journey.touchpoints.map(
          ({ touchpoint, scores }: { touchpoint: { key: string }; scores: { score: { n: number; estimate: number } }[] }) => [
            touchpoint.key,
            [scores[0]?.score.n, scores[0]?.score.estimate],
          ],
        ),
      ),
    ).toEqual(expected);
  });
  it.each([
    ['yes', 1],
    ['three', 3],
    ['four', 3],
    ['five', 4],
  ])('and the event of a logistic model unless it is said: of %s from %d on', async (survey, from) => {
    const { createAnalysis } = await asked(
      `mutation { createAnalysis(input: { name: "${survey}", kind: DRIVERS, survey: "${survey}",
        drivers: { outcome: "SAT", drivers: [], model: LOGISTIC, features: [{ feature: TENURE_DAYS }] } }) { parameters { ... on DriverParameters { eventFrom } } } }`,
    );
    expect(createAnalysis.parameters.eventFrom).toBe(from);
  });
});

it('the function of the database is that of the engine', async () => {
  const scales = [-2, -0.5, 0, 1, 3].flatMap((min) => [0.5, 1, 1.5, 2, 3, 4, 9, 10, 99].map((width) => ({ min, max: min + width })));
  const rows = await app<{ from: number }[]>`
    select top_box_from(low::real, high::real)::float8 as "from"
      from unnest(${scales.map(({ min }) => String(min))}::text[], ${scales.map(({ max }) => String(max))}::text[]) with ordinality s (low, high, place) order by place`;
  expect(rows.map(({ from }) => from)).toEqual(scales.map(topBoxFrom));
});
