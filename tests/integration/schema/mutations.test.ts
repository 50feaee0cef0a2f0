/**
 * What surveys and analyses are made of, and what is refused.
 * Over 300 lines: what each mutation takes and refuses, on one API.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { surveyInput as aSurvey, nps, rating } from '../../support/surveyInput.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;
let counter = 0;
let unique: string; // a new name for every test

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  key = await api.createKey(workspaceId);
});
beforeEach(() => {
  unique = `n${counter++}`;
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const surveyInput = (rest: object = {}) => aSurvey(unique, rest);

const createSurvey = (input: object) =>
  api.query(
    key,
    'mutation ($input: SurveyInput!) { createSurvey(input: $input) { id key questions { position key scaleMin scaleMax } } }',
    { input },
  );
const createAnalysis = (input: object) =>
  api.query(
    key,
    'mutation ($input: AnalysisInput!) { createAnalysis(input: $input) { id name parameters { ... on DriverParameters { outcome drivers confidenceLevel features { driver feature windowDays } } } population { answered { question min max } respondedFrom } } }',
    {
      input: { name: unique, kind: 'DRIVERS', survey: unique, drivers: { outcome: 'NPS', drivers: ['A', 'B'] }, ...input },
    },
  );
const fault = ({ errors }: Answer) => ({ message: errors?.[0]?.message, ...errors?.[0]?.extensions });
describe('a mutation of several fields', () => {
  it('answers each from what is there once it is done', async () => {
    const questions = (input: string) => `createSurvey(input: $${input}) { key questions { key } }`;
    const { data, errors } = await api.query(
      key,
      `mutation ($first: SurveyInput!, $more: SurveyInput!, $other: SurveyInput!) {
        first: ${questions('first')} again: ${questions('more')} other: ${questions('other')}
        segment: createSegment(input: { key: "${unique}", name: "Answered", filter: { answered: { survey: "${unique}-other" } } }) { key }
      }`,
      {
        first: surveyInput(),
        more: surveyInput({ questions: [nps, rating('A'), rating('B'), rating('C')] }),
        other: aSurvey(`${unique}-other`),
      },
    );
    expect(errors).toBeUndefined();
    const keysOf = (survey: { questions: { key: string }[] }) => survey.questions.map((question) => question.key);
    expect([keysOf(data.first), keysOf(data.again), keysOf(data.other)]).toEqual([
      ['NPS', 'A', 'B'],
      ['NPS', 'A', 'B', 'C'],
      ['NPS', 'A', 'B'],
    ]);
    expect(data.segment).toEqual({ key: unique });
  });
});
describe('createSurvey', () => {
  it('returns the same survey for the same content', async () => {
    const first = await createSurvey(surveyInput());
    expect(first.data.createSurvey.questions).toMatchObject([
      { position: 1, key: 'NPS', scaleMin: 0, scaleMax: 10 },
      { position: 2 },
      { position: 3 },
    ]);
    expect(await createSurvey(surveyInput())).toEqual(first);
  });
  it('appends questions that come after those that are there', async () => {
    await createSurvey(surveyInput());
    const answer = await createSurvey(surveyInput({ questions: [nps, rating('A'), rating('B'), rating('C')] }));
    expect(answer.data.createSurvey.questions.map((question: { key: string }) => question.key)).toEqual(['NPS', 'A', 'B', 'C']);
  });
  it.each([
    ['another title', { title: 'Other' }, { question: null, field: 'title' }],
    ['a changed scale', { questions: [nps, rating('A', { scaleMax: 7 }), rating('B')] }, { question: 'A', field: 'scaleMax' }],
    ['another order', { questions: [nps, rating('B'), rating('A')] }, { question: 'A', field: 'key' }],
    ['a missing question', { questions: [nps, rating('A')] }, { question: 'B', field: 'key' }],
    [
      'other not-applicable codes',
      { questions: [nps, rating('A', { notApplicableCodes: [] }), rating('B')] },
      { question: 'A', field: 'notApplicableCodes' },
    ],
  ])('refuses %s as a CONFLICT that names question and field, and changes nothing', async (_what, change, named) => {
    const before = await createSurvey(surveyInput());
    expect(fault(await createSurvey(surveyInput(change)))).toMatchObject({ code: 'CONFLICT', survey: unique, ...named });
    expect(await createSurvey(surveyInput())).toEqual(before);
  });
  it.each([
    [{ key: 'no spaces' }, 'input.key'],
    [{ touchpoint: 'ä'.repeat(251) }, 'input.touchpoint'],
    [{ questions: [rating('A', { force: 'x'.repeat(501) })] }, 'input.questions.0.force'],
    [{ questions: [] }, 'input.questions'],
    [{ questions: [rating('A'), rating('A')] }, 'input.questions.1.key'],
    [{ questions: [rating('A', { scaleMin: 5, scaleMax: 1 })] }, 'input.questions.0.scaleMax'],
    [{ questions: [{ ...nps, scaleMax: 5 }] }, 'input.questions.0.scaleMax'],
  ])('refuses %j, naming the argument', async (change, argument) => {
    expect(fault(await createSurvey(surveyInput(change)))).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });
  it('makes one survey when two ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => createSurvey(surveyInput())));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.errors).toBeUndefined();
  });
});

describe('createAnalysis', () => {
  it('stores what a worker reads, and returns the same analysis for the same content', async () => {
    await createSurvey(surveyInput());
    const population = { answered: [{ question: 'NPS', min: 0, max: 10 }], respondedFrom: '2026-01-01T00:00:00+02:00' };
    const first = await createAnalysis({ population });
    expect(first.data.createAnalysis).toMatchObject({
      parameters: { outcome: 'NPS', drivers: ['A', 'B'], confidenceLevel: 0.95, features: [] },
      population: { answered: [{ question: 'NPS', min: 0, max: 10 }], respondedFrom: '2025-12-31T22:00:00.000Z' },
    });
    expect(await createAnalysis({ population })).toEqual(first);
    const [row] = await api.admin`select parameters, population from analysis where workspace_id = ${workspaceId} and name = ${unique}`;
    expect(row).toEqual({
      parameters: {
        outcome: 'NPS',
        behaviour: null,
        drivers: ['A', 'B'],
        features: [],
        traits: [],
        model: 'LINEAR',
        eventFrom: null,
        missing: 'LISTWISE',
        draws: null,
        forces: [],
        compare: null,
        quadrant: { at: 'MEAN', importance: null, performance: null },
        confidenceLevel: 0.95,
      },
      population: { answered: [{ question: 'NPS', min: 0, max: 10 }], respondedFrom: '2025-12-31T22:00:00.000Z', respondedUntil: null },
    });
  });
  it('stores joined features with their windows, the default made explicit, beside questions or alone', async () => {
    await createSurvey(surveyInput());
    const features = [{ feature: 'ORDERS' }, { feature: 'ORDERS', windowDays: 30 }, { feature: 'TENURE_DAYS' }];
    const drivers = { outcome: 'NPS', drivers: [], features };
    const first = await createAnalysis({ drivers });
    expect(first.data.createAnalysis.parameters.features).toEqual([
      { driver: 'orders_90d', feature: 'ORDERS', windowDays: 90 },
      { driver: 'orders_30d', feature: 'ORDERS', windowDays: 30 },
      { driver: 'tenure_days', feature: 'TENURE_DAYS', windowDays: null },
    ]);
    const same = { ...drivers, features: [{ feature: 'ORDERS', windowDays: 90 }, ...features.slice(1)] };
    expect(await createAnalysis({ drivers: same })).toEqual(first);
    const [row] = await api.admin`select parameters from analysis where workspace_id = ${workspaceId} and name = ${unique}`;
    expect(row?.parameters).toMatchObject({
      outcome: 'NPS',
      drivers: [],
      features: [
        { feature: 'ORDERS', windowDays: 90, event: null },
        { feature: 'ORDERS', windowDays: 30, event: null },
        { feature: 'TENURE_DAYS', windowDays: null, event: null },
      ],
    });
    expect(fault(await createAnalysis({ drivers: { ...drivers, features: features.slice(1) } }))).toMatchObject({
      code: 'CONFLICT',
      field: 'drivers',
    });
  });
  it('asks for the NPS by the ratings of the survey where nothing else is said, with the forces of the codebook', async () => {
    const forces = [rating('A', { role: 'DRIVER', force: 'CONTROL' }), rating('B', { role: 'DRIVER', force: 'STATUS' })];
    await createSurvey(surveyInput({ questions: [rating('OTHER'), nps, ...forces, { key: 'WHY', label: 'Why?', kind: 'TEXT' }] }));
    const answer = await api.query(
      key,
      `mutation ($input: AnalysisInput!) { createAnalysis(input: $input) { parameters { ... on DriverParameters {
         outcome drivers model missing draws forces { name drivers } compare { by } } } } }`,
      { input: { name: unique, kind: 'DRIVERS', survey: unique } },
    );
    expect(answer.data.createAnalysis.parameters).toEqual({
      outcome: 'NPS',
      drivers: ['A', 'B'],
      model: 'LINEAR',
      missing: 'LISTWISE',
      draws: null,
      forces: [
        { name: 'CONTROL', drivers: ['A'] },
        { name: 'STATUS', drivers: ['B'] },
      ],
      compare: null,
    });
  });
  it('explains a behaviour by a logistic model, churn by silence where there are no subscriptions', async () => {
    await createSurvey(surveyInput());
    const answer = await api.query(
      key,
      'mutation ($input: AnalysisInput!) { createAnalysis(input: $input) { parameters { ... on DriverParameters { outcome model drivers behaviour { kind withinDays churn } } } } }',
      { input: { name: unique, kind: 'DRIVERS', survey: unique, drivers: { behaviour: { kind: 'CHURN' } } } },
    );
    expect(answer.data.createAnalysis.parameters).toEqual({
      outcome: null,
      model: 'LOGISTIC',
      drivers: ['A', 'B'],
      behaviour: { kind: 'CHURN', withinDays: 90, churn: 'SILENT' },
    });
  });
  it('takes lines of the quadrants in the unit in which the questions are compared, and says which where it does not', async () => {
    await createSurvey(surveyInput({ questions: [nps, rating('A'), rating('B'), rating('C', { scaleMin: 0, scaleMax: 10 })] }));
    const ask = (name: string, drivers: string[], quadrant: object) =>
      api.query(
        key,
        'mutation ($input: AnalysisInput!) { createAnalysis(input: $input) { parameters { ... on DriverParameters { quadrant { at importance performance } } } } }',
        { input: { name: `${unique}-${name}`, kind: 'DRIVERS', survey: unique, drivers: { drivers, quadrant } } },
      );
    const same = await ask('same', ['A', 'B'], { at: 'MEDIAN', performance: 4.5 });
    expect(same.data.createAnalysis.parameters.quadrant).toEqual({ at: 'MEDIAN', importance: null, performance: 4.5 });
    const differing = await ask('differ', ['A', 'C'], { importance: 0.2, performance: 0.75 });
    expect(differing.data.createAnalysis.parameters.quadrant).toEqual({ at: 'MEAN', importance: 0.2, performance: 0.75 });
    expect(fault(await ask('beyond', ['A', 'B'], { performance: 6 })).message).toBe(
      'input.drivers.quadrant.performance: 6 is not between 1 and 5, the scale of the questions',
    );
    expect(fault(await ask('points', ['A', 'C'], { performance: 4 })).message).toBe(
      'input.drivers.quadrant.performance: 4 is not between 0 and 1, a share of the scale: the scales of the questions differ',
    );
    expect(fault(await ask('same', ['A', 'B'], { performance: 4.5 }))).toMatchObject({ code: 'CONFLICT', field: 'drivers' });
  });
  it('explains no churn by an exit survey', async () => {
    await createSurvey(surveyInput({ kind: 'EXIT' }));
    const answer = await createAnalysis({ drivers: { behaviour: { kind: 'CHURN' } } });
    expect(fault(answer)).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.drivers.behaviour.kind' });
  });
  it('lists what customers did that can be a driver', async () => {
    const answer = await api.query(key, '{ featureCatalogue { key label unit window defaultWindowDays domain description } }');
    expect(answer.data.featureCatalogue).toHaveLength(10);
    expect(answer.data.featureCatalogue).toContainEqual(
      expect.objectContaining({ key: 'RECENCY_DAYS', unit: 'days', window: 'ALL_BEFORE_ANSWER', defaultWindowDays: null, domain: 'crm' }),
    );
  });
  const asked = (drivers: object) => ({ drivers: { outcome: 'NPS', drivers: ['A'], ...drivers } });
  it.each([
    [asked({ behaviour: { kind: 'REPURCHASE' } }), 'input.drivers.behaviour'],
    [{ drivers: { behaviour: { kind: 'REPURCHASE', withinDays: 0 } } }, 'input.drivers.behaviour.withinDays'],
    [{ drivers: { behaviour: { kind: 'REPURCHASE', churn: 'SILENT' } } }, 'input.drivers.behaviour.churn'],
    [{ drivers: { behaviour: { kind: 'CHURN' }, model: 'LINEAR' } }, 'input.drivers.model'],
    [asked({ eventFrom: 9 }), 'input.drivers.eventFrom'],
    [asked({ model: 'LOGISTIC', eventFrom: 11 }), 'input.drivers.eventFrom'],
    [asked({ model: 'ORDINAL', missing: 'EM' }), 'input.drivers.missing'],
    [asked({ draws: 7 }), 'input.drivers.draws'],
    [asked({ quadrant: { importance: 20 } }), 'input.drivers.quadrant.importance'],
    [asked({ quadrant: { performance: 11 } }), 'input.drivers.quadrant.performance'],
    [{ drivers: { drivers: [], features: [{ feature: 'ORDERS' }], quadrant: { performance: 3 } } }, 'input.drivers.quadrant.performance'],
    [asked({ traits: ['nobody-has-it'] }), 'input.drivers.traits.0'],
    [asked({ forces: [{ name: 'F', drivers: ['B'] }] }), 'input.drivers.forces.0.drivers.0'],
    [asked({ compare: { by: 'TRAIT' } }), 'input.drivers.compare.trait'],
    [asked({ compare: { by: 'BRAND', own: 'nobody' } }), 'input.drivers.compare.own'],
    [asked({ compare: { by: 'TOUCHPOINT', sampleSource: 'PANEL' } }), 'input.drivers.compare.sampleSource'],
    [asked({ features: [{ feature: 'EVENTS' }] }), 'input.drivers.features.0.event'],
    [asked({ features: [{ feature: 'RECENCY_DAYS', windowDays: 30 }] }), 'input.drivers.features.0.windowDays'],
  ])('refuses %j at %s', async (change, argument) => {
    await createSurvey(surveyInput());
    expect(fault(await createAnalysis(change))).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });
  it('returns an analysis that was stored before there were features', async () => {
    await createSurvey(surveyInput());
    const first = await createAnalysis({});
    await api.admin`update analysis set parameters = parameters - 'features' where workspace_id = ${workspaceId} and name = ${unique}`;
    expect(await createAnalysis({})).toEqual(first);
  });
  const feature = (...features: object[]) => ({ drivers: { outcome: 'NPS', drivers: ['A'], features } });
  it.each([
    [feature({ feature: 'ORDERS', windowDays: 0 }), 'input.drivers.features.0.windowDays'],
    [feature({ feature: 'VISITS' }, { feature: 'ORDERS', windowDays: 3651 }), 'input.drivers.features.1.windowDays'],
    [feature({ feature: 'TENURE_DAYS', windowDays: 90 }), 'input.drivers.features.0.windowDays'],
    [feature({ feature: 'ORDERS' }, { feature: 'ORDERS', windowDays: 90 }), 'input.drivers.features.1'],
    [feature({ feature: 'TENURE_DAYS' }, { feature: 'TENURE_DAYS' }), 'input.drivers.features.1'],
    [{ drivers: { outcome: 'NPS', drivers: ['orders_90d'], features: [{ feature: 'ORDERS' }] } }, 'input.drivers.features.0'],
    [{ drivers: { outcome: 'orders_90d', drivers: ['A'], features: [{ feature: 'ORDERS' }] } }, 'input.drivers.features.0'],
    [feature(...Array.from({ length: 40 }, (_, index) => ({ feature: 'ORDERS', windowDays: index + 1 }))), 'input.drivers.features'],
    [{ drivers: { outcome: 'NPS', drivers: [], features: [] } }, 'input.drivers.drivers'],
  ])('refuses %j, naming %s', async (change, argument) => {
    await createSurvey(surveyInput({ questions: [nps, rating('A'), rating('orders_90d')] }));
    expect(fault(await createAnalysis(change))).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });
  it('allows a feature named as a question that is not chosen', async () => {
    await createSurvey(surveyInput({ questions: [nps, rating('A'), rating('orders_90d')] }));
    expect((await createAnalysis(feature({ feature: 'ORDERS' }))).errors).toBeUndefined();
  });
  it('refuses the same name for another question to the data', async () => {
    await createSurvey(surveyInput());
    await createAnalysis({});
    expect(fault(await createAnalysis({ drivers: { outcome: 'A', drivers: ['B'] } }))).toMatchObject({
      code: 'CONFLICT',
      field: 'drivers',
    });
    expect(fault(await createAnalysis({ population: { respondedUntil: '2026-01-01T00:00:00Z' } }))).toMatchObject({
      code: 'CONFLICT',
      field: 'population',
    });
  });
  it.each([
    [{ survey: 'none' }, 'NOT_FOUND', 'input.survey'],
    [{ drivers: { outcome: 'NONE', drivers: ['A'] } }, 'BAD_USER_INPUT', 'input.drivers.outcome'],
    [{ drivers: { outcome: 'NPS', drivers: ['A', 'NONE'] } }, 'BAD_USER_INPUT', 'input.drivers.drivers.1'],
    [{ drivers: { outcome: 'NPS', drivers: ['NPS'] } }, 'BAD_USER_INPUT', 'input.drivers.drivers.0'],
    [{ drivers: { outcome: 'NPS', drivers: ['A', 'A'] } }, 'BAD_USER_INPUT', 'input.drivers.drivers.1'],
    [{ drivers: { outcome: 'NPS', drivers: [] } }, 'BAD_USER_INPUT', 'input.drivers.drivers'],
    [{ drivers: { outcome: 'NPS', drivers: ['A'], confidenceLevel: 95 } }, 'BAD_USER_INPUT', 'input.drivers.confidenceLevel'],
    [{ population: { answered: [{ question: 'WHY' }] } }, 'BAD_USER_INPUT', 'input.population.answered.0.question'],
    [{ population: { answered: [{ question: 'NPS', min: 5, max: 1 }] } }, 'BAD_USER_INPUT', 'input.population.answered.0.max'],
    [{ population: { answered: [{ question: 'NPS', min: -1 }] } }, 'BAD_USER_INPUT', 'input.population.answered.0.min'],
    [{ population: { answered: [{ question: 'A', min: 1, max: 6 }] } }, 'BAD_USER_INPUT', 'input.population.answered.0.max'],
    [{ name: 'Not a slug' }, 'BAD_USER_INPUT', 'input.name'],
    [{ timeoutSeconds: 0 }, 'BAD_USER_INPUT', 'input.timeoutSeconds'],
    [{ timeoutSeconds: 86_001 }, 'BAD_USER_INPUT', 'input.timeoutSeconds'],
    [{ memoryMegabytes: 63 }, 'BAD_USER_INPUT', 'input.memoryMegabytes'],
  ])('refuses %j with %s at %s', async (change, code, argument) => {
    await createSurvey(surveyInput({ questions: [nps, rating('A'), rating('B'), { key: 'WHY', label: 'Why?', kind: 'TEXT' }] }));
    expect(fault(await createAnalysis(change))).toMatchObject({ code, argument });
  });
});
