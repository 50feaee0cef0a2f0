import { type JobSender, mostBefore, performContract, type SqlExecutor } from './queue.ts';

/** A row that waits and is to have its job. */
export interface WaitingRow {
  readonly table: 'run' | 'import';
  readonly workspaceId: number;
  readonly id: bigint;
}

/**
 * Gives a row that waits its job, in the caller's transaction, behind as many as wait before it in its workspace: whose workspace has fewer goes first. Before a file are other files; before
 * a run both, for it is to see what was sent before it was asked for, and a run after each of many files would be as many runs too many.
 */
export async function enqueueInTurn(
  tx: SqlExecutor,
  queue: Pick<JobSender, 'enqueue'>,
  { table, workspaceId, id }: WaitingRow,
): Promise<void> {
  const { rows } = await tx.executeSql(table === 'run' ? beforeRun : beforeFile, [workspaceId, String(id), mostBefore]);
  const [row] = rows as { before: number }[];
  if (!row) throw new Error(`${table} ${id} does not wait`);
  await queue.enqueue(tx, performContract, { workspaceId, table, id: String(id) }, { before: row.before });
}

const beforeFile = `
  select (select count(*)::integer
            from (select from import f where f.workspace_id = $1::integer and f.state = 'QUEUED' and (f.queued_at, f.id) < (own.queued_at, own.id) limit $3::integer) files) as before
    from import own where own.workspace_id = $1::integer and own.id = $2::bigint and own.state = 'QUEUED'`;

const beforeRun = `
  select (select count(*)::integer
            from (select from run r where r.workspace_id = $1::integer and r.state = 'QUEUED' and not r.waits and (r.queued_at, r.id) < (own.queued_at, own.id) limit $3::integer) runs)
       + (select count(*)::integer
            from (select from import f where f.workspace_id = $1::integer and f.state = 'QUEUED' and f.queued_at <= own.queued_at limit $3::integer) files) as before
    from run own where own.workspace_id = $1::integer and own.id = $2::bigint and own.state = 'QUEUED'`;
