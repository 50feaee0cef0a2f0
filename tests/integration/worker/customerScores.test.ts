import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { type CustomerScores, writeCustomerScores } from '../../../worker/data/writeCustomerScores.ts';
import { createClvAnalysis, createWorkspace } from '../../support/clvFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let app: Sql;
let workspaceId: number;
let runId: bigint;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  workspaceId = await createWorkspace(app);
  const { analysisId } = await createClvAnalysis(app, workspaceId, {});
  const [run] = await inWorkspace(
    app,
    workspaceId,
    (tx) => tx<{ id: bigint }[]>`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population)
      values (${workspaceId}, ${analysisId}, 'CLV', 'API', '{}', '{}') returning id`,
  );
  runId = run!.id;
});
afterAll(async () => {
  await app.end();
  await database.drop();
});

/** Thirds have no end in binary, so a digit lost on the way would show. */
function scoresOf(customers: number): CustomerScores {
  const numbers = Float64Array.from({ length: customers }, (_, row) => (row % 5 === 4 ? Number.NaN : (row - 7) / 3));
  return {
    customerIds: BigInt64Array.from(numbers, (_, row) => 2n ** 40n + BigInt(row)),
    positions: Int32Array.from(numbers, (_, row) => customers - row),
    columns: { value: numbers, percentile: numbers.map((_, row) => row / customers) },
    tiers: { names: ['GOLD', 'größer'], of: Uint8Array.from(numbers, (_, row) => row % 3) },
  };
}

const stored = () =>
  inWorkspace(
    app,
    workspaceId,
    (tx) => tx`select * from customer_score where workspace_id = ${workspaceId} and run_id = ${runId} order by customer_id`,
  );

describe('the scores of a run', () => {
  it('are stored to the last bit, unknown numbers as null, in place of those of an earlier attempt', async () => {
    for (const customers of [3, 20_000]) {
      const scores = scoresOf(customers);
      await inWorkspace(app, workspaceId, (tx) => writeCustomerScores(tx, workspaceId, runId, scores));
      const rows = await stored();
      expect(rows).toHaveLength(customers);
      expect(rows.map((row) => row.value ?? Number.NaN)).toEqual([...scores.columns.value!]);
      expect(rows.map((row) => row.percentile)).toEqual([...scores.columns.percentile!]);
      expect(rows.map((row) => [row.customer_id, row.position])).toEqual(
        Array.from(scores.customerIds, (id, row) => [id, scores.positions[row]]),
      );
      expect(rows.map((row) => row.tier)).toEqual(Array.from(scores.tiers!.of, (tier) => [null, 'GOLD', 'größer'][tier]));
      expect(rows.every((row) => row.churn_risk === null && row.p_alive === null)).toBe(true);
    }
  });

  it('may be nobody’s', async () => {
    await inWorkspace(app, workspaceId, (tx) => writeCustomerScores(tx, workspaceId, runId, scoresOf(0)));
    expect(await stored()).toHaveLength(0);
  });
});
