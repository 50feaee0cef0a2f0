import type { Sql } from '../../prisma/sql.ts';

/** How far a round over all rows that wait or are under way has come: behind this one. */
export interface RoundPlace {
  readonly table: 'run' | 'import';
  readonly workspaceId: number;
  readonly id: bigint;
}

export interface WithoutJob {
  readonly kind: 'RUN' | 'IMPORT';
  readonly workspaceId: number;
  readonly id: bigint;
}

export const roundStart: RoundPlace = { table: 'run', workspaceId: 0, id: 0n };

/** What a look asks of the database is as much, however many rows wait: a round of many goes over several looks. */
const rowsAtOnce = 500;

/** The next part of a round: those of its rows that have no job, and where to go on; null at the end. */
export async function findWithoutJob(
  sql: Sql,
  { table, workspaceId, id }: RoundPlace,
): Promise<{ readonly lost: readonly WithoutJob[]; readonly next: RoundPlace | null }> {
  const rows = await sql<{ workspaceId: number; id: bigint; hasJob: boolean }[]>`
    select workspace_id as "workspaceId", id, has_job as "hasJob" from work_without_job(${table}, ${workspaceId}, ${id}, ${rowsAtOnce})`;
  const lost = rows.flatMap(({ hasJob, ...row }) =>
    hasJob ? [] : [{ kind: table === 'run' ? ('RUN' as const) : ('IMPORT' as const), ...row }],
  );
  const last = rows.length === rowsAtOnce ? rows.at(-1) : undefined;
  if (last) return { lost, next: { table, workspaceId: last.workspaceId, id: last.id } };
  return { lost, next: table === 'run' ? { ...roundStart, table: 'import' } : null };
}
