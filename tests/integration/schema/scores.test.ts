import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  key = await api.createKey(workspaceId, ['read']);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** A survey with one answer per score, anonymous unless `customers` share them. */
async function survey(
  surveyKey: string,
  scores: readonly (number | null)[],
  { weights = [] as number[], oneCustomer = false, days = [] as string[] } = {},
) {
  const [row] = await api.admin<{ id: bigint }[]>`
    insert into survey (workspace_id, key, title, kind) values (${workspaceId}, ${surveyKey}, 'x', 'TRANSACTIONAL') returning id`;
  const surveyId = row!.id;
  await api.admin`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max, not_applicable_codes) values
    (${workspaceId}, ${surveyId}, 1, 'NPS', 'x', 'NPS', 0, 10, '{}'), (${workspaceId}, ${surveyId}, 2, 'RATE', 'x', 'RATING', 1, 5, '{6}'),
    (${workspaceId}, ${surveyId}, 3, 'TEN', 'x', 'RATING', 0, 10, '{}'), (${workspaceId}, ${surveyId}, 4, 'WHY', 'x', 'TEXT', null, null, '{}')`;
  const identityId = oneCustomer ? await identity(surveyKey) : null;
  for (const [index, score] of scores.entries()) {
    const values = [score, score === null ? null : (score % 6) + 1];
    await api.admin`insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, sampling_weight, "values")
      values (${workspaceId}, ${surveyId}, ${String(index)}, ${identityId}, ${days[index] ?? null}, ${weights[index] ?? null}, ${values}::text[]::real[])`;
  }
}

async function identity(externalId: string): Promise<bigint> {
  const [row] = await api.admin<{ id: bigint }[]>`
    with c as (insert into customer (workspace_id, external_id) values (${workspaceId}, ${externalId}) returning id)
    insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}, 'CRM_ID', ${externalId}, id from c returning id`;
  return row!.id;
}

const repeated = (score: number, times: number) => Array.from({ length: times }, () => score);
const fields = 'n customers estimate stdErr ciLow ciHigh seType isReliable reason reasonDetail question weighted';
const ask = async (surveyKey: string, score: string) => {
  const answer = await api.query(key, `{ survey(key: "${surveyKey}") { score: ${score} } }`);
  expect(answer.errors, api.log.at(-2)).toBeUndefined();
  return answer.data.survey.score;
};

describe('the Net Promoter Score', () => {
  // 60 promoters, 25 passives, 15 detractors: p - d = 0.45, stdErr = 100 sqrt((0.75 - 0.2025) / 100) = 7.399324.
  it('counts answers 9-10, 7-8 and 0-6 of the NPS question and leaves blanks out', async () => {
    await survey('plain', [
      ...repeated(10, 30),
      ...repeated(9, 30),
      ...repeated(8, 15),
      ...repeated(7, 10),
      ...repeated(6, 5),
      ...repeated(0, 10),
      null,
      null,
    ]);
    const score = await ask('plain', `nps { ${fields} promoters passives detractors promoterShare }`);
    expect(score).toMatchObject({ n: 100, customers: 100, estimate: 45, promoters: 60, passives: 25, detractors: 15, promoterShare: 0.6 });
    expect(score).toMatchObject({ question: 'NPS', weighted: false, seType: 'CLASSICAL', isReliable: true, reason: null });
    expect(score.stdErr).toBeCloseTo(7.399324, 6);
    expect(score.ciLow).toBeLessThan(45);
    expect(score.ciHigh).toBeGreaterThan(45);
  });
  // Weights 3 for the 10 promoters, 1 for the 20 detractors: (30 - 20) / 50 = 0.2; effective n = 50^2 / (90 + 20) = 22.727.
  it('weighs answers when asked, leaving out those without a weight', async () => {
    await survey('weighted', [...repeated(10, 10), ...repeated(0, 20), 5], { weights: [...repeated(3, 10), ...repeated(1, 20)] });
    const score = await ask('weighted', `nps(weighted: true) { ${fields} effectiveN }`);
    expect(score).toMatchObject({ n: 30, estimate: 20, seType: 'LINEARIZED', weighted: true });
    expect(score.effectiveN).toBeCloseTo(22.727, 3);
    expect(await ask('plain', `nps(weighted: true) { ${fields} }`)).toMatchObject({
      n: 0,
      estimate: null,
      reason: 'NOT_ENOUGH_DATA',
      reasonDetail: 'no answers',
    });
  });
  it('takes answers from one moment to before another, undated ones in neither', async () => {
    const days = ['2026-01-01T00:00:00Z', '2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00Z'];
    await survey('dated', [...repeated(10, 30), 3], { days: Array.from({ length: 30 }, (_, index) => days[index % 3]!) });
    const january = 'from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z"';
    expect((await ask('dated', `nps(${january}) { n }`)).n).toBe(20);
    expect((await ask('dated', 'nps { n }')).n).toBe(31);
  });
});

describe('whoever answered twice', () => {
  // of 12 customers each gave a 0 and later a 10; six more only a 10
  async function twice(kind: string) {
    const [row] = await api.admin<
      { id: bigint }[]
    >`insert into survey (workspace_id, key, title, kind) values (${workspaceId}, ${kind}, 'x', ${kind}) returning id`;
    await api.admin`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) values
      (${workspaceId}, ${row!.id}, 1, 'NPS', 'x', 'NPS', 0, 10), (${workspaceId}, ${row!.id}, 2, 'RATE', 'x', 'CSAT', 0, 10)`;
    await api.admin`with c as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, ${kind}::text || n from generate_series(1, 18) n returning id, external_id),
      i as (insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c returning id, value)
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
      select ${workspaceId}::integer, ${row!.id}::bigint, i.id || '-' || k, i.id, timestamptz '2026-01-01Z' + make_interval(days => k),
             case k when 1 then '{0,0}' when 2 then '{10,10}' else '{null,null}' end::real[]
        from i, generate_series(1, 3) k where k > 1 or substr(value, length(${kind}::text) + 1)::integer <= 12`;
  }
  const bothDoors = `n customers estimate stdErr ciLow ciHigh seType`;
  const metric = async (kind: string) => {
    const answer = await api.query(
      key,
      `{ metrics(input: { measures: [NPS, CSAT], where: [{ dimension: SURVEY, in: ["${kind}"] }] }) { rows { values { n customers estimate: value stdErr ciLow ciHigh seType } } } }`,
    );
    return answer.data.metrics.rows[0].values;
  };
  it.each(['RELATIONAL', 'TRANSACTIONAL'])('to a survey of kind %s counts as metrics say, with the same error', async (kind) => {
    await twice(kind);
    const [nps, csat] = await metric(kind);
    expect(await ask(kind, `nps { ${bothDoors} }`)).toEqual(nps);
    expect(await ask(kind, `csat { ${bothDoors} }`)).toEqual(csat);
    // relational: the last, which a blank one after it does not undo; else all, and customers with two answers are one
    expect(nps).toMatchObject(
      kind === 'RELATIONAL' ? { n: 18, customers: 18, estimate: 100, seType: 'CLASSICAL' } : { n: 30, customers: 18, seType: 'CR1' },
    );
    if (kind === 'TRANSACTIONAL') expect(nps.estimate).toBeCloseTo(20, 10);
  });
});

describe('customer satisfaction', () => {
  // Scores s give ratings s % 6 + 1: 0 -> 1, 3 -> 4, 4 -> 5, 5 -> 6 = not applicable.
  it('is the share of the top two boxes; not applicable is no answer', async () => {
    await survey('csat', [...repeated(0, 10), ...repeated(3, 20), ...repeated(4, 10), ...repeated(5, 50)]);
    expect(await ask('csat', `csat(question: "RATE") { ${fields} topTwo }`)).toMatchObject({
      n: 40,
      topTwo: 30,
      estimate: 0.75,
      question: 'RATE',
    });
  });
});

describe('a score of few', () => {
  // Beside one of few the smallest of the others is hidden, too: it would tell those few (scoresOfFew.test.ts).
  afterEach(async () => {
    await api.admin`
      with few as (delete from survey where workspace_id = ${workspaceId} and key in ('nine', 'ten', 'one') returning id)
      delete from response r using few where r.workspace_id = ${workspaceId} and r.survey_id = few.id`;
  });
  it('is hidden below 10 customers, with its classes and how many they are, and says why: as metrics do', async () => {
    await survey('nine', repeated(10, 9));
    const numbers = { n: null, customers: null, estimate: null, stdErr: null, ciLow: null, ciHigh: null };
    const hidden = { ...numbers, isReliable: false, isHidden: true, reason: 'NOT_ENOUGH_DATA' };
    const classes = { promoters: null, passives: null, detractors: null, promoterShare: null, passiveShare: null, detractorShare: null };
    const score = await ask('nine', `nps { ${fields} effectiveN isHidden ${Object.keys(classes).join(' ')} }`);
    expect(score).toMatchObject({ ...hidden, ...classes, effectiveN: null });
    expect(score.reasonDetail).toBe('fewer than 10 customers answered: hidden to protect them');
    expect(await ask('nine', `csat { ${fields} isHidden topTwo }`)).toMatchObject({ ...hidden, topTwo: null });
    const metric = `{ metrics(input: { measures: [NPS], where: [{ dimension: SURVEY, in: ["nine"] }] }) { rows { values { ${Object.keys(hidden).join(' ').replace('estimate', 'estimate: value')} } } } }`;
    expect((await api.query(key, metric)).data.metrics.rows[0].values[0]).toEqual(hidden);
  });
  it('is shown but marked from 10 to 29', async () => {
    await survey('ten', repeated(10, 10));
    expect(await ask('ten', `nps { ${fields} isHidden }`)).toMatchObject({
      ...{ customers: 10, estimate: 100, isReliable: false, isHidden: false, reason: null },
    });
  });
  it('counts people, not answers: 50 answers of one customer are one', async () => {
    await survey('one', repeated(10, 50), { oneCustomer: true });
    expect(await ask('one', `nps { ${fields} isHidden }`)).toMatchObject({ n: null, customers: null, estimate: null, isHidden: true });
  });
});

describe('a question that cannot be scored', () => {
  it('that was not asked for has no score, and takes no other from those who ask for all surveys', async () => {
    await api.admin`
      with s as (insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'texts', 'x', 'PULSE') returning id)
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
      select ${workspaceId}::integer, s.id, 1, 'BARE', 'x', 'RATING', null::real, null::real from s union all select ${workspaceId}::integer, s.id, 2, 'WHY', 'x', 'TEXT', null, null from s`;
    const { data, errors } = await api.query(key, '{ surveys { nodes { key nps { n } csat { n } } } }');
    expect(errors).toBeUndefined();
    expect(data.surveys.nodes).toContainEqual({ key: 'texts', nps: null, csat: null });
    expect(data.surveys.nodes).toContainEqual({ key: 'plain', nps: { n: 100 }, csat: { n: expect.any(Number) } });
    const named = await api.query(key, '{ survey(key: "texts") { csat(question: "BARE") { n } } }');
    expect(named.errors?.[0]?.message).toBe('question: BARE has no scale');
  });
  it.each([
    ['nps(question: "TEN") { n }', 'question: TEN is of kind RATING, NPS is needed'],
    ['nps(question: "NONE") { n }', 'question: the survey has no question "NONE"'],
    ['csat(question: "WHY") { n }', 'question: WHY is of kind TEXT, CSAT or RATING is needed'],
    ['nps(from: "2026-02-01T00:00:00Z", until: "2026-01-01T00:00:00Z") { n }', 'until: this is not after `from`'],
  ])('%s is refused with the argument named', async (score, message) => {
    const answer = await api.query(key, `{ survey(key: "plain") { ${score} } }`);
    expect(answer.errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT', argument: message.split(':')[0] } });
  });
});
