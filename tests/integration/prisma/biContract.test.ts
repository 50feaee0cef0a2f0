/**
 * A flat dataset has the same names, types, words and values wherever it is read: declared, as SQL, and beside the graph.
 * Over 300 lines: every dataset has its query of the graph here, beside the one fixture that fills them all.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvCopy, readPagedRuns, readPageEnd } from '../../../api/bi/datasetQuery.ts';
import { type Dataset, datasets } from '../../../prisma/bi/datasets.ts';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { type BiFixture, openBiFixture } from '../../support/biFixture.ts';

let fixture: BiFixture;
let admin: Sql;
let bi: pg.Client;
let app: Sql;
let api: TestApi;
let key: string;

beforeAll(async () => {
  fixture = await openBiFixture();
  ({ admin } = fixture);
  bi = await fixture.open();
  app = connect(fixture.database.appUrl, { applicationName: 'test', max: 1, settings: { TimeZone: 'UTC' } });
  api = await startTestApi(fixture.database);
  key = await api.createKey(fixture.a, ['read']);
  await addSparseRows(fixture.a);
});
afterAll(async () => {
  await app?.end();
  await api?.close();
  await fixture?.close();
});

/** Of each kind a row that says no more than it must, and the kinds of answers that are hard to tell apart. */
async function addSparseRows(workspaceId: number): Promise<void> {
  const own = { workspace_id: workspaceId };
  const at = new Date('2026-03-01T10:00:00Z');
  await admin`insert into customer ${admin({ ...own, external_id: null })}`;
  await admin`insert into "order" ${admin({ ...own, external_id: 'bare', occurred_at: at, currency: 'EUR' })}`;
  await admin`insert into subscription ${admin({ ...own, external_id: 'bare', started_at: at, currency: 'EUR' })}`;
  await admin`insert into ticket ${admin({ ...own, external_id: 'bare', opened_at: at })}`;
  await admin`insert into spend ${admin({ ...own, external_id: 'bare', kind: 'SALES', period_start: at, period_end: new Date('2026-04-01'), amount: '0.0001', currency: 'EUR' })}`;
  await admin`insert into visit ${admin({ ...own, external_id: 'bare', started_at: at })}`;
  await admin`insert into event ${admin({ ...own, external_id: 'bare', name: 'x', occurred_at: at })}`;
  await admin`insert into invitation ${admin({ ...own, external_id: 'bare', survey_key: 'none', sent_at: at, state: 'SENT' })}`;
  await admin`insert into touchpoint ${admin({ ...own, key: 'bare', name: 'Bare' })}`;
  const [survey] = await admin<
    { id: bigint }[]
  >`insert into survey ${admin({ ...own, key: 'odd', title: 'Odd', kind: 'EXIT' })} returning id`;
  await admin`
    insert into question (workspace_id, survey_id, position, key, label, kind, not_applicable_codes) select ${workspaceId}::integer, ${survey!.id}::bigint, place, kind, kind, kind, '{9.3}'
      from unnest('{NUMBER,CHOICE,MULTI,TEXT,RATING}'::text[]) with ordinality q (kind, place)`;
  await admin`
    insert into response (workspace_id, survey_id, external_id, "values", answers) values
      (${workspaceId}, ${survey!.id}, 'exact', '{16777216,NULL,NULL,NULL,NaN}', '{"NUMBER": 16777217, "CHOICE": "red, \\"or\\" blue", "MULTI": ["a", "b\\n"], "TEXT": "call me on 0123"}'),
      (${workspaceId}, ${survey!.id}, 'tenths', '{0.1,NULL,NULL,NULL,9.3}', '{"CHOICE": null, "MULTI": ["é"]}'),
      (${workspaceId}, ${survey!.id}, 'blank', '{}', null)`;
}

/** What PostgreSQL calls the declared types. */
const postgresTypes = {
  text: 'text',
  integer: 'integer',
  bigint: 'bigint',
  decimal: 'numeric(18,4)',
  double: 'double precision',
  boolean: 'boolean',
  timestamp: 'timestamp(3) with time zone',
  date: 'date',
  json: 'jsonb',
} as const;

interface ViewColumn {
  readonly view: string;
  readonly about: string | null;
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
}

const columnsOf = (schema: string) => admin<ViewColumn[]>`
  select c.relname as view, obj_description(c.oid, 'pg_class') as about, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
         col_description(c.oid, a.attnum) as description
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
   where c.relnamespace = ${schema}::regnamespace and c.relkind = 'v' order by c.relname collate "C", a.attnum`;

const sorted = <Row extends { view: string }>(rows: readonly Row[]) =>
  rows.toSorted((one, other) => (one.view < other.view ? -1 : one.view > other.view ? 1 : 0));
const shown = ({ columns }: Dataset) => columns.filter(({ personal }) => !personal);
const inOrder = ({ name, key: columns }: Dataset) => `bi.${name} order by ${columns.join(', ')}`;

type Row = Record<string, unknown>;
const rowsOf = async (dataset: Dataset): Promise<Row[]> =>
  (await bi.query(`select ${shown(dataset).map(({ name }) => name)} from ${inOrder(dataset)}`)).rows;

describe('the views are what prisma/bi/datasets.ts declares', () => {
  it('for BI logins: names, types, words, and no personal column', async () => {
    const declared = datasets.flatMap((dataset) =>
      shown(dataset).map(({ name, type, description }) => ({
        view: dataset.name,
        about: dataset.description,
        name,
        type: postgresTypes[type],
        description,
      })),
    );
    expect(await columnsOf('bi')).toEqual(sorted(declared));
  });

  it('for the API: the workspace, and every column', async () => {
    const declared = datasets.flatMap(({ name: view, columns, isByRun }) => [
      { view, name: 'workspace_id', type: 'integer' },
      ...columns.map(({ name, type }) => ({ view, name, type: postgresTypes[type] })),
      ...(isByRun ? [{ view, name: 'result_run_id', type: 'bigint' }] : []), // by which pages are read
    ]);
    const found = await columnsOf('dataset');
    expect(found.map(({ view, name, type }) => ({ view, name, type }))).toEqual(sorted(declared));
  });

  it('null where declared, and nowhere else; unique by its key; with a moment to begin at that it has', async () => {
    const facts = new Set([
      'customers',
      'responses',
      'answers',
      'questions',
      'surveys',
      'orders',
      'subscriptions',
      'tickets',
      'spend',
      'visits',
      'events',
      'invitations',
      'touchpoints',
      'runs',
    ]);
    for (const dataset of datasets) {
      const rows = await rowsOf(dataset);
      expect(rows.length, dataset.name).toBeGreaterThan(0);
      for (const { name, nullable } of shown(dataset)) {
        if (!nullable) expect.soft(rows.filter((row) => row[name] === null).length, `${dataset.name}.${name}`).toBe(0);
        else if (facts.has(dataset.name))
          expect.soft(rows.filter((row) => row[name] === null).length, `${dataset.name}.${name}`).toBeGreaterThan(0);
      }
      expect.soft(new Set(rows.map((row) => JSON.stringify(dataset.key.map((name) => row[name])))).size, dataset.name).toBe(rows.length);
      const names = dataset.columns.map(({ name, type }) => `${name} ${type}`);
      if (dataset.since) expect.soft(names, dataset.name).toContain(`${dataset.since} timestamp`);
      for (const name of dataset.key)
        expect.soft(shown(dataset).filter((column) => column.name === name && !column.nullable).length, `${dataset.name}.${name}`).toBe(1);
    }
  });

  it('the same rows for a BI login and for the API', async () => {
    for (const dataset of datasets) {
      const columns = shown(dataset).map(({ name }) => name);
      const text = (from: string) => `select row_to_json(r)::text as row from (select ${columns} from ${from} order by ${dataset.key}) r`;
      await bi.query("set timezone = 'UTC'");
      const { rows } = await bi.query<{ row: string }>(text(`bi.${dataset.name}`));
      const same = await inWorkspace(app, fixture.a, (tx) =>
        tx.unsafe(text(`(select * from dataset.${dataset.name} where workspace_id = ${fixture.a}) d`)),
      );
      expect
        .soft(
          rows.map(({ row }) => row),
          dataset.name,
        )
        .toEqual(same.map(({ row }) => row));
    }
  });
});

/** Where the graph shows the rows of a dataset: a query, and the way to them in its answer. Columns have the names of its fields. */
const inTheGraph: Readonly<Record<string, readonly [query: string, path: string]>> = {
  customers: ['{ customers(first: 100) { nodes { % } } }', 'customers.nodes'],
  orders: ['{ orders(first: 500) { nodes { % } } }', 'orders.nodes'],
  subscriptions: ['{ subscriptions(first: 500) { nodes { % } } }', 'subscriptions.nodes'],
  tickets: ['{ tickets(first: 500) { nodes { % } } }', 'tickets.nodes'],
  visits: ['{ visits(first: 500) { nodes { % } } }', 'visits.nodes'],
  events: ['{ events(first: 500) { nodes { % } } }', 'events.nodes'],
  invitations: ['{ invitations(first: 500) { nodes { % } } }', 'invitations.nodes'],
  spend: ['{ spends(first: 500) { nodes { % } } }', 'spends.nodes'],
  touchpoints: ['{ touchpoints { nodes { % } } }', 'touchpoints.nodes'],
  responses: ['{ survey(key: "visit") { responses(first: 500) { nodes { % } } } }', 'survey.responses.nodes'],
  customer_traits: ['{ customers(first: 100) { nodes { traits { isPersonal % } } } }', 'customers.nodes.traits'],
  questions: ['{ surveys { nodes { questions { % } } } }', 'surveys.nodes.questions'],
  driver_estimates: [
    '{ analysis(name: "drivers") { currentRun { result { ... on DriverResultReady { drivers { % } } } } } }',
    'analysis.currentRun.result.drivers',
  ],
  cohort_cells: [
    '{ analysis(name: "churn-alpha") { currentRun { result { ... on ChurnResultReady { cohortCells { % } } } } } }',
    'analysis.currentRun.result.cohortCells',
  ],
  churn_rates: [
    '{ analysis(name: "churn-alpha") { currentRun { result { ... on ChurnResultReady { churnRates { % } } } } } }',
    'analysis.currentRun.result.churnRates',
  ],
  clv_totals: [
    '{ analysis(name: "value-of-drivers") { currentRun { result { ... on ClvResultReady { totals { % } } } } } }',
    'analysis.currentRun.result.totals',
  ],
};

/** What a column is called in the graph, or null where the graph says it otherwise: by a type, an id, or the place of the row. */
function fieldOf(dataset: string, column: string): string | null {
  const fields: Readonly<Record<string, string | null>> = {
    analysis: null,
    run_id: null,
    data_through: null,
    computed_at: null,
    is_stale: null,
    customer_id: null,
    'responses.survey_key': null,
    'questions.survey_key': null,
    'questions.question_key': 'key',
  };
  if (new RegExp(`^${dataset.replace(/s$/, '')}_id$`).test(column) || column === 'response_id') return null;
  const named = fields[`${dataset}.${column}`] ?? fields[column];
  if (named !== undefined) return named;
  return `${dataset}.${column}` in fields ? null : column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Numbers as numbers, times as milliseconds, so that 12.0000 and "12" are the same. */
const plain = (value: unknown): unknown =>
  value instanceof Date ? value.toISOString() : typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;

const follow = (data: unknown, path: string): Row[] =>
  path
    .split('.')
    .reduce<unknown[]>((level, name) => level.flatMap((item) => (item as Record<string, unknown>)[name] as unknown), [data]) as Row[];

describe('the graph shows the same values', () => {
  it.each(Object.keys(inTheGraph))('of %s', async (name) => {
    const [query, path] = inTheGraph[name]!;
    const dataset = datasets.find((one) => one.name === name)!;
    const pairs = shown(dataset).flatMap((column) => {
      const field = fieldOf(name, column.name);
      return field ? [[column.name, field] as const] : [];
    });
    expect(pairs.length).toBeGreaterThan(1);
    const answer = await api.query(key, query.replace('%', pairs.map(([, field]) => field).join(' ')));
    expect(answer.errors).toBeUndefined();
    const inGraph = follow(answer.data, path).filter(({ isPersonal }) => !isPersonal);
    const inBi = (await rowsOf(dataset)).filter((row) => name !== 'responses' || row.survey_key === 'visit');
    const texts = (rows: readonly Row[], of: (pair: readonly [string, string]) => string) =>
      rows.map((row) => JSON.stringify(pairs.map((pair) => plain(row[of(pair)])))).sort();
    expect(texts(inBi, ([column]) => column)).toEqual(texts(inGraph, ([, field]) => field));
  });

  it('of runs, with what each may take and whether its scores are kept', async () => {
    const fields = {
      ...{ kind: 'kind', state: 'state', seed: 'seed', timeout_seconds: 'timeoutSeconds', memory_megabytes: 'memoryMegabytes' },
      scores_cleared_at: 'scoresClearedAt',
    };
    const clearedAt = new Date('2026-05-01T00:00:00Z');
    await admin`update run set scores_cleared_at = ${clearedAt} where outcome = 'NOT_ESTIMABLE'`;
    const { data } = await api.query(key, `{ runs(first: 500) { nodes { ${Object.values(fields)} } } }`);
    const { rows } = await bi.query(`select ${Object.keys(fields)} from bi.runs`);
    const texts = (all: readonly Row[]) => all.map((row) => JSON.stringify(Object.values(row))).sort();
    expect(texts(rows)).toEqual(texts(data.runs.nodes));
    expect(rows).toContainEqual(expect.objectContaining({ timeout_seconds: 600, memory_megabytes: 512, scores_cleared_at: null }));
    expect(rows).toContainEqual(expect.objectContaining({ scores_cleared_at: clearedAt }));
  });

  it('of answers, those that are hard to hold among them', async () => {
    const keys: Readonly<Record<string, string>> = { visit: 'NPS RATE WHY', odd: 'NUMBER CHOICE MULTI TEXT RATING' };
    const inGraph: unknown[][] = [];
    for (const [survey, questions] of Object.entries(keys)) {
      const answer = await api.query(
        key,
        `query ($survey: String!, $questions: [String!]) {
          survey(key: $survey) { responses(first: 150) { nodes { externalId answers(questions: $questions) { question { key } value text notApplicable } } } } }`,
        { survey, questions: questions.split(' ') },
      );
      expect(answer.errors).toBeUndefined();
      for (const response of follow(answer.data, 'survey.responses.nodes'))
        for (const { question, value, text, notApplicable } of response.answers as Row[])
          if (value !== null || text !== null || notApplicable)
            inGraph.push([survey, response.externalId, (question as Row).key, value, text, notApplicable]);
    }
    const { rows } = await bi.query(`
      select a.survey_key, r.external_id, a.question_key, a.value, a.text, a.not_applicable
        from bi.answers a join bi.responses r using (response_id) where a.value is not null or a.text is not null or a.not_applicable`);
    const inBi = rows.map((row) => Object.values(row as Row));
    const asTexts = (all: readonly unknown[][]) => all.map((row) => JSON.stringify(row)).sort();
    expect(asTexts(inBi)).toEqual(asTexts(inGraph));
    expect(asTexts(inBi)).toContain('["odd","exact","NUMBER",16777217,null,false]');
    const [free] = (await bi.query(`select value, text, not_applicable from bi.answers where question_key = 'TEXT'`)).rows;
    expect(free).toEqual({ value: null, text: null, not_applicable: false }); // that there is one, not what it says
  });

  it('of customers’ scores, with where they come from', async () => {
    const { data } = await api.query(
      key,
      '{ analysis(name: "value-of-drivers") { currentRun { result { ... on ClvResultReady { dataThrough computedAt isStale customers(first: 500) { nodes { customer { externalId } position pAlive value valuePredictedHigh percentile tier } } } } } } }',
    );
    const { customers, ...freshness } = data.analysis.currentRun.result;
    const { rows } = await bi.query(`select * from bi.customer_scores where analysis = 'value-of-drivers' order by position`);
    expect(rows).toHaveLength(40);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(
      customers.nodes.map((node: Record<string, unknown>) =>
        expect.objectContaining({
          customer_external_id: (node.customer as Row).externalId,
          position: node.position,
          p_alive: node.pAlive,
          value: node.value,
          value_predicted_high: node.valuePredictedHigh,
          percentile: node.percentile,
          tier: node.tier,
          data_through: freshness.dataThrough,
          computed_at: freshness.computedAt,
          is_stale: freshness.isStale,
        }),
      ),
    );
  });
});

describe('derived datasets', () => {
  const runsOf = async (analysis: string) =>
    (await bi.query(`select distinct run_id from bi.customer_scores where analysis = $1`, [analysis])).rows;

  it('show the run whose numbers stand: the latest on all the data, or the published one, and its source where it computed nothing', async () => {
    const analysis = { name: 'value-of-drivers' };
    const [current] = await admin<{ id: bigint; analysisId: bigint }[]>`
      select r.id, r.analysis_id as "analysisId" from run r join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
       where r.workspace_id = ${fixture.a} and a.name = ${analysis.name}`;
    const later = async (columns: Record<string, unknown>) => {
      const [row] = await admin<{ id: bigint }[]>`insert into run ${admin({
        workspace_id: fixture.a,
        analysis_id: current!.analysisId,
        kind: 'CLV',
        trigger: 'API',
        parameters: admin.json({}),
        population: admin.json({}),
        state: 'SUCCEEDED',
        outcome: 'FITTED',
        finished_at: new Date(),
        data_versions: admin.json({ feedback: '3' }),
        ...columns,
      })} returning id`;
      await admin`insert into customer_score (workspace_id, run_id, customer_id, position) values (${fixture.a}, ${row!.id}, 1, 1)`;
      return row!;
    };
    const outside = (run: { id: bigint } | undefined) => encodeGlobalId('Run', run?.id ?? 0n); // as the graph and earshot runs name it
    const isCurrent = async (run: { id: bigint }) =>
      (await bi.query('select is_current, is_stale from bi.runs where run_id = $1', [outside(run)])).rows;
    expect(await runsOf(analysis.name)).toEqual([{ run_id: outside(current) }]);
    const past = await later({ as_of: new Date('2026-01-01') });
    expect(await runsOf(analysis.name)).toEqual([{ run_id: outside(current) }]); // one as of a past date is not it
    await admin`update analysis set published_run_id = ${past.id} where workspace_id = ${fixture.a} and name = ${analysis.name}`;
    expect(await runsOf(analysis.name)).toEqual([{ run_id: outside(past) }]);
    expect(await isCurrent(past)).toEqual([{ is_current: true, is_stale: false }]);
    await admin`update data_version set version = version + 1 where workspace_id = ${fixture.a} and domain = 'feedback'`;
    expect(await isCurrent(past)).toEqual([{ is_current: true, is_stale: true }]);
    await admin`update analysis set published_run_id = null where workspace_id = ${fixture.a} and name = ${analysis.name}`;
    const reuser = await later({ reused_run_id: current!.id });
    expect(await runsOf(analysis.name)).toEqual([{ run_id: outside(current) }]);
    expect(await isCurrent(reuser)).toEqual([{ is_current: true, is_stale: true }]);
    expect((await bi.query('select reused_run_id from bi.runs where run_id = $1', [outside(reuser)])).rows).toEqual([
      { reused_run_id: outside(current) },
    ]);
  });

  const resultOf = async (analysis: string, fields: string) => {
    const answer = await api.query(key, `{ analysis(name: "${analysis}") { currentRun { result { ${fields} } } } }`);
    expect(answer.errors).toBeUndefined();
    return follow(answer.data, 'analysis.currentRun.result')[0] as Readonly<Record<string, readonly Row[]>>;
  };

  /** Of one part of each whole, 40 customers: what happens to it beside one of 12 and others of fewer. */
  const addParts = async (sizes: readonly number[]) => {
    await admin`delete from cohort_cell where workspace_id = ${fixture.a} and size < 40`;
    await admin`delete from survival_curve where workspace_id = ${fixture.a} and n < 40`;
    await admin`delete from tenure_rate where workspace_id = ${fixture.a} and active < 38`;
    await admin`delete from risk_decile where workspace_id = ${fixture.a} and decile > 1`;
    for (const [index, n] of sizes.entries()) {
      const name = `part ${index}`;
      const place = index + 2;
      await admin`insert into cohort_cell (workspace_id, run_id, grouping_key, cohort, age, size, active, retention, ci_low, ci_high, is_complete)
        select workspace_id, run_id, grouping_key, ${name}, age, ${n}, 1, 0.1, 0, 1, true from cohort_cell where workspace_id = ${fixture.a} and size = 40`;
      await admin`insert into survival_curve (workspace_id, run_id, position, grouping_key, level, n, losses, restricted_mean)
        select workspace_id, run_id, ${place}, grouping_key, ${name}, ${n}, 1, 300 from survival_curve where workspace_id = ${fixture.a} and n = 40`;
      await admin`insert into survival_point (workspace_id, run_id, curve_position, day, at_risk, survival)
        select workspace_id, run_id, position, 30, n, 0.5 from survival_curve where workspace_id = ${fixture.a} and position = ${place}`;
      await admin`insert into tenure_rate (workspace_id, run_id, position, grouping_key, level, active, lost)
        select workspace_id, run_id, ${place}, grouping_key, ${name}, ${n}, 1 from tenure_rate where workspace_id = ${fixture.a} and position = 1`;
      await admin`insert into risk_decile (workspace_id, run_id, decile, n, events, mean_risk, min_risk, max_risk)
        select workspace_id, run_id, ${place}, ${n}, 0, 0.1, 0.1, 0.1 from risk_decile where workspace_id = ${fixture.a} and decile = 1`;
    }
    await admin`update risk_decile set n = 40 where workspace_id = ${fixture.a} and decile = 1`;
    await admin`update curve_test set n = (select sum(n) from survival_curve c where c.workspace_id = curve_test.workspace_id and c.run_id = curve_test.run_id and n >= 10)`;
  };
  it.each([
    { sizes: [12, 10], shown: [40, 12, 10], why: 'nobody is hidden' },
    { sizes: [12, 4], shown: [40], why: 'the 4 would be the whole less the others' },
    { sizes: [12, 4, 5], shown: [40], why: '9 customers are as few' },
    { sizes: [12, 4, 6], shown: [40, 12], steps: [40], why: 'those of 10 customers together, but of their steps, as soon as one is lost' },
  ])('of parts of 40 and $sizes customers show $shown, as the graph does: $why', async ({ sizes, shown, steps = shown }) => {
    await addParts(sizes);
    const bySize = (rows: readonly Row[], column: string) => rows.map((row) => Number(row[column])).sort((a, b) => b - a);
    expect(bySize((await bi.query('select size from bi.cohort_cells')).rows, 'size')).toEqual(shown);
    expect(bySize((await bi.query('select n from bi.survival_points')).rows, 'n')).toEqual(steps);
    const graph = await resultOf(
      'churn-alpha',
      '... on ChurnResultReady { cohortCells { size } curves { n points { day } } tests { n losses } tenureRates { active } riskValidation { deciles { n } } }',
    );
    expect(bySize(graph.cohortCells!, 'size')).toEqual(shown);
    expect(bySize(graph.curves!, 'n')).toEqual(shown);
    expect(
      bySize(
        graph.curves!.filter(({ points }) => (points as Row[]).length > 0),
        'n',
      ),
    ).toEqual(steps);
    expect(bySize(graph.tenureRates!, 'active')).toEqual(shown.map((size) => (size === 40 ? 38 : size)));
    expect(bySize((graph.riskValidation as unknown as { deciles: Row[] }).deciles, 'n')).toEqual(shown);
    const isTold = shown.length === sizes.filter((size) => size >= 10).length + 1; // else the test would tell who is missing
    expect(graph.tests).toEqual([isTold ? { n: String(shown.reduce((sum, n) => sum + n, 0)), losses: '9' } : { n: null, losses: null }]);
    await addParts([]);
  });

  it('end the curves of a grouping where one would lead to the tail of another, and tell no few who joined, as the graph does', async () => {
    const [stored] = await admin`select workspace_id, run_id from survival_curve where workspace_id = ${fixture.a} and position = 1`;
    const steps: Readonly<Record<string, readonly (readonly [day: number, atRisk: number])[]>> = {
      'all -': [
        [0, 100],
        [40, 60],
        [70, 22],
        [80, 12],
      ],
      'plan short': [
        [0, 20],
        [10, 18],
        [20, 12],
        [30, 8],
      ],
      'plan middle': [
        [0, 35],
        [15, 30],
        [50, 20],
      ],
      'plan long': [
        [0, 40],
        [25, 30],
        [60, 25],
        [80, 12],
      ],
      'channel whole': [
        [0, 60],
        [70, 14],
      ],
      'channel other': [
        [0, 40],
        [40, 12],
      ],
      'region few': [[0, 6]],
      'region next': [
        [0, 30],
        [12, 20],
        [44, 11],
      ],
      'region most': [
        [0, 64],
        [12, 50],
        [90, 10],
      ],
    };
    await admin`delete from survival_curve where workspace_id = ${fixture.a}`;
    for (const [index, [name, own]] of Object.entries(steps).entries()) {
      const [grouping_key, level] = name.split(' ');
      const curve = { ...stored, position: index + 1, grouping_key, level, n: own[0]![1], losses: 9, restricted_mean: 300 };
      await admin`insert into survival_curve ${admin(curve)}`;
      for (const [day, at_risk] of own)
        await admin`insert into survival_point ${admin({ ...stored, curve_position: index + 1, day, at_risk, survival: 0.9 })}`;
    }
    const graph = await resultOf('churn-alpha', '... on ChurnResultReady { curves { grouping level shownUntilDay points { day } } }');
    const told = graph.curves!.map(({ grouping, level, points }) => [`${grouping} ${level}`, (points as Row[]).map(({ day }) => day)]);
    const shown = {
      'all -': [0, 40, 70, 80],
      'plan short': [0, 10], // 20 would tell of the eight after it
      'plan middle': [0], // and this, taken off everybody with the next, of the twelve and the eight
      'plan long': [0, 25], // as far as one that is hidden has ten or more
      'channel whole': [0, 70],
      'channel other': [0, 40],
      'region most': [0, 12], // the six and the smallest other have no curve; that one reaches to day 44
    };
    expect(Object.fromEntries(told)).toEqual(shown);
    expect(graph.curves!.map(({ shownUntilDay }) => shownUntilDay)).toEqual([null, 10, 0, 25, null, null, 12]);
    const rows = (await bi.query('select grouping, level, day from bi.survival_points order by curve, day')).rows;
    const viewed = Map.groupBy(rows, ({ grouping, level }) => `${grouping} ${level}`);
    expect(Object.fromEntries([...viewed].map(([name, own]) => [name, own.map(({ day }) => day)]))).toEqual(shown);

    const joined = [0, 15, 4, 30, 12, 0];
    const [month] = await admin`select * from churn_rate where workspace_id = ${fixture.a}`;
    await admin`delete from churn_rate where workspace_id = ${fixture.a}`;
    for (const [index, number] of joined.entries()) {
      const own = { period: `2026-0${index + 1}`, joined: number, joined_and_lost: Math.min(number, 2), active: index === 3 ? 9 : 38 };
      await admin`insert into churn_rate ${admin({ ...month, ...own })}`;
    }
    const months = (await resultOf('churn-alpha', '... on ChurnResultReady { churnRates { period joined joinedAndLost } }')).churnRates!;
    expect(months.map(({ joined: n, joinedAndLost }) => [n, joinedAndLost])).toEqual([
      ['0', '0'],
      ['15', '2'],
      [null, null], // four; the month of 30 is not shown
      [null, null], // twelve: the four would be those of all cohorts less the other months
      ['0', '0'],
    ]);
    const viewedMonths = (await bi.query('select period, joined, joined_and_lost from bi.churn_rates order by period')).rows;
    expect(
      viewedMonths.map((row) => [row.period, row.joined, row.joined_and_lost].map((value) => (value === null ? null : String(value)))),
    ).toEqual(months.map((row) => [row.period, row.joined, row.joinedAndLost]));
    await admin`delete from churn_rate where workspace_id = ${fixture.a}`;
    await admin`insert into churn_rate ${admin(month!)}`;
    await admin`delete from survival_curve where workspace_id = ${fixture.a}`;
    await admin`insert into survival_curve ${admin({ ...stored, position: 1, grouping_key: 'plan', level: 'alpha', n: 40, losses: 9, restricted_mean: 300 })}`;
    await admin`insert into survival_point ${admin({ ...stored, curve_position: 1, day: 30, survival: 0.8, at_risk: 40, std_err: 0.1, ci_low: 0.7, ci_high: 0.9 })}`;
  });

  it('say where a curve begins, as the graph does', async () => {
    await admin`update survival_curve set observed_from_day = 12.5 where workspace_id = ${fixture.a}`;
    const own = 'select distinct observed_from_day as "observedFromDay" from';
    expect((await bi.query(`${own} bi.survival_points`)).rows).toEqual([{ observedFromDay: 12.5 }]);
    expect([...(await admin.unsafe(`${own} dataset.survival_points where workspace_id = ${fixture.a}`))]).toEqual([
      { observedFromDay: 12.5 },
    ]);
    const { curves } = await resultOf('churn-alpha', '... on ChurnResultReady { curves { observedFromDay } }');
    expect(new Set(curves!.map(({ observedFromDay }) => observedFromDay))).toEqual(new Set([12.5]));
    await admin`update survival_curve set observed_from_day = null where workspace_id = ${fixture.a}`;
  });

  it('have no revenue retention: the graph alone has, and leaves out what fewer than ten customers stand behind', async () => {
    expect(
      (await bi.query(`select from information_schema.columns where table_schema = 'bi' and column_name ~ 'gross|net_retention'`)).rowCount,
    ).toBe(0);
    const year = 'startingRevenue revenueCustomers grossRetention grossStdErr netRetention netCiLow revenueSeType revenueReason';
    const rows = 'revenueRetention { period n startingRevenue gross grossCiHigh net netStdErr seType }';
    const kept = () => resultOf('churn-alpha', `... on ChurnResultReady { model { ${year} } ${rows} }`);
    const shown = {
      model: {
        ...{ startingRevenue: '100.0000', revenueCustomers: '40', grossRetention: 0.9, grossStdErr: 0.05 },
        ...{ netRetention: 1, netCiLow: 0.88, revenueSeType: 'LINEARIZED', revenueReason: null },
      },
      revenueRetention: [
        {
          ...{ period: '2026-01', n: '40', startingRevenue: '100.0000', gross: 0.9, grossCiHigh: 0.96, net: 1 },
          ...{ netStdErr: 0.06, seType: 'LINEARIZED' },
        },
      ],
    };
    const noYear = Object.fromEntries(Object.keys(shown.model).map((field) => [field, null]));
    const noShares = { grossRetention: null, grossStdErr: null, netRetention: null, netCiLow: null };
    expect(await kept()).toEqual(shown);
    // One paid: what they paid is not told.
    await admin`update revenue_retention set n = 1, stayed = 1`;
    await admin`update churn_model set revenue_customers = 1, revenue_stayed = 1`;
    expect(await kept()).toEqual({ model: { ...noYear, revenueReason: 'NOT_ENOUGH_DATA' }, revenueRetention: [] });
    // Of a run that did not count them nobody can tell.
    await admin`update revenue_retention set n = null, stayed = null`;
    await admin`update churn_model set revenue_customers = null, revenue_stayed = null`;
    expect(await kept()).toEqual({ model: noYear, revenueRetention: [] });
    // Of 40 who paid nine stayed: their share of what all had paid is their revenue.
    await admin`update revenue_retention set n = 40, stayed = 9`;
    await admin`update churn_model set revenue_customers = 40, revenue_stayed = 9`;
    expect(await kept()).toEqual({
      model: { ...shown.model, ...noShares },
      revenueRetention: [{ ...shown.revenueRetention[0], gross: null, grossCiHigh: null, net: null, netStdErr: null }],
    });
    // Beside a cohort of 36 that is shown the revenue of all would be that of four, too.
    await admin`update revenue_retention set n = 40, stayed = 38`;
    await admin`update churn_model set revenue_customers = 40, revenue_stayed = 38`;
    await admin`
      insert into cohort_cell (workspace_id, run_id, grouping_key, cohort, age, size, active, retention, ci_low, ci_high, starting_revenue, revenue, is_complete)
      select workspace_id, run_id, 'start', '2025-10', 2, 40, 36, 0.9, 0.8, 1, 100, 90, true from cohort_cell`;
    expect(await kept()).toEqual({
      model: { ...shown.model, startingRevenue: null },
      revenueRetention: [{ ...shown.revenueRetention[0], startingRevenue: null }],
    });
    await admin`delete from cohort_cell where grouping_key = 'start'`;
    expect(await kept()).toEqual(shown);
  });

  it('leave out what fewer than ten customers stand behind, as the graph does', async () => {
    const rows = 'cohortCells { active revenue } churnRates { active } tenureRates { active } hazards { cause }';
    const churn = () => resultOf('churn-alpha', `... on ChurnResultReady { ${rows} riskValidation { deciles { n } } }`);
    const curvesOf = async () => {
      const points = 'shownFromDay shownUntilDay points { day }';
      return resultOf('churn-alpha', `... on ChurnResultReady { curves { ${points} } causes { ${points} } }`);
    };
    const hides = async (change: PromiseLike<unknown>, view: string, where = 'true') => {
      const before = (await bi.query(`select 1 from bi.${view} where ${where}`)).rowCount;
      await change;
      expect
        .soft({ view, before, after: (await bi.query(`select 1 from bi.${view} where ${where}`)).rowCount })
        .toEqual({ view, before: 1, after: 0 });
    };
    await admin`update cohort_cell set revenue = 5, active = 10`;
    expect(await churn()).toMatchObject({
      cohortCells: [{ active: '10', revenue: '5.0000' }],
      churnRates: [{ active: '38' }],
      tenureRates: [{ active: '38' }],
    });
    await hides(admin`update cohort_cell set active = 9`, 'cohort_cells', 'revenue is not null');
    expect((await churn()).cohortCells).toEqual([{ active: '9', revenue: null }]);
    // A curve is shown where ten or more are at risk, and says from when to when.
    const point = { curve_position: 1, survival: 0.5 };
    const curveOf = {
      workspace_id: fixture.a,
      run_id: (await admin`select run_id from survival_curve where workspace_id = ${fixture.a}`)[0]!.run_id,
    };
    for (const [day, at_risk] of [
      [10, 9],
      [20, 10],
      [90, 9],
    ] as const) {
      await admin`insert into survival_point ${admin({ ...curveOf, ...point, day, at_risk })}`;
      await admin`insert into incidence_point ${admin({ ...curveOf, cause_position: 1, incidence: 0.5, std_err: 0.1, day, at_risk })}`;
    }
    // The step of day 30 would tell, with all losses, how many of the nine after it were lost.
    const cut = [{ shownFromDay: 20, shownUntilDay: 20, points: [{ day: 20 }] }];
    expect(await curvesOf()).toEqual({ curves: cut, causes: cut });
    expect((await bi.query('select day from bi.survival_points order by day')).rows).toEqual([{ day: 20 }]);
    await admin`delete from survival_point where day in (10, 20, 90)`;
    await hides(admin`update survival_point set at_risk = 9`, 'survival_points');
    expect((await curvesOf()).curves).toEqual([{ shownFromDay: null, shownUntilDay: 0, points: [] }]);
    await admin`update survival_curve set n = 9`;
    await admin`update churn_cause set n = 9`;
    expect(await curvesOf()).toEqual({ curves: [], causes: [] });
    await hides(admin`update cohort_cell set size = 9`, 'cohort_cells');
    await hides(admin`update churn_rate set active = 9`, 'churn_rates');
    await hides(admin`update hazard_model set customers = 9`, 'hazard_estimates');
    await admin`update tenure_rate set active = 9`;
    await admin`update risk_decile set n = 9`;
    expect(await churn()).toEqual({ cohortCells: [], churnRates: [], tenureRates: [], hazards: [], riskValidation: { deciles: [] } });
    await hides(admin`update clv_total set n = 9`, 'clv_totals');
    await admin`update clv_tier set n = 9`;
    await admin`update clv_renewal set at_risk = 9`;
    await admin`update clv_holdout_bin set n = 9`;
    const worth = 'totals { quantity } tiers { tier } renewals { period } holdouts { bins { n } }';
    expect(await resultOf('value-of-drivers', `... on ClvResultReady { ${worth} }`)).toEqual({
      ...{ totals: [], tiers: [], renewals: [], holdouts: [{ bins: [] }] },
    });
  });
});

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

function scoresTouched(node: PlanNode): number {
  const own =
    node['Relation Name'] === 'customer_score' ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((sum, child) => sum + scoresTouched(child), own);
}

describe('a question by key walks an index, and asks for the workspace once', () => {
  beforeAll(async () => {
    await admin`
      insert into customer_trait (workspace_id, customer_id, key, value_text)
      select workspace_id, id, 'trait ' || n, 'x' from customer, generate_series(1, 100) n`;
    await admin`
      insert into customer_score (workspace_id, run_id, customer_id, position)
      select workspace_id, run_id, 100000 + n, n from (select distinct workspace_id, run_id from customer_score) r, generate_series(1, 3000) n`;
    await admin`analyze`;
  });
  it('a page of the scores of customers reads its rows and one more, wherever it begins', async () => {
    const dataset = datasets.find(({ name }) => name === 'customer_scores') as Dataset;
    const asked = { dataset, format: 'csv', columns: dataset.columns, limit: 20, since: null, until: null } as const;
    const csv = { delimiter: ',', bom: false, escapeFormulas: false } as const;
    const [start] = await admin<
      { analysis: string }[]
    >`select analysis from current_run where workspace_id = ${fixture.a} and kind = 'CLV'`;
    const request = { ...asked, csv, after: [start?.analysis ?? '', '101000'] };
    const touched = await inWorkspace(app, fixture.a, async (tx) => {
      const runs = await readPagedRuns(tx, fixture.a, request);
      const end = await readPageEnd(tx, fixture.a, request, runs);
      expect(end).toEqual([start?.analysis, '101020']);
      const statement = csvCopy(fixture.a, request, runs?.slice(0, 1) ?? null);
      const rows = await tx.unsafe(
        `explain (analyze, format json) ${statement.slice('copy ('.length, statement.lastIndexOf(') to stdout'))}`,
      );
      return scoresTouched((rows[0] as unknown as { 'QUERY PLAN': [{ Plan: PlanNode }] })['QUERY PLAN'][0].Plan);
    });
    expect(touched).toBeLessThanOrEqual(21);
  });

  it.each([
    ['bi.customers where customer_id = 7', 'customer_pkey'],
    ['bi.responses where response_id = 7', 'response_pkey'],
    ['bi.answers where response_id = 7', 'response_pkey'],
    ['bi.orders where order_id = 7', 'order_pkey'],
    ['bi.orders where customer_id = 7', 'order_by_identity'],
    ["bi.orders where occurred_at >= '2026-02-03'", 'order_by_time'],
    ["bi.responses where survey_key = 'visit' and responded_at >= '2026-01-04 20:00Z'", 'response_by_time'],
    ["bi.responses where responded_at >= '2026-01-04 20:00Z'", 'response_by_moment'],
    ['bi.visits where customer_id = 7', 'visit_by_identity'],
    ["bi.events where occurred_at >= '2026-02-03'", 'event_by_time'],
    ['bi.tickets where ticket_id = 7', 'ticket_pkey'],
    ['bi.customer_traits where customer_id = 7', 'customer_trait_pkey'],
    ['bi.customer_scores where customer_id = 7', 'customer_score_pkey'],
  ])('%s', async (from, index) => {
    await bi.query('set enable_seqscan = off'); // the fixture is small: whether the index can be reached is the question
    const { rows } = await bi.query(`explain (format json) select * from ${from}`);
    const plan = JSON.stringify(rows);
    expect(plan).toContain(`"Index Name":"${index}"`);
    expect(plan).toMatch(new RegExp(`"Index Name":"${index}"[^{}]*"Index Cond":"[^"]*workspace_id = \\(InitPlan`));
    expect(plan).not.toContain('bi_workspace()'); // in no filter: it is an InitPlan
  });
});

/** It is in no npm package: where the machine has none, only node-postgres speaks for SQL. */
const hasPsql = spawnSync('psql', ['--version']).status === 0;

it.runIf(hasPsql)('psql opens the login as it is handed out, finds the views without a schema and reads their words', async () => {
  const psql = (command: string) => execFileSync('psql', ['--no-psqlrc', '-At', '-c', command, fixture.urlOfA], { encoding: 'utf8' });
  const { rows } = await bi.query<{ orders: number; revenue: string }>(
    'select count(*)::integer as orders, sum(revenue) as revenue from orders',
  );
  expect(psql('select count(*), sum(revenue) from orders')).toBe(`${rows[0]!.orders}|${rows[0]!.revenue}\n`);
  expect(rows[0]!.orders).toBeGreaterThan(0);
  const listed = psql('\\dv bi.*');
  for (const { name } of datasets) expect(listed).toContain(`bi|${name}|view|`);
  expect(psql('\\d+ bi.orders')).toContain('revenue|numeric');
});
