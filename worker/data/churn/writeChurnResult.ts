import type { Transaction } from '../../../prisma/sql.ts';
import type { ChurnResult } from './churnResult.ts';

/**
 * Writes what a churn run found, in place of what an earlier attempt wrote. The caller's transaction also ends the run.
 * One statement a table, whatever the rows: they go as one JSON value, whose keys are the columns.
 */
export async function writeChurnResult(tx: Transaction, workspaceId: number, runId: bigint, result: ChurnResult): Promise<void> {
  await tx`delete from churn_model where workspace_id = ${workspaceId} and run_id = ${runId}`; // and all that hangs on it
  const insert = async (table: string, rows: readonly object[]): Promise<void> => {
    if (rows.length === 0) return;
    const json = rows.map((row) => ({ workspace_id: workspaceId, run_id: `${runId}`, ...columnsOf(row) }));
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

/** Adds the place in the list, from 1. */
function numbered(rows: readonly object[]): object[] {
  return rows.map((row, index) => ({ position: index + 1, ...row }));
}

function pointsOf(owners: readonly { readonly points: readonly object[] }[], positionName: string): object[] {
  return owners.flatMap(({ points }, index) => points.map((point) => ({ [positionName]: index + 1, ...point })));
}

type JsonValue = string | number | boolean | null;

/** The row under the names of its columns. A number that JSON would silently turn into null is a mistake of the job. */
function columnsOf(row: object): Record<string, JsonValue> {
  const columns: Record<string, JsonValue> = {};
  for (const [field, value] of Object.entries(row) as [string, JsonValue | Date][]) {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${field} has ${value}, which no column can hold`);
    columns[field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value instanceof Date ? value.toISOString() : value;
  }
  return columns;
}
