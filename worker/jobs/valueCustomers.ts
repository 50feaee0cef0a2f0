import { clvParameters } from '../data/clvParameters.ts';
import type { ClvResult } from '../data/clvResult.ts';
import { writeClvResult } from '../data/writeClvResult.ts';
import { defineRunJob, type RunJob } from '../runJob.ts';
import { type BuyingHistories, type BuyingPart, mergeBuyingParts, readBuyingPart } from './valueCustomers/buyingHistories.ts';
import { type ContractPart, mergeContractParts, readContractPart } from './valueCustomers/contractHistories.ts';
import { type ClvRun, prepareClv } from './valueCustomers/prepareClv.ts';
import { valueOfBuyers } from './valueCustomers/valueOfBuyers.ts';
import { valueOfContracts } from './valueCustomers/valueOfContracts.ts';

type Part = BuyingPart | ContractPart;
type Columns = BuyingHistories | ContractPart;

/**
 * What customers are worth from now on, one by one and together: purchases to come times spend, or payments to come of contracts.
 * Parts are put together in the order of customer ids, so that the result does not depend on how many there are, to the last bit.
 */
export const valueCustomers: RunJob<ClvRun, Part, Columns, ClvResult> = {
  async prepare(tx, request) {
    const asked = await prepareClv(tx, request, clvParameters.parse(request.parameters));
    return { asked, domains: ['crm', 'customers'], facts: asked.plannedRows };
  },
  read(tx, _request, asked, slice, report) {
    const onProgress = (rowsDone: number) => {
      const rowsTotal = Math.max(rowsDone, asked.plannedRows / slice.count);
      report('reading', { rowsDone, rowsTotal, fraction: rowsDone / rowsTotal });
    };
    return asked.setting === 'CONTRACTUAL' ? readContractPart(tx, asked, slice) : readBuyingPart(tx, asked, slice, onProgress);
  },
  merge(asked, parts) {
    const ofBuyers = parts.filter((part) => part.kind === 'BUYING');
    return ofBuyers.length > 0 ? mergeBuyingParts(asked, ofBuyers) : mergeContractParts(parts.filter((part) => part.kind === 'CONTRACTS'));
  },
  compute(asked, columns, _request, report) {
    const onProgress = (fraction: number) => report('computing', { fraction });
    return columns.kind === 'BUYING' ? valueOfBuyers(asked, columns, onProgress) : valueOfContracts(asked, columns);
  },
  write(tx, { workspaceId, runId }, _asked, fit, report) {
    const rowsTotal = fit.scores.customerIds.length;
    return writeClvResult(tx, workspaceId, runId, fit, (rowsDone) =>
      report('writing', { rowsDone, rowsTotal, fraction: rowsDone / rowsTotal }),
    );
  },
};

export default defineRunJob(valueCustomers);
