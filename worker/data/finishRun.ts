import { raiseDataVersions } from '../../prisma/raiseDataVersions.ts';
import { executor, type Transaction } from '../../prisma/sql.ts';
import type { Exclusions } from '../exclusionReasons.ts';
import { announce, deleteParts, fence, type Lease, noteRun } from '../lease.ts';
import type { Warning } from '../stats/outcome.ts';
import type { StatusCode } from '../stats/statusCodes.ts';
import { recordRunEvent } from '../webhooks/recordRunEvent.ts';

/** Thrown inside the final transaction of a worker whose lease is gone: everything it wrote rolls back. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** How a run ended: with an answer, with the answer that these data cannot tell, or not at all. */
export type RunEnding =
  | { readonly outcome: 'FITTED'; readonly warnings: readonly Warning[] }
  | { readonly outcome: 'NOT_ESTIMABLE'; readonly code: StatusCode; readonly detail: string; readonly warnings?: readonly Warning[] }
  | { readonly error: { readonly code: string; readonly message: string } };

/** Where a result came from, stored with it. */
export interface Provenance {
  readonly runKey: string;
  readonly engineVersion: string;
  readonly dataVersions: Readonly<Record<string, string>>;
  readonly dataThrough: Date | null;
  readonly rowsRead: number;
  readonly rowsUsed: number;
  readonly exclusions: Exclusions;
  readonly timings: Readonly<Record<string, number>>; // milliseconds by stage
}

/**
 * Ends a run: the last statement of the transaction that writes the results. Not the first, for it locks the row: a cancel would
 * wait until a million results are written, and come too late. Whoever has lost the run finds out here, and everything rolls back.
 *
 * @throws LeaseLost when the run was cancelled or taken by another worker
 */
export async function finishRun(tx: Transaction, lease: Lease, ending: RunEnding, provenance: Provenance | null): Promise<void> {
  const facts = {
    state: 'error' in ending ? 'FAILED' : 'SUCCEEDED',
    outcome: 'error' in ending ? null : ending.outcome,
    status_code: 'code' in ending ? ending.code : null,
    status_detail: 'detail' in ending ? ending.detail : null,
    warnings: tx.json('warnings' in ending ? (ending.warnings ?? []).map((warning) => ({ ...warning })) : []),
    error_code: 'error' in ending ? ending.error.code : null,
    error_message: 'error' in ending ? ending.error.message : null,
    ...(provenance && {
      run_key: provenance.runKey,
      engine_version: provenance.engineVersion,
      data_versions: tx.json(provenance.dataVersions),
      data_through: provenance.dataThrough,
      rows_read: provenance.rowsRead,
      rows_used: provenance.rowsUsed,
      exclusions: tx.json(provenance.exclusions),
      timings: tx.json(provenance.timings),
      progress: tx.json({ stage: 'writing', rowsDone: provenance.rowsRead, rowsTotal: provenance.rowsRead, fraction: 1 }),
    }),
  };
  const { count } = await tx`update run set ${tx(facts)}, finished_at = clock_timestamp() where ${fence(tx, lease)}`;
  if (count === 0) throw new LeaseLost(`run ${lease.id} is no longer of attempt ${lease.attempt}`);
  await noteScores(tx, lease);
  await Promise.all([
    deleteParts(tx, lease),
    noteRun(tx, lease, 'error' in ending ? 'ERROR' : 'INFO', sentenceOf(ending, provenance)),
    announce(tx, 'run', lease.workspaceId, lease.id),
    recordRunEvent(tx, lease.workspaceId, lease.id),
  ]);
}

function sentenceOf(ending: RunEnding, provenance: Provenance | null): string {
  if ('error' in ending) return `failed: ${ending.error.code}: ${ending.error.message}`;
  const rows = provenance ? `${provenance.rowsUsed} of ${provenance.rowsRead} rows used; ` : '';
  return ending.outcome === 'FITTED' ? `${rows}result written` : `${rows}the data cannot tell: ${ending.code}: ${ending.detail}`;
}

/**
 * Ends a run whose result is there already: a finished run of the same analysis has the same key, so it saw the same data and
 * was asked the same. The run shows that one's result as its own.
 *
 * @throws LeaseLost when the run was cancelled or taken by another worker
 */
export async function reuseRun(tx: Transaction, lease: Lease, reusedRunId: bigint): Promise<void> {
  const { workspaceId, id } = lease;
  const [kept] = await tx`
    select from run where workspace_id = ${workspaceId} and id = ${reusedRunId} and scores_cleared_at is null for share`; // until the end of this transaction nobody clears it
  if (!kept) throw new Error(`the scores of run ${reusedRunId} were cleared a moment ago: the next attempt computes them anew`);
  const { count } = await tx`
    update run set state = 'SUCCEEDED', finished_at = clock_timestamp(), reused_run_id = same.id, outcome = same.outcome,
           status_code = same.status_code, status_detail = same.status_detail, warnings = same.warnings, run_key = same.run_key,
           engine_version = same.engine_version, data_versions = same.data_versions, data_through = same.data_through,
           rows_read = same.rows_read, rows_used = same.rows_used, exclusions = same.exclusions, timings = '{}',
           progress = same.progress, error_code = null, error_message = null -- of an attempt before
      from (select * from run where workspace_id = ${workspaceId} and id = ${reusedRunId}) same
     where run.workspace_id = ${workspaceId} and run.id = ${id} and run.attempt = ${lease.attempt} and run.state = 'RUNNING'`;
  if (count === 0) throw new LeaseLost(`run ${id} is no longer of attempt ${lease.attempt}`);
  await noteScores(tx, lease);
  await noteRun(tx, lease, 'INFO', `nothing has changed since run ${reusedRunId}: its result is shown`);
  await announce(tx, 'run', workspaceId, id);
  await recordRunEvent(tx, workspaceId, id);
}

/**
 * Raises the version of scores where this run now says a number of customers that another said before, or none did, and versions of data do not
 * tell so: the first result of its analysis, or one by other parameters of the same data. That newer data make older scores stale is known without.
 */
async function noteScores(tx: Transaction, { workspaceId, id }: Lease): Promise<void> {
  const [changed] = await tx`
    select from run r
      join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
      left join lateral (
        select coalesce(p.reused_run_id, p.id) as result_id, p.data_versions from run p
         where p.workspace_id = r.workspace_id and p.analysis_id = r.analysis_id and p.id <> r.id
           and p.state = 'SUCCEEDED' and p.outcome = 'FITTED' and p.as_of is null
         order by p.finished_at desc, p.id desc limit 1) before on true
     where r.workspace_id = ${workspaceId} and r.id = ${id} and r.kind in ('CLV', 'CHURN') and r.outcome = 'FITTED' and r.as_of is null
       and a.published_run_id is null
       and (before.result_id is null
            or before.result_id <> coalesce(r.reused_run_id, r.id) and before.data_versions is not distinct from r.data_versions)`;
  if (changed) await raiseDataVersions(executor(tx), workspaceId, ['scores']);
}
