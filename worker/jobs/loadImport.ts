import { loadImport } from '../imports/load.ts';
import { defineJob } from '../job.ts';

/**
 * Loads one uploaded file in one transaction. Safe to run twice: the second time finds every row there already.
 * Two connections: one stages while the other reads the chunks.
 */
export default defineJob(2, (sql, { job: { workspaceId, id, attempt }, report }) =>
  loadImport(sql, { workspaceId, importId: id, attempt }, ({ stage, rowsDone, rowsTotal }) =>
    report(stage, { rowsDone, rowsTotal, fraction: rowsTotal ? rowsDone / rowsTotal : null }),
  ),
);
