import { inWorkspace } from '../../prisma/sql.ts';
import { createAnswers, firstDay } from './metricsData.ts';
import { createWorkspace, graphql, type Product, settle, startProduct, type Workspace } from './product.ts';
import { median, quantile, report } from './report.ts';

const query = `query ($from: DateTime!, $until: DateTime!) {
  metrics(input: { measures: [NPS, RESPONSES], by: [{ dimension: MONTH }, { dimension: TOUCHPOINT }], from: $from, until: $until }) {
    rows { groups { value } values { value n ciLow ciHigh } } servedFrom
  }
}`;
const requests = 300;
/** Windows of two years, each a month later: no cache of one answer serves the next. */
const windows = Array.from({ length: 12 }, (_, month) => {
  const moment = (year: number) => new Date(Date.UTC(year, month, 1)).toISOString();
  return { from: moment(2023), until: moment(2025) };
});

/**
 * NPS with its interval and the responses by month and touchpoint over two years, asked for over the API again and again, of ten times as many
 * answers each; beside it the best single statement, over a connection of its own, and what one statement over the answers themselves takes. The
 * roll-ups are made by the worker, as after any large load.
 */
export async function benchMetrics(quick: boolean): Promise<void> {
  const sizes = quick ? [20_000, 200_000] : [100_000, 1_000_000, 10_000_000];
  const product = await startProduct();
  try {
    const p99s: number[] = [];
    for (const rows of sizes) {
      const workspace = await createWorkspace(product.app, `answers-${rows}`);
      const from = performance.now();
      await createAnswers(product, workspace.id, rows);
      const dataSeconds = (performance.now() - from) / 1000;
      const rollupSeconds = await waitForRollup(product, workspace);
      await settle(product);
      const floor = await ask(requests, () => rollupStatement(product, workspace));
      const facts = await ask(1, () => factsStatement(product, workspace));
      const api = await ask(requests, (index) => askMetrics(product, workspace, index));
      p99s.push(api.p99Ms);
      report({
        ...{ bench: 'metrics', case: 'month x touchpoint', rows, dataSeconds, rollupSeconds, requests, ...api },
        ...{ floorP50Ms: floor.p50Ms, floorP99Ms: floor.p99Ms, factsStatementMs: facts.p50Ms, goal: 'p99 <= 50 ms', met: api.p99Ms <= 50 },
      });
    }
    const ratio = (p99s.at(-1) ?? Number.NaN) / (p99s[0] ?? Number.NaN);
    report({ bench: 'metrics', case: 'the most answers beside the fewest', ratio, goal: 'ratio <= 1.5', met: ratio <= 1.5 });
  } finally {
    await product.stop();
  }
}

async function askMetrics({ started }: Product, { key }: Workspace, index: number): Promise<void> {
  const { metrics } = await graphql<{ metrics: { servedFrom: string } }>(started.apiUrl, key, query, windows[index % windows.length]);
  if (metrics.servedFrom !== 'ROLLUP') throw new Error(`served from ${metrics.servedFrom}`);
}

async function waitForRollup({ app }: Product, { id }: Workspace): Promise<number> {
  const from = performance.now();
  await inWorkspace(app, id, (tx) => tx`insert into rollup_state (workspace_id, source) values (${id}, 'ANSWER')`); // as a load leaves it
  for (;;) {
    const rows = await inWorkspace(
      app,
      id,
      (tx) => tx`select from rollup_state where workspace_id = ${id} and source = 'ANSWER' and is_current`,
    );
    const seconds = (performance.now() - from) / 1000;
    if (rows.length > 0) return seconds;
    if (seconds > 900) throw new Error('the worker has not rolled the answers up in a quarter of an hour');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function ask(times: number, one: (index: number) => Promise<unknown>): Promise<{ p50Ms: number; p99Ms: number }> {
  const latencies: number[] = [];
  for (let index = times > 1 ? -20 : 0; index < times; index++) {
    const from = performance.now();
    await one(Math.abs(index));
    if (index >= 0) latencies.push(performance.now() - from);
  }
  return { p50Ms: median(latencies), p99Ms: quantile(latencies, 0.99) };
}

const rollupStatement = ({ app }: Product, { id }: Workspace) =>
  inWorkspace(
    app,
    id,
    (tx) => tx`
      select json_agg(c) from response_rollup c
       where workspace_id = ${id} and part in ('nps', 'answers') and dimensions = 2 and grain = 'MONTH' and period >= ${firstDay}::date and period < '2025-01-01'`,
  );

/** Without errors by customer: the least that a sum over the answers can take. */
const factsStatement = ({ app }: Product, { id }: Workspace) =>
  inWorkspace(
    app,
    id,
    (tx) => tx`
      select json_agg(c) from (
        select date_trunc('month', responded_at at time zone 'UTC') as month, touchpoint, count(*),
               avg(case when "values"[1] >= 9 then 100 when "values"[1] >= 7 then 0 else -100 end)
          from response where workspace_id = ${id} and responded_at >= ${firstDay}::date and responded_at < '2025-01-01' group by 1, 2) c`,
  );
