import type { Run as RunRow } from '../../prisma/generated/client/client.ts';
import type { AnalysisKind } from '../../worker/queue.ts';
import type { RunResultRow } from './freshness.ts';

/** By kind, the branch of a result that is there. */
const readyBranches: Readonly<Partial<Record<AnalysisKind, string>>> = {
  DRIVERS: 'DriverResultReady',
  CHURN: 'ChurnResultReady',
  CLV: 'ClvResultReady',
  VALUE_LOYALTY: 'ValueLoyaltyResultReady',
};

export function resultOf(run: RunRow): RunResultRow {
  if (run.state === 'SUCCEEDED') {
    const ready = readyBranches[run.kind as AnalysisKind] ?? 'Pending'; // a kind that only a later version can show
    return { branch: run.outcome === 'FITTED' ? ready : 'NotEstimable', run };
  }
  if (run.state === 'FAILED') return { branch: 'Failed', run };
  return { branch: run.state === 'CANCELLED' ? 'Cancelled' : 'Pending', run };
}
