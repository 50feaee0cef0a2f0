import type { ReservedSql } from '../../prisma/sql.ts';
import type { Services } from '../context.ts';
import { Problem } from '../problem.ts';

/**
 * Reads in one snapshot, in a place of the exports and on a connection of theirs. As soon as the client is `gone` the statement under way
 * is cancelled, and the place is another's.
 *
 * @throws Problem 429, 503
 */
export async function inExportSnapshot<Result>(
  { exports: { pool, slots }, cancelStatement }: Pick<Services, 'exports' | 'cancelStatement'>,
  workspaceId: number,
  gone: AbortSignal,
  work: (tx: ReservedSql) => Promise<Result>,
): Promise<Result> {
  const giveBack = await slots.take(workspaceId, gone);
  try {
    return await pool.inSnapshot(workspaceId, (tx) => cancelledWhenGone(tx, gone, cancelStatement, () => work(tx)));
  } catch (error) {
    if ((error as { code?: unknown }).code !== '57014' || gone.aborted) throw error;
    throw new Problem(503, 'UNAVAILABLE', 'the export took too long: ask for fewer rows, with "since" or by pages ("limit")', {
      'retry-after': '60',
    });
  } finally {
    giveBack();
  }
}

async function cancelledWhenGone<Result>(
  tx: ReservedSql,
  gone: AbortSignal,
  cancelStatement: Services['cancelStatement'],
  work: () => Promise<Result>,
): Promise<Result> {
  const [session] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
  let cancelled: Promise<unknown> | null = null;
  const cancel = () => {
    cancelled = cancelStatement(session?.pid ?? 0).catch(() => {}); // else the export's own time limit ends it
  };
  gone.addEventListener('abort', cancel);
  try {
    gone.throwIfAborted();
    return await work();
  } finally {
    gone.removeEventListener('abort', cancel);
    await cancelled; // it must meet this statement, and not the next one of the same connection
  }
}
