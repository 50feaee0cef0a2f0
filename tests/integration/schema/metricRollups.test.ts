/** Metrics from roll-ups: the same answers as from the facts, whatever is asked and whatever has been loaded, corrected or deleted since. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inWorkspace } from '../../../prisma/sql.ts';
import type { MetricDimension } from '../../../schema/metrics/metricDimensions.ts';
import type { MeasureName } from '../../../schema/metrics/metricMeasures.ts';
import type { MetricsInput } from '../../../schema/metrics/metricsInput.ts';
import { type MetricsAnswer, readMetrics } from '../../../schema/metrics/readMetrics.ts';
import { fillAnswersAndOrders, makeRollups } from '../../support/rollupFixture.ts';
import { type ImportBench, openImportBench } from '../imports/importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
  await fillAnswersAndOrders(bench.admin, bench.workspaceId);
  await make();
});
afterAll(() => bench.close());

const make = () => makeRollups(bench.app, bench.workspaceId);

const nothing: MetricsInput = {
  ...{ measures: [], by: [], where: [], from: null, until: null, weighted: false, poolSurveyKinds: true, question: null, targetHours: 24 },
  ...{ compare: null, having: [], orderBy: [], top: null, first: 100, after: null },
};
const by = (...dimensions: MetricDimension[]) => dimensions.map((dimension) => ({ dimension, traitKey: null, segmentKey: null }));
const where = (dimension: MetricDimension, ...values: (string | null)[]) => ({ dimension, traitKey: null, segmentKey: null, values });
const local = (moment: string) => new Date(`${moment}+01:00`); // Berlin, in winter

const scores: MeasureName[] = ['NPS', 'CSAT', 'CES', 'RESPONSES'];
const money: MeasureName[] = ['REVENUE', 'ORDERS', 'AVERAGE_ORDER_VALUE', 'REVENUE_PER_CUSTOMER', 'ACTIVE_CUSTOMERS'];

/** Measures, groups, filters and times, each with each: what roll-ups can answer. */
function grid(): MetricsInput[] {
  const times: Partial<MetricsInput>[] = [
    { by: by('DAY'), from: local('2026-01-01T00:00'), until: local('2026-02-01T00:00') },
    { by: by('WEEK') },
    { by: by('MONTH'), from: local('2025-11-01T00:00') },
    { by: by('QUARTER'), until: local('2026-01-01T00:00') },
    { by: by('YEAR'), from: local('2020-06-06T06:06'), until: local('2030-01-01T01:00') }, // before the first fact and after the last: no bounds
    { from: local('2026-01-01T00:00'), until: local('2026-02-01T00:00') },
  ];
  const groups: Partial<MetricsInput>[] = [
    {},
    { by: by('TOUCHPOINT') },
    { by: by('SURVEY', 'CHANNEL') },
    { by: by('BRAND') }, // of which there is one
    { by: by('CHANNEL'), where: [where('SURVEY', 'pulse')] },
    { by: by('SURVEY'), where: [where('SURVEY', 'pulse', 'visit')] },
    { where: [where('TOUCHPOINT', null)] },
    { by: by('SURVEY'), where: [where('CHANNEL', 'web')] },
    { where: [where('SAMPLE_SOURCE', 'PANEL'), where('BRAND', null)] },
  ];
  const orders: Partial<MetricsInput>[] = [{}, { by: by('CHANNEL') }, { where: [where('CHANNEL', null)] }];
  const all = (measures: MeasureName[], choices: Partial<MetricsInput>[]) =>
    times.flatMap((time) =>
      choices.map((choice): MetricsInput => ({ ...nothing, ...time, ...choice, measures, by: [...(time.by ?? []), ...(choice.by ?? [])] })),
    );
  return [...all(scores, groups), ...all(money, orders)];
}

const answerOf = (input: MetricsInput) =>
  readMetrics(input, {
    workspaceId: bench.workspaceId,
    snapshot: { read: (query: Parameters<typeof inWorkspace>[2]) => inWorkspace(bench.app, bench.workspaceId, query) } as never,
  });

/** All that is shown, numbers to twelve digits: sums of squares of money are added up in another order. */
const shown = ({ rows }: MetricsAnswer) =>
  JSON.stringify(rows, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value), 1);

/** Asks all of it from roll-ups, then from the facts. */
async function expectEqual(inputs: readonly MetricsInput[], served: MetricsAnswer['servedFrom'] = 'ROLLUP'): Promise<void> {
  const rolledUp: MetricsAnswer[] = [];
  for (const input of inputs) rolledUp.push(await answerOf(input));
  await bench.admin`update rollup_state set is_current = false where workspace_id = ${bench.workspaceId}`;
  for (const [index, input] of inputs.entries()) {
    const counted = await answerOf(input);
    expect([rolledUp[index]?.servedFrom, counted.servedFrom], JSON.stringify(input)).toEqual([served, 'FACTS']);
    expect(shown(rolledUp[index]!), JSON.stringify(input)).toBe(shown(counted));
    if (input.by.length > 0) expect(counted.rows.length).toBeGreaterThan(0);
  }
  await bench.admin`update rollup_state set is_current = true where workspace_id = ${bench.workspaceId}`;
}

describe('metrics from roll-ups', () => {
  it('are those of the facts: measures, groups, filters and times, each with each', () => expectEqual(grid()), 30_000);

  it('are those of the facts beside the share of CES, which they do not hold', async () => {
    const input: MetricsInput = { ...nothing, measures: ['CES'], by: by('MONTH', 'TOUCHPOINT') };
    const [mean, both] = [await answerOf(input), await answerOf({ ...input, measures: ['CES', 'CES_AGREEING'] })];
    expect([mean.servedFrom, both.servedFrom]).toEqual(['ROLLUP', 'FACTS']);
    expect(shown({ ...both, rows: both.rows.map((row) => ({ ...row, values: row.values.slice(0, 1) })) })).toBe(shown(mean));
    const shares = both.rows.flatMap(({ values }) => values[1]?.value ?? []);
    expect(shares.length).toBeGreaterThan(4);
    expect(shares.every((share) => share > 0 && share < 1)).toBe(true);
  });

  it('are those of the facts after late answers, corrections and cancelled orders', async () => {
    const few = grid().filter((_, index) => index % 5 === 1);
    const late = [
      'response_id,customer_external_id,submitted_at,touchpoint,channel,nps,csat,ces',
      'late-1,C1,2025-12-31T23:30:00Z,till,web,10,5,7', // the new year in Berlin
      'late-2,C2,,app,mail,0,1,1',
      'r1,C3,2026-01-15T12:00:00Z,till,web,9,4,6',
      'r2,,2026-01-15T12:00:00Z,,web,9,,6',
      'r3,C5,2025-10-26T00:30:00Z,app,mail,3,2,99',
    ];
    const { loaded } = await bench.run(`${late.join('\n')}\n`, { as: 'RESPONSES', survey: 'pulse' });
    expect(loaded).toBe(5);
    await bench.run('order_id,status,refunded_amount\no1,cancelled,0\no2,paid,3.33\n', { as: 'ORDERS' });
    await expectEqual(few);
  }, 30_000);

  it('are those of the facts for complaints, too, of which more is asked than the days of which there are tickets', async () => {
    await bench.admin`
      insert into ticket (workspace_id, external_id, identity_id, kind, opened_at)
      select ${bench.workspaceId}::integer, 't' || i, k.id, (array['COMPLAINT', 'QUESTION'])[1 + i % 2], timestamptz '2025-12-05T09:00:00Z' + make_interval(hours => 12 * i)
        from generate_series(1, 100) i left join identity k on k.workspace_id = ${bench.workspaceId} and k.value = 'C' || 1 + i * 7 % 120`;
    const input: MetricsInput = { ...nothing, measures: ['COMPLAINTS_PER_1000', 'ACTIVE_CUSTOMERS'], by: by('MONTH') };
    // orders go from 20 October to 1 February, tickets from 5 December to 24 January
    const within: Partial<MetricsInput>[] = [
      { by: by('DAY'), from: local('2025-12-05T00:00'), until: local('2026-01-25T00:00') },
      { by: by('WEEK'), from: local('2025-12-08T00:00'), until: local('2026-01-19T00:00') },
    ];
    const beyond: Partial<MetricsInput>[] = [
      {},
      { from: local('2026-01-01T00:00') },
      { from: local('2025-12-01T00:00'), until: local('2026-01-01T00:00') },
      { by: [], from: local('2026-01-01T00:00'), until: local('2026-02-01T00:00') },
      { by: by('DAY'), from: local('2025-12-05T00:00'), until: local('2026-01-26T00:00') },
    ];
    await expectEqual(
      within.map((asked) => ({ ...input, ...asked })),
      'BOTH',
    );
    await expectEqual(
      beyond.map((asked) => ({ ...input, ...asked })),
      'FACTS',
    );
    const all = await answerOf(input);
    const rate = (month: number) => all.rows.toSorted((a, b) => (String(a.keys[0]) < String(b.keys[0]) ? -1 : 1))[month]?.values[0]?.value;
    expect([rate(0), rate(2), rate(4)]).toEqual([null, expect.any(Number), null]); // October, December, February
    await bench.admin`delete from ticket where workspace_id = ${bench.workspaceId}`;
  });

  it('are read from the facts after answers are deleted, and again from the roll-up once it is made anew', async () => {
    const input = { ...nothing, measures: scores, by: by('MONTH') };
    await inWorkspace(
      bench.app,
      bench.workspaceId,
      (tx) => tx`delete from response where workspace_id = ${bench.workspaceId} and external_id like 'r4%'`,
    );
    const counted = await answerOf(input);
    expect(counted.servedFrom).toBe('FACTS');
    await make();
    const rolledUp = await answerOf(input);
    expect(rolledUp.servedFrom).toBe('ROLLUP');
    expect(shown(rolledUp)).toBe(shown(counted));
  });

  it.each<[string, Partial<MetricsInput>, MetricsAnswer['servedFrom']]>([
    ['hours', { by: by('HOUR') }, 'FACTS'],
    ['parts of a period', { by: by('MONTH'), from: local('2026-01-15T00:00') }, 'FACTS'],
    ['what customers are', { by: by('MONTH', 'COHORT') }, 'FACTS'],
    ['three groupings', { by: by('MONTH', 'SURVEY', 'TOUCHPOINT', 'CHANNEL') }, 'FACTS'],
    ['several groups taken together', { by: by('MONTH'), where: [where('TOUCHPOINT', 'till', 'app')] }, 'BOTH'], // what is hidden beside it is told by a table of each
    ['weights', { by: by('MONTH'), weighted: true }, 'FACTS'],
    ['comparisons', { by: by('MONTH'), compare: 'PREVIOUS_PERIOD' }, 'FACTS'],
    ['another question', { by: by('MONTH'), question: 'second' }, 'FACTS'],
    ['the question itself, by name', { by: by('MONTH'), measures: ['NPS'], question: 'nps' }, 'ROLLUP'],
    [
      '"other", beside the largest, which it knows',
      {
        by: by('TOUCHPOINT'),
        top: { count: 1, measure: null, dimension: null },
        from: local('2026-01-01T00:00'),
        until: local('2026-02-01T00:00'),
      },
      'BOTH',
    ],
    ['tickets beside orders', { by: by('MONTH'), measures: ['ORDERS', 'TICKETS'] }, 'BOTH'],
    ['all time in one', { measures: ['NPS'] }, 'FACTS'],
  ])('or not: %s', async (_, asked, servedFrom) => {
    expect((await answerOf({ ...nothing, measures: scores, ...asked })).servedFrom).toBe(servedFrom);
  });

  it('are refused where there are too many groups, in whatever order the table has them', async () => {
    const { workspaceId } = bench;
    for (const [part, cells] of Object.entries({ nps: 20_002, answers: 10_001 }))
      await bench.admin`
        insert into response_rollup
        select ${workspaceId}::integer, ${part}, 2, 'YEAR', '2025-01-01', '', 'place ' || i, '', '', '', 1, 1, 1, 1, 1, 1, 1 from generate_series(1, ${cells}::integer) i`;
    const snapshot = {
      read: (query: Parameters<typeof inWorkspace>[2]) =>
        inWorkspace(bench.app, workspaceId, async (tx) => {
          await tx`set local enable_indexscan = off`;
          return query(tx);
        }),
    } as never;
    const input = { ...nothing, measures: ['RESPONSES', 'NPS'] satisfies MeasureName[], by: by('YEAR', 'TOUCHPOINT') };
    await expect(readMetrics(input, { workspaceId, snapshot })).rejects.toThrow('more than 10000 groups');
  });
});
