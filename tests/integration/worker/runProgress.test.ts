/** How far a run says it has come: from the first rows that it reads to the last that it writes, or nobody could tell how long it will take. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inSnapshot, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { wholeSlice } from '../../../worker/data/customerSlice.ts';
import { readRunRequest } from '../../../worker/data/readRunRequest.ts';
import type { Report } from '../../../worker/job.ts';
import { crossValueLoyalty } from '../../../worker/jobs/crossValueLoyalty.ts';
import { fitChurn } from '../../../worker/jobs/fitChurn.ts';
import type { Progress } from '../../../worker/progress.ts';
import type { RunJob } from '../../../worker/runJob.ts';
import { createSubscribers, day, type Life, recordsFrom } from '../../support/churnFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createCompany } from '../../support/valueLoyaltyFixture.ts';

let database: TestDatabase;
let app: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await app.end();
  await database.drop();
});

/** Every few thousand rows are told: so many customers are told at least once. */
const customers = 9000;

async function reportsOf<Asked, Part, Columns, Fit>(
  job: RunJob<Asked, Part, Columns, Fit>,
  { workspaceId, analysisId }: { readonly workspaceId: number; readonly analysisId: bigint },
): Promise<Map<string, Partial<Progress>[]>> {
  const reports: Partial<Progress>[] = [];
  const report: Report = (stage, now = {}) => reports.push({ stage, ...now });
  const [run] = await inWorkspace(
    app,
    workspaceId,
    (tx) => tx<{ id: bigint }[]>`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population)
      select workspace_id, id, kind, 'API', parameters, population from analysis where workspace_id = ${workspaceId} and id = ${analysisId} returning id`,
  );
  const { request, asked, part } = await inSnapshot(app, workspaceId, async (tx) => {
    const request = await readRunRequest(tx, workspaceId, run!.id);
    const { asked } = await job.prepare(tx, request);
    return { request, asked, ...(await job.read(tx, request, asked, wholeSlice, report)) };
  });
  const { outcome } = job.compute(asked, job.merge(asked, [part]), request, () => {});
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  await inWorkspace(app, workspaceId, (tx) => job.write(tx, request, asked, outcome.fit, report));
  return Map.groupBy(reports, ({ stage }) => stage ?? '');
}

function expectPace(reports: readonly Partial<Progress>[] | undefined): void {
  expect(reports).toBeDefined();
  let before = 0;
  for (const { rowsDone, rowsTotal, fraction } of reports ?? []) {
    expect(rowsDone).toBeGreaterThan(before);
    expect(rowsTotal).toBeGreaterThanOrEqual(rowsDone!);
    expect(fraction).toBeCloseTo(rowsDone! / rowsTotal!, 12);
    before = rowsDone!;
  }
}

describe('a run tells how far it has come, in rows and as a share', { timeout: 60_000 }, () => {
  it('of churn: also while it reads what explains churn, and while it writes the scores', async () => {
    const lives = Array.from({ length: customers }, (_, i): Life => ({ start: i % 300, lasted: i % 20 === 0 ? 30 + (i % 150) : null }));
    const fixture = await createSubscribers(app, lives);
    await inWorkspace(
      app,
      fixture.workspaceId,
      (tx) => tx`
        insert into ticket (workspace_id, external_id, identity_id, kind, opened_at)
        select workspace_id, 't' || id, id, 'COMPLAINT', ${new Date(recordsFrom + 400 * day)} from identity where workspace_id = ${fixture.workspaceId}`,
    );
    const reports = await reportsOf(fitChurn, fixture);
    expectPace(reports.get('reading'));
    expect(reports.get('reading')?.at(-1)?.rowsDone).toBeGreaterThan(customers); // subscriptions, and then tickets
    expectPace(reports.get('writing'));
  });

  it('of value by loyalty: of all customers that it will read, and of those that it writes', async () => {
    const company = await createCompany(
      app,
      Array.from({ length: customers }, (_, i) => ({ orders: [{ daysAgo: 5, revenue: 1 + (i % 90) }] })),
    );
    const reports = await reportsOf(crossValueLoyalty, company);
    expectPace(reports.get('reading'));
    expectPace(reports.get('writing'));
  });
});
