/** What the graph takes as an analysis of churn, and what it refuses with the argument named. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'churn');
  key = await api.createKey(workspaceId);
  await api.admin`insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'bye', 'Bye', 'EXIT'), (${workspaceId}, 'csat', 'Csat', 'PULSE')`;
  await api.admin`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
    select ${workspaceId}::integer, id, 1, 'Q', 'Q', case key when 'bye' then 'NPS' else 'CSAT' end, 0, 10 from survey where workspace_id = ${workspaceId}`;
  await api.admin`
    with c as (insert into customer (workspace_id) values (${workspaceId}) returning id)
    insert into customer_trait (workspace_id, customer_id, key, value_text, is_personal) select ${workspaceId}::integer, id, 'last_name', 'Doe', true from c`;
}, 120_000);
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const create = (name: string, churn = '') =>
  api.query(
    key,
    `mutation { createAnalysis(input: { name: "${name}", kind: CHURN ${churn && `, churn: ${churn}`} }) { name parameters { ... on ChurnParameters {
      kind silenceDays datedAt visitsCount reasons cohortPeriod groups { by trait } npsLandmarkDays npsSurvey restrictedMeanDays horizonDays confidenceLevel } } } }`,
  );

describe('createAnalysis of kind CHURN', () => {
  it('needs nothing but a name, and stores its defaults', async () => {
    const answer = await create('plain');
    expect(answer.errors).toBeUndefined();
    expect(answer.data.createAnalysis.parameters).toEqual({
      kind: null,
      silenceDays: null,
      datedAt: 'LAST_ACTIVITY',
      visitsCount: false,
      reasons: 'CANCEL_KIND',
      cohortPeriod: 'MONTH',
      groups: null,
      npsLandmarkDays: [180],
      npsSurvey: null,
      restrictedMeanDays: 730,
      horizonDays: 90,
      confidenceLevel: 0.95,
    });
    expect((await create('plain')).errors).toBeUndefined();
    expect((await create('plain', '{ kind: SILENT }')).errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT' });
  });

  it('takes bands from a landmark on', async () => {
    const { data } = await create('bands', '{ groups: [{ by: NPS_BAND, landmarkDays: 90 }, { by: PLAN }] }');
    expect(data.createAnalysis.parameters).toMatchObject({ groups: [{ by: 'PLAN', trait: null }], npsLandmarkDays: [90] });
  });

  it.each([
    ['groups: [{ by: NPS_BAND }]', 'groups.0.landmarkDays', 'a score is known only after the start'],
    ['groups: [{ by: PLAN, landmarkDays: 90 }]', 'groups.0.landmarkDays', 'known at the start'],
    ['groups: [{ by: TRAIT }]', 'groups.0.trait', 'names a trait'],
    ['groups: [{ by: TRAIT, trait: "shoe_size" }]', 'groups', 'no customer has a trait "shoe_size"'],
    ['hazardFeatures: [{ feature: TRAIT, trait: "shoe_size" }]', 'hazardFeatures', 'no customer has a trait "shoe_size"'],
    ['groups: [{ by: TRAIT, trait: "last_name" }]', 'groups', 'that is not personal'],
    ['hazardFeatures: [{ feature: TRAIT, trait: "last_name" }]', 'hazardFeatures', 'that is not personal'],
    ['groups: [{ by: PLAN }, { by: PLAN }]', 'groups.1', 'twice'],
    ['kind: SILENT, groups: [{ by: PLAN }]', 'groups.0.by', 'of subscriptions'],
    ['kind: CONTRACTUAL, silenceDays: 90', 'silenceDays', 'silent churn'],
    ['kind: SILENT, reasons: CANCEL_KIND', 'reasons', 'no reason'],
    ['silenceDays: 0', 'silenceDays', 'not between 1 and 1825'],
    ['horizonDays: 2000', 'horizonDays', 'not between 1 and 1825'],
    ['confidenceLevel: 1', 'confidenceLevel', 'not between 0.5 and 1'],
    ['npsSurvey: "csat"', 'npsSurvey', 'no question of kind NPS'],
    ['npsSurvey: "bye"', 'npsSurvey', 'those who leave'],
  ])('refuses %s', async (churn, argument, words) => {
    const { errors } = await create('refused', `{ ${churn} }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: `input.churn.${argument}` });
    expect(errors?.[0]?.message).toContain(words);
  });
});
