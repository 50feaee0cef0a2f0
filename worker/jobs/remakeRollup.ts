import { inWorkspace } from '../../prisma/sql.ts';
import { refreshStatistics } from '../imports/statistics.ts';
import { defineJob } from '../job.ts';
import { remakeRollup } from '../rollups/remakeRollup.ts';
import { rollupNumbered } from '../rollups/rollupSource.ts';
import { readRollupState } from '../rollups/rollupState.ts';

/** Makes a roll-up anew that is not current, in one transaction. Safe to run twice: the second time it is. */
export default defineJob(1, (sql, { job: { workspaceId, id } }) =>
  inWorkspace(sql, workspaceId, async (tx) => {
    const source = rollupNumbered(id);
    if (!source) throw new Error(`there is no roll-up ${id}`);
    const state = await readRollupState(tx, workspaceId, source);
    if (state?.isCurrent) return;
    await tx`set local work_mem = '256MB'`;
    await tx`set local jit = off`;
    await tx`set local enable_nestloop = off`; // of what is made on the way nothing is known to the planner
    await remakeRollup(tx, workspaceId, source);
    await refreshStatistics(tx, [source.table]);
  }),
);
