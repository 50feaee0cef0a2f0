import type { Transaction } from '../../prisma/sql.ts';
import { announce, fence, type Lease } from '../lease.ts';
import type { Warning } from '../stats/outcome.ts';
import type { StatusCode } from '../stats/statusCodes.ts';

/** Thrown inside the final transaction of a worker whose lease is gone: everything it wrote rolls back. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** How a run ended: with an answer, with the answer that these data cannot tell, or not at all. */
export type RunEnding =
  | { readonly outcome: 'FITTED'; readonly warnings: readonly Warning[] }
  | { readonly outcome: 'NOT_ESTIMABLE'; readonly code: StatusCode; readonly detail: string }
  | { readonly error: { readonly code: string; readonly message: string } };

/** Where a result came from, stored with it. */
export interface Provenance {
  readonly runKey: string;
  readonly engineVersion: string;
  readonly dataVersions: Readonly<Record<string, string>>;
  readonly dataThrough: Date | null;
  readonly rowsRead: number;
  readonly rowsUsed: number;
  readonly exclusions: Readonly<Record<string, number>>;
  readonly timings: Readonly<Record<string, number>>; // milliseconds by stage
}

/**
 * Ends a run. Call it first in the transaction that writes the results: it locks the row, and no one else can end it.
 *
 * @throws LeaseLost when the run was cancelled or taken by another worker
 */
export async function finishRun(tx: Transaction, lease: Lease, ending: RunEnding, provenance: Provenance | null): Promise<void> {
  const facts = {
    state: 'error' in ending ? 'FAILED' : 'SUCCEEDED',
    outcome: 'error' in ending ? null : ending.outcome,
    status_code: 'code' in ending ? ending.code : null,
    status_detail: 'detail' in ending ? ending.detail : null,
    warnings: tx.json('warnings' in ending ? ending.warnings.map((warning) => ({ ...warning })) : []),
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
  await announce(tx, 'run', lease.workspaceId, lease.id);
}
