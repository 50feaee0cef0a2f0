import { inWorkspace, type Sql } from '../prisma/sql.ts';
import type { Lease } from './lease.ts';
import type { UsualSeconds } from './secondsLeft.ts';

/** How long the stages of the analysis took when it was last computed; null when it never was. */
export function readUsualSeconds(sql: Sql, { workspaceId, id }: Lease): Promise<UsualSeconds | null> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [last] = await tx<{ timings: Readonly<Record<string, number>> }[]>`
      select timings from run
       where workspace_id = ${workspaceId} and state = 'SUCCEEDED' and reused_run_id is null
         and analysis_id = (select analysis_id from run where workspace_id = ${workspaceId} and id = ${id})
       order by queued_at desc, id desc limit 1`;
    if (!last) return null;
    const { read, compute, write } = last.timings;
    return { ...seconds('reading', read), ...seconds('computing', compute), ...seconds('writing', write) };
  });
}

function seconds(stage: string, milliseconds: number | undefined) {
  return milliseconds === undefined ? {} : { [stage]: milliseconds / 1000 };
}
