import type { Transaction } from '../../prisma/sql.ts';
import type { ClvHoldoutRow, ClvModelRow, ClvResult, ClvTotalRow, IntervalRow } from './clvResult.ts';
import { columnsOf } from './columnsOf.ts';
import { isoDayOf } from './days.ts';
import { numbered } from './numbered.ts';
import { writeCustomerScores } from './writeCustomerScores.ts';

/** Writes what a CLV run found, in place of what an earlier attempt wrote. The caller's transaction also ends the run. */
export async function writeClvResult(
  tx: Transaction,
  workspaceId: number,
  runId: bigint,
  result: ClvResult,
  onProgress: (rowsDone: number) => void,
): Promise<void> {
  const put = async (table: string, rows: readonly object[]) => {
    await tx`delete from ${tx(table)} where workspace_id = ${workspaceId} and run_id = ${runId}`;
    if (rows.length > 0) await tx`insert into ${tx(table)} ${tx(rows.map((row) => columnsOf({ workspaceId, runId, ...row })))}`;
  };
  await put('clv_model', [{ ...modelRow(result.model), limits: tx.array([...result.model.limits], textArray) }]);
  await put('model_parameter', numbered(result.parameters));
  await put('clv_total', result.totals.map(totalRow));
  await put('clv_tier', numbered(result.tiers));
  await put('clv_holdout_bin', []);
  await put('clv_holdout', result.holdouts.map(holdoutRow));
  await put(
    'clv_holdout_bin',
    result.holdouts.flatMap(({ model, bins }) => bins.map(({ customers, ...bin }) => ({ model, n: customers, ...bin }))),
  );
  await put(
    'clv_tracking',
    result.holdouts.flatMap(({ tracking }) => numbered(tracking)),
  );
  await put('clv_renewal', result.renewals);
  await writeCustomerScores(tx, workspaceId, runId, result.scores, onProgress);
}

function modelRow({ observedFromDay, observedUntilDay, ...model }: ClvModelRow) {
  return {
    ...model,
    observedFrom: isoDayOf(observedFromDay),
    observedUntil: isoDayOf(observedUntilDay),
  };
}

function totalRow({ expected, predicted, ...total }: ClvTotalRow) {
  return {
    ...total,
    ...bounds('expected', expected),
    ...bounds('predicted', predicted),
  };
}

function holdoutRow({
  calibrationUntilDay,
  holdoutUntilDay,
  expected,
  predicted,
  bins: _bins,
  tracking: _tracking,
  ...holdout
}: ClvHoldoutRow) {
  return {
    ...holdout,
    calibrationUntil: isoDayOf(calibrationUntilDay),
    holdoutUntil: isoDayOf(holdoutUntilDay),
    ...bounds('expected', expected),
    ...bounds('predicted', predicted),
  };
}

function bounds(name: 'expected' | 'predicted', interval: IntervalRow | null) {
  return {
    [`${name}CiLow`]: interval?.ciLow ?? null,
    [`${name}CiHigh`]: interval?.ciHigh ?? null,
  };
}

/** PostgreSQL's number of text[]: of an empty array the client could not tell. */
const textArray = 1009;
