/**
 * Which run's numbers stand, what happened to a run, and what differs between two.
 * Over 300 lines: of each kind of run the rows that two are compared by.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let stranger: string;
let workspaceId: number;
let analysisId: bigint;
let earlier: bigint;
let later: bigint;

/** A finished run of the analysis, fitted unless `columns` say otherwise. */
async function addRun(columns: Record<string, unknown> = {}): Promise<bigint> {
  const row = {
    workspace_id: workspaceId,
    analysis_id: analysisId,
    kind: 'DRIVERS',
    trigger: 'API',
    parameters: api.admin.json({ outcome: 'NPS', drivers: ['RATE'], confidenceLevel: 0.95 }),
    population: api.admin.json({}),
    state: 'SUCCEEDED',
    outcome: 'FITTED',
    finished_at: new Date(),
    data_versions: api.admin.json({ feedback: '3' }),
    ...columns,
  };
  const [run] = await api.admin<{ id: bigint }[]>`insert into run ${api.admin(row)} returning id`;
  return run!.id;
}
const addEffect = (runId: bigint, estimate: number) => api.admin`
  insert into driver_estimate ${api.admin({ workspace_id: workspaceId, run_id: runId, driver_key: 'RATE', position: 1, label: 'Rating', rank: 1, lmg: 0.1, lmg_share: 1, estimate, ci_low: estimate - 1, ci_high: estimate + 1, classical_std_err: 0.1, standardized_estimate: 0.2, correlation: 0.2, vif: 1, mean: 3, mean_std_err: 0.1, mean_ci_low: 2.8, mean_ci_high: 3.2, n: 100, priority: 'KEEP' })}`;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  const other = await createWorkspace(api.admin, 'b');
  await fillWorkspace(api.admin, workspaceId);
  await fillRun(api.admin, workspaceId);
  const [analysis] = await api.admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, survey_id, parameters)
    select ${workspaceId}, 'history', 'DRIVERS', id, '{"outcome":"NPS","drivers":["RATE"]}' from survey where workspace_id = ${workspaceId} returning id`;
  analysisId = analysis!.id;
  earlier = await addRun({ warnings: api.admin.json([{ code: 'LOW_R2', subject: null, detail: '' }]) });
  later = await addRun({ data_versions: api.admin.json({ feedback: '4' }), seed: 2 });
  await addEffect(earlier, 1);
  await addEffect(later, 1.5);
  await addRun({ outcome: 'NOT_ESTIMABLE', status_code: 'RANK_DEFICIENT' });
  await addRun({ as_of: new Date('2025-12-31T00:00:00Z') });
  key = await api.createKey(workspaceId);
  stranger = await api.createKey(other);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const runId = (id: bigint) => encodeGlobalId('Run', id);
const current = async () =>
  (await api.query(key, '{ analysis(name: "history") { currentRun { id } publishedRun { id } publishedBy } }')).data.analysis;
const publish = (id: bigint, as = key) =>
  api.query(as, 'mutation ($id: ID!) { publishRun(id: $id) { publishedRun { id } currentRun { id } } }', { id: runId(id) });

describe('the run whose numbers stand', () => {
  it('is the latest with a result, and neither one that cannot tell nor one as of a past date', async () => {
    expect(await current()).toEqual({ currentRun: { id: runId(later) }, publishedRun: null, publishedBy: null });
  });
  it('is the published one whatever ran later, until it is published no more', async () => {
    const answer = await publish(earlier);
    expect(answer.data.publishRun).toEqual({ publishedRun: { id: runId(earlier) }, currentRun: { id: runId(earlier) } });
    expect((await publish(earlier)).data).toEqual(answer.data); // sent again, nothing more happens
    expect((await current()).publishedBy).toMatch(/^API_KEY \d+$/);
    const log = await api.admin<{ message: string }[]>`select message from run_log where run_id = ${earlier}`;
    expect(log.map(({ message }) => message)).toEqual([expect.stringMatching(/^published by API_KEY \d+$/)]);
    const undone = await api.query(key, 'mutation { unpublishRun(analysis: "history") { currentRun { id } publishedAt } }');
    expect(undone.data.unpublishRun).toEqual({ currentRun: { id: runId(later) }, publishedAt: null });
  });
  it('cannot be one without a result, nor one of another workspace', async () => {
    const [failed] = await api.admin<{ id: bigint }[]>`select id from run where workspace_id = ${workspaceId} and state = 'FAILED' limit 1`;
    expect((await publish(failed!.id)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'id' });
    expect((await publish(later, stranger)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const foreign = await api.query(stranger, 'mutation { unpublishRun(analysis: "history") { name } }');
    expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});

describe('compareRuns', () => {
  const compare = (a: bigint, b: bigint, as = key) =>
    api.query(
      as,
      `query ($a: ID!, $b: ID!) { compareRuns(a: $a, b: $b) { inputs { name a b } warningsGone warningsNew
         numbers { key label estimateA ciLowA ciHighA estimateB ciLowB ciHighB difference } } }`,
      { a: runId(a), b: runId(b) },
    );
  it('tells what differs in what was asked and read, and the numbers side by side', async () => {
    const { data } = await compare(earlier, later);
    expect(data.compareRuns.inputs).toEqual([
      { name: 'version of feedback', a: '3', b: '4' },
      { name: 'seed', a: 1, b: 2 },
    ]);
    expect(data.compareRuns).toMatchObject({ warningsGone: ['LOW_R2'], warningsNew: [] });
    expect(data.compareRuns.numbers).toContainEqual({
      ...{ key: 'effect RATE', label: 'Rating: effect' },
      ...{ estimateA: 1, ciLowA: 0, ciHighA: 2, estimateB: 1.5, ciLowB: 0.5, ciHighB: 2.5, difference: 0.5 },
    });
  });
  it('refuses runs of two analyses, and knows none of another workspace', async () => {
    const [foreign] = await api.admin<
      { id: bigint }[]
    >`select id from run where workspace_id = ${workspaceId} and analysis_id <> ${analysisId} limit 1`;
    expect((await compare(earlier, foreign!.id)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'b' });
    expect((await compare(earlier, later, stranger)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
  const churnModel = {
    ...{ kind: 'SILENT', silence_days: 90, is_suggested: true, dated_at: 'LAST_ACTIVITY', visits_count: false, shape: 'CURVES' },
    ...{ as_of: new Date('2026-01-04'), follow_up_end: new Date('2026-01-04'), cohort_period: 'MONTH', cohort_customers: 61 },
    ...{ customers: 61, episodes: 61, losses: 9, returns: 0, delayed_entries: 0, provisional_losses: 0, confidence_level: 0.95 },
    ...{ revenue_from: '2025-01', revenue_to: '2026-01', revenue_periods: 12, starting_revenue: '100', revenue_customers: 40 },
  };
  const revenue = (more: number, stayed: number) => ({
    ...{ revenue_stayed: stayed, gross_retention: 0.5, gross_std_err: 0.05, gross_ci_low: 0.4, gross_ci_high: 0.6 },
    ...{ net_retention: 1 + more, net_std_err: 0.05, net_ci_low: 0.9, net_ci_high: 1.1 + more },
  });
  /** Rows of a run, whose numbers a later run has by so much more. */
  const found: Readonly<Record<string, (more: number) => readonly (readonly [table: string, row: Record<string, unknown>])[]>> = {
    CHURN: (more) => [
      ['churn_model', { ...churnModel, ...revenue(more, 30) }],
      ...[
        { grouping_key: 'all', active: 61 },
        { grouping_key: 'tenure', active: 9, from_months: 0, until_months: 3 },
        { grouping_key: 'tenure', active: 12, from_months: 3, until_months: 6 }, // as above
        { grouping_key: 'tenure', active: 40, from_months: 6 },
      ].map((part, at) => {
        const rate = { lost: 4, rate: 0.1, ci_low: 0.05, ci_high: 0.2 };
        return ['tenure_rate', { position: at + 1, level: null, from_months: null, until_months: null, ...rate, ...part }] as const;
      }),
      [
        'risk_model',
        {
          ...{ method: 'COX', horizon_days: 90, as_of: new Date('2026-01-04'), n: 60 + more, expected_losses: 6 + more, mean_risk: 0.1 },
          ...{ extrapolated: 0, confidence_level: 0.95, features: '{}' },
        },
      ],
      [
        'risk_validation',
        {
          ...{
            fitted_through: new Date('2025-10-06'),
            judged_through: new Date('2026-01-04'),
            n: 60,
            known: 60,
            events: 9,
            reason: 'TOO_FEW_EVENTS',
          },
          ...{ concordance: 0.7, concordance_ci_low: 0.6, concordance_ci_high: 0.8 },
        },
      ],
      ...[
        { level: null, grouping_key: 'all', n: 61 },
        { level: 'basic', n: 40 },
        { level: 'plus', n: 12 }, // hidden with the 9: everybody less basic and plus would be they
        { level: 'gold', n: 9 },
      ].map((curve, at) => {
        const mean = {
          restricted_mean: 300 + more,
          restricted_mean_ci_low: 290,
          restricted_mean_ci_high: 310 + more,
          restricted_mean_horizon: 365,
        };
        return ['survival_curve', { position: at + 1, grouping_key: 'plan', losses: 9, ...mean, ...curve }] as const;
      }),
      ...[40, 9].flatMap((customers, at) => {
        const model = {
          position: at + 1,
          cause: ['ANY', 'VOLUNTARY'][at],
          customers,
          sampled_customers: customers,
          n: 60,
          events: 9,
          clusters: customers,
          se_type: 'CR1',
        };
        const ratio = { hazard_ratio: 2 + more, hazard_ratio_low: 1.5, hazard_ratio_high: 3 + more, estimate: 0.7, classical_std_err: 0.1 };
        return [
          ['hazard_model', model],
          [
            'hazard_estimate',
            { model_position: at + 1, position: 1, term: 'plan=plus', feature_key: 'plan', level: 'plus', reference: 'basic', ...ratio },
          ],
        ] as const;
      }),
    ],
    CLV: (more) => [
      ...[10, 9].map((n, at) => {
        const ends = { expected_ci_low: 90, expected_ci_high: 110, predicted_ci_low: 80, predicted_ci_high: 120 + more };
        return ['clv_total', { quantity: ['VALUE', 'PURCHASES'][at], estimate: 100 + more, ...ends, n, unknown: 0 }] as const;
      }),
      ...['OBSERVATION', 'CALIBRATION'].map((fitted_on) => {
        const r = { model: 'BG_NBD', parameter: 'r', position: 1, std_err: 0.1, ci_low: 0.1, ci_high: 0.6 + more };
        return ['model_parameter', { ...r, estimate: 0.25 + more, fitted_on }] as const;
      }),
    ],
    VALUE_LOYALTY: (more) => [
      [
        'value_loyalty_cell',
        {
          loyalty: 'PROMOTER',
          tier: 1,
          is_hidden: false,
          n: 30 + more,
          value: 500 + more,
          value_ci_low: 400,
          value_ci_high: 600 + more,
          at_risk: 50 + more,
        },
      ],
      ['value_loyalty_cell', { loyalty: 'DETRACTOR', tier: 1, is_hidden: true }],
    ],
  };
  const pair = (key: string, label: string, a: readonly [number | null, number | null, number | null], more: number) => ({
    ...{ key, label, estimateA: a[0], ciLowA: a[1], ciHighA: a[2], estimateB: a[0] === null ? null : a[0] + more },
    ...{ ciLowB: a[1], ciHighB: a[2] === null ? null : a[2] + more, difference: a[0] === null ? null : more },
  });
  it.each([
    [
      'CHURN',
      [
        pair('gross_retention', 'Gross revenue retention', [0.5, 0.4, 0.6], 0),
        pair('hazard_ratio ANY plan=plus basic', 'Hazard ratio, any: plan=plus against basic', [2, 1.5, 3], 4),
        { ...pair('net_retention', 'Net revenue retention', [1, 0.9, 1.1], 4), ciHighB: expect.closeTo(5.1, 12) },
        pair('proof 90 concordance', 'Proof of the risk within 90 days: concordance', [0.7, 0.6, 0.8], 0),
        pair('rate all', 'Churn of the period: all', [0.1, 0.05, 0.2], 0),
        pair('rate tenure 6', 'Churn of the period: tenure from month 6', [0.1, 0.05, 0.2], 0),
        pair('restricted_mean all 365', 'Mean days there within 365 days: all', [300, 290, 310], 4),
        pair('restricted_mean plan basic 365', 'Mean days there within 365 days: plan basic', [300, 290, 310], 4),
        pair('risk 90 customers', 'Risk within 90 days: customers scored', [60, null, null], 4),
        pair('risk 90 losses', 'Risk within 90 days: expected losses', [6, null, null], 4),
        pair('risk 90 mean', 'Risk within 90 days: mean', [0.1, null, null], 0),
      ],
    ],
    ['CLV', [pair('parameter BG_NBD r', 'BG_NBD r', [0.25, 0.1, 0.6], 4), pair('total VALUE', 'Total: value', [100, 80, 120], 4)]],
    [
      'VALUE_LOYALTY',
      [
        pair('at_risk DETRACTOR 1', 'Revenue at risk: detractor tier 1', [null, null, null], 4),
        pair('at_risk PROMOTER 1', 'Revenue at risk: promoter tier 1', [50, null, null], 4),
        pair('customers DETRACTOR 1', 'Customers: detractor tier 1', [null, null, null], 4),
        pair('customers PROMOTER 1', 'Customers: promoter tier 1', [30, null, null], 4),
        pair('value DETRACTOR 1', 'Value: detractor tier 1', [null, null, null], 4),
        pair('value PROMOTER 1', 'Value: promoter tier 1', [500, 400, 600], 4),
      ],
    ],
  ])('of kind %s tells the numbers that both found, and none of fewer than ten customers', async (kind, numbers) => {
    const [analysis] = await api.admin<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, ${`of-${kind.toLowerCase()}`}, ${kind}, '{}') returning id`;
    const [a, b] = [await addRun({ kind, analysis_id: analysis!.id }), await addRun({ kind, analysis_id: analysis!.id })];
    expect((await compare(a, b)).data.compareRuns).toEqual({ inputs: [], warningsGone: [], warningsNew: [], numbers: [] });
    for (const [run, more] of [
      [a, 0],
      [b, 4],
    ] as const)
      for (const [table, row] of found[kind]?.(more) ?? [])
        await api.admin`insert into ${api.admin(table)} ${api.admin({ workspace_id: workspaceId, run_id: run, ...row })}`;
    expect((await compare(a, b)).data.compareRuns.numbers).toEqual(numbers);
  });
  it('tells no revenue retention of fewer than ten who stayed: it is their revenue', async () => {
    const retention = async () => {
      const [{ id } = { id: 0n }] = await api.admin<
        { id: bigint }[]
      >`select run_id as id from churn_model where workspace_id = ${workspaceId} and revenue_stayed is not null limit 1`;
      return (await compare(id, id)).data.compareRuns.numbers.filter(({ key: name }: { key: string }) => name.endsWith('_retention'))
        .length;
    };
    expect(await retention()).toBe(2);
    await api.admin`update churn_model set revenue_stayed = 9 where workspace_id = ${workspaceId}`;
    expect(await retention()).toBe(0);
  });
});

it('the log of a run is read page by page from its beginning', async () => {
  const lines = Array.from({ length: 5 }, (_, n) => ({
    workspace_id: workspaceId,
    run_id: later,
    attempt: 1,
    level: 'INFO',
    message: `line ${n}`,
  }));
  await api.admin`insert into run_log ${api.admin(lines)}`;
  const read: string[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await api.query(
      key,
      'query ($id: ID!, $after: String) { run(id: $id) { log(first: 2, after: $after) { edges { node { message level attempt } } pageInfo { hasNextPage endCursor } } } }',
      { id: runId(later), after },
    );
    const { edges, pageInfo } = answer.data.run.log;
    read.push(...edges.map(({ node }: { node: { message: string } }) => node.message));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(read).toEqual(lines.map(({ message }) => message));
});
