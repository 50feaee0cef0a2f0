import { inExportedSnapshot, type Sql, type Transaction } from '../prisma/sql.ts';
import type { Slice } from './data/customerSlice.ts';
import { connectJob } from './job.ts';
import { type ClaimedPart, claimPart, type PartTaker, storePart } from './runParts.ts';

/**
 * Reads parts of a run that another thread holds, one after the other while there are any, from the snapshot of that run, and
 * stores each for that thread to fetch. Ends as soon as a part was given to somebody else meanwhile, or the run is over.
 */
export async function helpWithParts(
  sql: Sql,
  who: PartTaker,
  prepare: (tx: Transaction) => Promise<(slice: Slice) => Promise<unknown>>,
): Promise<void> {
  const { lease } = who;
  const beside = connectJob({ job: lease, holder: who.holder }, 1); // the snapshot sees no claims
  try {
    let claimed = await claimPart(beside, who);
    if (!claimed) return;
    await inExportedSnapshot(sql, lease.workspaceId, claimed.snapshot, async (tx) => {
      const read = await prepare(tx);
      for (; claimed; claimed = await claimPart(beside, who)) {
        const gathered = await read(sliceOf(claimed));
        if (!(await storePart(beside, who, claimed.part, gathered))) return;
      }
    });
  } finally {
    await beside.end({ timeout: 1 });
  }
}

function sliceOf({ part, parts }: ClaimedPart): Slice {
  return { index: part, count: parts };
}
