import type { Transaction } from '../../../prisma/sql.ts';
import { columnsOf } from '../columnsOf.ts';
import { numbered } from '../numbered.ts';
import type { ChurnResult } from './churnResult.ts';

/** JSON knows no bigint, and a churn result has none. */
type JsonColumns = Record<string, Exclude<ReturnType<typeof columnsOf>[string], bigint>>;

/**
 * Writes what a churn run found, in place of what an earlier attempt wrote. The caller's transaction also ends the run.
 * One statement a table, whatever the rows: they go as one JSON value, whose keys are the columns.
 */
export async function writeChurnResult(tx: Transaction, workspaceId: number, runId: bigint, result: ChurnResult): Promise<void> {
  await tx`delete from churn_model where workspace_id = ${workspaceId} and run_id = ${runId}`; // and all that hangs on it
  const insert = async (table: string, rows: readonly object[]): Promise<void> => {
    if (rows.length === 0) return;
    const json = rows.map((row) => columnsOf({ workspaceId, runId: `${runId}`, ...row }) as JsonColumns);
    await tx`insert into ${tx(table)} select * from jsonb_populate_recordset(null::${tx(table)}, ${tx.json(json)})`;
  };
  await insert('churn_model', [result.model]);
  await insert('silence_option', numbered(result.silenceOptions));
  await insert('survival_curve', numbered(result.curves.map(({ points: _points, ...curve }) => curve)));
  await insert('survival_point', pointsOf(result.curves, 'curvePosition'));
  await insert('curve_test', numbered(result.tests));
  await insert('churn_cause', numbered(result.causes.map(({ points: _points, ...cause }) => cause)));
  await insert('incidence_point', pointsOf(result.causes, 'causePosition'));
  await insert('cohort_cell', result.cohortCells);
  await insert('churn_rate', result.churnRates);
  await insert('tenure_rate', numbered(result.tenureRates));
  await insert('revenue_retention', result.revenueRetention);
}

function pointsOf(owners: readonly { readonly points: readonly object[] }[], positionName: string): object[] {
  return owners.flatMap(({ points }, index) => points.map((point) => ({ [positionName]: index + 1, ...point })));
}
