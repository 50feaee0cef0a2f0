import type { ChurnResult } from '../data/churn/churnResult.ts';
import { writeChurnResult } from '../data/churn/writeChurnResult.ts';
import type { RiskResult } from '../data/hazard/riskResult.ts';
import { writeRiskResult } from '../data/hazard/writeRiskResult.ts';
import { defineRunJob, type RunJob } from '../runJob.ts';
import { computeChurn } from './fitChurn/computeChurn.ts';
import { type ChurnRun, domainsOf, prepareChurn } from './fitChurn/prepareChurn.ts';
import { type ChurnPart, mergeChurnParts, readChurnPart } from './fitChurn/readChurnPart.ts';
import { withRisk } from './fitChurn/withRisk.ts';

/** Who leaves, when and why. Results are the same bits however many slices the customers were read in. */
export const fitChurn: RunJob<ChurnRun, ChurnPart | null, ChurnPart | null, ChurnResult & { readonly risk: RiskResult }> = {
  async prepare(tx, request) {
    const asked = await prepareChurn(tx, request);
    return { asked, domains: domainsOf(asked), facts: asked.facts };
  },
  async read(tx, request, asked, slice, report) {
    const found = await readChurnPart(tx, request, asked, slice, report);
    if (found === null) return { part: null, rowsRead: 0, exclusions: {}, dataThrough: null };
    const { rowsRead, exclusions } = found.read;
    return { part: found.part, rowsRead, exclusions, dataThrough: asked.dataThrough };
  },
  merge: (_asked, parts) => mergeChurnParts(parts),
  compute: (asked, columns, { seed }, report) => withRisk(computeChurn(asked, columns, report), asked, columns, seed, report),
  async write(tx, { workspaceId, runId }, _asked, { risk, ...fit }, report) {
    const rowsTotal = risk.scores.customerIds.length;
    await writeChurnResult(tx, workspaceId, runId, fit);
    await writeRiskResult(tx, workspaceId, runId, risk, (rowsDone) =>
      report('writing', { rowsDone, rowsTotal, fraction: rowsDone / rowsTotal }),
    );
  },
};

export default defineRunJob(fitChurn);
