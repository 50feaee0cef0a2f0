/** Statements of metrics on a connection: what it keeps prepared, whatever is asked. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { readScoreChange } from '../../../schema/metrics/change/readScoreChange.ts';
import type { MetricDimension } from '../../../schema/metrics/metricDimensions.ts';
import type { MetricsInput } from '../../../schema/metrics/metricsInput.ts';
import { readMetrics } from '../../../schema/metrics/readMetrics.ts';
import { createWorkspace } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillAnswersAndOrders, makeRollups } from '../../support/rollupFixture.ts';

let database: TestDatabase;
let admin: Sql;
let sql: Sql;
let workspaceId: number;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  sql = connect(database.appUrl, { applicationName: 'test', max: 1 });
  workspaceId = await createWorkspace(admin, 'company');
  await fillAnswersAndOrders(admin, workspaceId);
  await makeRollups(sql, workspaceId);
});
afterAll(async () => {
  await sql?.end();
  await admin?.end();
  await database?.drop();
});

const nothing: MetricsInput = {
  ...{
    measures: ['NPS'],
    by: [],
    where: [],
    from: null,
    until: null,
    weighted: false,
    poolSurveyKinds: true,
    question: null,
    targetHours: 24,
  },
  ...{ compare: null, having: [], orderBy: [], top: null, first: 100, after: null },
};
const grouping = (dimension: MetricDimension) => ({ dimension, traitKey: null, segmentKey: null });
const context = () =>
  ({
    workspaceId,
    principal: { scopes: new Set(['read']) },
    snapshot: { read: (query: Parameters<typeof inWorkspace>[2]) => inWorkspace(sql, workspaceId, query) },
  }) as never;
const keptOf = async (pattern: string) =>
  (
    await sql<
      { statement: string }[]
    >`select statement from pg_prepared_statements where statement like ${`%${pattern}%`} and statement not like '%pg_prepared_statements%'`
  ).length;

const units: MetricDimension[] = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const groups: MetricDimension[] = ['SURVEY', 'TOUCHPOINT', 'CHANNEL', 'SAMPLE_SOURCE'];

it('of the facts it keeps none: their texts are as many as questions', async () => {
  for (const unit of units)
    for (const group of groups)
      await readMetrics({ ...nothing, by: [grouping(unit), grouping(group)], compare: 'PREVIOUS_PERIOD' }, context());
  expect(await keptOf('per_unit')).toBe(0);
});

it('of roll-ups it keeps those that were asked for first', async () => {
  const served = new Set<string>();
  for (const group of groups)
    for (const filter of groups)
      for (const from of [null, new Date('2025-10-31T23:00:00Z')])
        for (const until of [null, new Date('2025-12-31T23:00:00Z')]) {
          const where = filter === group ? [] : [{ ...grouping(filter), values: [filter === 'SURVEY' ? 'visit' : 'app'] }];
          served.add(
            (await readMetrics({ ...nothing, by: [grouping('MONTH'), grouping(group)], where, from, until }, context())).servedFrom,
          );
        }
  expect(served).toContain('ROLLUP');
  const kept = await keptOf('from "response_rollup" c'); // of 112 texts
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(24);
});

it('of changes of a score it keeps none', async () => {
  const period = { from: new Date('2025-11-30T23:00:00Z'), until: new Date('2025-12-31T23:00:00Z') };
  for (const group of groups)
    await readScoreChange(
      {
        ...{
          measure: 'NPS',
          by: grouping(group),
          where: [],
          ...period,
          compare: 'PREVIOUS_PERIOD',
          referenceFrom: null,
          referenceUntil: null,
          of: null,
          against: null,
        },
        ...{ groups: 20, question: null, weighted: false, poolSurveyKinds: true, targetHours: 24 },
      } as never,
      context(),
    );
  expect(await keptOf('per_unit as materialized')).toBe(0);
});

it('that the database cuts off are told as those of any other question, without a limit of their own', async () => {
  const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await admin.begin(async (tx) => {
    await tx`lock table response in access exclusive mode`;
    const asked = readMetrics(nothing, context()).then(
      () => null,
      (error: unknown) => error,
    );
    const other = connect(database.superuserUrl, { applicationName: 'test', max: 1 });
    await expect
      .poll(async () => (await other`select from pg_locks where pid = ${pid} and not granted`).length, { timeout: 10_000 })
      .toBe(1);
    await other`select pg_cancel_backend(${pid}::integer)`;
    expect(await asked).toMatchObject({ code: '57014', name: 'PostgresError' });
    await other.end();
  });
});
